"""Make an entry of a row that staff filled in, in a CSV table or our own JSON.

Both formats are named cells; the meaning of a cell follows from its heading alone. All faults of a
row are reported at once, so that one correction is enough.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from directory.importing import cells
from directory.importing.columns import NAMING_OPERATORS, STATE, normal_heading, target_of
from directory.importing.records import UNSAID_LANGUAGE, ImportEntry, Problem, shown
from directory.model.fields import FIELDS
from directory.model.text import tidy_line
from directory.model.vocab import OperatorBasis, OperatorClass
from directory.rules.field_values import read


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not empty, under its heading."""

    heading: str
    text: str


#: Fields whose value does not follow from their cell alone.
_READ_APART = frozenset(
    {"url", "names", "descriptions", "category", "operator_class", "operator_basis", "notes"}
)
_AS_THEY_ARE = tuple(one for one in FIELDS if one.columns and one.name not in _READ_APART)
_BY_LANGUAGE = tuple(one.name for one in FIELDS if one.each)

#: Bases of a file's class that add nothing to what is known here.
_NO_GROUNDS = frozenset({OperatorBasis.DEFAULT, OperatorBasis.DOMAIN})


def read_row(line: int, row: Iterable[Cell]) -> ImportEntry | Problem:
    """Return the entry of these cells, or a problem that lists all that is wrong in them.

    An empty cell gives no value. Cells that belong to no field go into the notes, as
    `heading: text`.
    """
    given = [cell for cell in row if not cells.is_empty(cell.text)]
    reading = _Reading(given)
    address = reading.one("url")
    if reading.faults:
        return Problem(line, shown(address), "; ".join(reading.faults))
    return ImportEntry(line, cells.with_scheme(address), reading.fields(), reading.category())


class _Reading:
    """The cells of one row, sorted by field."""

    def __init__(self, given: list[Cell]) -> None:
        self.faults: list[str] = []
        self._chosen: dict[tuple[str, str], Cell] = {}
        self._rest: list[Cell] = []
        self._sort(given)
        self._values = self._read_values()

    def one(self, field: str) -> str:
        cell = self._cell(field)
        return cell.text if cell else ""

    def _cell(self, field: str) -> Cell | None:
        return self._chosen.get((field, UNSAID_LANGUAGE))

    def category(self) -> tuple[str, ...]:
        text = self.one("category")
        return (text,) if text else ()

    def fields(self) -> dict[str, object]:
        fields = dict(self._values)
        for field in _BY_LANGUAGE:
            texts = {tag: cell.text for (of, tag), cell in self._chosen.items() if of == field}
            if texts:
                fields[field] = texts
        operator = self._cell("operator")
        if "names" not in fields and operator and _names_the_link(operator):
            fields["names"] = {UNSAID_LANGUAGE: operator.text}
        notes = [self.one("notes"), *(f"{cell.heading}: {cell.text}" for cell in self._rest)]
        if any(notes):
            fields["notes"] = "\n".join(note for note in notes if note)
        return fields

    def _sort(self, given: list[Cell]) -> None:
        """Choose each field's best cell; the rest remain in the order of the file."""
        ranks: dict[tuple[str, str], int] = {}
        for cell in given:
            target = target_of(cell.heading)
            if target is None:
                continue
            place = (target.field, target.language)
            if place not in ranks or target.rank < ranks[place]:
                ranks[place] = target.rank
                self._chosen[place] = cell
        chosen = {id(cell) for cell in self._chosen.values()}
        self._rest = [cell for cell in given if id(cell) not in chosen]

    def _read_values(self) -> dict[str, object]:
        values: dict[str, object] = {}
        for field in _AS_THEY_ARE:
            cell = self._cell(field.name)
            if cell is not None:
                self._read(cell, field.name, partial(read, field), values)
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
        cell = self._cell("operator_class")
        if cell is None or self.one("operator_basis") in _NO_GROUNDS:
            return  # not decided in the file; the domain name gives the same class here
        self._read(cell, "operator_class", cells.operator_class, values)
        if values.get("operator_class") is OperatorClass.UNKNOWN:
            del values["operator_class"]  # the same as an empty cell
        elif "operator_class" in values:
            values["operator_basis"] = OperatorBasis.IMPORTED

    def _read_state(self, values: dict[str, object]) -> None:
        """Take a postal code as the service area, unless it is the seat of a federal office."""
        cell = self._cell(STATE)
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
