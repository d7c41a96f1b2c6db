"""The conversion of strings for widgets: what a screen shows is made here, of safe text.

Textual's widgets read markup in the strings they are given, and pass control
characters through to the terminal: a crawled title could run an action or write
the clipboard. So no string of a page, a file or a person goes to a widget as it
is. It becomes Content (for widgets) or a Segment (for lines drawn by hand) by
one of these functions, each of which makes it inert by `tui.safe_text` first.
"""

from rich.segment import Segment
from rich.style import Style
from textual.content import Content

from tui.safe_text import LONGEST, safe, safe_lines


def plain(text: str, style: str = "", *, longest: int = LONGEST) -> Content:
    """Return one line as Content; `style` is ours (`bold`, `$text-muted`), never from outside."""
    return Content.styled(safe(text, longest), style) if style else Content(safe(text, longest))


def plain_lines(text: str, style: str = "") -> Content:
    """Return several lines as Content."""
    shown = safe_lines(text)
    return Content.styled(shown, style) if style else Content(shown)


def joined(*parts: Content) -> Content:
    """Return the contents one after the other, without anything between."""
    return Content("").join(parts)


def stacked(parts: list[Content]) -> Content:
    """Return the contents below one another."""
    return Content("\n").join(parts)


def wrapped(content: Content, width: int) -> list[Content]:
    """Return the content in lines of at most `width` cells, broken between words; at least one."""
    if content.cell_length <= width and "\n" not in content.plain:
        return [content]  # most lines are short, and breaking them is slow
    return [line.rstrip() for line in content.wrap(max(width, 1))] or [Content("")]


def indented(lines: list[Content], cells: int) -> list[Content]:
    """Return the lines, indented by this number of cells."""
    return [line.pad_left(cells) for line in lines] if cells else lines


def segment(text: str, style: Style | None = None) -> Segment:
    """Return a piece of a line that a widget draws itself."""
    return Segment(safe(text), style)
