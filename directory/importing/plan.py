"""The plan of an import: the outcome of each row, before anything is changed.

    added      a new link
    updated    the link is in the catalog, and the row has other values
    duplicate  the link is in the catalog or further up in the file, and the row
               has no other values, or comes from a format that never overwrites
    rejected   the row cannot become a link; the reason says why

Every row of the file is in the plan once, in the file's order. Making a plan
reads the catalog and changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from pydantic import ValidationError

from directory.errors import explain_validation
from directory.importing.categories import Shelves, suggestion
from directory.importing.records import (
    UNSAID_LANGUAGE,
    FileFormat,
    ImportEntry,
    ParsedFile,
    Problem,
    Row,
    shown,
)
from directory.model.category import Category
from directory.model.fields import BY_NAME, FIELDS
from directory.model.link import MAX_NAME, Link, LinkFields
from directory.model.text import tidy_text
from directory.model.vocab import EditorialState, OperatorBasis
from directory.rules.urls import UrlRefused, WebAddress, parse_address
from directory.settings import Settings


class RowOutcome(StrEnum):
    """The outcome of a row."""

    ADDED = "added"
    UPDATED = "updated"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


class Lookup(Protocol):
    """What a plan needs from the catalog."""

    def find_by_keys(self, keys: Iterable[str]) -> dict[str, Link]:
        """Return the links of these URL keys, by key."""

    def categories(self) -> list[Category]:
        """Return all categories."""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """The outcome of one row.

    line: where it begins in the file, from 1.
    url: the address as the catalog would store it; as the file has it if rejected.
    link_id: the link that is updated or duplicated; that of an added link once it is applied.
    reason: why, for staff; may be empty for an added row.
    fields: the link to add. version, changes: the link's version, and the new values of its
        fields, for an update.
    """

    line: int
    outcome: RowOutcome
    url: str
    name: str
    link_id: int | None = None
    reason: str = ""
    fields: LinkFields | None = None
    version: int | None = None
    changes: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan for one file. remarks: notes for staff on the file as a whole."""

    path: str
    format: FileFormat
    encoding: str
    rows: tuple[PlannedRow, ...]
    remarks: tuple[str, ...] = ()

    def count(self, outcome: RowOutcome) -> int:
        """Return how many rows have this outcome."""
        return sum(1 for row in self.rows if row.outcome is outcome)


def make_plan(
    lookup: Lookup, parsed: ParsedFile, settings: Settings, earlier: Sequence[Plan] = ()
) -> Plan:
    """Return the plan for a file that has been read.

    earlier: the plans of files that are imported together with this one and before it.
    """
    addressed = [_address(row, settings) for row in parsed.rows]
    keys = {address.key for address in addressed if isinstance(address, WebAddress)}
    planner = _Planner(parsed.format, lookup, keys, settings, earlier)
    rows = tuple(
        planner.plan(row, address) for row, address in zip(parsed.rows, addressed, strict=True)
    )
    return Plan(parsed.path, parsed.format, parsed.encoding, rows, parsed.remarks)


def _address(row: Row, settings: Settings) -> WebAddress | str:
    """Return the row's address, or why it has none."""
    if isinstance(row, Problem):
        return row.reason
    try:
        return parse_address(row.url, allowed=settings.allowed_networks)
    except UrlRefused as refusal:
        return str(refusal)


