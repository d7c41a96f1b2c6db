"""The list of notices, a line each."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.presenters.blocks import Block
from tui.presenters.layout import laid_out
from tui.presenters.notice_model import NoticeOverview
from tui.presenters.wordings import KINDS
from tui.resize import on_new_size
from tui.safe_content import plain
from tui.widgets.card import CardView
from tui.widgets.table_line import fitted

_KIND: Final = 11
_IN_FORCE: Final = 18
_COMES: Final = 25
_LEAST_NAME: Final = 8
_REST: Final = _KIND + _IN_FORCE + _COMES + 3 * 2


class NoticeList(OptionList, inherit_bindings=False):
    """Keeps its cursor on the notice when it is filled again. Enter is handled by the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "cursor_down", show=False),
        Binding("up", "cursor_up", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("pageup", "page_up", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="notices", markup=False)
        self._rows: tuple[NoticeOverview, ...] = ()

    @property
    def chosen(self) -> NoticeOverview | None:
        """The notice at the cursor."""
        place = self.highlighted
        return self._rows[place] if place is not None and place < len(self._rows) else None

    def fill(self, rows: tuple[NoticeOverview, ...]) -> str:
        """Show these rows; return the heading above them."""
        before = self.chosen
        self._rows = rows
        width = max(1, self.content_size.width)
        names = name_cells([row.slug for row in rows], width)
        self.clear_options()
        self.add_options(Option(plain(notice_line(row, names, width))) for row in rows)
        slugs = [row.slug for row in rows]
        if slugs:
            kept = before is not None and before.slug in slugs
            self.highlighted = slugs.index(before.slug) if before and kept else 0
        return heading(names, width)


def name_cells(slugs: Sequence[str], width: int) -> int:
    """Return the width of the column of names: the longest, if the others have room then."""
    longest = max(map(len, slugs), default=0)
    return max(_LEAST_NAME, min(longest, width - _REST))


def heading(names: int, width: int) -> str:
    """Return the names of the columns, in `width` cells."""
    return _line(("Notice", "Kind", "In force", "What comes"), names, width)


def notice_line(row: NoticeOverview, names: int, width: int) -> str:
    """Return the line of the notice, in `width` cells."""
    held = row.in_force
    since = "not yet" if held is None else f"{held.number} since {held.effective_from}"
    return _line((row.slug, KINDS[row.kind], since, what_comes(row)), names, width)


def what_comes(row: NoticeOverview) -> str:
    """Return what will change about the notice; "" if nothing will."""
    parts = ["waits for approval"] if row.waits is not None else []
    parts += [f"new wording on {one.effective_from}" for one in row.coming]
    return ", ".join(parts)


def _line(values: tuple[str, str, str, str], names: int, width: int) -> str:
    name, kind, since, comes = values
    cells = (fitted(name, names), fitted(kind, _KIND), fitted(since, _IN_FORCE), comes)
    return fitted("  ".join(cells), width).rstrip()


class NoticeCard(CardView):
    """The card beside the list; its lines fit its width. `tell` fills it."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: Sequence[Block] = ()

    def tell(self, blocks: Sequence[Block]) -> None:
        """Show these blocks; keep the scroll position."""
        self._blocks = blocks
        self._lay_out()

    def on_mount(self) -> None:
        """Lay out the blocks again at each change of size."""
        on_new_size(self, self._lay_out)

    def _lay_out(self) -> None:
        if self.room > 0:
            self.show(laid_out(self._blocks, self.room))
