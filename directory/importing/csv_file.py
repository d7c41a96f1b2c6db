"""CSV and similar formats: a table with a line of headings, in any order of columns.

The delimiter is the one with which most headings are known. Excel's `sep=;` line is used. The csv
module reads the cells. It does not limit the damage of one quotation mark that is not closed: it
would read all rows up to the next quotation mark, or to the end of the file, as one cell. So
records are read strictly; if that fails, the line on which the record begins is read by itself,
leniently, and reading continues with the next line.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from directory.importing import cells
from directory.importing.columns import STATE, normal_heading, target_of
from directory.importing.filled_in import Cell, read_row
from directory.importing.records import ImportRefused, Parsed, Problem, Row, shown

DELIMITERS = (",", ";", "\t", "|")

_STATES_LEFT = (
    "the column “{}” contains editorial states; they are not imported: "
    "new links are drafts until they are published"
)


#: Columns of a release's `directory.csv` on which the catalog itself decides.
_OF_A_RELEASE = frozenset(
    {
        "id",
        "host",
        "exit notice",
        "exit rule",
        "exit show",
        "disclaimers",
        "verdict",
        "since",
        "listed on",
    }
    | {"privacy url"}
)
_LEFT_ASIDE = "not imported, since the catalog itself decides on it: {}"


_UNCLOSED = "a quotation mark is opened here and not closed; close it, or take it out"
_TOO_LONG = f"a cell is longer than {csv.field_size_limit():,} characters"


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record; line: the number of its first line, from 1."""

    line: int
    cells: list[str]


def parse_csv(text: str) -> Parsed:
    """Return the rows of a delimited table.

    Raise ImportRefused if no column of addresses is found.
    """
    delimiter, skipped = _delimiter(text)
    records = read_records(text, delimiter, skipped)
    head = _head(records)
    if head is None:
        return Parsed(())
    if isinstance(head, Problem):
        raise ImportRefused(f"the headings in line {head.line} cannot be read: {head.reason}")
    return _read_table(_with_address_column(head), records)


def has_known_headings(text: str) -> bool:
    """Return True if the text begins with a line of headings that name an address column."""
    delimiter, skipped = _delimiter(text)
    head = _head(read_records(text, delimiter, skipped))
    return isinstance(head, Record) and _known(head.cells, "url") > 0


def _head(records: Iterable[Record | Problem]) -> Record | Problem | None:
    """Return the first record that is not blank."""
    for record in records:
        if isinstance(record, Problem) or any(cell.strip() for cell in record.cells):
            return record
    return None


def _read_table(headings: list[str], records: Iterable[Record | Problem]) -> Parsed:
    states = [n for n, heading in enumerate(headings) if normal_heading(heading) == STATE]
    rows: list[Row] = []
    remarks: dict[str, None] = {}
    aside = _left_aside(headings)
    if aside:
        remarks[_LEFT_ASIDE.format(", ".join(sorted(aside)))] = None
    for record in records:
        if isinstance(record, Problem):
            rows.append(record)
        elif any(cell.strip() for cell in record.cells):
            rows.append(_read_record(headings, record, aside))
            for number in states:
                if cells.is_editorial_state("".join(record.cells[number : number + 1])):
                    remarks[_STATES_LEFT.format(headings[number])] = None
    return Parsed(tuple(rows), tuple(remarks))


def _left_aside(headings: list[str]) -> frozenset[str]:
    """Return the headings of columns to skip: those of a table from a release, else none."""
    normal = {heading: normal_heading(heading) for heading in headings}
    if not _OF_A_RELEASE.issubset(normal.values()):
        return frozenset()
    return frozenset(heading for heading in headings if normal[heading] in _OF_A_RELEASE)


def _read_record(headings: list[str], record: Record, aside: frozenset[str]) -> Row:
    surplus = [cell for cell in record.cells[len(headings) :] if cell.strip()]
    if surplus:
        return Problem(
            record.line,
            shown(", ".join(record.cells)),
            f"the row has {len(record.cells)} cells, but only {len(headings)} columns have a "
            "heading; put quotation marks around a cell that contains the delimiter",
        )
    pairs = zip(headings, record.cells, strict=False)
    return read_row(
        record.line, (Cell(heading, text) for heading, text in pairs if heading not in aside)
    )


def _with_address_column(head: Record) -> list[str]:
    headings = [
        cell.strip() or f"column {number}" for number, cell in enumerate(head.cells, start=1)
    ]
    if _known(headings, "url"):
        return headings
    # "Site" is a name if there is also an address column, else the address.
    if any(normal_heading(heading) == "site" for heading in headings):
        return ["url" if normal_heading(heading) == "site" else heading for heading in headings]
    raise ImportRefused(
        f"line {head.line} should be the headings, but none of “{shown('”, “'.join(headings))}” "
        "names a column of addresses; call that column “url”"
    )


def _known(headings: Iterable[str], *fields: str) -> int:
    targets = [target_of(heading) for heading in headings]
    return sum(1 for t in targets if t and (not fields or t.field in fields))


def _delimiter(text: str) -> tuple[str, int]:
    """Return the delimiter, and the number of lines to skip before the headings."""
    first = text.lstrip("\r\n").partition("\n")[0].rstrip("\r").strip('"')
    if first.lower().startswith("sep=") and first[4:5] in DELIMITERS:
        return first[4:5], 1 + _blank_lines_before(text)
    merits = {}
    for rank, delimiter in enumerate(DELIMITERS):
        head = _head(read_records(text, delimiter))
        headings = head.cells if isinstance(head, Record) else []
        merits[delimiter] = (_known(headings), len(headings), -rank)
    return max(merits, key=lambda delimiter: merits[delimiter]), 0


def _blank_lines_before(text: str) -> int:
    lead = text[: len(text) - len(text.lstrip("\r\n"))]
    return len(lead.splitlines())


class _Lines:
    """An iterator over the lines from `start` to `end`. next: the number of the next line, from 0.
    exhausted: True if a line after the last one was requested."""

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
    """Yield the records of the text in their order; blank lines are skipped.

    first_line: the number of lines to skip at the beginning.
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
    """Return one line read by itself; None if it is blank. If a quotation mark is not closed, the
    reader requests another line."""
    source = _Lines(lines, at, at + 1)
    try:
        cells = next(csv.reader(source, delimiter=delimiter), [])
    except csv.Error:
        return Problem(at + 1, shown(lines[at]), _TOO_LONG)
    if source.exhausted:
        return Problem(at + 1, shown(lines[at]), _UNCLOSED)
    return Record(at + 1, cells) if cells else None
