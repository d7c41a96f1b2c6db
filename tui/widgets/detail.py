"""The details of one link, in five tabs.

It is filled again at each move of the cursor, so only the open tab is built, and data of only one
tab (the notices, the changes) is fetched when that tab is open. While the link remains the same,
so does the scroll position.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, assert_never

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from tui.host import AppHost
from tui.resize import on_new_size
from tui.safe_content import plain
from tui.services.later import detail
from tui.services.model import Refused
from tui.widgets.card import CardView
from tui.widgets.detail_tabs import Tab, TabRow

if TYPE_CHECKING:
    from directory.queries.link_detail import LinkDetail
    from directory.queries.link_history import Change
    from tui.presenters.blocks import Block
    from tui.presenters.notices import LinkNotices

_SOON: Final = "One moment…"


class DetailPane(Vertical):
    """The details of one link. `show` fills it; `open_tab` and two actions change the tab."""

    app: AppHost

    def __init__(self) -> None:
        super().__init__()
        self._link: LinkDetail | None = None
        self._tab = Tab.ENTRY
        self._blocks: Sequence[Block] = ()
        self._width = 0
        self._notices: LinkNotices | None = None
        self._changes: list[Change] = []
        self._before: int | None = None
        self._changes_known = False
        self._ready = False  # its parts are there
        self._body = CardView()

    def compose(self) -> ComposeResult:
        yield TabRow()
        yield self._body

    def on_mount(self) -> None:
        """Show what there is; wrap its lines again at each change of width."""
        on_new_size(self._body, self._fit)
        self._ready = True
        self.query_one(TabRow).tab = self._tab
        self._fetch()
        self._build()

    @property
    def link(self) -> "LinkDetail | None":
        """The link that is shown."""
        return self._link

    @property
    def _link_id(self) -> int | None:
        return None if self._link is None else self._link.link.id

    @property
    def body(self) -> CardView:
        """The part that scrolls, and has the focus."""
        return self._body

    @property
    def tab(self) -> Tab:
        """The open tab."""
        return self._tab

    def show(self, link: "LinkDetail | None") -> None:
        """Show this link; None for none."""
        before, self._link = self._link, link
        if before is None or link is None or before.link.id != link.link.id:
            self._notices = None
            self._changes, self._before, self._changes_known = [], None, False
            if self._ready:
                self._body.scroll_home(animate=False, immediate=True)
        self._fetch()
        self._build()

    def open_tab(self, tab: Tab) -> None:
        """Open a tab, at its beginning."""
        if tab is self._tab:
            return
        self._tab = tab
        if self._ready:
            self.query_one(TabRow).tab = tab
            self._body.scroll_home(animate=False, immediate=True)
        self._fetch()
        self._build()

    def action_next_tab(self) -> None:
        """Open the tab to the right."""
        self.open_tab(self._tab.beside(1))

    def action_previous_tab(self) -> None:
        """Open the tab to the left."""
        self.open_tab(self._tab.beside(-1))

    def on_descendant_focus(self) -> None:
        """Show that the details have the focus."""
        self.query_one(TabRow).has_keys = True

    def on_descendant_blur(self) -> None:
        """Show that they no longer have it."""
        self.query_one(TabRow).has_keys = False

    def focus(self, scroll_visible: bool = True) -> "DetailPane":
        """Focus the part that scrolls."""
        self._body.focus(scroll_visible)
        return self

    # The contents

    def _build(self) -> None:
        if not self._ready:
            return
        self._blocks = () if self._link is None else self._card_of(self._link)
        self._lay_out()

    def _lay_out(self) -> None:
        self._width = self._body.room
        self._body.show(self._text())

    def _text(self) -> Content:
        if self._link is None:  # as at first, when no card is loaded
            return plain("No link is chosen.", "$foreground-muted")
        from tui.presenters.layout import laid_out

        return laid_out(self._blocks, self._width)

    def _card_of(self, link: "LinkDetail") -> "Sequence[Block]":
        from tui.presenters.blocks import MUTED, para
        from tui.presenters.changes import changes_card
        from tui.presenters.entry import entry_card
        from tui.presenters.evidence import evidence_card
        from tui.presenters.history import history_card
        from tui.presenters.notices import notices_card

        match self._tab:
            case Tab.ENTRY:
                return entry_card(link)
            case Tab.EVIDENCE:
                return evidence_card(link)
            case Tab.HISTORY:
                return history_card(link)
            case Tab.NOTICES if self._notices is not None:
                return notices_card(self._notices)
            case Tab.CHANGES if self._changes_known:
                return changes_card(self._changes, more=self._before is not None)
            case Tab.NOTICES | Tab.CHANGES:
                return [para(_SOON, MUTED)]
            case _:
                assert_never(self._tab)

    def _fit(self) -> None:
        if self._body.room != self._width:
            self._lay_out()

    def on_tab_row_chosen(self, event: TabRow.Chosen) -> None:
        """Open the tab that was clicked."""
        event.stop()
        self.open_tab(event.tab)

    # Data of only one tab

    def _fetch(self) -> None:
        if (link_id := self._link_id) is None or not self._ready:
            return
        if self._tab is Tab.NOTICES:
            self._fetch_notices(link_id)
        elif self._tab is Tab.CHANGES:
            self._fetch_changes(link_id)

    @work(exclusive=True, group="detail-tab")
    async def _fetch_notices(self, link_id: int) -> None:
        try:
            found = await self.app.ask(detail.exit_notice, link_id)
        except Refused:
            return
        if self._is_shown(link_id) and found != self._notices:
            self._notices = found
            self._build()

    @work(exclusive=True, group="detail-tab")
    async def _fetch_changes(self, link_id: int) -> None:
        """Fetch the newest changes; those shown already remain, if there is no newer one."""
        try:
            changes, older = await self.app.ask(detail.link_changes, link_id)
        except Refused:
            return
        newest = changes[:1]
        if self._is_shown(link_id) and not (self._changes_known and newest == self._changes[:1]):
            self._changes, self._before, self._changes_known = changes, older, True
            self._build()

    @work(exclusive=True, group="detail-more")
    async def _fetch_more(self, link_id: int, before: int) -> None:
        try:
            changes, older = await self.app.ask(detail.link_changes, link_id, before)
        except Refused:
            return
        if self._is_shown(link_id) and self._before == before:
            self._changes += changes
            self._before = older
            self._build()

    def on_card_view_near_end(self, event: CardView.NearEnd) -> None:
        """Fetch more changes, if there are any."""
        event.stop()
        link_id = self._link_id
        if self._tab is Tab.CHANGES and link_id is not None and self._before is not None:
            self._fetch_more(link_id, self._before)

    def _is_shown(self, link_id: int) -> bool:
        return self._ready and self._link_id == link_id
