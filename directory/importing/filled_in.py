"""A row that staff filled in, as a CSV table or our own JSON has it, made an entry.

Both formats are named cells; what a cell is taken for follows from its heading
alone. All faults of a row are told at once, so that it need be mended but once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from directory.importing import cells
from directory.importing.columns import NAMING_OPERATORS, Column, normal_heading, target_of
from directory.importing.records import UNSAID_LANGUAGE, Entry, Problem, shown
from directory.model.text import tidy_line
from directory.model.vocab import OperatorBasis, OperatorClass


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not empty, under its heading."""

    heading: str
    text: str


_READERS: dict[Column, tuple[str, Callable[[str], object]]] = {
    Column.SERVICE_AREAS: ("service_areas", cells.service_areas),
    Column.LANGUAGES: ("languages", cells.languages),
    Column.AUDIENCES: ("audiences", cells.audiences),
    Column.COST: ("cost", cells.cost),
    Column.ACCOUNT_NEEDED: ("account_needed", cells.yes_or_no),
    Column.HOW_TO_APPLY: ("how_to_apply", cells.how_to_apply),
    Column.REVIEW_BY: ("review_by", cells.day),
    Column.OPERATOR: ("operator", str),
    Column.STEWARD: ("steward", str),
}


#: Bases on which a file's class says nothing that is not known here.
_NO_GROUNDS = frozenset({OperatorBasis.DEFAULT, OperatorBasis.DOMAIN})


def read_row(line: int, row: Iterable[Cell]) -> Entry | Problem:
    """The entry that these cells make, or the problem with all that is wrong in them.

    A cell that is empty gives nothing. Cells that have no place of their own
    go into the notes, as `heading: text`.
    """
    given = [cell for cell in row if not cells.is_empty(cell.text)]
    reading = _Reading(given)
    address = reading.one(Column.URL)
    if reading.faults:
        return Problem(line, shown(address), "; ".join(reading.faults))
    return Entry(line, cells.with_scheme(address), reading.fields(), reading.category())


class _Reading:
    """The cells of one row, sorted by what they are taken for."""

    def __init__(self, given: list[Cell]) -> None:
        self.faults: list[str] = []
        self._chosen: dict[tuple[Column, str], Cell] = {}
        self._rest: list[Cell] = []
        self._sort(given)
        self._values = self._read_values()

    def one(self, column: Column, language: str = UNSAID_LANGUAGE) -> str:
        cell = self._chosen.get((column, language))
        return cell.text if cell else ""

    def category(self) -> tuple[str, ...]:
        text = self.one(Column.CATEGORY)
        return (text,) if text else ()

    def fields(self) -> dict[str, object]:
        fields = dict(self._values)
        for field, column in (("names", Column.NAME), ("descriptions", Column.DESCRIPTION)):
            texts = {
                language: cell.text for (of, language), cell in self._chosen.items() if of is column
            }
            if texts:
                fields[field] = texts
        operator = self._chosen.get((Column.OPERATOR, UNSAID_LANGUAGE))
        if "names" not in fields and operator and _names_the_link(operator):
            fields["names"] = {UNSAID_LANGUAGE: operator.text}
        notes = [self.one(Column.NOTES), *(f"{cell.heading}: {cell.text}" for cell in self._rest)]
        if any(notes):
            fields["notes"] = "\n".join(note for note in notes if note)
        return fields

    def _sort(self, given: list[Cell]) -> None:
        """Each field's best cell is chosen; the rest stay in the order of the file."""
        ranks: dict[tuple[Column, str], int] = {}
        for cell in given:
            target = target_of(cell.heading)
            if target is None:
                continue
            place = (target.column, target.language)
            if place not in ranks or target.rank < ranks[place]:
                ranks[place] = target.rank
                self._chosen[place] = cell
        chosen = {id(cell) for cell in self._chosen.values()}
        self._rest = [cell for cell in given if id(cell) not in chosen]

    def _read_values(self) -> dict[str, object]:
        values: dict[str, object] = {}
        for column, (field, read) in _READERS.items():
            cell = self._chosen.get((column, UNSAID_LANGUAGE))
            if cell is not None:
                self._read(cell, field, read, values)
        self._read_class(values)
        self._read_state(values)
        return values

    def _read(
        self, cell: Cell, field: str, read: Callable[[str], object], values: dict[str, object]
    ) -> None:
        try:
            values[field] = read(cell.text)
        except ValueError as error:
            self.faults.append(tidy_line(f"column “{cell.heading}”: {error}"))

    def _read_class(self, values: dict[str, object]) -> None:
        cell = self._chosen.get((Column.OPERATOR_CLASS, UNSAID_LANGUAGE))
        if cell is None or self.one(Column.OPERATOR_BASIS) in _NO_GROUNDS:
            return  # no statement of the file; a domain name says the same here
        self._read(cell, "operator_class", cells.operator_class, values)
        if values.get("operator_class") is OperatorClass.UNKNOWN:
            del values["operator_class"]  # it says no more than an empty cell
        elif "operator_class" in values:
            values["operator_basis"] = OperatorBasis.IMPORTED

    def _read_state(self, values: dict[str, object]) -> None:
        """A postal code is where the link serves, unless a federal office has its seat there."""
        cell = self._chosen.get((Column.STATE, UNSAID_LANGUAGE))
        if cell is None or cells.is_editorial_state(cell.text):
            return
        area = cells.postal_area(cell.text)
        if area is None or values.get("operator_class") is OperatorClass.FEDERAL:
            self._rest.append(cell)
            return
        areas = values.get("service_areas")
        values["service_areas"] = sorted({area, *(areas if isinstance(areas, list) else ())})


def _names_the_link(operator: Cell) -> bool:
    return normal_heading(operator.heading) in NAMING_OPERATORS
