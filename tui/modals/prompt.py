"""A box for one line of text: a reason, the name of a view."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.actions.registry import bindings
from tui.safe_content import plain, plain_lines
from tui.widgets.fields import Line
from tui.widgets.key_footer import KeyLine


class Prompt(ModalScreen[str | None]):
    """A box with one line. Its result: the text, without blanks around it, or None."""

    CSS_PATH = "../style/forms.tcss"
    BINDINGS = bindings("prompt")

    def __init__(
        self, title: str, text: str = "", *, hint: str = "", needed: bool = False,
        longest: int = 300,
    ) -> None:  # fmt: skip
        """text: the initial text. needed: refuse an empty line."""
        super().__init__()
        self._title = title
        self._text = text
        self._hint = hint
        self._needed = needed
        self._longest = longest

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(plain_lines(self._title), classes="title")
            yield Line(self._text, hint=self._hint, max_length=self._longest)
            yield Static(plain("Enter is done."), classes="help")
        yield KeyLine()

    def on_mount(self) -> None:
        """Focus the line, with the cursor at its end."""
        line = self.query_one(Line)
        line.focus()
        line.cursor_position = len(line.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        if self._needed and not text:
            self.query_one(".help", Static).update(plain("! Write something, or press escape."))
            return
        self.dismiss(text)

    def action_box_cancel(self) -> None:
        self.dismiss(None)
