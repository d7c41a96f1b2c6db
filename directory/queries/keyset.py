"""Going through an index step by step, each step a short transaction of its own.

A list of a million links is not read in one piece: SQLite would keep its
write-ahead log growing for a reader that takes long, and a screen would wait. So
each step takes the next so many entries of one index ("candidates", by keyset,
never by OFFSET from the beginning), keeps those for which the conditions hold, and
ends its transaction. A step's time is bounded by the candidates that it takes,
however few of them are wanted; a step may therefore bring nothing.
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

#: Opens a transaction for reading, as `Catalog.reading` does.
Reading = Callable[[], AbstractContextManager[sa.Connection]]
#: Ids of links, in order: an array of type code "i", four bytes each.
Ids: TypeAlias = "array[int]"


@dataclass(frozen=True, slots=True)
class ReadingPace:
    """How much is done at once, so that the first rows are there within a keystroke.

    first_chunk: ids of the first chunk, where nothing is to be looked up.
    first_step, step: candidates of the first step and of each later one.
    few: so many links are looked at and sorted at once. ranked: so many links are
    ranked; None for what the database has time for.
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
    """An index to go through.

    id: the column of the link's id. key: the column before it in the index, None
    when the index is by id alone. source: where they stand. where: what bounds the
    part of the index. descending: from its end.
    """

    id: sa.ColumnElement[int]
    source: sa.FromClause
    key: sa.ColumnElement[Any] | None = None
    where: Sequence[Condition] = field(default=())
    descending: bool = False

    def all(self) -> sa.Select[Any]:
        """All of them, in no order, as (id)."""
        return sa.select(self.id.label("id")).select_from(self.source).where(*self.where)

    def after(self, place: "Place | None", step: int) -> sa.Select[Any]:
        """The next so many, in order, as (key, id) or (id)."""
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
    """Where a step ended. key: as the index has it; None for an index by id."""

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
    """The ids for which all conditions hold, a chunk a step; a chunk may be empty.

    with_health: the conditions are about health too. wanted: a last look at each
    id. What is changed between two steps may be missed or, moved on in the order,
    be met twice.
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
    """A list of ids as chunks, the first one small; at least one chunk."""
    rest = iter(ids)
    yield array("i", islice(rest, pace.first_chunk))
    while chunk := array("i", islice(rest, pace.step)):
        yield chunk


def _end_of_step(
    connection: sa.Connection, candidates: Candidates, place: Place | None, step: int
) -> Place | None:
    """The last candidate of a whole step; None when fewer are left."""
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
    # LIMIT keeps the planner from doing anything else than taking these, and looking at each.
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
