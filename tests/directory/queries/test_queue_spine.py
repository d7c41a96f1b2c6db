"""The queue over a whole catalog agrees with the rule for one link."""

import random
from collections import defaultdict
from contextlib import closing
from datetime import timedelta

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.queries.link_rows import rows
from directory.queries.queue import queue_counts, queue_spine
from directory.rules.queue import QueueKind
from tests.benchmarks.big_catalog import Maker
from tests.clocks import NOW
from tests.directory.queries.stock import LINKS, TODAY, stock
from tests.directory.samples import add_hosts, crawl

pytestmark = pytest.mark.both_databases


def groups(catalog: Catalog, *kinds: QueueKind) -> dict[QueueKind, list[int]]:
    """The ids of each group that has some."""
    found: dict[QueueKind, list[int]] = defaultdict(list)
    for kind, ids in queue_spine(catalog.reading, TODAY, kinds or tuple(QueueKind)):
        found[kind] += ids
    return {kind: ids for kind, ids in found.items() if ids}


def by_rule(catalog: Catalog, links: int) -> dict[QueueKind, list[int]]:
    """The same by asking the rule of each link."""
    with catalog.reading() as connection:
        held = rows(connection, range(1, links + 1), TODAY)
    found: dict[QueueKind, list[int]] = defaultdict(list)
    for link_id, row in sorted(held.items()):
        if row.group is not None:
            found[row.group].append(link_id)
    return found


@pytest.mark.slow
def test_each_link_is_in_the_group_that_the_rule_says(stocked: Catalog) -> None:
    wanted = by_rule(stocked, LINKS)
    assert set(wanted) == set(QueueKind), "every group has some links here"
    found = groups(stocked)
    assert list(found) == list(QueueKind), "worst first"
    assert {kind: sorted(ids) for kind, ids in found.items()} == wanted
    with stocked.reading() as connection:
        counts = queue_counts(connection, TODAY)
    assert counts == {kind: len(ids) for kind, ids in wanted.items()}


@pytest.mark.slow
def test_only_the_groups_asked_for_are_read(stocked: Catalog) -> None:
    wanted = by_rule(stocked, LINKS)
    found = groups(stocked, QueueKind.DRAFT, QueueKind.GONE)
    assert found == {kind: wanted[kind] for kind in (QueueKind.GONE, QueueKind.DRAFT)}


def test_where_nothing_was_checked_all_is_to_be_checked(catalog: Catalog) -> None:
    add_hosts(catalog, 5)
    crawl(catalog, {}, NOW)
    assert groups(catalog) == {QueueKind.NEVER_CHECKED: [1, 2, 3, 4, 5]}
    with catalog.reading() as connection:
        counts = queue_counts(connection, TODAY)
    assert (counts[QueueKind.NEVER_CHECKED], sum(counts.values())) == (5, 5)


def test_a_link_snoozed_until_today_is_back_tomorrow(catalog: Catalog) -> None:
    (link,) = add_hosts(catalog, 1)
    assert link.id is not None
    with catalog.change(who="maria") as change:
        workflow.snooze(change, link.id, link.version, TODAY + timedelta(days=1))
    for days, there in ((0, False), (1, False), (2, True)):
        today = TODAY + timedelta(days=days)
        found = [kind for kind, ids in queue_spine(catalog.reading, today) if ids]
        assert found == ([QueueKind.NEVER_CHECKED] if there else [])


def test_a_real_mix_has_most_links_in_no_group(database_url: str) -> None:
    stock(database_url, Maker(random.Random(1)), links=200)
    with closing(Catalog.open(database_url)) as catalog:
        found = groups(catalog)
        assert sum(map(len, found.values())) < 100
        assert {kind: sorted(ids) for kind, ids in found.items()} == by_rule(catalog, 200)
