"""An entry of the audit trail with what it changed, value by value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from directory.queries.audit_trail import TrailEntry


class Changed(NamedTuple):
    """One value. path: the field, and where in it, as `("names", "en")`. before, after: None when
    there was nothing."""

    path: tuple[str, ...]
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class TrailRecord:
    """An entry, and the values that differ between its before and after."""

    entry: TrailEntry
    changed: tuple[Changed, ...]


def record_of(entry: TrailEntry) -> TrailRecord:
    """The entry as a record. What was proposed in a proposal comes as fields of the link."""
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
    """Each value that is not empty, with its path. Lists of objects are numbered from 1."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, str(name)))
    elif isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value):
        for place, inner in enumerate(value, 1):
            yield from _leaves(inner, (*path, str(place)))
    elif value not in (None, "", []):
        yield path, value
