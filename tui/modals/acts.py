"""What was done: the latest acts of all users, and which of them undo would undo."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.actions.registry import bindings
from tui.presenters.acts import act_line
from tui.safe_content import plain
from tui.services.model import ToUndo
from tui.widgets.key_footer import KeyLine

if TYPE_CHECKING:
    from directory.catalog.act_rows import ActLine


class ActList(ModalScreen[None]):
    """A list of acts, the latest first."""

    CSS_PATH: ClassVar = ["../style/help.tcss"]
    BINDINGS = bindings("acts")
    #: How many acts are listed.
    MOST: Final = 200

    def __init__(self, done: "Sequence[ActLine]", to_undo: ToUndo) -> None:
        """done: the acts. to_undo: the act that undo would take back."""
        super().__init__()
        self._done, self._to_undo = done, to_undo

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield Static(plain(f"What was done. {_next(self._to_undo)}"), id="help-title")
            options = [Option(plain(act_line(act), longest=400)) for act in self._done]
            yield OptionList(*options, id="help-list", compact=True)
        yield KeyLine()

    def action_acts_close(self) -> None:
        self.dismiss(None)


def _next(to_undo: ToUndo) -> str:
    if to_undo.final:
        return f"Cannot be taken back: {to_undo.final}"
    return f"u takes back: {to_undo.act}" if to_undo.act else "There is nothing to take back."
