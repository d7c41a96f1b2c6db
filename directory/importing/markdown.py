"""Markdown lists, such as the "awesome" lists that communities maintain.

CommonMark's rules decide what is a list, a table or a heading. Headings (without the title of the
page) and list items that contain no link are the path under which a link is found. Every link of
the file is returned once: as an entry if it is in a list or a table, else as a problem.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from directory.importing.html_text import Attributes, HtmlReader, attribute
from directory.importing.markdown_links import (
    Draft,
    MarkdownLink,
    Piece,
    entries_of_item,
    entries_of_row,
    in_text,
    lines_of_links,
    pieces_of,
    plain_text,
)
from directory.importing.records import Parsed, Problem, Row, shown
from directory.model.text import tidy_line

_DEEPEST = 100
#: Settings of a site generator, which CommonMark would read as a line and a heading. A
#: thematic break at the top of a page is followed by something else.
_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(?=[A-Za-z_][\w-]*:(?:[ \t\n]))(?:(?!---|.*\]\().*\n)*---[ \t]*(?:\n|\Z)"
)
_LISTING = frozenset({"ul", "ol", "dl", "table"})


def parse_markdown(text: str) -> Parsed:
    """Return the links of a Markdown text, each with the path of headings over it."""
    front = _FRONT_MATTER.match(text)
    if front:
        text = "\n" * front[0].count("\n") + text[front.end() :]
    environment: dict[str, Any] = {}
    tokens = _MarkdownReader().parse(text, environment)
    reading = _Reading(text.split("\n"), sum(1 for token in tokens if token.tag == "h1") // 2)
    for token in tokens:
        reading.take(token)
    rows: list[Row] = [row.entry() if isinstance(row, Draft) else row for row in reading.rows]
    rows += _unused_references(environment, reading.seen)
    return Parsed(tuple(sorted(rows, key=lambda row: row.line)))


class _MarkdownReader(MarkdownIt):
    """CommonMark with tables. Addresses are returned unchanged; the plan checks them."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"maxNesting": _DEEPEST})
        self.enable("table")

    def validateLink(self, url: str) -> bool:  # noqa: N802  (the name is the library's)
        """Return True for all links: a `javascript:` one must be reported, not read as text."""
        del url
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """Return the address unchanged."""
        return url


@dataclass(slots=True)
class _Item:
    """A list item. label: its text, if it contains no link."""

    label: str = ""
    drafts: list[Draft] = field(default_factory=list)


class _Reading:
    """The reader of the block tokens, one by one, with its position in the page."""

    def __init__(self, lines: list[str], titles: int) -> None:
        self.rows: list[Draft | Problem] = []
        self.seen: set[str] = set()
        self._lines = lines
        self._several_titles = titles > 1
        self._headings: list[tuple[int, str]] = []
        self._heading_level = 0  # of the heading that is being read
        self._items: list[_Item] = []
        self._table: Table | None = None
        self._line = 1

    def take(self, token: Token) -> None:
        """Process the next token of the page."""
        if token.map:
            self._line = token.map[0] + 1
        if token.level >= _DEEPEST - 1 and token.nesting == 1:
            self._report(0, "lists are nested too deeply here; what is inside was not read")
        match token.type:
            case "heading_open":
                self._heading_level = int(token.tag[1])
            case "heading_close":
                self._heading_level = 0
            case "list_item_open":
                self._items.append(_Item())
            case "list_item_close":
                self._items.pop()
            case "table_open":
                self._table = Table()
            case "table_close":
                self._table = None
            case "tr_close":
                self._close_row()
            case "html_block":
                self._take_html(token.content)
            case "inline":
                self._take_inline(token)

    def _report(self, offset: int, reason: str) -> None:
        line = self._line + offset
        self.rows.append(Problem(line, shown(self._lines[line - 1]), reason))

    def _path(self) -> tuple[str, ...]:
        titles = [title for level, title in self._headings if level > 1 or self._several_titles]
        if self._table is not None:
            titles.append(self._table.label)
        titles += [item.label for item in self._items]
        return tuple(title for title in titles if title)

    def _take_inline(self, token: Token) -> None:
        pieces = pieces_of(token, self._line)
        self.seen.update(piece.href for piece in pieces if isinstance(piece, MarkdownLink))
        if self._table is not None:
            self._table.take_cell(token.content, pieces)
        elif self._items:
            self._take_item(self._items[-1], pieces)
        elif self._heading_level:
            self._take_heading(pieces)
        else:
            self._take_paragraph(pieces)

    def _take_item(self, item: _Item, pieces: Sequence[Piece]) -> None:
        """Process a paragraph of a list item: its first, or a later one."""
        anchored = any(isinstance(piece, MarkdownLink) for piece in pieces)
        if item.drafts and not (pieces and isinstance(pieces[0], MarkdownLink)):
            item.drafts[-1].description.append(plain_text(pieces))
            self.rows += in_text(pieces)
        elif anchored:
            item.drafts += self._add(*entries_of_item(pieces, self._path()))
        elif not item.label:
            item.label = plain_text(pieces).rstrip(" :")

    def _take_heading(self, pieces: Sequence[Piece]) -> None:
        level = self._heading_level
        self._headings = [(above, title) for above, title in self._headings if above < level]
        if lines_of_links(pieces):
            self._add(*entries_of_item(pieces, self._path()))
        else:
            self.rows += in_text(pieces)
        self._headings.append((level, plain_text(pieces)))

    def _take_paragraph(self, pieces: Sequence[Piece]) -> None:
        lines = lines_of_links(pieces)
        if lines is None:
            self.rows += in_text(pieces)
            return
        for line in lines:
            self._add(*entries_of_item(line, self._path()))

    def _close_row(self) -> None:
        table = self._table
        if table is None:
            return
        self._add(*table.close_row(self._line, self._path()))
        if table.has_links_beyond(self._lines[self._line - 1]):
            self._report(0, "the row has more cells than the table's head; the rest is not read")

    def _take_html(self, markup: str) -> None:
        block = _HtmlBlock()
        block.read(markup)
        for line, href, text, listed in block.links:
            anchor = MarkdownLink(self._line + line - 1, href, text, bare=not text)
            self.seen.add(href)
            if listed or self._items:
                self._add(*entries_of_item([anchor], self._path()))
            else:
                self.rows += in_text([anchor])

    def _add(self, drafts: list[Draft], problems: list[Problem]) -> list[Draft]:
        self.rows += drafts
        self.rows += problems
        return drafts


