"""A link on a separate screen, for terminals without room beside the list."""

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from tui.actions.registry import bindings
from tui.safe_content import plain
from tui.screens.acts import LinkActs, Meant
from tui.services.advice import with_keys
from tui.services.later import detail, lists
from tui.services.model import Refused
from tui.widgets.advice import AdviceLine
from tui.widgets.detail import DetailPane
from tui.widgets.detail_tabs import Tab
from tui.widgets.key_footer import KeyLine

if TYPE_CHECKING:
    from directory.queries.link_rows import Row


class DetailScreen(LinkActs):
    """The details of one link; escape or enter goes back to the list."""

    CSS_PATH: ClassVar = ["../style/detail.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("link"),
        Binding("enter", "back", show=False),
    ]
    scope = "link"

    def __init__(self, link_id: int, tab: Tab = Tab.ENTRY) -> None:
        """tab: the one that is open at first."""
        super().__init__()
        # Kept, not queried: a result may arrive when the screen is no longer laid out.
        self._heading = Static(id="name")
        self._pane = DetailPane()
        self._advice = AdviceLine()
        self._pane.open_tab(tab)
        self.link_id = link_id
        self._row_seen: Row | None = None
        #: When the link was painted as it is now (monotonic); None if it is not yet.
        self.painted_at: float | None = None

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self._pane
        yield self._advice
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the link, and focus the details."""
        self._pane.focus()
        self.refresh_detail()

    @work(exclusive=True, group="detail")
    async def refresh_detail(self) -> None:
        """Read the link again and show it."""
        try:
            link = await self.app.ask(detail.link_detail, self.link_id)
            rows = await self.app.ask(lists.rows_of, (self.link_id,))
        except Refused:
            return
        row = rows.get(self.link_id)
        if row != self._row_seen or self.painted_at is None:
            self._row_seen, self.painted_at = row, None
            self.call_after_refresh(self._note_painted)
        self._heading.update(plain("" if row is None else row.name), layout=False)
        advice = with_keys(row.advice, self.app.chosen_keys) if row is not None else ""
        self._advice.show(f". {advice}" if advice else "")
        self._pane.show(link)

    def _note_painted(self) -> None:
        self.painted_at = monotonic()

    # What acts need

    def meant(self) -> Meant:
        """Return this link, as shown on the screen."""
        return Meant((self.link_id,), self._row_seen)

    def settle(self, ids: Sequence[int], *, leaving: bool) -> None:
        """Do nothing: the screen shows the link with the result of the act."""

    def refresh_data(self) -> None:
        """Show the present contents of the catalog."""
        self.refresh_detail()

    # Turning pages

    def action_next_tab(self) -> None:
        self._pane.action_next_tab()

    def action_previous_tab(self) -> None:
        self._pane.action_previous_tab()

    def action_preview(self) -> None:
        """Show the exit notice as visitors will read it."""
        self._pane.open_tab(Tab.NOTICES)

    def action_back(self) -> None:
        """Go to the list; stop an act under way first."""
        if not self.app.stop_act():
            self.dismiss(None)
