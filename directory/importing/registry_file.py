"""Registries of government domains: the published tables, recognized by their headings.

Two are known. *dotgov* lists every .gov domain; *govt-urls* lists what governments run under other
endings, and has been published with two sets of headings.

Which class of operator a row means:

- all branches of the federal government are federal, and election offices belong to the class of
  their government (`City - Election` is local);
- a special district is local, as is a **school district**: only a government body gets a .gov
  domain, and in the class education, its exit notice would say that no government runs it;
- what several states found together by compact (*interstate*) is state, what several counties or
  towns found (*regional*) is local;
- *quasigovernmental* bodies are left out: they are associations and companies close to a
  government, and none of them is a government body.

Which rows apply to a whole host:

- a scheme and a leading `www.` are removed: the operator of `www.` of a domain runs the domain;
- a row with a **path** (`city.example.com/council`) is left out. There a government has a part of
  another operator's site, and a registry cannot list less than a host here;
- so is a row whose status is not “accepted term”: it was proposed, but not reviewed yet.

Rows that are left out by these rules are reported separately from rows that cannot be read. A row
with an unknown kind of government counts as unreadable too, and is listed as unknown.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import assert_never

from directory.importing.csv_file import Record, read_records
from directory.importing.decoding import decode
from directory.importing.records import ImportRefused, Problem, shown
from directory.model.link import MAX_NAME
from directory.model.text import tidy_line
from directory.model.vocab import OperatorClass
from directory.rules.hosts import is_name, is_public_suffix
from directory.rules.registries import RegistryListing
from directory.rules.urls import UrlRefused, parse_address

MAX_FILE_SIZE = 64 * 1024 * 1024
ACCEPTED = "accepted term"
_LONGEST_HOST = 253

_CLASSES: Mapping[str, OperatorClass] = {
    "federal": OperatorClass.FEDERAL,
    "state": OperatorClass.STATE,
    "state or territory": OperatorClass.STATE,
    "interstate": OperatorClass.STATE,
    "city": OperatorClass.LOCAL,
    "county": OperatorClass.LOCAL,
    "local": OperatorClass.LOCAL,
    "regional": OperatorClass.LOCAL,
    "special district": OperatorClass.LOCAL,
    "school district": OperatorClass.LOCAL,
    "independent intrastate": OperatorClass.STATE,
    "tribal": OperatorClass.TRIBAL,
    "native sovereign nation": OperatorClass.TRIBAL,
}
_NO_GOVERNMENT = frozenset({"quasigovernmental"})
#: What a table writes for a missing value.
_NOTHING = frozenset({"(blank)", "n/a", "#n/a"})


class RegistryFormat(StrEnum):
    """The known tables; the value is also the usual name of the registry."""

    DOTGOV = "dotgov"
    GOVT_URLS = "govt-urls"


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """A registry as its file has it.

    digest: SHA-256 of the bytes, in hex. listings: one for each domain. left_out: rows that can be
    read but do not apply to a whole host, or to a government. problems: rows that cannot be read.
    remarks: on the file as a whole.
    """

    name: str
    format: RegistryFormat
    digest: str
    listings: tuple[RegistryListing, ...]
    left_out: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    """The position of each column in a row; None if the table has no such column."""

    domain: int
    level: int
    operator: int | None
    status: int | None

    def cell(self, cells: list[str], place: int | None) -> str:
        text = tidy_line(cells[place]) if place is not None and place < len(cells) else ""
        return "" if text.lower() in _NOTHING else text


class _LeftOut(Exception):
    """The row can be read, but does not apply; the message says why."""


class _Unreadable(Exception):
    """The row cannot be read; the message says why."""


def read_registry_file(path: Path | str, name: str = "") -> RegistryFile:
    """Return the registry in a file; see `read_registry`. Raise ImportRefused as that does, and if
    the file cannot be opened."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_SIZE + 1)
    except OSError as error:
        raise ImportRefused(
            f"{path}: the file cannot be opened: {error.strerror or error}"
        ) from None
    try:
        return read_registry(data, name)
    except ImportRefused as refusal:
        raise ImportRefused(f"{path}: {refusal}") from None


