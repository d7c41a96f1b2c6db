"""Tables in Markdown lists.

Their authors divide them with rows of bold text: one cell is a section's title,
several are new headings for the rows below.
"""

import re
from collections.abc import Sequence

from markdown_it.rules_block.table import escapedSplit

from directory.importing.markdown_entries import Draft, entries_of_row
from directory.importing.markdown_inline import Anchor, Piece, plain_text
from directory.importing.records import Problem

_BOLD = re.compile(r"^(\*\*|__).*\1$", re.DOTALL)


class Table:
    """A table while its rows pass by. label: the section in which the present row stands."""

    def __init__(self) -> None:
        self.label = ""
        self._headings: list[str] = []
        self._columns = 0
        self._sources: list[str] = []
        self._cells: list[Sequence[Piece]] = []

    def take_cell(self, source: str, pieces: Sequence[Piece]) -> None:
        """The next cell of the row."""
        self._sources.append(source.strip())
        self._cells.append(pieces)

    def close_row(self, line: int, path: tuple[str, ...]) -> tuple[list[Draft], list[Problem]]:
        """What the row that ends here gives."""
        sources, cells = self._sources, self._cells
        self._sources, self._cells = [], []
        is_head = self._columns == 0
        self._columns = self._columns or len(cells)
        if any(isinstance(piece, Anchor) for cell in cells for piece in cell):
            return entries_of_row(line, self._headings, cells, path)
        texts = [plain_text(cell) for cell in cells]
        filled = [text for text in texts if text]
        if len(filled) == 1:
            self.label = filled[0]
        elif is_head or all(_BOLD.match(source) for source in sources if source):
            self._headings = texts
        return [], []

    def has_links_beyond(self, source: str) -> bool:
        """True if the row's source has more cells than the head, and links in them; by the
        rules of Markdown they are left out."""
        row = escapedSplit(source.lstrip("> \t").rstrip())
        if row and not row[0].strip():
            row = row[1:]
        surplus = row[self._columns :]
        return any("](" in cell or "://" in cell for cell in surplus)
