"""Writing one field anew, on its own: the way out when neither side of a clash is right."""

from collections.abc import Sequence
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from tui.actions.registry import bindings
from tui.modals.pick import PickOne, PickSome
from tui.safe_content import plain
from tui.state.form_merge import Difference
from tui.state.option_match import Option
from tui.widgets.fields import Choice, FieldBox
from tui.widgets.key_footer import KeyLine


class Rewrite(ModalScreen[str | None]):
    """A box with the field in it. Its result: the text, or None."""

    CSS_PATH = "../style/forms.tcss"
    BINDINGS = bindings("rewrite")

    def __init__(self, difference: Difference, options: Sequence[Option]) -> None:
        super().__init__()
        self._difference = difference
        self._options = options

    def compose(self) -> ComposeResult:
        """The field, with what the person wrote in it."""
        found = self._difference
        with Vertical(classes="box"):
            yield Static(plain(f"Write “{found.field.label}” anew"), classes="title")
            yield FieldBox(found.field, found.result, self._options)
        yield KeyLine()

    def on_mount(self) -> None:
        """The field has the keys."""
        self.query_one(FieldBox).editor.focus()

    @on(Choice.Opened)
    @work
    async def _open(self, event: Choice.Opened) -> None:
        await pick_for(self, event)

    def action_rewrite_done(self) -> None:
        """Hands the text back."""
        self.dismiss(self.query_one(FieldBox).text)

    def action_rewrite_cancel(self) -> None:
        """Closes it."""
        self.dismiss(None)


async def pick_for(screen: Screen[Any], event: Choice.Opened) -> None:
    """Opens the list of a choice over the screen, and puts in what was picked."""
    choice = event.choice
    if choice.several:
        some = await screen.app.push_screen_wait(
            PickSome("Choose any", choice.options, choice.values, event.typed)
        )
        if some is not None:
            choice.text = ", ".join(some)
    else:
        one = await screen.app.push_screen_wait(
            PickOne("Choose one", choice.options, choice.text, event.typed)
        )
        if one is not None:
            choice.text = one
