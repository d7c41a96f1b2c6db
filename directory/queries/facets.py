"""Facets: how many links of a query have which value of a field.

A field is counted under the query without its own terms, so that the effect of another value is
visible. Without a query, each count is read from an index; with one, its links are scanned once for
each field.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, assert_never

import msgspec
import sqlalchemy as sa

from directory.model.tables import health, links
from directory.queries.filters import LINKS_WITH_HEALTH, Condition, conditions, needs_health
from directory.queries.full_text import excluding, search
from directory.rules.query import NEVER, NONE, LinkQuery, QueryField, choices

#: The fields that have a facet, in the order in which they are shown.
FACETS: Final = (
    QueryField.STATE,
    QueryField.VERDICT,
    QueryField.CATEGORY,
    QueryField.CLASS,
    QueryField.AUDIENCE,
)


class Facet(msgspec.Struct, frozen=True):
    """One field. values: each value as `LinkQuery.toggled` takes it, with how many links have it;
    values without links are left out. A category's links include those of its children."""

    field: QueryField
    values: tuple[tuple[str, int], ...]


def facets(
    connection: sa.Connection,
    query: LinkQuery,
    *,
    today: date,
    fields: Sequence[QueryField] = FACETS,
) -> list[Facet]:
    """Return the counts for these fields, each of FACETS, in the order given.

    All links of the query are scanned once for all fields without a term in it, and once more for
    each other field: call it in a thread, and when typing has stopped.
    """
    free = [field for field in fields if query.without(field) == query]
    counted = _count_all(connection, query, free, today)
    for field in fields:
        if field not in counted:
            counted |= _count_all(connection, query.without(field), [field], today)
    return [_facet(field, counted[field]) for field in fields]


def _facet(field: QueryField, counts: Counter[str]) -> Facet:
    if field is QueryField.CATEGORY:
        counts = _with_children(counts)
    order = {value: place for place, value in enumerate(choices(field, sorted(counts)))}
    values = sorted(counts.items(), key=lambda item: order[item[0]])
    return Facet(field, tuple((str(value), count) for value, count in values if count))


def _count_all(
    connection: sa.Connection, query: LinkQuery, fields: Sequence[QueryField], today: date
) -> dict[QueryField, Counter[str]]:
    """Return how many links of this query have which values of these fields."""
    dialect = connection.dialect.name
    where = conditions(query.terms, today) + excluding(dialect, query.words)
    found = search(dialect, query.words)
    if found is not None:
        where.append(links.c.id.in_(found.ids()))
    if where:
        return _grouped(connection, fields, where, needs_health(query.terms))
    counted: dict[QueryField, Counter[str]] = {}
    for field in fields:  # most of these are in an index
        counted |= _grouped(connection, [field], where, False)
    return counted


def _grouped(
    connection: sa.Connection,
    fields: Sequence[QueryField],
    where: Sequence[Condition],
    with_health: bool,
) -> dict[QueryField, Counter[str]]:
    columns = [_column(field) for field in fields]
    if not columns:
        return {}
    if list(fields) == [QueryField.VERDICT] and not where:
        return {QueryField.VERDICT: _all_verdicts(connection)}
    source = LINKS_WITH_HEALTH if with_health or QueryField.VERDICT in fields else links
    query = sa.select(sa.func.count(), *columns).select_from(source).where(*where)
    counted: dict[QueryField, Counter[str]] = {field: Counter() for field in fields}
    for count, *values in connection.execute(query.group_by(*columns)):
        for field, value in zip(fields, values, strict=True):
            for one in _values(field, value):
                counted[field][one] += count
    return counted


def _column(field: QueryField) -> sa.ColumnElement[Any]:
    match field:
        case QueryField.STATE:
            return links.c.state
        case QueryField.VERDICT:
            return health.c.verdict
        case QueryField.CATEGORY:
            return links.c.category
        case QueryField.CLASS:
            return links.c.operator_class
        case QueryField.AUDIENCE:
            return sa.cast(links.c.audiences, sa.Text)  # JSON itself cannot be grouped by
        case QueryField.HOST | QueryField.STEWARD | QueryField.LANGUAGE | QueryField.IS:
            raise ValueError(f"{field} has no facet")
        case _:
            assert_never(field)


def _values(field: QueryField, value: str | None) -> Sequence[str]:
    """Return the values that a link with this column counts for; it may have several audiences."""
    if field is QueryField.AUDIENCE:
        return msgspec.json.decode(value or "[]", type=list[str]) or [NONE]
    return [value or (NEVER if field is QueryField.VERDICT else NONE)]


def _all_verdicts(connection: sa.Connection) -> Counter[str]:
    """Return the verdicts of all links; links without health were never checked."""
    query = sa.select(health.c.verdict, sa.func.count()).group_by(health.c.verdict)
    counts: Counter[str] = Counter()
    for verdict, count in connection.execute(query):
        counts[verdict] = count
    every = connection.execute(sa.select(sa.func.count()).select_from(links)).scalar_one()
    return counts + Counter({NEVER: every - counts.total()})


def _with_children(counts: Counter[str]) -> Counter[str]:
    whole = Counter(counts)
    for slug, count in counts.items():
        top, slash, _ = slug.partition("/")
        if slash:
            whole[top] += count
    return whole