class _Planner:
    """Makes the plan of the rows of one file, in their order."""

    def __init__(
        self,
        file_format: FileFormat,
        lookup: Lookup,
        keys: set[str],
        settings: Settings,
        earlier: Sequence[Plan],
    ) -> None:
        self._format = file_format
        self._language = settings.default_language
        self._known = lookup.find_by_keys(keys)
        self._shelves = Shelves(lookup.categories())
        self._seen = dict(_seen_in(earlier, settings))

    def plan(self, row: Row, address: WebAddress | str) -> PlannedRow:
        if isinstance(row, Problem):
            return PlannedRow(row.line, RowOutcome.REJECTED, row.text, "", reason=row.reason)
        if isinstance(address, str):
            return _rejected(row, address)
        if address.key in self._seen:
            reason = f"the same address as {self._seen[address.key]}"
            return _planned(row, RowOutcome.DUPLICATE, address, reason=reason)
        planned = self._plan_first(row, address)
        if planned.outcome is not RowOutcome.REJECTED:
            self._seen[address.key] = f"line {row.line}"
        return planned

    def _plan_first(self, row: ImportEntry, address: WebAddress) -> PlannedRow:
        """Return the plan of a row that is the first of its file with this address."""
        given, remark = self._given(row)
        existing = self._known.get(address.key)
        try:
            if existing is None:
                return self._add(row, address, given, remark)
            return self._update(row, address, given, existing)
        except ValidationError as error:
            return _rejected(row, "; ".join(dict.fromkeys(explain_validation(error))))

    def _given(self, row: ImportEntry) -> tuple[dict[str, Any], str]:
        """Return the values of the row, as fields of the catalog, and a remark about them."""
        given: dict[str, Any] = dict(row.fields)
        for field in ("names", "descriptions"):
            texts = self._texts(given.pop(field, {}))
            if texts:
                given[field] = texts
        if not row.category:
            return given, ""
        slug = self._shelves.find(row.category)
        if slug is not None:
            return given | {"category": slug}, ""
        given["category_suggestion"] = suggestion(row.category)
        return given, f"category suggestion: {shown(given['category_suggestion'])}"

    def _texts(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Return the texts that are not blank, by language; one in a language that the row names
        wins."""
        told = {tag: text for tag, text in texts.items() if tidy_text(text)}
        unsaid = told.pop(UNSAID_LANGUAGE, "")
        return ({self._language: unsaid} if unsaid else {}) | told

    def _add(
        self, row: ImportEntry, address: WebAddress, given: dict[str, Any], remark: str
    ) -> PlannedRow:
        reasons = [remark]
        if "names" not in given:
            given["names"] = {self._language: _name_from(address)}
            reasons.insert(0, "the row gives no name; named after its address")
        fields = LinkFields.model_validate(given | {"url": address.href})
        reason = "; ".join(reason for reason in reasons if reason)
        return _planned(
            row,
            RowOutcome.ADDED,
            address,
            name=self._name(fields.names),
            reason=reason,
            fields=fields,
        )

    def _update(
        self, row: ImportEntry, address: WebAddress, given: dict[str, Any], existing: Link
    ) -> PlannedRow:
        name = self._name(existing.names)
        changes = changes_to(existing, given) if self._format.may_update else {}
        if not changes:
            reason = f"the same address as link {existing.id}{_state(existing)}"
            if self._format.may_update:
                reason += ", and nothing new"
            return _planned(
                row, RowOutcome.DUPLICATE, address, name=name, link_id=existing.id, reason=reason
            )
        return _planned(
            row,
            RowOutcome.UPDATED,
            address,
            name=name,
            link_id=existing.id,
            reason=f"changed: {in_words(existing, changes)}",
            version=existing.version,
            changes=changes,
        )

    def _name(self, names: Mapping[str, str]) -> str:
        return names.get(self._language) or next(iter(names.values()), "")


def _planned(
    row: ImportEntry, outcome: RowOutcome, address: WebAddress, name: str = "", **rest: Any
) -> PlannedRow:
    return PlannedRow(row.line, outcome, address.href, name or shown(row.name), **rest)


def _rejected(row: ImportEntry, reason: str) -> PlannedRow:
    return PlannedRow(row.line, RowOutcome.REJECTED, shown(row.url), shown(row.name), reason=reason)


def _state(link: Link) -> str:
    """Return a note for staff if visitors do not see the link; "" if they do."""
    match link.state:
        case EditorialState.PUBLISHED:
            return ""
        case EditorialState.RETIRED:
            return " (retired)"
        case EditorialState.DRAFT | EditorialState.IN_REVIEW:
            return " (not published yet)"


def _name_from(address: WebAddress) -> str:
    name = address.href.partition("://")[2].partition("?")[0].partition("#")[0]
    return name.removeprefix("www.").rstrip("/")[:MAX_NAME]


def _seen_in(plans: Sequence[Plan], settings: Settings) -> Iterator[tuple[str, str]]:
    for plan in plans:
        for row in plan.rows:
            if row.outcome in {RowOutcome.ADDED, RowOutcome.UPDATED}:
                key = parse_address(row.url, allowed=settings.allowed_networks).key
                yield key, f"line {row.line} of {plan.path}"


_BY_LANGUAGE = tuple(field.name for field in FIELDS if field.each)


def changes_to(existing: Link, given: Mapping[str, Any]) -> dict[str, object]:
    """Return the new values, by field name; empty if the row changes nothing.

    Raise pydantic's ValidationError if a value does not fit its field.
    """
    held = {name: getattr(existing, name) for name in LinkFields.model_fields}
    wanted = held | _merged(existing, given)
    checked = LinkFields.model_validate(wanted)
    return {
        name: value
        for name in LinkFields.model_fields
        if (value := getattr(checked, name)) != held[name]
    }


def in_words(existing: Link, changes: Mapping[str, Any]) -> str:
    """Return the labels of what changes, for staff: `description (es), cost`."""
    words = []
    for field, value in changes.items():
        if field in _BY_LANGUAGE:
            held = getattr(existing, field)
            tags = ", ".join(tag for tag, text in value.items() if held.get(tag) != text)
            words.append(f"{BY_NAME[field].words} ({tags})")
        elif field != "operator_basis" or "operator_class" not in changes:
            words.append(field.replace("_", " "))
    return ", ".join(words)


def _merged(existing: Link, given: Mapping[str, Any]) -> dict[str, Any]:
    merged = {name: value for name, value in given.items() if value not in (None, "", [], {})}
    for field in _BY_LANGUAGE:
        if field in merged:
            merged[field] = getattr(existing, field) | merged[field]
    if "notes" in merged:
        merged["notes"] = _notes(existing.notes, str(merged["notes"]))
    if "category" in merged:
        merged["category_suggestion"] = ""
    elif existing.category is not None:
        merged.pop("category_suggestion", None)
    if _class_is_known_better(existing, merged):
        del merged["operator_basis"]
    return merged


def _notes(held: str, given: str) -> str:
    given = tidy_text(given)
    if given in held:
        return held
    lines = held.split("\n")
    return "\n".join([*filter(None, lines), *(x for x in given.split("\n") if x not in lines)])


def _class_is_known_better(existing: Link, merged: Mapping[str, Any]) -> bool:
    """Return True if the file confirms what a person or a registry has said, which is the better
    basis."""
    same = merged.get("operator_class") == existing.operator_class
    return same and "operator_basis" in merged and existing.operator_basis != OperatorBasis.DEFAULT
