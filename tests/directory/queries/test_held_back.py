"""Which links are held back and which are released: the SQL says what the rule says."""

import random
from datetime import timedelta
from itertools import chain, product
from typing import Any

import pytest

from directory.catalog.catalog import Catalog
from directory.model.reasons import REASONS, Reason
from directory.model.vocab import EditorialState
from directory.queries.link_rows import rows
from directory.queries.queue import queue_spine
from directory.queries.release_rows import (
    held_back,
    released_count,
    released_links,
    soonest_release_end,
    withheld_ids,
)
from directory.queries.search import Sort, spine
from directory.rules.query import parse_query
from directory.rules.queue import LONGEST_RELEASE, QueueKind
from tests.benchmarks.big_catalog import Maker
from tests.clocks import NOW
from tests.directory.queries.stock import TODAY, stock

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

LATER = NOW + timedelta(hours=1)
YEAR = LONGEST_RELEASE.days
#: State; what the last check found; the last dangers; the release: for, until, and since when
#: the danger is known and the link released.
KINDS = list(
    product(
        (EditorialState.PUBLISHED, EditorialState.IN_REVIEW),
        (Reason.PARKED, Reason.HIJACKED, Reason.NOT_FOUND, None),
        ("parked", "hijacked parked", ""),
        ("parked", "hijacked parked", ""),
        (None, -1, 0, YEAR, YEAR + 1),
        ((NOW, NOW), (LATER, NOW), (NOW, LATER), (None, NOW), (NOW, None)),
    )
)


class Released(Maker):
    """A link of each kind."""

    def link(self, number: int) -> dict[str, Any]:
        """A published link or one in review, released or not."""
        state, _, _, released_for, days, (_, at) = KINDS[number - 1]
        until = None if days is None else TODAY + timedelta(days=days)
        release = {"released_until": until, "released_for": released_for, "released_at": at}
        return super().link(number) | {"state": state} | release

    def is_checked(self, link: dict[str, Any]) -> bool:
        """Those with a reason."""
        return KINDS[link["id"] - 1][1] is not None

    def health(self, link: dict[str, Any]) -> dict[str, Any]:
        """What was found of it."""
        _, reason, danger, _, _, (since, _) = KINDS[link["id"] - 1]
        assert reason is not None
        return super().health(link) | {
            "verdict": REASONS[reason].verdict, "reason": reason.value, "confirmed": True,
            "danger": danger, "danger_since": since,
        }  # fmt: skip


def test_the_database_and_the_rule_agree_on_links_of_all_kinds(
    database_url: str, catalog: Catalog
) -> None:
    stock(database_url, Released(random.Random(1)), len(KINDS))
    with catalog.reading() as connection:
        by_rule = dict(sorted(rows(connection, range(1, len(KINDS) + 1), TODAY).items()))
    held = _ids(catalog, "is:held")
    assert held == [key for key, row in by_rule.items() if "held back" in row.flags]
    with catalog.reading() as connection:
        withheld = list(withheld_ids(connection, TODAY))
        shown = {row.id: row.released_until for row in released_links(connection, TODAY)}
        assert [row.id for row in held_back(connection, TODAY)] == withheld == held
        assert released_count(connection, TODAY) == len(shown)
        assert soonest_release_end(connection, TODAY) == TODAY
    released = _ids(catalog, "is:released")
    published = [key for key, row in by_rule.items() if row.state is EditorialState.PUBLISHED]
    assert sorted([*shown, *withheld]) == published
    marked = {key for key, until in shown.items() if until is not None}
    assert marked == set(released) & set(published)
    assert released == [key for key, row in by_rule.items() if "released" in " ".join(row.flags)]
    assert {len(held), len(released)}.isdisjoint({0, len(KINDS)})
    for kind in QueueKind:
        there = sorted(chain.from_iterable(ids for _, ids in _queue(catalog, kind)))
        assert there == [key for key, row in by_rule.items() if row.group is kind], kind


def _ids(catalog: Catalog, query: str) -> list[int]:
    chunks = spine(catalog.reading, parse_query(query), Sort.ADDED, today=TODAY)
    return list(chain.from_iterable(chunks))


def _queue(catalog: Catalog, kind: QueueKind) -> Any:
    return queue_spine(catalog.reading, TODAY, (kind,))
