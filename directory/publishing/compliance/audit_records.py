"""An entry of the audit trail with what it changed, value by value, and without what names staff.

To leave out who worked for the agency, and what staff wrote, the fields that are shown are listed,
kind by kind; all others are left out. So a field that is added to the trail later is left out until
someone has decided that it names no person. Free text is left out as a whole: no program can tell
whether it names one.

The hash of an entry also covers what is left out here. So it cannot be recomputed from what is
left; and a person who guesses everything that was left out can confirm the guess by it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from directory.model.fields import FIELDS, Reach
from directory.queries.audit_trail import TrailEntry

LEFT_OUT: Final = "[left out]"

_EDITORIAL: Final = {one.name for one in FIELDS if one.reach is Reach.PUBLIC or one.disclosed}
#: Fields of a link that are shown, those of the catalog beside the editorial ones among them.
LINK_SHOWN: Final = frozenset(
    {*_EDITORIAL, "id", "name", "url_key", "host", "lane", "previous_urls", "state", "created_at",
     "updated_at", "published_at", "withdrawn_at", "vouched_on", "vouched_until", "snoozed_until",
     "snoozed_at", "snoozed_for", "released_until", "released_for", "released_at", "version",
     "approved"}
)  # fmt: skip
#: Those that name people, or that staff have written for each other.
LINK_LEFT_OUT: Final = frozenset(
    {"written_by", "vouched_by", "released_by", *(one.name for one in FIELDS)} - _EDITORIAL
)

#: The fields that are shown, by kind.
SHOWN: Final[Mapping[str, frozenset[str]]] = {
    "catalog": frozenset(
        {"links", "changed", "hosts", "link", "health", "health_span", "host_fact", "crawl_run",
         "link_baseline"}
    ),
    "category": frozenset({"slug", "parent", "names", "position"}),
    "link": LINK_SHOWN,
    "notice": frozenset(
        {"notice", "slug", "kind", "number", "position", "texts", "titles", "announced_on",
         "effective_from", "notice_days", "digest", "created_at"}
    ),
    "notice-rules": frozenset({"version", "rules"}),
    "notice_period": frozenset({"effective_from", "days", "created_at"}),
    "other-names": frozenset({"allowed"}),
    "person": frozenset({"role"}),
    "proposal": LINK_SHOWN | {"link_id", "based_on", "at"},
    "registry": frozenset({"digest", "listed", "links"}),  # a file's path may name a person
    "release": frozenset(
        {"as_of", "made_at", "links", "exit_notices", "withheld", "released", "serial", "content",
         "updated_on", "restores", "restored_serial", "agency",
         "own_sites", "sister_sites", "notice_rules", "languages"}
    ),  # so may the path of a folder, and an address for questions
    "run": frozenset({"status", "counts", "scope"}),
    "time-zone": frozenset({"name"}),
    "view": frozenset({"created_at"}),
}  # fmt: skip
#: Kinds whose key is a name that people gave, or that of a person.
_NAMED: Final = frozenset({"person", "view"})


class Changed(NamedTuple):
    """One value. path: the field, and where in it, as `("names", "en")`. before, after: None if
    there was none."""

    path: tuple[str, ...]
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class TrailRecord:
    """An entry, and the values that differ between its before and after."""

    entry: TrailEntry
    changed: tuple[Changed, ...]


def record_of(entry: TrailEntry) -> TrailRecord:
    """Return the entry as a record. A proposal's patch is flattened to fields of the link."""
    before, after = (dict(_leaves(_flat(entry, value), ())) for value in entry[7:9])
    paths = dict.fromkeys([*before, *after])
    changed = (Changed(path, before.get(path), after.get(path)) for path in paths)
    return TrailRecord(entry, tuple(one for one in changed if one.before != one.after))


def _flat(entry: TrailEntry, fields: dict[str, Any] | None) -> dict[str, Any]:
    patch = (fields or {}).get("patch")
    if entry.kind != "proposal" or not fields or not isinstance(patch, dict):
        return fields or {}
    return patch | {name: value for name, value in fields.items() if name != "patch"}


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each value that is not empty, with its path. Lists of objects are numbered from 1."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, str(name)))
    elif isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value):
        for place, inner in enumerate(value, 1):
            yield from _leaves(inner, (*path, str(place)))
    elif value not in (None, "", []):
        yield path, value


def redacted(record: TrailRecord) -> TrailRecord:
    """Return the record without names of staff and without what staff wrote for each other."""
    entry = record.entry
    if entry.at is None:
        return replace(record, entry=entry._replace(prev="", body=""))
    shows_key = entry.kind in SHOWN and entry.kind not in _NAMED
    left = entry._replace(
        who=LEFT_OUT,
        key=entry.key if shows_key else LEFT_OUT,
        why=LEFT_OUT if entry.why else "",
        before=_fields(entry, entry.before),
        after=_fields(entry, entry.after),
        prev="",
        body="",
    )
    return TrailRecord(left, _changed(entry, record.changed))


def _fields(entry: TrailEntry, fields: dict[str, Any] | None) -> dict[str, Any] | None:
    shown = SHOWN.get(entry.kind)
    if fields is None or shown is None:
        return None if fields is None else {LEFT_OUT: LEFT_OUT}
    kept = {name: _value(name in shown, value) for name, value in fields.items()}
    if entry.kind == "proposal" and isinstance(patch := fields.get("patch"), dict):
        kept["patch"] = {name: _value(name in shown, value) for name, value in patch.items()}
    return kept


def _changed(entry: TrailEntry, changed: tuple[Changed, ...]) -> tuple[Changed, ...]:
    shown = SHOWN.get(entry.kind, frozenset())
    if entry.kind not in SHOWN:
        return (Changed((LEFT_OUT,), LEFT_OUT, LEFT_OUT),) if changed else ()
    told: dict[tuple[str, ...], Changed] = {}
    for one in changed:
        field = one.path[0]
        if field in shown:
            told[one.path] = one
        else:  # the names within it may be those of people, too
            before, after = told.get((field,), Changed((field,), None, None))[1:]
            told[(field,)] = Changed(
                (field,), before or _value(False, one.before), after or _value(False, one.after)
            )
    return tuple(told.values())


def _value(shown: bool, value: Any) -> Any:
    return value if shown or value in (None, "", [], {}) else LEFT_OUT
