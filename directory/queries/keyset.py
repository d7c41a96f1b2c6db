"""Scanning an index step by step, each step in a separate short transaction.

A list of a million links is not read at once: SQLite's write-ahead log would grow during a slow
read, and a screen would wait. So each step takes the next entries of one index ("candidates", by
keyset, never by OFFSET from the beginning), keeps those that meet the conditions, and ends its
transaction. A step's time is limited by the number of candidates that it takes, however few are
wanted; so a step may return nothing.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, TypeAlias

import sqlalchemy as sa

from directory.model.tables import health, links
from directory.queries.filters import Condition

#: Opens a read transaction, as `Catalog.reading` does.
Reading = Callable[[], AbstractContextManager[sa.Connection]]
#: Ids of links, in order: an array of type code "i", four bytes each.
Ids: TypeAlias = "array[int]"


@dataclass(frozen=True, slots=True)
class ReadingPace:
    """How much is read at once, so that the first rows arrive within a keystroke.

    first_chunk: ids of the first chunk, if there are no conditions to check. first_step, step:
    candidates of the first step and of each later one. few: how many links are checked and sorted
    at once. ranked: how many links are ranked; None for the database's own limit.
    """

    first_chunk: int = 200
    first_step: int = 2000
    step: int = 10_000
    few: int = 5000
    ranked: int | None = None


#: Measured; see `tests/benchmarks/browse_speed.py`.
USUAL_PACE: Final = ReadingPace()


@dataclass(frozen=True, slots=True)
class Candidates:
    """A part of an index to scan.

    id: the column of the link's id. key: the column before it in the index, None if the index is by
    id alone. source: the table or join that contains them. where: what limits the part of the
    index. descending: from its end.
    """

    id: sa.ColumnElement[int]
    source: sa.FromClause
    key: sa.ColumnElement[Any] | None = None
    where: Sequence[Condition] = field(default=())
    descending: bool = False

    def all(self) -> sa.Select[Any]:
        """Return a query of all of them, in no order, as (id)."""
        return sa.select(self.id.label("id")).select_from(self.source).where(*self.where)

    def after(self, place: "Place | None", step: int) -> sa.Select[Any]:
        """Return a query of the next `step` ones, in order, as (key, id) or (id)."""
        columns = [self.id.label("id")] if self.key is None else [self.key, self.id.label("id")]
        order = [column.desc() if self.descending else column for column in self._order()]
        query = sa.select(*columns).select_from(self.source).where(*self.where)
        if place is not None:
            query = query.where(self._beyond(place))
        return query.order_by(*order).limit(step)

    def _order(self) -> list[sa.ColumnElement[Any]]:
        return [self.id] if self.key is None else [self.key, self.id]

    def _beyond(self, place: "Place") -> Condition:
        if self.key is None:
            return self.id < place.id if self.descending else self.id > place.id
        here, there = sa.tuple_(self.key, self.id), sa.tuple_(place.key, place.id)
        return here < there if self.descending else here > there


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step ended. key: as in the index; None for an index by id."""

    id: int
    key: Any = None


def walk(
    reading: Reading,
    candidates: Candidates,
    where: Sequence[Condition] = (),
    *,
    with_health: bool = False,
    wanted: Callable[[int], bool] | None = None,
    pace: ReadingPace = USUAL_PACE,
) -> Iterator[Ids]:
    """Yield the ids that meet all conditions, one chunk per step; a chunk may be empty.

    with_health: the conditions are about health too. wanted: a final check of each id. A link that
    is changed between two steps may be missed or, if it moved forward in the order, yielded twice.
    """
    place: Place | None = None
    step = pace.first_step if where or wanted else pace.first_chunk
    while True:
        with reading() as connection:
            last = _end_of_step(connection, candidates, place, step)
            found = _step(connection, candidates, place, step, where, with_health)
        chunk = array("i", found if wanted is None else filter(wanted, found))
        yield chunk
        if last is None:
            return
        place, step = last, pace.step


def chunks(ids: Iterable[int], pace: ReadingPace = USUAL_PACE) -> Iterator[Ids]:
    """Yield a list of ids as chunks, the first one small; at least one chunk."""
    rest = iter(ids)
    yield array("i", islice(rest, pace.first_chunk))
    while chunk := array("i", islice(rest, pace.step)):
        yield chunk


def _end_of_step(
    connection: sa.Connection, candidates: Candidates, place: Place | None, step: int
) -> Place | None:
    """Return the last candidate of a whole step; None if fewer are left."""
    row = connection.execute(candidates.after(place, 1).offset(step - 1)).first()
    if row is None:
        return None
    return Place(row[-1], row[0] if candidates.key is not None else None)


def _step(
    connection: sa.Connection,
    candidates: Candidates,
    place: Place | None,
    step: int,
    where: Sequence[Condition],
    with_health: bool,
) -> Sequence[int]:
    some = candidates.after(place, step)
    if not where:
        return connection.execute(sa.select(some.subquery().c.id)).scalars().all()
    # LIMIT makes the planner take these first, and check each of them.
    few = some.subquery("few")
    source = few.join(links, links.c.id == few.c.id)
    if with_health:
        source = source.outerjoin(health, health.c.link_id == links.c.id)
    order = [few.c[column.name] for column in few.c]
    query = (
        sa.select(few.c.id)
        .select_from(source)
        .where(*where)
        .order_by(*(column.desc() if candidates.descending else column for column in order))
    )
    return connection.execute(query).scalars().all()
