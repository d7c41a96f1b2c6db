"""What the tables must contain according to the audit trail: its entries, folded into rows.

Links are replayed one by one, each with its entries and those of its proposal (`LinkReplay`); all
else is small enough to be kept in memory (`SmallTables`). `differences_of` compares a folded row
with the stored one. Values are compared as the trail spells them.

Not covered, since the trail does not contain it: the version of a link, its health and baseline,
what undo needs, incomplete forms, and what is stored about hosts. For acts, see
`queries/replay_acts.py`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from directory.model.audit import ENTRY_COLUMNS, EntryBody, EntryFacts
from directory.model.link import Link
from directory.model.vocab import EditorialState

Row = dict[str, Any]
Key = tuple[str | int, ...]

#: Columns that the trail does not contain, by table.
NOT_COVERED: Final[Mapping[str, frozenset[str]]] = {"link": frozenset({"version"})}
#: The columns of a link that are corrected after a clock had run ahead.
MOMENTS: Final = (
    "created_at", "updated_at", "published_at", "withdrawn_at", "snoozed_at", "released_at",
)  # fmt: skip
#: The tables of `SmallTables`.
SMALL_TABLES: Final[tuple[str, ...]] = (
    "category", "notice", "notice_version", "pending_notice", "notice_period", "notice_rules",
    "catalog_setting", "person", "saved_view", "registry",
)  # fmt: skip
_LONGEST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A difference from the trail. key: of the row; field: "" for the row as a whole."""

    table: str
    key: str
    field: str
    words: str

    def __str__(self) -> str:
        """Return the row and the words."""
        return f"{self.table} {self.key}: {self.words}"


@dataclass(slots=True)
class Times:
    """What decides on moments and days: the time zones and the repairs of a clock, each with the
    number of its entry."""

    zones: list[tuple[int, str]] = field(default_factory=list)
    repairs: list[tuple[int, datetime, str]] = field(default_factory=list)

    def day(self, seq: int, moment: str) -> str:
        """Return the agency's day at the moment of this entry."""
        name = next((name for since, name in reversed(self.zones) if since < seq), "UTC")
        return str(datetime.fromisoformat(moment).astimezone(ZoneInfo(name)).date())


@dataclass(slots=True)
class LinkReplay:
    """One link according to the trail. row, proposal: None if there is none. retirements: the last
    day by the first one. removed: it existed and was removed. odd: entries that do not fit those
    before.
    """

    link_id: int
    times: Times
    row: Row | None = None
    proposal: Row | None = None
    retirements: dict[str, str | None] = field(default_factory=dict)
    removed: bool = False
    odd: list[Discrepancy] = field(default_factory=list)
    _seq: int = 0

    def apply(self, seq: int, entry: EntryBody) -> None:
        """Take the next entry into account."""
        self._repair(seq)
        if entry.kind == "proposal":
            self.odd += _unlike(seq, "proposal", (self.link_id,), self.proposal, entry.before)
            self.proposal = entry.after
        else:
            self._change(seq, entry)
        if self.row is not None:
            self.row["updated_at"] = entry.at

    def finish(self) -> None:
        """Apply the repairs of a clock that came after the last entry."""
        self._repair(None)

    def _change(self, seq: int, entry: EntryBody) -> None:
        self.odd += _unlike(seq, "link", (self.link_id,), self.row, entry.before)
        if entry.after is None:
            self.row, self.removed, self.retirements = None, True, {}
        elif entry.before is None:
            self.row, self.removed = {"id": self.link_id, **_defaults(), **entry.after}, False
        elif self.row is not None:
            self.row |= {name: value for name, value in entry.after.items() if name in self.row}
            if "state" in entry.after:
                self._retire(self.times.day(seq, entry.at), entry.after["state"])

    def _retire(self, day: str, state: str) -> None:
        if state == EditorialState.RETIRED:
            self.retirements[day] = None
            return
        for first, last in self.retirements.items():
            if last is None:
                self.retirements[first] = day

    def _repair(self, seq: int | None) -> None:
        for at, later_than, moment in self.times.repairs:
            if self.row is not None and at > self._seq and (seq is None or at < seq):
                for name in MOMENTS:
                    text = self.row[name]
                    if text is not None and datetime.fromisoformat(text) >= later_than:
                        self.row[name] = moment
        self._seq = seq or self._seq


