"""Crawls as screens show them, on each kind of database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.catalog_settings import set_time_zone
from directory.catalog.links import edit_link
from directory.model.reasons import Reason
from directory.model.vocab import RunStatus, Verdict
from directory.process_lease import LEASE, this_process
from directory.queries.crawls import (
    NEWEST,
    HealthOverTime,
    Tally,
    alive_crawl,
    crawls,
    health_over_time,
    links_left,
    tally,
)
from tests.clocks import NOW, HandClock
from tests.directory.samples import add_hosts, crawl, look

pytestmark = pytest.mark.both_databases

DAY = timedelta(days=1)
AWAY = "another-machine|1|1.00"


def _counted(catalog: Catalog, run_id: int, before: Tally | None = None) -> Tally:
    with catalog.reading() as connection:
        return tally(connection, run_id, before)


def _left(catalog: Catalog) -> int:
    with catalog.reading() as connection:
        [run] = crawls(connection, NOW, 1)
        return links_left(connection, run)


def test_crawls_are_listed_the_newest_first(catalog: Catalog) -> None:
    add_hosts(catalog, 2)
    for day in range(3):
        crawl(catalog, {1: Reason.OK, 2: Reason.NOT_FOUND}, NOW + day * DAY)
    with catalog.reading() as connection:
        listed = crawls(connection, NOW + 3 * DAY, 2)
    assert [(row.id, row.status, row.counts, row.alive) for row in listed] == [
        (3, RunStatus.COMPLETE, {"ok": 1, "gone": 1}, False),
        (2, RunStatus.COMPLETE, {"ok": 1, "gone": 1}, False),
    ]
    assert listed[0].ended_at == NOW + 2 * DAY
    assert not listed[0].open


@pytest.mark.parametrize(
    ("holder", "later", "alive"),
    [
        (this_process(), timedelta(days=1), True),
        (this_process().rpartition("|")[0] + "|1.00", timedelta(0), False),
        (AWAY, LEASE / 2, True),
        (AWAY, LEASE, False),
    ],
    ids=["this process", "another that had its number", "away, heard of", "away, not heard of"],
)
def test_a_crawl_is_under_way_as_long_as_its_process_lives(
    catalog: Catalog, holder: str, later: timedelta, alive: bool
) -> None:
    catalog.runs.begin(holder=holder, now=NOW, due_only=False, fresh=False)
    with catalog.reading() as connection:
        found = alive_crawl(connection, NOW + later)
        [listed] = crawls(connection, NOW + later, 5)
    assert (found is not None) is alive
    assert (listed.alive, listed.open) == (alive, not alive)


def test_a_tally_goes_on_from_the_one_before(catalog: Catalog) -> None:
    links = add_hosts(catalog, NEWEST + 2)
    run = catalog.runs.begin(holder=AWAY, now=NOW, due_only=False, fresh=False)
    assert _counted(catalog, run.run_id).checked == 0
    known = None
    for place, link in enumerate(links):
        reason = Reason.NOT_FOUND if place == 1 else Reason.OK
        seen = look(link, reason, NOW + timedelta(seconds=place))
        catalog.runs.record(run.run_id, AWAY, NOW, [seen])
        known = _counted(catalog, run.run_id, known)
        assert known.checked == place + 1
        assert known.newest[0].url == link.url
    assert known is not None
    assert known.counts == {"ok": NEWEST + 1, "gone": 1}
    assert [seen.url for seen in known.newest] == [link.url for link in reversed(links[-NEWEST:])]
    assert _counted(catalog, run.run_id) == _counted(catalog, run.run_id, known) == known


def test_a_tally_notices_that_a_result_was_dropped(catalog: Catalog) -> None:
    links = add_hosts(catalog, 2)
    run = catalog.runs.begin(holder=AWAY, now=NOW, due_only=False, fresh=False)
    seen = [look(link, Reason.OK, NOW) for link in links]
    catalog.runs.record(run.run_id, AWAY, NOW, seen)
    known = _counted(catalog, run.run_id)
    with catalog.change(who="maria") as change:
        edit_link(change, 2, 1, {"url": "https://elsewhere.example/"})
    assert _counted(catalog, run.run_id, known).counts == {"ok": 1}


def test_a_tally_of_another_run_is_of_no_use(catalog: Catalog) -> None:
    (link,) = add_hosts(catalog, 1)
    run = catalog.runs.begin(holder=AWAY, now=NOW, due_only=False, fresh=False)
    catalog.runs.record(run.run_id, AWAY, NOW, [look(link, Reason.OK, NOW)])
    other = Tally(run.run_id + 1, {"gone": 70}, 70)
    assert _counted(catalog, run.run_id, other).counts == {"ok": 1}


@pytest.mark.parametrize(("due_only", "left"), [(False, 2), (True, 1)])
def test_what_is_left_is_what_the_crawl_will_look_at(
    catalog: Catalog, due_only: bool, left: int
) -> None:
    add_hosts(catalog, 4)
    with catalog.change(who="maria") as change:
        workflow.retire(change, 4, 1)
    crawl(catalog, {1: Reason.OK}, NOW)
    run = catalog.runs.begin(
        holder=AWAY, now=NOW + timedelta(minutes=1), due_only=due_only, fresh=False
    )
    link = catalog.find(2)
    catalog.runs.record(run.run_id, AWAY, NOW, [look(link, Reason.OK, NOW)])
    assert _left(catalog) == left
    work = catalog.runs.work_list(run)
    assert work.total() == left
    work.close()


def test_health_over_time_tells_how_many_links_had_which_verdict(catalog: Catalog) -> None:
    add_hosts(catalog, 3)
    with catalog.reading() as connection:
        assert health_over_time(connection, 9) == HealthOverTime((), {})
    crawl(catalog, {1: Reason.OK, 2: Reason.OK, 3: Reason.OK}, NOW)
    crawl(catalog, {1: Reason.OK, 2: Reason.NOT_FOUND, 3: Reason.OK}, NOW + DAY)
    crawl(catalog, {2: Reason.GONE, 3: Reason.TIMEOUT}, NOW + 2 * DAY)
    crawl(catalog, {2: Reason.OK, 3: Reason.OK}, NOW + 2 * DAY + timedelta(hours=2))
    with catalog.reading() as connection:
        story = health_over_time(connection, 9)
        latest = health_over_time(connection, 2)
    first = date(2026, 10, 9)
    assert story == HealthOverTime(
        (first, first + DAY, first + 2 * DAY),
        {Verdict.GONE: (0, 1, 0), Verdict.OK: (3, 2, 3)},
    )
    assert latest == HealthOverTime(
        (first + DAY, first + 2 * DAY), {Verdict.GONE: (1, 0), Verdict.OK: (2, 3)}
    )


def test_health_over_time_goes_by_the_days_of_the_agency(catalog: Catalog) -> None:
    """At 03:00 UTC it is still the day before in Chicago, where clocks go back on 1 November."""
    add_hosts(catalog, 1)
    with catalog.change(who="maria") as change:
        set_time_zone(change, "America/Chicago")
    evening = datetime(2026, 10, 10, 3, tzinfo=UTC)
    crawl(catalog, {1: Reason.OK}, evening)
    crawl(catalog, {1: Reason.NOT_FOUND}, evening + timedelta(hours=12))
    crawl(catalog, {1: Reason.OK}, datetime(2026, 11, 2, 5, 30, tzinfo=UTC))
    with catalog.reading() as connection:
        assert health_over_time(connection, 9) == HealthOverTime(
            (date(2026, 10, 9), date(2026, 10, 10), date(2026, 11, 1)),
            {Verdict.GONE: (0, 1, 0), Verdict.OK: (1, 0, 1)},
        )


def _story(catalog: Catalog) -> dict[Verdict, tuple[int, ...]]:
    with catalog.reading() as connection:
        return dict(health_over_time(connection, 9).counts)


def test_a_link_counts_on_the_days_on_which_it_was_not_retired(
    catalog: Catalog, clock: HandClock
) -> None:
    """Whatever is done to it later: what is said of earlier days stays as it was."""
    add_hosts(catalog, 2)
    crawl(catalog, {1: Reason.OK, 2: Reason.NOT_FOUND}, clock())
    crawl(catalog, {1: Reason.OK, 2: Reason.NOT_FOUND}, clock.advance(days=1))
    before = _story(catalog)
    assert before == {Verdict.OK: (1, 1), Verdict.GONE: (1, 1)}
    clock.advance(days=1)
    with catalog.act(who="maria", title="Retire") as act, act.change() as change:
        workflow.retire(change, 2, 1)
    assert _story(catalog) == before
    crawl(catalog, {1: Reason.OK}, clock())
    assert _story(catalog) == {Verdict.OK: (1, 1, 1), Verdict.GONE: (1, 1, 0)}
    clock.advance(days=1)
    catalog.undo(who="maria")
    crawl(catalog, {1: Reason.OK}, clock())
    assert _story(catalog) == {Verdict.OK: (1, 1, 1, 1), Verdict.GONE: (1, 1, 0, 1)}


def test_a_link_that_is_restored_counts_again_from_that_day_on(
    catalog: Catalog, clock: HandClock
) -> None:
    add_hosts(catalog, 2)
    crawl(catalog, {1: Reason.OK, 2: Reason.NOT_FOUND}, clock())
    clock.advance(days=1)
    _change(catalog, 2, "retire")
    _change(catalog, 2, "restore")
    clock.advance(days=1)
    _change(catalog, 2, "retire")
    crawl(catalog, {1: Reason.OK}, clock())
    assert _story(catalog)[Verdict.GONE] == (1, 0)
    clock.advance(days=1)
    for act in ("restore", "retire", "restore"):
        _change(catalog, 2, act)
    crawl(catalog, {1: Reason.OK, 2: Reason.OK}, clock())
    assert _story(catalog) == {Verdict.OK: (1, 1, 2), Verdict.GONE: (1, 0, 0)}


def _change(catalog: Catalog, link_id: int, act: str) -> None:
    with catalog.change(who="maria") as change:
        getattr(workflow, act)(change, link_id, catalog.find(link_id).version)


def test_what_was_retired_and_restored_on_one_day_counts_on_it(
    catalog: Catalog, clock: HandClock
) -> None:
    add_hosts(catalog, 1)
    crawl(catalog, {1: Reason.OK}, clock())
    for act in ("retire", "restore"):
        _change(catalog, 1, act)
    assert _story(catalog) == {Verdict.OK: (1,)}


def test_a_link_that_was_never_checked_does_not_count_when_it_is_restored(
    catalog: Catalog, clock: HandClock
) -> None:
    add_hosts(catalog, 2)
    _change(catalog, 2, "retire")
    crawl(catalog, {1: Reason.OK}, clock.advance(days=1))
    _change(catalog, 2, "restore")
    assert _story(catalog) == {Verdict.OK: (1,)}
