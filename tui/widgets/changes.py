"""The list of what would change: headings with counts, and a line for each thing.

Like the table of links it draws only the lines that are visible. The text of each line is made
elsewhere; keys, mouse and painting are here.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from tui.actions.registry import bindings
from tui.resize import on_new_size
from tui.safe_content import plain, plain_lines, segment, stacked
from tui.safe_text import safe
from tui.state.forecast import ForecastSection
from tui.widgets.key_footer import KeyLine

if TYPE_CHECKING:
    from tui.state.forecast import Line


class SectionHeading(str):
    """A line that is a heading."""


class Remark(str):
    """A line that says how much is not shown."""


Row: TypeAlias = "SectionHeading | Remark | Line"


def rows_of(sections: Sequence[ForecastSection]) -> list[Row]:
    """Return the lines of the list: each section's heading, lines, and number left out."""
    rows: list[Row] = []
    for section in sections:
        note = f" – {section.sentence}" if section.sentence else ""
        rows.append(SectionHeading(f"{section.title}: {section.total:,}{note}"))
        rows.extend(section.lines)
        left_out = section.total - len(section.lines)
        if left_out:
            rows.append(Remark(f"… and {left_out:,} more"))
    return rows


class ChangeList(ScrollView, can_focus=True, inherit_bindings=False):
    """A list of changes with a cursor, which is on things, never on headings."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"changes--{part}" for part in ("heading", "name", "quiet", "cursor")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
    ]

    class Moved(Message):
        """The cursor is on another thing; None in an empty list."""

        def __init__(self, line: "Line | None") -> None:
            super().__init__()
            self.line = line

    class Opened(Message):
        """A thing was clicked twice."""

        def __init__(self, line: "Line") -> None:
            super().__init__()
            self.line = line

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._rows: list[Row] = []
        self._cursor: int | None = None

    def on_mount(self) -> None:
        """Fit the lines to the width of the list."""
        on_new_size(self, self._fit)

    @property
    def line(self) -> "Line | None":
        """The line at the cursor; None in an empty list."""
        row = None if self._cursor is None else self._rows[self._cursor]
        return row if not isinstance(row, str) else None

    def show(self, sections: Sequence[ForecastSection]) -> None:
        """Show these sections; the cursor stays with its link if that is still there."""
        before = self.line
        self._rows = rows_of(sections)
        self._fit()
        places = self._places()
        same = (place for place in places if self._is_same(place, before))
        self._cursor = None
        self._go(next(same, places[0] if places else None))
        self.refresh()

    def action_move(self, step: int) -> None:
        """Move to the next thing, or the previous one."""
        self._go_near(step, 1)

    def action_page(self, step: int) -> None:
        """Move by a page."""
        self._go_near(step, max(1, self.scrollable_content_region.height - 1))

    def action_first(self) -> None:
        self._go(next(iter(self._places()), None))

    def action_last(self) -> None:
        self._go(next(reversed(self._places()), None))

    def action_section(self, step: int) -> None:
        """Move to the first thing of the next section, or of the previous one."""
        firsts = [
            place
            for place in self._places()
            if place and isinstance(self._rows[place - 1], SectionHeading)
        ]
        here = self._cursor or 0
        own = max((place for place in firsts if place <= here), default=0)
        beyond = [one for one in firsts if (one > here if step > 0 else one < own)]
        if beyond:
            self._go(beyond[0] if step > 0 else beyond[-1])

    def on_click(self, event: events.Click) -> None:
        """Move the cursor; a double click opens."""
        place = event.y + round(self.scroll_y)
        if place in self._places():
            self._go(place)
            if event.chain == 2 and self.line is not None:
                self.post_message(self.Opened(self.line))

    def render_line(self, y: int) -> Strip:
        """Return line `y` of the widget, from 0."""
        place = y + round(self.scroll_y)
        width = self.scrollable_content_region.width
        base = self.rich_style
        if place >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[place]
        parts = self._parts(row, base, place == self._cursor)
        line, style = Strip(parts), parts[-1].style
        if line.cell_length > width:
            line = Strip([*line.crop(0, width - 1), segment("…", style)])
        return line.adjust_cell_length(width, style)

    def _parts(self, row: Row, base: Style, at_cursor: bool) -> list[Segment]:
        heading, name, quiet, cursor = (
            self.get_component_rich_style(f"changes--{part}", partial=True)
            for part in ("heading", "name", "quiet", "cursor")
        )
        match row:
            case SectionHeading():
                return [segment(str(row), base + heading)]
            case Remark():
                return [segment(f"    {row}", base + quiet)]
        style = base + cursor if at_cursor else base
        room = max(16, min(32, self.scrollable_content_region.width // 3))
        title = safe(row.name)
        if cell_len(title) > room:
            title = f"{set_cell_size(title, room - 1)}…"
        return [
            segment(f"{'>' if at_cursor else ' '} ", style),
            segment(set_cell_size(title, room), style if at_cursor else style + name),
            segment(f"  {row.words}", style),
        ]

    def _places(self) -> list[int]:
        return [place for place, row in enumerate(self._rows) if not isinstance(row, str)]

    def _is_same(self, place: int, line: "Line | None") -> bool:
        row = self._rows[place]
        return (
            line is not None
            and not isinstance(row, str)
            and (row.link_id, row.name) == (line.link_id, line.name)
        )

    def _fit(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows))

    def _go_near(self, step: int, distance: int) -> None:
        places, here = self._places(), self._cursor
        if here is None or not places:
            return
        wanted = here + step * distance
        onward = [place for place in places if (place > here if step > 0 else place < here)]
        if not onward:
            if step < 0:
                self.scroll_to(y=0, animate=False, force=True)
            return
        self._go(min(onward, key=lambda place: abs(place - wanted)))

    def _go(self, place: int | None) -> None:
        if place is None or place == self._cursor:
            if place is None:
                self.post_message(self.Moved(None))
            return
        self._cursor = place
        height = max(1, self.scrollable_content_region.height)
        top = round(self.scroll_y)
        # A heading right above the cursor is shown with it.
        first = place - 1 if place and isinstance(self._rows[place - 1], SectionHeading) else place
        if first < top or place >= top + height:
            wanted = first if first < top else place - height + 1
            self.scroll_to(y=wanted, animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved(self.line))


def in_full(line: "Line") -> Content:
    """Return one change in full: before and after below each other."""
    number = "" if line.link_id is None else f"  (link {line.link_id})"
    parts = [plain(f"{line.name}{number}", "bold")]
    if not line.changes:
        return stacked([*parts, plain(""), plain_lines(line.words)])
    for change in line.changes:
        parts += [
            plain(""),
            plain(change.field, "bold"),
            plain("before:", "$text-muted"),
            plain_lines(change.before),
            plain("after:", "$text-muted"),
            plain_lines(change.after),
        ]
    return stacked(parts)


class ChangeInFull(ModalScreen[None]):
    """One change, over the whole screen."""

    CSS_PATH = "../style/publish.tcss"
    BINDINGS = bindings("change")

    def __init__(self, line: "Line") -> None:
        super().__init__()
        self._line = line

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="change-in-full"):
            yield Static(in_full(self._line))
        yield KeyLine()

    def on_mount(self) -> None:
        """Focus the text, so that the arrows scroll it."""
        self.query_one(VerticalScroll).focus()

    def action_close_change(self) -> None:
        self.dismiss(None)