@dataclass(slots=True)
class SmallTables:
    """All tables but those of links. rows: by table and key. registry_entries: the digest of a
    registry's domains, by name. releases: the number of the first entry, by digest of the
    manifest."""

    rows: dict[str, dict[Key, Row]] = field(
        default_factory=lambda: {table: {} for table in SMALL_TABLES}
    )
    registry_entries: dict[str, str] = field(default_factory=dict)
    releases: dict[str, int] = field(default_factory=dict)
    times: Times = field(default_factory=Times)
    odd: list[Discrepancy] = field(default_factory=list)

    def apply(self, seq: int, entry: EntryBody) -> None:
        """Take the next entry into account."""
        fold = _FOLDS.get(entry.kind)
        if fold is None:
            words = f"it is about “{entry.kind}”, which this program does not know"
            self.odd.append(Discrepancy("audit", str(seq), "body", words))
            return
        try:
            fold(self, seq, entry)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            words = f"it cannot be understood ({type(error).__name__}: {error})"
            self.odd.append(Discrepancy("audit", str(seq), "body", words))

    def put(self, seq: int, table: str, key: Key, entry: EntryBody) -> None:
        """Store the row of an entry that has all of it, before and after."""
        self.odd += _unlike(seq, table, key, self.rows[table].get(key), entry.before)
        if entry.after is None:
            self.rows[table].pop(key, None)
        else:
            self.rows[table][key] = entry.after


def differences_of(
    table: str, key: Sequence[object], row: Mapping[str, Any] | None, wanted: Row | None
) -> Iterator[Discrepancy]:
    """Yield the differences between a row of a table and that of the trail; None: there is none."""
    name = "/".join(map(str, key))
    if row is None or wanted is None:
        if row is not wanted:
            words = (
                "it is in the catalog, but not in the trail"
                if wanted is None
                else "it is in the trail, but not in the catalog"
            )
            yield Discrepancy(table, name, "", words)
        return
    but = NOT_COVERED.get(table, frozenset())
    for column, value in row.items():
        other = wanted.get(column)
        if value != other and column not in but and not is_same(value, other):
            here, there = spelled(value), spelled(other)
            words = (
                f"{column} is {_shown(here, there)} in the catalog, "
                f"and the trail has {_shown(there, here)}"
            )
            yield Discrepancy(table, name, column, words)


def column_differences(row: Any, facts: EntryFacts) -> Iterator[Discrepancy]:
    """Yield the differences between the columns of an entry and its body. row: of the table
    `audit`."""
    if not repeats(row, facts):
        there, wanted = (
            {name: getattr(one, name) for name in ENTRY_COLUMNS} for one in (row, facts)
        )
        yield from differences_of("audit", (row.seq,), there, wanted)


def repeats(row: Any, facts: EntryFacts) -> bool:
    """Return True if the columns of an entry are equal to the values in its body."""
    return (
        row.who == facts.who
        and row.kind == facts.kind
        and row.key == facts.key
        and row.what == facts.what
        and is_same(row.at, facts.at)
    )


def is_same(value: Any, other: Any) -> bool:
    """Return True if a value of a table is the same as one of the trail."""
    if isinstance(value, datetime):
        return isinstance(other, str) and _moment(other) == value
    return bool(spelled(value) == other)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def spelled(value: Any) -> Any:
    """Return a value as the trail spells it."""
    return value.isoformat() if isinstance(value, date) else value


