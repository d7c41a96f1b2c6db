"""The ids of all links of a query, in order: the spine of a table on a screen.

There are three methods, by the kind of query:

- words that are found in few links: these links are ranked, or sorted, at once;
- a term that few links meet (`verdict:gone`): these are taken from its index, checked and sorted
  at once;
- all other queries scan the index of the wanted order step by step, see `walk`.

Counting in an index up to a limit decides which method is used, in a millisecond. Words that are
found in many links are not ranked, since each link would have to be scored: links with the words in
their names come first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

import sqlalchemy as sa

from directory.model.tables import health, links, proposals
from directory.queries.filters import (
    DANGER_VERDICTS,
    LINKS_WITH_HEALTH,
    Condition,
    condition,
    conditions,
    needs_health,
)
from directory.queries.full_text import Search, excluding, search
from directory.queries.keyset import (
    USUAL_PACE,
    Candidates,
    Ids,
    Reading,
    ReadingPace,
    chunks,
    walk,
)
from directory.rules.query import NEVER, NONE, Is, LinkQuery, QueryField, Term


class Sort(StrEnum):
    """An order for which there is an index. RANK, the best first, is for queries with words;
    without any it is by name."""

    RANK = "rank"
    NAME = "name"
    HOST = "host"
    ADDED = "added"


def spine(
    reading: Reading,
    query: LinkQuery,
    sort: Sort = Sort.NAME,
    *,
    today: date,
    descending: bool = False,
    pace: ReadingPace = USUAL_PACE,
) -> Iterator[Ids]:
    """Yield the ids in chunks of array("i"), the first one small; a chunk may be empty.

    reading: opens a read transaction (`Catalog.reading`); each chunk has a separate one, and none
    is open between chunks, so the caller may pause or stop. RANK has no other direction. A link
    that is changed meanwhile may be missed or yielded twice. Raise CatalogUnavailable as `reading`
    does.
    """
    if sort is Sort.RANK and all(word.excluded for word in query.words):
        sort = Sort.NAME
    with reading() as connection:
        dialect = connection.dialect.name
        asked = _Asked(
            reading=reading,
            query=query,
            where=conditions(query.terms, today) + excluding(dialect, query.words),
            order=Order(sort, descending and sort is not Sort.RANK),
            pace=pace,
        )
        return _way(connection, dialect, asked, today)


@dataclass(frozen=True, slots=True)
class Order:
    """A sort and its direction."""

    sort: Sort
    descending: bool

    @property
    def key(self) -> sa.ColumnElement[Any] | None:
        """The column of the order; None if it is the id alone."""
        return {Sort.NAME: links.c.name, Sort.HOST: links.c.host}.get(self.sort)

    def columns(self) -> list[sa.ColumnElement[Any]]:
        """Return the columns to sort by; ranked links that cannot be ranked are sorted by id."""
        columns = [links.c.id] if self.key is None else [self.key, links.c.id]
        return [column.desc() for column in columns] if self.descending else list(columns)

    def candidates(self) -> Candidates:
        """Return all links, by the index of this order."""
        return Candidates(links.c.id, links, self.key, descending=self.descending)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request. where: the conditions without the words to find."""

    reading: Reading
    query: LinkQuery
    where: list[Condition]
    order: Order
    pace: ReadingPace

    def walk(
        self, candidates: Candidates, wanted: Callable[[int], bool] | None = None
    ) -> Iterator[Ids]:
        return walk(
            self.reading,
            candidates,
            self.where,
            with_health=needs_health(self.query.terms),
            wanted=wanted,
            pace=self.pace,
        )

    def at_once(
        self,
        source: sa.FromClause,
        where: list[Condition],
        by: list[sa.ColumnElement[Any]],
        link_id: sa.ColumnElement[int] = links.c.id,
    ) -> Iterator[Ids]:
        query = sa.select(link_id).select_from(source).where(*where).order_by(*by)
        with self.reading() as connection:
            ids = connection.execute(query).scalars().all()
        yield from chunks(ids, self.pace)


