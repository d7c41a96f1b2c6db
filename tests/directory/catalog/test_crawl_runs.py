"""Crawl runs: who may begin one, what is kept of it, and who may go on with it."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import RESUME_WITHIN, Begun, CrawlUnderWay, RunLost
from directory.model.findings import words_of
from directory.model.observation import unpack
from directory.model.reasons import Reason
from directory.model.vocab import RunStatus, Verdict
from directory.process_lease import this_process
from tests import forked
from tests.clocks import NOW, HandClock
from tests.directory.crawl_and_wait import RECORDED
from tests.directory.samples import add_hosts, crawl, edit, look, picture, rows


@pytest.fixture
def other_crawl(catalog: Catalog, database_url: str, tmp_path: Path) -> Iterator[forked.Program]:
    """Another process that crawls three links, has recorded the first, and lives."""
    add_hosts(catalog, 3)
    said = tmp_path / "said"
    process = forked.start(
        "tests.directory.crawl_and_wait:main",
        [database_url, NOW.isoformat()],
        forked.ROOT,
        os.environ,
        {1: said, 2: Path(os.devnull)},
    )
    forked.await_that(lambda: said.exists() and said.read_text() == RECORDED)
    yield process
    process.kill()
    process.wait()


def _begin(catalog: Catalog, now: datetime = NOW, **given: bool) -> Begun:
    wanted = {"due_only": False, "fresh": False} | given
    return catalog.runs.begin(holder=this_process(), now=now, **wanted)


def _record(catalog: Catalog, begun: Begun, now: datetime, *seen: int) -> None:
    looks = [look(catalog.find(link_id), Reason.OK, now) for link_id in seen]
    catalog.runs.record(begun.run_id, this_process(), now, looks)


def _left(catalog: Catalog, begun: Begun) -> int:
    work = catalog.runs.work_list(begun)
    try:
        return work.total()
    finally:
        work.close()


def test_a_run_is_begun_and_what_it_sees_is_kept_apart(catalog: Catalog) -> None:
    add_hosts(catalog, 2)
    before = picture(catalog)
    begun = _begin(catalog)
    assert begun == Begun(run_id=1, due=None, already_checked=0)
    assert not begun.resumed
    _record(catalog, begun, NOW, 1)
    assert picture(catalog) == before
    (run,) = rows(catalog, "crawl_run")
    assert (run.scope, run.status, run.holder) == ("all", RunStatus.RUNNING, this_process())
    assert (run.started_at, run.heartbeat_at, run.ended_at) == (NOW, NOW, None)
    (result,) = rows(catalog, "run_result")
    assert (result.run_id, result.link_id, result.at, result.lane) == (1, 1, NOW, "host-0.example")
    assert (result.verdict, words_of(result.findings), result.status) == (Verdict.OK, ["ok"], 200)
    assert (result.reached, result.lost, result.applied) == (True, False, False)
    assert unpack(result.observation) == look(catalog.find(1), Reason.OK, NOW).observation


@pytest.mark.both_databases
def test_a_run_over_due_links_remembers_as_of_when(catalog: Catalog) -> None:
    assert _begin(catalog, due_only=True).due == NOW
    resumed = _begin(catalog, NOW + timedelta(hours=3))
    assert resumed.due == NOW, "a run that is taken up goes on with what it began"
    assert rows(catalog, "crawl_run")[0].scope == "due"


@pytest.mark.slow
def test_a_crawl_beside_a_living_one_says_so_and_stops(
    catalog: Catalog, other_crawl: forked.Program
) -> None:
    """However old its last sign of life: the process is there, and that is what counts."""
    assert other_crawl.poll() is None
    for now, fresh in [(NOW, False), (NOW, True), (NOW + timedelta(days=30), False)]:
        with pytest.raises(CrawlUnderWay) as refusal:
            _begin(catalog, now, fresh=fresh)
        assert "begun 2026-10-09 12:00 UTC" in str(refusal.value)
    assert len(rows(catalog, "crawl_run")) == 1


@pytest.mark.slow
def test_the_run_of_a_dead_process_is_taken_up_and_what_it_saw_stays(
    catalog: Catalog, other_crawl: forked.Program
) -> None:
    other_crawl.kill()
    other_crawl.wait()
    later = NOW + timedelta(minutes=1)
    begun = _begin(catalog, later)
    assert begun == Begun(run_id=1, due=None, already_checked=1)
    assert begun.resumed
    assert _left(catalog, begun) == 2
    (run,) = rows(catalog, "crawl_run")
    assert (run.holder, run.heartbeat_at, run.started_at) == (this_process(), later, NOW)
    _record(catalog, begun, later, 2, 3)
    summary = catalog.runs.settle(1, now=later, status=RunStatus.COMPLETE)
    assert (summary.checked, summary.counts) == (3, {"ok": 3})
    assert [row.last_at for row in rows(catalog, "health")] == [NOW, later, later]


@pytest.mark.slow
@pytest.mark.both_databases
def test_a_fresh_run_settles_what_the_dead_one_saw_and_begins_anew(
    catalog: Catalog, other_crawl: forked.Program
) -> None:
    other_crawl.kill()
    other_crawl.wait()
    begun = _begin(catalog, NOW + timedelta(minutes=1), fresh=True)
    assert begun == Begun(run_id=2, due=None, already_checked=0)
    assert _left(catalog, begun) == 3
    first, second = rows(catalog, "crawl_run")
    assert (first.status, first.counts) == (RunStatus.INTERRUPTED, {"ok": 1})
    assert (first.ended_at, second.status) == (NOW + timedelta(minutes=1), RunStatus.RUNNING)
    assert [row.link_id for row in rows(catalog, "health")] == [1]


@pytest.mark.parametrize(
    ("since", "resumed"), [(RESUME_WITHIN, True), (RESUME_WITHIN + timedelta(seconds=1), False)]
)
def test_an_interrupted_run_is_taken_up_unless_it_is_old(
    catalog: Catalog, since: timedelta, resumed: bool
) -> None:
    add_hosts(catalog, 3)
    begun = _begin(catalog)
    _record(catalog, begun, NOW, 1, 2)
    summary = catalog.runs.settle(begun.run_id, now=NOW, status=RunStatus.INTERRUPTED)
    assert (summary.status, summary.checked) == (RunStatus.INTERRUPTED, 2)
    assert len(rows(catalog, "health")) == 2, "what is done counts at once"
    again = _begin(catalog, NOW + since)
    assert (again.run_id, again.already_checked) == ((1, 2) if resumed else (2, 0))
    assert _left(catalog, again) == (1 if resumed else 3)
    runs = rows(catalog, "crawl_run")
    assert runs[0].status is (RunStatus.RUNNING if resumed else RunStatus.INTERRUPTED)
    assert runs[0].ended_at == (None if resumed else NOW + since)


def test_a_run_that_has_ended_is_not_taken_up(catalog: Catalog) -> None:
    add_hosts(catalog, 1)
    crawl(catalog, {1: Reason.OK}, NOW)
    assert _begin(catalog).run_id == 2


def test_a_process_may_go_on_with_its_own_run(catalog: Catalog) -> None:
    assert _begin(catalog).run_id == _begin(catalog).run_id == 1


def test_whoever_lost_the_run_is_told_and_leaves_nothing(catalog: Catalog) -> None:
    """A machine that fell asleep wakes up and finds that another has gone on."""
    add_hosts(catalog, 2)
    asleep = "elsewhere|1|0.00"
    begun = catalog.runs.begin(holder=asleep, now=NOW, due_only=False, fresh=False)
    taken = _begin(catalog, NOW + timedelta(minutes=5))
    assert taken.run_id == begun.run_id
    with pytest.raises(RunLost, match="another process has taken over run 1"):
        catalog.runs.record(1, asleep, NOW, [look(catalog.find(1), Reason.TIMEOUT, NOW)])
    assert rows(catalog, "run_result") == []


def test_a_crawl_on_another_machine_is_believed_while_it_gives_signs_of_life(
    catalog: Catalog, clock: HandClock
) -> None:
    elsewhere = "elsewhere|1|0.00"
    begun = catalog.runs.begin(holder=elsewhere, now=NOW, due_only=False, fresh=False)
    catalog.runs.record(begun.run_id, elsewhere, clock.advance(minutes=1), [])
    with pytest.raises(CrawlUnderWay):
        _begin(catalog, clock.advance(minutes=1, seconds=59))
    assert _begin(catalog, clock.advance(seconds=1)).run_id == begun.run_id


def test_nothing_can_be_recorded_once_the_run_has_ended(catalog: Catalog) -> None:
    add_hosts(catalog, 1)
    begun = _begin(catalog)
    catalog.runs.settle(begun.run_id, now=NOW, status=RunStatus.COMPLETE)
    with pytest.raises(RunLost):
        _record(catalog, begun, NOW, 1)


@pytest.mark.both_databases
def test_what_was_seen_of_an_address_that_staff_changed_meanwhile_is_dropped(
    sqlite_catalog: Catalog,
) -> None:
    """It says nothing of the new address: not when it is recorded, not when it was already."""
    links = add_hosts(sqlite_catalog, 3)
    begun = _begin(sqlite_catalog)
    seen = [look(link, Reason.NOT_FOUND, NOW) for link in links]
    sqlite_catalog.runs.record(begun.run_id, this_process(), NOW, seen[:1])
    for link in links[:2]:
        edit(sqlite_catalog, link, {"url": f"{link.url}new"})
    sqlite_catalog.runs.record(begun.run_id, this_process(), NOW, seen[1:])
    assert [row.link_id for row in rows(sqlite_catalog, "run_result")] == [3]
    assert _left(sqlite_catalog, begun) == 2, "the new addresses are still to be looked at"


def test_a_run_that_another_process_took_over_is_not_settled(sqlite_catalog: Catalog) -> None:
    add_hosts(sqlite_catalog, 1)
    begun = _begin(sqlite_catalog)
    with pytest.raises(RunLost, match="taken over run 1"):
        sqlite_catalog.runs.settle(
            begun.run_id, now=NOW, status=RunStatus.COMPLETE, holder="somebody else"
        )
    assert rows(sqlite_catalog, "crawl_run")[0].ended_at is None
