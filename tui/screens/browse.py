"""Common parts of Queue and Catalog: filters, the list of links, details of the current one.

The list comes in parts from a thread, and grows as it comes (`tui/state/incremental_list.py`).
"""

import asyncio
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from tui.clipboard import clipboard_text
from tui.modals.pick import PickOne
from tui.processes.live_check import check_now
from tui.safe_content import plain
from tui.screens.acts import LinkActs, Meant
from tui.screens.detail import DetailScreen
from tui.services.advice import with_keys
from tui.services.later import detail, lists, views
from tui.services.model import Refused, Wanted
from tui.state.form_sheet import Saved
from tui.state.incremental_list import Begins, GoesOn, Listing, Part, Renewed
from tui.state.option_match import Option
from tui.state.titles import clipboard_address
from tui.timers import after
from tui.widgets.advice import AdviceLine
from tui.widgets.detail import DetailPane
from tui.widgets.detail_tabs import Tab
from tui.widgets.facets import FacetList
from tui.widgets.fields import SearchLine
from tui.widgets.key_footer import KeyLine
from tui.widgets.mode_header import ModeBar
from tui.widgets.status_bar import Strip
from tui.widgets.table import LinkTable

if TYPE_CHECKING:
    from directory.queries.link_rows import Row

#: The details are fetched when the cursor has rested for this time (seconds).
_REST = 0.08
#: The choices are counted when the list has been the same for this time (seconds): counting takes
#: longer than finding, and a letter typed meanwhile would have to wait.
_COUNT_AFTER = 0.25
#: A list that takes long to read is read again only after this many times as long.
_PATIENCE = 10
_LONGEST = 3.0  # seconds; changes by others are shown after at most this time
#: Cells of width: under the second, details have a separate screen; under the third,
#: the filters fold away.
_ROOM_FOR_DETAILS = 90
BREAKPOINTS: list[tuple[int, str]] | None = [
    (0, "-narrow"), (_ROOM_FOR_DETAILS, "-middle"), (110, "-wide"),
]  # fmt: skip


class PartCame(Message):
    """A part of a list, from the thread that reads it, with rows that came along."""

    def __init__(self, part: Part, rows: "dict[int, Row]") -> None:
        super().__init__()
        self.part = part
        self.rows = rows


