"""A confirmation before an act that no key undoes, by a different key than the one for the act."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.actions.registry import bindings
from tui.host import PaintedScreen
from tui.safe_content import plain, plain_lines
from tui.widgets.key_footer import KeyLine


class Confirm(PaintedScreen[bool], ModalScreen[bool]):
    """A box with a title and a sentence that says what would happen. Its result: do it or not.

    Enter does nothing: pressing it twice does not confirm.
    """

    CSS_PATH = "../style/confirm.tcss"
    BINDINGS = bindings("confirm")

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self._title = title
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        with Vertical(id="confirm"):
            yield Static(plain(self._title), id="confirm-title")
            yield Static(plain_lines(self._sentence), id="confirm-sentence")
        yield KeyLine()

    def action_confirm_yes(self) -> None:
        self.dismiss(True)

    def action_confirm_no(self) -> None:
        self.dismiss(False)
