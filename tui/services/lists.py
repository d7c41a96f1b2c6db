"""Queries on lists of links: which ones, the contents of rows, the number of each kind."""

import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from directory.queries.facets import facets
from directory.queries.link_rows import Row, rows
from directory.queries.queue import queue_counts, queue_spine
from directory.queries.search import Sort, spine
from directory.rules.query import LinkQuery, QueryField, QueryRefused, parse_query
from tui.services.forms import category_options
from tui.services.model import Desk, FilterChoice, FilterGroup, Wanted
from tui.state.option_match import Option

_TITLES: Final = {"verdict": "Health", "class": "Run by"}

#: The number of rows that come with a list's first part, so that it is painted only once.
_AT_ONCE: Final = 60

#: Takes a part of a list, with the queue's group of its links ("" in the catalog), and the rows
#: read so far by link id; returns False to stop.
Taker = Callable[["array[int]", str, dict[int, Row]], bool]


def problem_of(desk: Desk, query: str) -> str:
    """Return why the query cannot be understood, as a sentence; "" if it can."""
    try:
        _parsed(desk, query)
    except QueryRefused as refused:
        return str(refused)
    return ""


def list_ids(desk: Desk, wanted: Wanted, take: Taker, *, with_rows: bool) -> float:
    """Pass the ids to `take` in parts, the first one soon; end early if `take` returns False.
    Return the time it took, in seconds. with_rows: the first part comes with its rows."""
    began = time.monotonic()
    for ids, kind in _parts(desk, wanted):
        rows = rows_of(desk, ids[:_AT_ONCE]) if with_rows and ids else {}
        with_rows = with_rows and not ids
        if not take(ids, kind, rows):
            break
    return time.monotonic() - began


def _parts(desk: Desk, wanted: Wanted) -> "Iterator[tuple[array[int], str]]":
    today = desk.catalog.today()
    if wanted.queue:
        for kind, ids in queue_spine(desk.catalog.reading, today):
            if wanted.kinds and kind.value not in wanted.kinds:
                continue
            yield ids, kind.value
        return
    query = _parsed(desk, wanted.query)
    sort = Sort.RANK if query.words and wanted.sort == Sort.NAME else Sort(wanted.sort)
    newest_first = sort is Sort.ADDED
    for ids in spine(desk.catalog.reading, query, sort, today=today, descending=newest_first):
        yield ids, ""


def rows_of(desk: Desk, ids: Sequence[int]) -> dict[int, Row]:
    """Return the contents of these rows."""
    with desk.catalog.reading() as connection:
        return rows(connection, ids, desk.catalog.today())


def choices_of(desk: Desk, wanted: Wanted) -> tuple[FilterGroup, ...]:
    """Return the filters of the list, with the number of links of each choice."""
    return _queue_choices(desk, wanted) if wanted.queue else _facets(desk, wanted)


def toggled(desk: Desk, query: str, field: str, value: str) -> str:
    """Return the query with this choice added or removed."""
    return str(_parsed(desk, query).toggled(QueryField(field), value))


def categories(desk: Desk) -> tuple[Option, ...]:
    """Return all categories as options."""
    return category_options(desk)


def audiences_of(desk: Desk, link_id: int) -> list[str]:
    """Return for whom the link is meant."""
    return [audience.value for audience in desk.catalog.find(link_id).audiences]


def _parsed(desk: Desk, query: str) -> LinkQuery:
    return parse_query(query, [category.slug for category in desk.catalog.categories()])


def _queue_choices(desk: Desk, wanted: Wanted) -> tuple[FilterGroup, ...]:
    with desk.catalog.reading() as connection:
        counts = queue_counts(connection, desk.catalog.today())
    choices = tuple(
        FilterChoice(kind.value, kind.heading, count, kind.value in wanted.kinds)
        for kind, count in counts.items()
        if count or kind.value in wanted.kinds
    )
    return (FilterGroup("", "What needs a person", choices),)


def _facets(desk: Desk, wanted: Wanted) -> tuple[FilterGroup, ...]:
    try:
        query = _parsed(desk, wanted.query)
    except QueryRefused:
        return ()
    names = {category.slug: category.names for category in desk.catalog.categories()}
    language = desk.settings.default_language
    with desk.catalog.reading() as connection:
        found = facets(connection, query, today=desk.catalog.today())

    def label(value: str) -> str:
        texts = names.get(value)
        if texts is None:
            return value.replace("_", " ")
        name = texts.get(language) or next(iter(texts.values()))
        return f"  {name}" if "/" in value else name

    return tuple(
        FilterGroup(
            facet.field.value,
            _TITLES.get(facet.field.value, facet.field.value.capitalize()),
            tuple(
                FilterChoice(value, label(value), count, value in query.values(facet.field))
                for value, count in facet.values
            ),
        )
        for facet in found
    )
