"""The table of links: a list of any length, of which only what is seen is drawn.

Textual's own table stores and measures every cell, and blocks for seconds at a hundred thousand
rows. This one stores the ids of the links in order, the *spine*, and draws a line when it becomes
visible. The rows of the ids come later: the table requests the ones it needs, the screen provides
them when it has them, and until then a line shows `…`. So no key ever waits for the catalog.

Moves, marks and missing rows are computed in `tui.state`; keys, mouse and painting are here.
"""

from array import array
from collections.abc import Callable, Iterable, Mapping
from textwrap import wrap
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip

from tui.glyphs import HEALTH, NEVER, STATES
from tui.resize import on_new_size
from tui.state.columns import SIGNS_WIDTH, Column, columns_for
from tui.state.row_cache import RowStore
from tui.state.selection import Marks
from tui.state.viewport import Window
from tui.widgets import table_messages
from tui.widgets.line_view import LineView
from tui.widgets.table_line import (
    Look,
    Palette,
    header_line,
    message_line,
    row_line,
    waiting_line,
)

if TYPE_CHECKING:
    from directory.queries.link_rows import Row

_HEADER = 1  # the first line; it does not scroll
_PARTS = ("header", "hover", "marked", "cursor", "cursor-blurred", "quiet", "flag", "mark")
_SIGNS = tuple(sign.style for sign in (*HEALTH.values(), NEVER, *STATES.values()))
_STRIPS_KEPT = 1_000


