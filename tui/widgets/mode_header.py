"""The first line of every screen: the modes, the present one, and a note on the list."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Static

from tui.safe_content import plain

MODES = (("queue", "1 Queue"), ("catalog", "2 Catalog"), ("runs", "3 Runs"),
         ("publish", "4 Publish"), ("notices", "5 Notices"))  # fmt: skip


class ModeBar(Horizontal):
    """`mode`: the one that is shown. `note`: the text at the right."""

    note: reactive[str] = reactive("")

    def __init__(self, mode: str) -> None:
        super().__init__()
        self._mode = mode
        self._note = Static(id="mode-note")

    def compose(self) -> ComposeResult:
        """Yield a tab per mode; the present one is in brackets, so that colour is not needed."""
        for mode, label in MODES:
            here = mode == self._mode
            tab = ModeTab(mode, f"[{label}]" if here else f" {label} ")
            tab.set_class(here, "-here")
            yield tab
        yield self._note

    def watch_note(self, note: str) -> None:
        self._note.update(plain(note), layout=False)


class ModeTab(Static):
    """One mode; a click opens it."""

    def __init__(self, mode: str, label: str) -> None:
        super().__init__(plain(label))
        self._mode = mode

    async def on_click(self) -> None:
        """Open the mode."""
        await self.app.run_action(f"app.{self._mode}")
