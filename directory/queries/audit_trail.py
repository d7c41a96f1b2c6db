"""The audit trail as it is listed and exported: entry by entry, in the order of its chain.

Entries are read as they are taken, so memory does not grow with the trail. A body that cannot be
read (someone has changed it) is an entry like the others, with nothing known of it: it must not
be missing from a list. `jobbank audit verify` says what is wrong with it.
"""

import json
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from directory.model.tables import audit_entries as _audit
from directory.queries.catalog_settings import time_zone
from directory.queries.link_history import subject
from directory.rules.days import day_bounds

#: The kinds of things that entries are about.
KINDS: Final = (
    "catalog", "category", "link", "notice", "notice-rules", "notice_period", "other-names",
    "person", "proposal", "registry", "release", "run", "time-zone", "view",
)  # fmt: skip
#: Those whose key is the id of a link.
OF_LINKS: Final = ("link", "proposal")
_BATCH: Final = 500


class TrailEntry(NamedTuple):
    """One entry. number: its place in the chain. at: in UTC; None where the body cannot be read,
    and then the fields from it are empty. before, after: the values by field; None when there was
    nothing. prev, hash, body: as they are stored; the hash is that of `prev` and `body`."""

    number: int
    at: datetime | None
    who: str
    what: str
    kind: str
    key: str
    why: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    prev: str
    hash: str
    body: str


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which entries are asked for; all, if nothing is given. first, last: days of the agency's
    time zone. who: the name as the trail has it. link: a link's id, for what was done to it and
    to its proposals."""

    first: date | None = None
    last: date | None = None
    who: str | None = None
    link: int | None = None
    kind: str | None = None

    def names(self, entry: TrailEntry) -> bool:
        """True if the entry is asked for, whatever its day."""
        return (
            self.who in (None, entry.who)
            and self.kind in (None, entry.kind)
            and (self.link is None or (entry.kind in OF_LINKS and entry.key == str(self.link)))
        )


def trail(
    connection: sa.Connection, asked: TrailFilter, *, newest_first: bool = False
) -> Generator[TrailEntry, None, None]:
    """The entries that are asked for, in the order of the chain or the other way round. One that
    cannot be read is among them, as it might be about anything."""
    begin, end = _time(asked, time_zone(connection))
    query = sa.select(_audit.c.seq, _audit.c.prev, _audit.c.hash, _audit.c.body)
    if asked.link is not None:  # a few; anything else may be most of the trail, and sorting that
        # takes longer than reading the trail in its order
        key = subject(connection, "key") == str(asked.link)
        query = query.where(_is_of_a_link(connection), key)
    query = query.order_by(_audit.c.seq.desc() if newest_first else _audit.c.seq)
    with connection.execute(query, execution_options={"yield_per": _BATCH}) as rows:
        for row in rows:
            entry = _entry(*row)
            if entry.at is None or (begin <= entry.at < end and asked.names(entry)):
                yield entry


def _time(asked: TrailFilter, zone: tzinfo) -> tuple[datetime, datetime]:
    return day_bounds(asked.first or date.min, zone)[0], day_bounds(asked.last or date.max, zone)[1]


def _is_of_a_link(connection: sa.Connection) -> sa.ColumnElement[bool]:
    kinds: list[sa.ColumnElement[Any]] = [sa.literal_column(f"'{kind}'") for kind in OF_LINKS]
    return subject(connection, "kind").in_(kinds)


def _entry(number: int, prev: str, own: str, body: str) -> TrailEntry:
    try:
        fields = json.loads(body)
        at = datetime.fromisoformat(fields["at"])
        texts = [fields.get(name, "") for name in ("who", "what", "kind", "key", "why")]
        values = [fields.get(name) for name in ("before", "after")]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return _unreadable(number, prev, own, body)
    if (
        at.tzinfo is None
        or not all(isinstance(text, str) for text in texts)
        or not all(value is None or isinstance(value, dict) for value in values)
    ):
        return _unreadable(number, prev, own, body)
    who, what, kind, key, why = texts
    before, after = values
    at = at.astimezone(UTC)
    return TrailEntry(number, at, who, what, kind, key, why, before, after, prev, own, body)


def _unreadable(number: int, prev: str, own: str, body: str) -> TrailEntry:
    return TrailEntry(number, None, "", "", "", "", "", None, None, prev, own, body)