def read_registry(data: bytes, name: str = "") -> RegistryFile:
    """Return the registry in these bytes. name: under which it is stored; "" for the usual one.

    Raise ImportRefused if they are not a known table, or more than 64 MiB.
    """
    if len(data) > MAX_FILE_SIZE:
        raise ImportRefused("the file is larger than 64 MiB, so it is hardly such a registry")
    decoded = decode(data)
    records = read_records(decoded.text, ",")
    head = next(records, None)
    known = _known_table(head) if isinstance(head, Record) else None
    if known is None:
        raise ImportRefused(
            "this is not a known registry: the first line should be the headings "
            "“Domain name, Domain type, Organization name” (dotgov) or “Domain, Level of "
            "Government, Status” (govt-urls)"
        )
    table, columns = known
    name = name or table.value
    listings: dict[str, RegistryListing] = {}
    left_out: list[Problem] = []
    problems: list[Problem] = []
    for record in records:
        if isinstance(record, Problem):
            problems.append(record)
            continue
        try:
            listing = _listing(record.cells, columns, name)
            _add(listings, listing)
            if listing.operator_class is OperatorClass.UNKNOWN:
                raise _Unreadable(_not_understood(columns.cell(record.cells, columns.level)))
        except _LeftOut as why:
            left_out.append(_problem(record, columns, why))
        except _Unreadable as why:
            problems.append(_problem(record, columns, why))
    return RegistryFile(
        name=name,
        format=table,
        digest=hashlib.sha256(data).hexdigest(),
        listings=tuple(listings.values()),
        left_out=tuple(left_out),
        problems=tuple(problems),
        remarks=decoded.remarks,
    )


def _known_table(head: Record) -> tuple[RegistryFormat, _Columns] | None:
    places = {tidy_line(cell).lower(): place for place, cell in reversed([*enumerate(head.cells)])}

    def first(*headings: str) -> int | None:
        return next((places[heading] for heading in headings if heading in places), None)

    domain = first("domain name", "domain")
    if domain is None:
        return None
    for table in RegistryFormat:
        match table:
            case RegistryFormat.DOTGOV:
                level, operator = first("domain type"), first("organization name")
            case RegistryFormat.GOVT_URLS:
                level = first("level of government", "type of government")
                operator = first("federal agency", "agency")
            case _:
                assert_never(table)
        if level is not None:
            return table, _Columns(domain, level, operator, first("status"))
    return None


def _listing(cells: list[str], columns: _Columns, name: str) -> RegistryListing:
    """Return the entry that a row makes. Raise _LeftOut or _Unreadable if it makes none."""
    written = columns.cell(cells, columns.domain)
    if not written:
        raise _Unreadable("the row names no domain")
    if columns.status is not None:
        status = columns.cell(cells, columns.status)
        if status.lower() != ACCEPTED:
            raise _LeftOut(f"its status is “{shown(status)}”, not “{ACCEPTED}”")
    operator_class = _class_of(columns.cell(cells, columns.level))
    operator = columns.cell(cells, columns.operator)[:MAX_NAME].strip()
    return RegistryListing(_domain(written), operator_class, operator, name)


def _class_of(level: str) -> OperatorClass:
    """Return the class by the first part: `Federal - Executive`, `State Government`,
    `City - Election`."""
    words = level.lower().partition(" - ")[0].partition(" / ")[0]
    words = words.removesuffix(" government").strip()
    if words in _NO_GOVERNMENT:
        raise _LeftOut(f"“{shown(level)}” bodies are not a government")
    return _CLASSES.get(words, OperatorClass.UNKNOWN)


def _not_understood(level: str) -> str:
    if not level:
        return "the row does not name the kind of government, so it is listed as unknown"
    return f"“{shown(level)}” is not a known kind of government, so it is listed as unknown"


def _domain(written: str) -> str:
    """Return the domain, as hosts of links are written. Raise _LeftOut or _Unreadable if it is
    none."""
    text = written if "://" in written else f"https://{written}"
    try:
        address = parse_address(text)
    except UrlRefused as refusal:
        raise _Unreadable(f"this is not a domain: {refusal}") from None
    href = address.href.partition("://")[2]
    if href.rstrip("/") != address.lane:
        raise _LeftOut("it names a part of a site, and only whole hosts can be listed")
    if address.lane != address.host:
        raise _LeftOut("it names one port of a host, and only whole hosts can be listed")
    host = address.host.rstrip(".")
    if not is_name(host) or len(host) > _LONGEST_HOST:
        raise _Unreadable("this is not a domain: it needs two labels or more, such as agency.gov")
    bare = host.removeprefix("www.")
    return host if not is_name(bare) or is_public_suffix(bare) else bare


def _add(listings: dict[str, RegistryListing], new: RegistryListing) -> None:
    """Add the listing. Raise _Unreadable if the domain is already listed with another class."""
    held = listings.setdefault(new.domain, new)
    if held.operator_class is OperatorClass.UNKNOWN:
        listings[new.domain] = new
    elif new.operator_class is OperatorClass.UNKNOWN:
        return
    elif held.operator_class is not new.operator_class:
        raise _Unreadable(
            f"{new.domain} is listed above as {held.operator_class} and here as "
            f"{new.operator_class}; the first counts"
        )


def _problem(record: Record, columns: _Columns, why: Exception) -> Problem:
    written = record.cells[columns.domain] if columns.domain < len(record.cells) else ""
    return Problem(record.line, shown(written), str(why))


def counted(problems: tuple[Problem, ...]) -> Iterator[tuple[str, int]]:
    """Yield each reason with its number of rows, the most frequent first."""
    counts: dict[str, int] = {}
    for problem in problems:
        counts[problem.reason] = counts.get(problem.reason, 0) + 1
    yield from sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