def _shown(value: Any, other: Any) -> str:
    """Return the value, shortened to the text around the first letter that differs."""
    text, others = (json.dumps(one, ensure_ascii=False, default=str) for one in (value, other))
    if len(text) <= _LONGEST_SHOWN:
        return text
    pairs = zip(text, others, strict=False)
    first = next((place for place, (a, b) in enumerate(pairs) if a != b), 0)
    start = max(0, first - _LONGEST_SHOWN // 4)
    end = start + _LONGEST_SHOWN
    return f"{'…' * (start > 0)}{text[start:end]}{'…' * (end < len(text))}"


def _unlike(
    seq: int, table: str, key: Key, row: Row | None, before: Row | None
) -> Iterator[Discrepancy]:
    """Yield what an entry says of the row before it, if that differs from the earlier entries."""
    name = "/".join(map(str, key))
    if (row is None) != (before is None):
        said = "there was none" if before is None else "there was one"
        words = f"{table} {name}: it says that {said} before, and the entries before say otherwise"
        yield Discrepancy("audit", str(seq), "body", words)
        return
    but = NOT_COVERED.get(table, frozenset())
    for column, value in (before or {}).items():
        if row is None or column not in row or column in but:
            continue
        if value != spelled(row[column]):
            words = (
                f"{table} {name}: it says that {column} was {_shown(value, row[column])} before, "
                f"and the entries before it say {_shown(row[column], value)}"
            )
            yield Discrepancy("audit", str(seq), "body", words)


@cache
def _defaults() -> Row:
    """Return the values of a link that the entry of its adding leaves out; the same for all."""
    return {
        name: None if one.is_required() else one.get_default(call_default_factory=True)
        for name, one in Link.model_fields.items()
        if name != "id"
    }


def _category(tables: SmallTables, seq: int, entry: EntryBody) -> None:
    tables.put(seq, "category", (entry.key,), entry)


def _notice(tables: SmallTables, _seq: int, entry: EntryBody) -> None:
    rows, slug, after = tables.rows, entry.key, entry.after
    if after is None:
        del rows["pending_notice"][slug,]
    elif entry.what == "propose":
        rows["pending_notice"][slug,] = after
    else:
        if "position" in after:
            about = {"slug": slug, "kind": after["kind"], "position": after["position"]}
            rows["notice"][slug,] = about
        rows["notice_version"][slug, after["number"]] = {"approver": "", "exception": ""} | after
        if after.get("approver"):
            del rows["pending_notice"][slug,]


def _notice_period(tables: SmallTables, _seq: int, entry: EntryBody) -> None:
    if entry.after is None:
        del tables.rows["notice_period"][entry.key,]
    else:
        tables.rows["notice_period"][entry.key,] = entry.after


def _notice_rules(tables: SmallTables, _seq: int, entry: EntryBody) -> None:
    about = {"id": 1, "author": entry.who, "created_at": entry.at}
    tables.rows["notice_rules"][1,] = about | _some(entry)


def _time_zone(tables: SmallTables, seq: int, entry: EntryBody) -> None:
    name = _some(entry)["name"]
    tables.times.zones.append((seq, str(ZoneInfo(name))))
    tables.rows["catalog_setting"][entry.kind,] = {"name": entry.kind, "value": name}


def _other_names(tables: SmallTables, _seq: int, entry: EntryBody) -> None:
    value = "yes" if _some(entry)["allowed"] else "no"
    tables.rows["catalog_setting"][entry.kind,] = {"name": entry.kind, "value": value}


def _person(tables: SmallTables, seq: int, entry: EntryBody) -> None:
    tables.put(seq, "person", (entry.key,), entry)


def _view(tables: SmallTables, seq: int, entry: EntryBody) -> None:
    tables.put(seq, "saved_view", (entry.key,), entry)


def _registry(tables: SmallTables, _seq: int, entry: EntryBody) -> None:
    after = _some(entry)
    tables.registry_entries[entry.key] = after["entries"]
    tables.rows["registry"][entry.key,] = after | {"name": entry.key, "loaded_at": entry.at}


def _release(tables: SmallTables, seq: int, entry: EntryBody) -> None:
    tables.releases.setdefault(entry.key, seq)


def _catalog(tables: SmallTables, seq: int, entry: EntryBody) -> None:
    after = _some(entry)
    if entry.what == "set-clock-right" and after["of_links"]:
        later_than = datetime.fromisoformat(after["later_than"])
        tables.times.repairs.append((seq, later_than, after["moment"]))


def _run(_tables: SmallTables, _seq: int, _entry: EntryBody) -> None:
    """Do nothing: the trail records only that runs were made."""


def _some(entry: EntryBody) -> Row:
    if entry.after is None:
        raise ValueError("it does not say what was set")
    return entry.after


_FOLDS: Final[Mapping[str, Callable[[SmallTables, int, EntryBody], None]]] = {
    "catalog": _catalog,
    "category": _category,
    "notice": _notice,
    "notice-rules": _notice_rules,
    "notice_period": _notice_period,
    "other-names": _other_names,
    "person": _person,
    "registry": _registry,
    "release": _release,
    "run": _run,
    "time-zone": _time_zone,
    "view": _view,
}
