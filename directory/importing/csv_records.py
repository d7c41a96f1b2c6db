"""From the text of a delimited file to its records, each with its line.

The csv module reads the cells. What it does not do is contain the damage of one
quotation mark that nobody closed: it would take all rows up to the next
quotation mark, or to the end of the file, for one cell. So records are read
strictly; where that fails, the line on which the record begins is read by
itself, leniently, and reading goes on with the next line.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from directory.importing.records import Problem, shown

_UNCLOSED = "a quotation mark is opened here and not closed; close it, or take it out"
_TOO_LONG = f"a cell is longer than {csv.field_size_limit():,} characters"


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record; line: where it begins, from 1."""

    line: int
    cells: list[str]


class _Lines:
    """Hands out lines from `start` on, and remembers how far it was asked."""

    def __init__(self, lines: list[str], start: int, end: int) -> None:
        self._lines = lines
        self.next = start
        self._end = end
        self.exhausted = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.next >= self._end:
            self.exhausted = True
            raise StopIteration
        line = self._lines[self.next]
        self.next += 1
        return line


def read_records(text: str, delimiter: str, first_line: int = 0) -> Iterator[Record | Problem]:
    """The records of the text in their order; blank lines are none.

    first_line: how many lines to leave out at the beginning.
    """
    lines = list(StringIO(text, newline=""))
    at = first_line
    while at < len(lines):
        source = _Lines(lines, at, len(lines))
        reader = csv.reader(source, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                if cells:
                    yield Record(at + 1, cells)
                at = source.next
        except csv.Error:
            record = _alone(lines, at, delimiter)
            if record is not None:
                yield record
            at += 1


def _alone(lines: list[str], at: int, delimiter: str) -> Record | Problem | None:
    """One line by itself. An unclosed quotation mark shows in that the reader asks for more."""
    source = _Lines(lines, at, at + 1)
    try:
        cells = next(csv.reader(source, delimiter=delimiter), [])
    except csv.Error:
        return Problem(at + 1, shown(lines[at]), _TOO_LONG)
    if source.exhausted:
        return Problem(at + 1, shown(lines[at]), _UNCLOSED)
    return Record(at + 1, cells) if cells else None