class _HtmlBlock(HtmlReader):
    """The links of a block of HTML: line, address, text, and whether it is in a list or table."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[int, str, str, bool]] = []
        self._listed = 0
        self._open: tuple[int, str] | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag in _LISTING:
            self._listed += 1
        elif tag == "a" and attribute(attrs, "href"):
            self._close()
            self._open, self._text = (self.line, attribute(attrs, "href")), []
        elif tag == "img":
            self._text.append(attribute(attrs, "alt"))

    def handle_endtag(self, tag: str) -> None:
        if tag in _LISTING:
            self._listed = max(0, self._listed - 1)
        elif tag == "a":
            self._close()

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def close(self) -> None:
        """Close the link that is open at the end of the block."""
        super().close()
        self._close()

    def _close(self) -> None:
        if self._open is not None:
            line, href = self._open
            self.links.append((line, href, tidy_line("".join(self._text)), self._listed > 0))
        self._open = None


def _unused_references(environment: dict[str, Any], seen: set[str]) -> list[Problem]:
    """Return a problem for each `[label]: address` line to which no link refers."""
    reason = "the address is defined here, but no link of the file uses it"
    references = environment.get("references", {}).values()
    return [
        Problem(reference["map"][0] + 1, shown(reference["href"]), reason)
        for reference in references
        if reference["href"] not in seen
    ]


_BOLD = re.compile(r"^(\*\*|__).*\1$", re.DOTALL)


class Table:
    """A table, read row by row. label: the section of the present row."""

    def __init__(self) -> None:
        self.label = ""
        self._headings: list[str] = []
        self._columns = 0
        self._sources: list[str] = []
        self._cells: list[Sequence[Piece]] = []

    def take_cell(self, source: str, pieces: Sequence[Piece]) -> None:
        """Add the next cell of the row."""
        self._sources.append(source.strip())
        self._cells.append(pieces)

    def close_row(self, line: int, path: tuple[str, ...]) -> tuple[list[Draft], list[Problem]]:
        """Return the entries and problems of the row that ends here."""
        sources, cells = self._sources, self._cells
        self._sources, self._cells = [], []
        is_head = self._columns == 0
        self._columns = self._columns or len(cells)
        if any(isinstance(piece, MarkdownLink) for cell in cells for piece in cell):
            return entries_of_row(line, self._headings, cells, path)
        texts = [plain_text(cell) for cell in cells]
        filled = [text for text in texts if text]
        if len(filled) == 1:
            self.label = filled[0]
        elif is_head or all(_BOLD.match(source) for source in sources if source):
            self._headings = texts
        return [], []

    def has_links_beyond(self, source: str) -> bool:
        """Return True if the row's source has more cells than the head, and links in them; by the
        rules of Markdown they are left out."""
        row = escapedSplit(source.lstrip("> \t").rstrip())
        if row and not row[0].strip():
            row = row[1:]
        surplus = row[self._columns :]
        return any("](" in cell or "://" in cell for cell in surplus)