class BrowseScreen(LinkActs):
    """A list of links to work through."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    AUTO_FOCUS = "LinkTable"
    queue = False
    scope = ""

    def __init__(self) -> None:
        super().__init__()
        # Kept, not queried: a result may arrive when the screen is no longer laid out.
        self._bar = ModeBar("queue" if self.queue else "catalog")
        self._box = SearchLine(placeholder="words, state:draft, verdict:gone, host:…", id="search")
        self._problem = Static(id="problem")
        self._facets = FacetList(id="facets")
        self._table = LinkTable(with_kind=self.queue)
        self._pane = DetailPane()
        self._advice = AdviceLine()
        self._wanted = Wanted(queue=self.queue)
        self._list = Listing()
        self._stays: int | None = None
        self._kept_place: tuple[int | None, int] | None = None  # the link there, and the place
        self._keepers = 0  # number of acts under way that keep it
        self._last_to_keep = False  # the list being read shows what was done
        self._began = 0.0
        self._took = 0.0
        self._counted = False  # there are choices already
        self._took_to_count = 0.0
        self._later: asyncio.TimerHandle | None = None

    def compose(self) -> ComposeResult:
        yield self._bar
        yield self._box
        yield self._problem
        with Horizontal(id="columns"):
            yield self._facets
            yield self._table
            yield self._pane
        yield self._advice
        yield Strip()
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the first list."""
        self._table.empty = "One moment…"
        self.app.keys.hold("list")  # what is typed is meant for the list
        self.load()

    @property
    def painted_at(self) -> float | None:
        """When the target of the next act was painted (monotonic); None if it is not yet."""
        return self._table.painted_at

    def on_screen_resume(self) -> None:
        """Note that the terminal shows another screen until this one is painted."""
        self._table.paint_anew()

    # The list

    def load(self) -> None:
        """Read the list, and show it as it arrives."""
        self._begin(again=False)

    def refresh_data(self) -> None:
        """Read the list again, and show it when it is complete; visible rows at once."""
        if not self._table.is_mounted:
            return
        self._table.forget()
        self._show_detail()
        cost = self._took + self._took_to_count
        early = self._began + min(_PATIENCE * cost, _LONGEST) - time.monotonic()
        if early > 0:
            if self._later is None:
                self._later = after(self, early, self._refresh_list)
        else:
            self._refresh_list()

    def _refresh_list(self) -> None:
        self._later = None
        self._begin(again=True)

    def _begin(self, *, again: bool) -> None:
        self._began = time.monotonic()
        self._last_to_keep = not self._keepers
        self._read(self._list.begin(again=again), self._wanted, again)
        self._choices()

    @work(exclusive=True, group="list")
    async def _read(self, listing: int, wanted: Wanted, again: bool) -> None:
        def take(ids: "array[int]", kind: str, rows: "dict[int, Row]") -> bool:
            self.post_message(PartCame(Part(listing, ids, kind), rows))
            return listing == self._list.number and not self.app.leaving.is_set()

        try:
            took = await self.app.ask(lists.list_ids, wanted, take, with_rows=not again)
        except Refused:
            self._table.empty = "The list cannot be read just now."
            self.app.keys.release("list")
            return
        self._took = took
        self.post_message(PartCame(Part(listing, array("i"), "", last=True), {}))

    def on_part_came(self, event: PartCame) -> None:
        """Show a part of the list."""
        self._table.provide(event.rows)
        match self._list.take(event.part):
            case Begins(ids):
                self._table.show(ids)
                self._table.go_to(0)
            case GoesOn(ids):
                self._table.extend(ids)
            case Renewed(ids):
                self._table.show(ids, self._cursor_in(ids), keep_marks=True)
            case None:
                return
        if self._table.spine or event.part.last:
            self.app.keys.release("list")
        if event.part.last:
            self._listed()

    def _cursor_in(self, ids: "array[int]") -> int | None:
        """Return the cursor's link in a list that was read again; None to keep its link."""
        link_id, self._stays = self._stays, None
        kept = self._kept_place
        if self._last_to_keep:
            self._kept_place = None
        if link_id is None and kept is not None and kept[0] == self._table.cursor_id and ids:
            return ids[min(kept[1], len(ids) - 1)]
        return link_id

    def _listed(self) -> None:
        self._table.empty = self._nothing()
        self._say_how_many()

    def _nothing(self) -> str:
        if self._wanted.query or self._wanted.kinds:
            return "Nothing matches. Press Escape to see all again."
        if self.queue:
            return "Nothing needs you. Well done."
        return "There are no links yet. Press n to add one."

    def on_link_table_rows_wanted(self, event: LinkTable.RowsWanted) -> None:
        """Fetch rows that have become visible."""
        self._fetch(event.ids)

    @work(exclusive=True, group="rows")
    async def _fetch(self, ids: Sequence[int]) -> None:
        try:
            forgotten = self._table.forgotten
            rows = await self.app.ask(lists.rows_of, ids)
        except Refused:
            return
        self._table.provide(rows)
        if self._table.forgotten != forgotten:  # they may be older than the change
            self._table.forget(rows)
        self._say_advice()

    # Details and advice

    def on_resize(self) -> None:
        """Show or hide the details, depending on the room."""
        self.call_after_refresh(self._make_room)

    def _make_room(self) -> None:
        hidden = self._pane.has_focus_within and not self._pane.display
        if hidden or self.focused is None:
            self._table.focus()
        self._show_detail()

    def on_link_table_moved(self, _event: LinkTable.Moved) -> None:
        """Show the link at the cursor."""
        self._say_advice()
        self._say_how_many()
        self._show_detail()

    @work(exclusive=True, group="detail")
    async def _show_detail(self) -> None:
        if not self._pane.display:
            return
        await asyncio.sleep(_REST)
        link_id = self._table.cursor_id
        try:
            link = None if link_id is None else await self.app.ask(detail.link_detail, link_id)
        except Refused:
            return
        self._pane.show(link)

    def _say_advice(self) -> None:
        row = self._row_at_cursor()
        advised = row.advice if row is not None else None
        key = ". " if advised is not None and advised.fix else ""
        words = with_keys(advised, self.app.chosen_keys)
        self._advice.show(f"{key}{words}")

    def _row_at_cursor(self) -> "Row | None":
        return self._table.row(self._table.cursor_id)

    # Links of the next act

    def meant(self) -> Meant | None:
        """Return the marked links or the one at the cursor."""
        ids = self._table.chosen()
        if not ids:
            return None
        single = self._row_at_cursor() if not self._table.marked_count else None
        return Meant(ids, single)

    def settle(self, ids: Sequence[int], *, leaving: bool) -> None:
        """Remove these links from the queue at once; the cursor moves to the next one."""
        table = self._table
        if not (self.queue and leaving):
            if table.marked_count:
                table.action_clear_marks()
            return
        self._list.leaves(ids)
        if len(ids) == 1 and ids[0] == table.cursor_id:
            left = array("i", table.spine)
            left.pop(table.place)
            self._list.groups.drop(table.place)
        else:
            dealt_with = set(ids)
            left = array("i", (one for one in table.spine if one not in dealt_with))
        table.show(left)

    def decided(self, ids: Sequence[int]) -> None:
        """Show them again in the next list if they still need a person."""
        self._list.decided(ids)

    @contextmanager
    def keeping_place(self) -> Iterator[None]:
        """Keep the cursor at its place in the queue, in the lists read meanwhile and in the next
        one, even if its link moves, unless the user goes to another link."""
        if self.queue:
            self._kept_place = (self._table.cursor_id, self._table.place)
        self._keepers += 1
        try:
            yield
        finally:
            self._keepers -= 1

    def stay(self, link_id: int) -> None:
        """Show a link whose change was refused in the next list, with the cursor on it."""
        self._stays = link_id

    def action_operate(self, name: str) -> None:
        """Do the operation, unless the filters have the focus."""
        if self._facets.has_focus:
            self.app.tell("The filters have the focus. Press Escape to go back to the list.")
        else:
            super().action_operate(name)

    # Finding

    def action_search(self) -> None:
        """Open the catalog's search, also from the queue."""
        self.app.action_search()

    def open_search(self) -> None:
        """Open the line for a search and focus it."""
        self._box.add_class("-open")
        self.set_focus(self._box)

    @on(Input.Changed, "#search")
    def _search(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    @on(Input.Submitted, "#search")
    def _searched(self) -> None:
        self._table.focus()

    @work(exclusive=True, group="search")
    async def _narrow(self, query: str) -> None:
        try:
            problem = await self.app.ask(lists.problem_of, query)
        except Refused:
            return
        if problem or self._problem.has_class("-open"):
            self._problem.update(plain(problem))
            self._problem.set_class(bool(problem), "-open")
        if not problem and query != self._wanted.query:
            self._wanted = replace(self._wanted, query=query)
            self.load()

    def show_query(self, query: str) -> None:
        """Show the links of this query, as if it had been typed."""
        self._box.set_class(bool(query), "-open")
        self._box.value = query
        self._table.focus()

    def action_facets(self) -> None:
        """Go to the filters, or back from them."""
        if self._facets.has_focus:
            self._facets.remove_class("-open")
            self._table.focus()
        else:
            self._facets.add_class("-open")
            self._facets.focus()

    @work(exclusive=True, group="choices")
    async def _choices(self) -> None:
        if self._counted:
            await asyncio.sleep(_COUNT_AFTER)
        began = time.monotonic()
        try:
            groups = await self.app.ask(lists.choices_of, self._wanted)
        except Refused:
            return
        self._counted = True
        self._took_to_count = time.monotonic() - began
        self._facets.show(groups)

    def on_facet_list_chosen(self, event: FacetList.Chosen) -> None:
        """Select a choice, or deselect it."""
        if self.queue:
            kinds = set(self._wanted.kinds) ^ {event.value}
            self._wanted = replace(self._wanted, kinds=tuple(sorted(kinds)))
            self.load()
        else:
            self._toggle(event.field, event.value)

    @work(exclusive=True, group="toggle")
    async def _toggle(self, field: str, value: str) -> None:
        try:
            query = await self.app.ask(lists.toggled, self._wanted.query, field, value)
        except Refused:
            return
        self._wanted = replace(self._wanted, query="")
        self.show_query(query)

    def action_back(self) -> None:
        """Stop an act under way, remove the marks, close the filters, or end the search: the first
        that applies."""
        if self.app.stop_act():
            return
        if self._table.marked_count:
            self._table.action_clear_marks()
        elif self._facets.has_class("-open") or self._facets.has_focus:
            self._facets.remove_class("-open")
        elif self._wanted.kinds:
            self._wanted = replace(self._wanted, kinds=())
            self.load()
        elif self._box.value or self._box.has_class("-open"):
            self.show_query("")
        self._table.focus()

    # Moving and marking

    def action_views(self) -> None:
        """Open one of the saved views, in the catalog."""
        self.opening(self._views())

    async def _views(self) -> None:
        try:
            saved = await self.app.ask(views.saved_views)
        except Refused:
            return
        if not saved:
            self.app.tell("No view is saved yet: search in 2 Catalog, then press W to save it.")
            return
        options = [Option(view.query, view.name, view.query) for view in saved]
        query = await self.app.box(PickOne("Saved views", options))
        if query is not None:
            await self.app.show_view(query)

    def action_new(self) -> None:
        """Add a new link; its address may be in the clipboard."""
        self.opening(self._new())

    async def _new(self) -> None:
        await self._add(await asyncio.to_thread(clipboard_text) or self.app.clipboard)

    def on_paste(self, event: events.Paste) -> None:
        """Add a link with the pasted address."""
        self.opening(self._add(event.text))

    async def _add(self, text: str) -> None:
        from tui.modals.link_form import LinkForm  # not before the first paint

        form = LinkForm(address=clipboard_address(text), look_at=check_now)
        done = await self.app.box(form)
        if isinstance(done, Saved):
            self._stays = done.link_id
            self.app.tell("Added as a draft. u takes it back; > sends it on for approval.")
        elif done is not None and done.open_link:
            await self.app.box(LinkForm(done.open_link))
        self.refresh_data()

    def action_preview(self) -> None:
        """Show the exit notice as visitors will read it."""
        link_id = self._table.cursor_id
        if link_id is not None and self._has_room:
            self._pane.open_tab(Tab.NOTICES)
        elif link_id is not None:
            self.opening(self._open(link_id, Tab.NOTICES))

    def action_cursor_down(self) -> None:
        self._table.action_cursor_down()

    def action_cursor_up(self) -> None:
        self._table.action_cursor_up()

    def action_first(self) -> None:
        self._table.action_first()

    def action_last(self) -> None:
        self._table.action_last()

    def action_mark(self) -> None:
        """Mark or unmark the link."""
        self._table.action_toggle_mark()

    def action_mark_range(self) -> None:
        self._table.action_mark_range()

    def action_mark_all(self) -> None:
        self._table.action_mark_all()

    def on_link_table_marked(self, _event: LinkTable.Marked) -> None:
        """Show the number of marked links."""
        self._say_how_many()

    def action_next_tab(self) -> None:
        self._pane.action_next_tab()

    def action_previous_tab(self) -> None:
        self._pane.action_previous_tab()

    def action_show(self) -> None:
        """Show the details, on a separate screen if there is no room beside the list."""
        self._table.action_open_row()

    def on_link_table_opened(self, event: LinkTable.Opened) -> None:
        """Show a link."""
        if self._has_room:
            self.set_focus(self._pane.body)
        else:
            self.opening(self._open(event.link_id))

    @property
    def _has_room(self) -> bool:
        """Whether the details are shown beside the list."""
        # Not by the class or by what is displayed: after a resize those change a little later.
        return self.app.size.width >= _ROOM_FOR_DETAILS

    async def _open(self, link_id: int, tab: Tab = Tab.ENTRY) -> None:
        await self.app.box(DetailScreen(link_id, tab))
        self.refresh_data()

    def _say_how_many(self) -> None:
        table = self._table
        total = len(table.spine)
        where = f"{table.place + 1:,} of {total:,}" if total else ""
        marked = f"{table.marked_count:,} marked · " if table.marked_count else ""
        self._bar.note = marked + where