def _way(connection: sa.Connection, dialect: str, asked: _Asked, today: date) -> Iterator[Ids]:
    """Return the fastest method for these links; see above."""
    found = search(dialect, asked.query.words)
    if found is not None and _at_most(connection, found.ids(), _most(found, asked)):
        return _found(found, asked)
    few = _few(connection, asked, today)
    if few is not None:
        within = [*asked.where, links.c.id.in_(few)]
        if found is not None:
            within.append(links.c.id.in_(found.ids()))
        return asked.at_once(LINKS_WITH_HEALTH, within, asked.order.columns())
    if found is None:
        return asked.walk(asked.order.candidates())
    match asked.order.sort:
        case Sort.RANK:
            named = search(dialect, asked.query.words, in_names=True)
            assert named is not None
            return _by_names(named, found, asked)
        case Sort.ADDED:
            return asked.walk(_candidates_of(found, asked.order.descending))
        case Sort.NAME | Sort.HOST:
            hits = found.all_ids(connection)
            return asked.walk(asked.order.candidates(), hits.__contains__)
        case _:
            assert_never(asked.order.sort)


def _most(found: Search, asked: _Asked) -> int:
    """Return how many links can be ranked or sorted at once within the time."""
    if asked.order.sort is not Sort.RANK:
        return asked.pace.few
    return found.rankable if asked.pace.ranked is None else asked.pace.ranked


def _candidates_of(found: Search, descending: bool = False) -> Candidates:
    return Candidates(found.id, found.source, where=(found.condition,), descending=descending)


def _found(found: Search, asked: _Asked) -> Iterator[Ids]:
    """Yield all links that a search finds, ranked or sorted."""
    ranked = asked.order.sort is Sort.RANK
    if found.source is links:
        by = [found.best, links.c.id] if ranked else asked.order.columns()
        return asked.at_once(LINKS_WITH_HEALTH, [found.condition, *asked.where], by)
    # The search must be made first, not once for each link.
    hits = found.ids().add_columns(found.best.label("best")).subquery("hits")
    by = [hits.c.best, hits.c.rowid] if ranked else asked.order.columns()
    source: sa.FromClause = hits
    if asked.where or not ranked:
        source = source.join(links, links.c.id == hits.c.rowid)
    if needs_health(asked.query.terms):
        source = source.outerjoin(health, health.c.link_id == links.c.id)
    return asked.at_once(source, asked.where, by, hits.c.rowid)


def _by_names(named: Search, found: Search, asked: _Asked) -> Iterator[Ids]:
    """Yield some links that have the words in their names, by id; then all the others."""
    first: set[int] = set()
    for chunk in asked.walk(_candidates_of(named)):
        first.update(chunk)
        yield chunk
        if len(first) >= asked.pace.few:
            break
    yield from asked.walk(_candidates_of(found), lambda link_id: link_id not in first)


def _few(connection: sa.Connection, asked: _Asked, today: date) -> sa.Select[Any] | None:
    """Return the ids that meet one of the terms, if an index shows that they are few."""
    for term in asked.query.terms:
        ids = None if term.excluded else _by_index(term, today)
        if ids is not None and _at_most(connection, ids, asked.pace.few):
            return ids
    return None


def _by_index(term: Term, today: date) -> sa.Select[Any] | None:
    """Return the ids of the links that meet a term and maybe some more, if an index has them."""
    if term.field is QueryField.VERDICT and NEVER not in term.values:
        return sa.select(health.c.link_id).where(health.c.verdict.in_(term.values))
    if (
        term.field in (QueryField.STATE, QueryField.CATEGORY, QueryField.HOST)
        and NONE not in term.values
    ):
        return sa.select(links.c.id).where(condition(term, today))
    if term.field is QueryField.IS and len(term.values) == 1:
        return _being(Is(term.values[0]), today)
    return None


def _being(what: Is, today: date) -> sa.Select[Any] | None:
    match what:
        case Is.HELD:
            return sa.select(health.c.link_id).where(health.c.verdict.in_(DANGER_VERDICTS))
        case Is.RELEASED:
            return sa.select(links.c.id).where(links.c.released_until >= today)
        case Is.SNOOZED:
            return sa.select(links.c.id).where(links.c.snoozed_until >= today)
        case Is.OVERDUE:
            return sa.select(links.c.id).where(links.c.review_by < today)
        case Is.PROPOSED:
            return sa.select(proposals.c.link_id)
        case Is.VOUCHED | Is.UNCONFIRMED | Is.FORCED | Is.SUGGESTED:
            return None
        case _:
            assert_never(what)


def _at_most(connection: sa.Connection, ids: sa.Select[Any], number: int) -> bool:
    some = ids.limit(number + 1).subquery()
    counted = connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()
    return counted <= number