class LinkTable(LineView, can_focus=True, inherit_bindings=False):
    """A table of links with a cursor and marks; see the module for how rows arrive."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"linktable--{part}" for part in (*_PARTS, *_SIGNS)}
    #: These always work, also if the registry's keys are remapped.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "cursor_down", show=False),
        Binding("up", "cursor_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
    ]

    #: The message of an empty list; may have several lines, and is wrapped.
    empty: reactive[str] = reactive("")
    #: Whether the column of the queue's words is shown.
    with_kind: reactive[bool] = reactive(False)

    RowsWanted: TypeAlias = table_messages.RowsWanted
    Moved: TypeAlias = table_messages.Moved
    Marked: TypeAlias = table_messages.Marked
    Opened: TypeAlias = table_messages.Opened

    def __init__(self, *, id: str | None = None, with_kind: bool = False) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.set_reactive(LinkTable.with_kind, with_kind)
        self._spine: array[int] = array("i")
        self._marks = Marks()
        self._window = Window()
        self._rows = RowStore()
        self._hover: int | None = None
        self._width = 0
        self._columns: tuple[Column, ...] = ()
        self._focused = False
        self._palette: Palette | None = None
        self._strips: LRUCache[object, Strip] = LRUCache(_STRIPS_KEPT)
        self._last_told: tuple[int | None, int] = (None, 0)
        self._asking = False
        #: How often rows were forgotten.
        self.forgotten = 0
        self._marks_changed = 0
        self._painted: tuple[tuple[int, int, int], float] | None = None

    # The interface to the screen

    @property
    def spine(self) -> "array[int]":
        """The ids of the links in order; not to be changed."""
        return self._spine

    @property
    def cursor_id(self) -> int | None:
        """The link under the cursor; None in an empty list."""
        return self._spine[self._window.place] if self._spine else None

    @property
    def place(self) -> int:
        """The cursor's place, from 0."""
        return self._window.place

    @property
    def marked_count(self) -> int:
        """The number of marked links."""
        return self._marks.count(len(self._spine))

    def row(self, link_id: int | None) -> "Row | None":
        """Return the row as it is shown; None if it has not arrived yet."""
        return None if link_id is None else self._rows.get(link_id)

    @property
    def painted_at(self) -> float | None:
        """When the present row at the cursor and the marks were painted (monotonic); None if they
        are not yet."""
        if self._painted is None or self._painted[0] != self._identity():
            return None
        return self._painted[1]

    def paint_anew(self) -> None:
        """Paint again after something else was on the terminal."""
        self._painted = None
        self.refresh()
        self._asking = False
        self._ask_soon()

    def _identity(self) -> tuple[int, int, int] | None:
        row = self.row(self.cursor_id)
        return None if row is None else (row.id, row.version, self._marks_changed)

    def is_marked(self, link_id: int) -> bool:
        """Return whether the link is marked."""
        return link_id in self._marks

    def chosen(self) -> "array[int]":
        """Return the links of the next act: the marked ones in order, or the one at the cursor."""
        if self.marked_count:
            return array("i", self._marks.ids(self._spine))
        return self._spine[self._window.place : self._window.place + 1]

    def show(
        self, spine: "array[int]", cursor_id: int | None = None, *, keep_marks: bool = False
    ) -> None:
        """Show another list, or a new version of the same one.

        The cursor goes to `cursor_id`, or else stays with its link; if that is not in the
        list, it stays at its place. keep_marks: the list is of the same query as before; marks of
        links that have left it are dropped. Otherwise all marks are.
        """
        wanted = self.cursor_id if cursor_id is None else cursor_id
        before = self.marked_count
        self._spine = spine
        if keep_marks:
            self._marks.keep(spine)
        else:
            self._marks.clear()
        self._hover = None
        self._list_changed(self._window.relisted(len(spine), self._place_of(wanted)))
        if before != self.marked_count:
            self._tell_marks()

    def extend(self, more: Iterable[int]) -> None:
        """Add these links at the end of the list."""
        self._spine.extend(more)
        self._list_changed(self._window.grown(len(self._spine)))
        if self._marks.takes_in_new:
            self._tell_marks()

    def go_to(self, place: int) -> None:
        """Move the cursor to this place."""
        self._go(self._window.to(place))

    def mark_places(self, places: range) -> None:
        """Mark the links at these places too."""
        ids = self._spine[places.start : places.stop]
        self._change_marks(lambda: self._marks.add(ids))

    def provide(self, rows: "Mapping[int, Row]") -> None:
        """Store rows, requested or not, by link id."""
        self._rows.provide(rows)
        seen = self._window.visible() if rows else ()
        if any(self._spine[place] in rows for place in seen):
            self.refresh()
        self._ask_soon()

    def forget(self, ids: Iterable[int] | None = None) -> None:
        """Have these rows, or all, requested again when they are visible: they have changed."""
        self._rows.forget(ids)
        self.forgotten += 1
        self._asking = False  # a call that never came must not prevent the next one
        self._ask_soon()

    # What keys do

    def action_cursor_down(self) -> None:
        self._go(self._window.by(1))

    def action_cursor_up(self) -> None:
        self._go(self._window.by(-1))

    def action_page_down(self) -> None:
        self._go(self._window.page(1))

    def action_page_up(self) -> None:
        self._go(self._window.page(-1))

    def action_first(self) -> None:
        self._go(self._window.to(0))

    def action_last(self) -> None:
        self._go(self._window.to(len(self._spine) - 1))

    def action_open_row(self) -> None:
        """Post that the link at the cursor is to be opened."""
        if self.cursor_id is not None:
            self.post_message(self.Opened(self, self.cursor_id))

    def action_toggle_mark(self) -> None:
        """Mark or unmark the link at the cursor, and go on to the next."""
        if self.cursor_id is not None:
            self._toggle(self._window.place)
            self.action_cursor_down()

    def action_mark_range(self) -> None:
        """Mark or unmark all from the link toggled last to the cursor, as that link is."""
        self._change_marks(lambda: self._marks.extend_to(self._spine, self._window.place))

    def action_mark_all(self) -> None:
        """Mark every link of the list, also those that arrive later."""
        self._change_marks(self._marks.mark_all)

    def action_invert_marks(self) -> None:
        """Mark what is not marked, and unmark what is."""
        self._change_marks(self._marks.invert)

    def action_clear_marks(self) -> None:
        """Remove all marks."""
        self._change_marks(self._marks.clear)

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Move the cursor; on the signs, or with ctrl or shift, mark; on a double click, open."""
        place = self._place_at(event.y)
        if place is None:
            return
        event.stop()
        self._go(self._window.to(place))
        if event.shift:
            self.action_mark_range()
        elif event.ctrl or event.x < SIGNS_WIDTH:
            self._toggle(place)
        elif event.chain == 2:
            self.action_open_row()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Highlight the line under the pointer."""
        self._hover_at(self._place_at(event.y))

    def on_leave(self) -> None:
        """Remove the highlight of the pointer."""
        self._hover_at(None)

    # Paint

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some lines; compute once what is the same for all of them."""
        self._width = self.scrollable_content_region.width
        self._columns = columns_for(self._width, with_kind=self.with_kind)
        self._focused = self.has_focus
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Return line `y` of the widget, from 0: the headings, then links."""
        width, columns = self._width, self._columns
        if y < _HEADER:
            return self._drawn(columns, lambda p: header_line(columns, p))
        place = self._window.top + y - _HEADER
        if place >= len(self._spine):
            text = self._empty_text(y - _HEADER, width)
            return self._drawn((text, width), lambda p: message_line(text, width, p))
        link_id = self._spine[place]
        look = Look(
            cursor=place == self._window.place,
            marked=link_id in self._marks,
            hover=place == self._hover,
            focused=self._focused,
        )
        row = self._rows.get(link_id)
        if row is None:
            return self._drawn((look, columns), lambda p: waiting_line(columns, look, p))
        if look.cursor and self.painted_at is None:
            self._painted = ((row.id, row.version, self._marks_changed), monotonic())
        return self._drawn((row, look, columns), lambda p: row_line(row, columns, look, p))

    def notify_style_update(self) -> None:
        """Discard what was drawn: the theme or a style has changed."""
        super().notify_style_update()
        self._palette = None
        self._strips.clear()

    def on_mount(self) -> None:
        """Update the number of lines at each change of size."""
        on_new_size(self, self._fill_room)

    def _fill_room(self) -> None:
        self._strips.clear()
        self._fit()
        self._show_window(self._window.resized(self._lines()))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the wheel or the scroll bar."""
        self._window = self._window.scrolled(round(new_value))
        super().watch_scroll_y(old_value, new_value)
        self._ask_soon()

    def _drawn(self, shows: object, draw: Callable[[Palette], Strip]) -> Strip:
        strip = self._strips.get(shows)
        if strip is None:
            strip = draw(self._styles_of_theme())
            self._strips[shows] = strip
        return strip

    def _styles_of_theme(self) -> Palette:
        if self._palette is None:
            part = {
                name: self.get_component_rich_style(f"linktable--{name}", partial=True)
                for name in (*_PARTS, *_SIGNS)
            }
            self._palette = Palette(
                line=self.rich_style,
                header=part["header"],
                hover=part["hover"],
                marked=part["marked"],
                cursor=part["cursor"],
                cursor_blurred=part["cursor-blurred"],
                quiet=part["quiet"],
                flag=part["flag"],
                mark=part["mark"],
                signs={name: part[name] for name in _SIGNS},
            )
        return self._palette

    def _empty_text(self, line: int, width: int) -> str:
        """Return a line of the message of an empty list; empty below it, and below a list."""
        if self._spine or line == 0:
            return ""
        room = max(1, width - 2)
        lines = [part for text in self.empty.splitlines() for part in wrap(text, room) or [""]]
        return lines[line - 1] if line <= len(lines) else ""

    # Moves

    def _go(self, window: Window) -> None:
        """Move the cursor: paint what that changes, and post it."""
        before = self._window
        self._show_window(window)
        if window.top == before.top:
            self._paint_place(before.place)
            self._paint_place(window.place)
        self._tell_move()

    def _show_window(self, window: Window) -> None:
        self._window = window
        if round(self.scroll_y) != window.top:
            self.scroll_to(y=window.top, animate=False, force=True)
        self._ask_soon()

    def _list_changed(self, window: Window) -> None:
        self._window = window
        self._fit()
        self._show_window(window)
        self.refresh()
        self._tell_move()

    def _fit(self) -> None:
        size = Size(self.scrollable_content_region.width, len(self._spine) + _HEADER)
        if size != self.virtual_size:
            self.virtual_size = size

    def _lines(self) -> int:
        return self.scrollable_content_region.height - _HEADER

    def _place_of(self, link_id: int | None) -> int:
        """Return the link's place in the list, or the cursor's if it is not there."""
        place = self._window.place
        if link_id is None or self._spine[place : place + 1] == array("i", [link_id]):
            return place
        try:
            return self._spine.index(link_id)
        except ValueError:
            return place

    def _place_at(self, y: int) -> int | None:
        place = self._window.top + y - _HEADER
        return place if y >= _HEADER and place < len(self._spine) else None

    def _hover_at(self, place: int | None) -> None:
        if place != self._hover:
            self._paint_place(self._hover)
            self._hover = place
            self._paint_place(place)

    def _paint_place(self, place: int | None) -> None:
        if place is not None and place in self._window.visible():
            line = place - self._window.top + _HEADER
            self.refresh(Region(0, line, self.size.width, 1))

    def _tell_move(self) -> None:
        told = (self.cursor_id, self._window.place)
        if told != self._last_told:
            self._last_told = told
            self.post_message(self.Moved(self, *told))

    # Marks and rows

    def _toggle(self, place: int) -> None:
        self._marks.toggle(self._spine[place])
        self._paint_place(place)
        self._tell_marks()

    def _change_marks(self, change: Callable[[], None]) -> None:
        change()
        self.refresh()
        self._tell_marks()

    def _tell_marks(self) -> None:
        self._marks_changed += 1
        self.post_message(self.Marked(self, self.marked_count))

    def _ask_soon(self) -> None:
        """Request missing rows after the next paint."""
        if not self._asking:
            self._asking = True
            self.call_after_refresh(self._ask)

    def _ask(self) -> None:
        self._asking = False
        wanted = self._rows.to_ask(self._spine, self._window)
        if wanted:
            self.post_message(self.RowsWanted(self, wanted))
