"""The drawing of one line of the table of links: its cells, cut to their columns.

A line is never wrapped and never longer than its columns. Widths are counted in cells of the
terminal, not in characters: a Chinese character has two, a combining accent none. Texts come from
pages and users, so each is made safe before it is measured; what is measured is what is shown.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, assert_never

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.glyphs import Sign, health_sign, state_sign
from tui.safe_content import segment
from tui.state.columns import Column, Field

if TYPE_CHECKING:
    from directory.queries.link_rows import Row

CURSOR_SIGN = "▸"
ELSEWHERE_SIGN = "▹"  # the cursor, while another part of the screen has the focus
MARK_SIGN = "●"
MORE_SIGN = "…"
_FLAG_SIGN = " · "
#: No character that is worth showing needs more characters than this for one cell.
_CHARACTERS_A_CELL = 8


class Look(NamedTuple):
    """What a line shows besides its row."""

    cursor: bool = False
    marked: bool = False
    hover: bool = False
    focused: bool = False


@dataclass(frozen=True, slots=True)
class Palette:
    """The styles of the parts of a line, as the theme gives them.

    line: text and ground of any line. signs: of verdicts and states, by `Sign.style`.
    """

    line: Style
    header: Style
    hover: Style
    marked: Style
    cursor: Style
    cursor_blurred: Style
    quiet: Style
    flag: Style
    mark: Style
    signs: dict[str, Style]


def fitted(text: str, width: int) -> str:
    """Return the text made safe, cut with a `…` or filled up to exactly `width` cells."""
    if width <= 0:
        return ""
    if text.isascii() and text.isprintable():  # most texts: nothing to fix, one cell each
        return text.ljust(width) if len(text) <= width else _cut(text, width)
    most = width * _CHARACTERS_A_CELL
    shown = segment(text[:most]).text
    if len(text) <= most and cell_len(shown) <= width:
        return set_cell_size(shown, width)
    return _cut(shown, width)


def _cut(text: str, width: int) -> str:
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + MORE_SIGN, width)


def header_line(columns: tuple[Column, ...], palette: Palette) -> Strip:
    """Return the headings of the columns."""
    style = palette.line + palette.header
    pieces = [segment(fitted(c.field.value, c.width) + " ", style) for c in columns]
    return _strip(pieces, columns)


def message_line(text: str, width: int, palette: Palette) -> Strip:
    """Return a line of text in the place of rows."""
    return Strip([segment(fitted(f" {text}", width), palette.line + palette.quiet)], width)


def waiting_line(columns: tuple[Column, ...], look: Look, palette: Palette) -> Strip:
    """Return the line of a row that has not arrived yet."""
    ground = _ground(look, palette)
    pieces = [*_signs(look, ground, palette)]
    rest = sum(column.width + 1 for column in columns[1:])
    pieces.append(segment(fitted(MORE_SIGN, rest), ground + palette.quiet))
    return _strip(pieces, columns)


def row_line(row: "Row", columns: tuple[Column, ...], look: Look, palette: Palette) -> Strip:
    """Return the line of a row, with all of its columns."""
    ground = _ground(look, palette)
    painter = _Painter(row, look, ground, palette)
    pieces = [piece for column in columns for piece in painter.cell(column)]
    return _strip(pieces, columns)


class _Painter(NamedTuple):
    """Draws the cells of one row."""

    row: "Row"
    look: Look
    ground: Style
    palette: Palette

    def cell(self, column: Column) -> list[Segment]:
        """Return one column and the blank after it."""
        match column.field:
            case Field.SIGNS:
                return _signs(self.look, self.ground, self.palette)
            case Field.HEALTH:
                health = health_sign(self.row.verdict, confirmed=self.row.confirmed)
                return self._sign(health, column.width)
            case Field.STATE:
                return self._sign(state_sign(self.row.state), column.width)
            case Field.NAME:
                return self._name(column.width)
            case Field.KIND:
                group = self.row.group
                words = "" if group is None else group.heading
                return self._words(words, column.width, self.ground)
            case _:
                quiet = self._over(self.palette.quiet)
                return self._words(self._text(column.field), column.width, quiet)

    def _text(self, field: Literal[Field.HOST, Field.CATEGORY, Field.SINCE]) -> str:
        match field:
            case Field.HOST:
                return self.row.host
            case Field.CATEGORY:
                return self.row.category or ""
            case Field.SINCE:
                return "" if self.row.since is None else f"{self.row.since:%Y-%m-%d}"
        assert_never(field)

    def _sign(self, sign: Sign, width: int) -> list[Segment]:
        style = self._over(self.palette.signs.get(sign.style, self.palette.quiet))
        return self._words(f"{sign.glyph} {sign.word}" if width > 1 else sign.glyph, width, style)

    def _name(self, width: int) -> list[Segment]:
        """Return the name and the flags behind it; a long name is cut before a flag is."""
        flags = _flags(self.row.flags, 2 * width // 3)
        if not flags:
            return self._words(self.row.name, width, self.ground)
        taken = min(cell_len(segment(flags).text), width)
        name = fitted(self.row.name, width - taken)
        spare = len(name) - len(name.rstrip())
        shown = segment(name[: len(name) - spare], self.ground)
        style = self._over(self.palette.flag)
        return [shown, segment(fitted(flags, taken + spare) + " ", style)]

    def _words(self, text: str, width: int, style: Style) -> list[Segment]:
        return [segment(fitted(text, width) + " ", style)]

    def _over(self, style: Style) -> Style:
        """Return the style of a part; on the cursor's bright ground all parts look the same."""
        return self.ground if self.look.cursor and self.look.focused else self.ground + style


def _flags(flags: tuple[str, ...], most: int) -> str:
    """Return as many whole flags as there is room for, and a sign if there are more."""
    shown = ""
    for flag in flags:
        more = shown + _FLAG_SIGN + flag
        if shown and cell_len(segment(more).text) > most:
            return shown + MORE_SIGN
        shown = more
    return shown


def _signs(look: Look, ground: Style, palette: Palette) -> list[Segment]:
    here = CURSOR_SIGN if look.focused else ELSEWHERE_SIGN
    cursor = here if look.cursor else " "
    if not look.marked:
        return [segment(f"{cursor}  ", ground)]  # pieces cost time on their way to the terminal
    style = ground if look.cursor and look.focused else ground + palette.mark
    return [segment(cursor, ground), segment(f"{MARK_SIGN} ", style)]


def _ground(look: Look, palette: Palette) -> Style:
    ground = palette.line
    if look.marked:
        ground += palette.marked
    if look.cursor:
        return ground + (palette.cursor if look.focused else palette.cursor_blurred)
    return ground + palette.hover if look.hover else ground


def _strip(pieces: list[Segment], columns: tuple[Column, ...]) -> Strip:
    width = sum(column.width + 1 for column in columns)
    return Strip(pieces, width)
