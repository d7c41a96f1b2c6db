"""The audit trail as it is listed and exported: entry by entry, in the order of its chain.

Entries are read one by one, so memory does not grow with the trail. An entry whose body cannot be
read, or differs from its columns, was changed. It is listed like the others, without its fields,
for every filter: it must not be missing from a list. `jobbank audit verify` reports what is wrong
with it.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa

from directory.model.audit import OF_LINKS, entry_body
from directory.model.tables import audit_entries
from directory.queries.catalog_settings import time_zone
from directory.rules.days import day_bounds
from directory.rules.replay import repeats

#: The kinds of objects that entries are about.
KINDS: Final = (
    "catalog", "category", "link", "notice", "notice-rules", "notice_period", "other-names",
    "person", "proposal", "registry", "release", "run", "time-zone", "view",
)  # fmt: skip
_BATCH: Final = 500


class TrailEntry(NamedTuple):
    """One entry. number: its place in the chain. at: in UTC; None if the body cannot be read, and
    then the fields from it are empty. before, after: the values by field; None if there were none.
    prev, hash, body: as they are stored; the hash is that of `prev` and `body`."""

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
    """A filter of entries; empty: all. first, last: days of the agency's time zone. who: the name
    as in the trail. link: a link's id, for entries about it and its proposals."""

    first: date | None = None
    last: date | None = None
    who: str | None = None
    link: int | None = None
    kind: str | None = None

    def names(self, entry: TrailEntry) -> bool:
        """Return True if the filter accepts the entry, apart from its day."""
        return (
            self.who in (None, entry.who)
            and self.kind in (None, entry.kind)
            and (self.link is None or (entry.kind in OF_LINKS and entry.key == str(self.link)))
        )


def trail(
    connection: sa.Connection, asked: TrailFilter, *, newest_first: bool = False
) -> Generator[TrailEntry, None, None]:
    """Yield the entries that the filter accepts, in the order of the chain or the reverse.

    Entries that cannot be read are included, as they might be about anything.
    """
    begin, end = _time(asked, time_zone(connection))
    query = sa.select(audit_entries)
    if asked.link is not None:  # a few; anything else may be most of the trail, and sorting that
        # takes longer than reading the trail in its order
        query = query.where(
            audit_entries.c.kind.in_(OF_LINKS), audit_entries.c.key == str(asked.link)
        )
    seq = audit_entries.c.seq
    query = query.order_by(seq.desc() if newest_first else seq)
    with connection.execute(query, execution_options={"yield_per": _BATCH}) as rows:
        for row in rows:
            entry = _entry(row)
            if entry.at is None or (begin <= entry.at < end and asked.names(entry)):
                yield entry


def _time(asked: TrailFilter, zone: tzinfo) -> tuple[datetime, datetime]:
    return day_bounds(asked.first or date.min, zone)[0], day_bounds(asked.last or date.max, zone)[1]


def _entry(row: sa.Row[Any]) -> TrailEntry:
    try:
        body = entry_body(row.body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        body = None
    if body is None or not repeats(row, body):
        return TrailEntry(
            row.seq, None, "", "", "", "", "", None, None, row.prev, row.hash, row.body
        )
    return TrailEntry(
        row.seq, row.at, row.who, row.what, row.kind, row.key, body.why, body.before, body.after,
        row.prev, row.hash, row.body,
    )  # fmt: skip
