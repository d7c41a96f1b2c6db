"""Crawls of chosen links: beside other crawls, and without a say in whether those are believed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import RunSummary
from directory.errors import ChangeRefused
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, RunStatus, Verdict
from directory.process_lease import LEASE, this_process
from directory.rules.network_health import Watch
from tests.clocks import NOW
from tests.directory.samples import add_hosts, add_links, crawl, edit, look, picture, rows

pytestmark = pytest.mark.both_databases

AWAY = "another-machine|1|1.00"
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ONLINE = Watch(witness_answered=True)


def _record(
    catalog: Catalog, run_id: int, holder: str, seen: Mapping[int, Reason], at: datetime
) -> None:
    results = [look(catalog.find(link_id), reason, at) for link_id, reason in seen.items()]
    catalog.runs.record(run_id, holder, at, results)


def _chosen(
    catalog: Catalog, seen: Mapping[int, Reason], at: datetime, watch: Watch = ONLINE
) -> RunSummary:
    """A whole crawl of chosen links that saw this."""
    begun = catalog.runs.begin_chosen(seen, holder=this_process(), now=at)
    _record(catalog, begun.run_id, this_process(), seen, at)
    return catalog.runs.settle(begun.run_id, now=at, status=RunStatus.COMPLETE, watch=watch)


def _health(catalog: Catalog, link_id: int) -> tuple[Verdict, bool]:
    [row] = [row for row in rows(catalog, "health") if row.link_id == link_id]
    return row.verdict, row.confirmed


def _work(catalog: Catalog, *ids: int) -> list[int]:
    """The links that a crawl of these checks, in order."""
    work = catalog.runs.work_list(catalog.runs.begin_chosen(ids, holder=AWAY, now=NOW))
    try:
        lanes = work.next_lanes(50)
        assert work.total() == sum(lane.links for lane in lanes)
        return sorted(link.id for lane in lanes for link in work.links(lane.key, 0))
    finally:
        work.close()


def test_the_links_that_were_chosen_are_checked_whatever_is_due(catalog: Catalog) -> None:
    add_hosts(catalog, 4)
    add_links(catalog, ["https://draft.example/"], EditorialState.DRAFT)
    crawl(catalog, {1: Reason.OK, 2: Reason.OK}, NOW)
    assert _work(catalog, 5, 2, 3, 2) == [2, 3, 5]
    assert [(run.scope, run.chosen) for run in rows(catalog, "crawl_run")] == [
        ("all", 0), ("chosen", 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([], "no link is named; name links by their ids"),
        ([1, 7], "there is no link 7"),
        ([7, 0, 2**40], f"there are no links 0, 7 and {2**40}"),
        (range(3, 20), "there are no links 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 7 more"),
        ([1, 2], "link 2 is retired, and retired links are not checked. To check it, restore it "
         "first: jobbank restore 2"),
    ],
)  # fmt: skip
def test_links_that_no_crawl_checks_are_refused_by_name(
    catalog: Catalog, ids: Iterable[int], said: str
) -> None:
    add_hosts(catalog, 2)
    with catalog.change(who="maria") as change:
        workflow.retire(change, 2, 1)
    with pytest.raises(ChangeRefused) as refused:
        catalog.runs.begin_chosen(ids, holder=AWAY, now=NOW)
    assert str(refused.value) == said
    assert rows(catalog, "crawl_run") == []


def test_it_goes_on_beside_a_crawl_of_all_links_and_others_like_it(catalog: Catalog) -> None:
    add_hosts(catalog, 3)
    runs = catalog.runs
    full = runs.begin(holder=this_process(), now=NOW, due_only=False, fresh=False)
    first = runs.begin_chosen([1], holder=AWAY, now=NOW)
    second = runs.begin_chosen([1, 2], holder=AWAY, now=NOW)
    for run, holder, seen in (
        (second, AWAY, (1, 2)),
        (full, this_process(), (1, 3)),
        (first, AWAY, (1,)),
    ):
        _record(catalog, run.run_id, holder, dict.fromkeys(seen, Reason.OK), NOW)
        catalog.runs.settle(run.run_id, now=NOW, status=RunStatus.COMPLETE, holder=holder)
    assert [run.status for run in rows(catalog, "crawl_run")] == [RunStatus.COMPLETE] * 3
    assert {row.link_id for row in rows(catalog, "health")} == {1, 2, 3}


def test_a_crawl_of_all_links_begins_beside_a_chosen_one(catalog: Catalog) -> None:
    add_hosts(catalog, 1)
    chosen = catalog.runs.begin_chosen([1], holder=AWAY, now=NOW)
    full = catalog.runs.begin(
        holder=this_process(), now=NOW + LEASE / 2, due_only=False, fresh=False
    )
    assert full.run_id != chosen.run_id
    assert not full.resumed
    _record(catalog, chosen.run_id, AWAY, {1: Reason.OK}, NOW)


def test_an_interrupted_crawl_of_all_links_stays_to_be_taken_up(catalog: Catalog) -> None:
    add_hosts(catalog, 3)
    full = catalog.runs.begin(holder=AWAY, now=NOW, due_only=False, fresh=False)
    _record(catalog, full.run_id, AWAY, {1: Reason.OK}, NOW)
    before = [row for row in rows(catalog, "crawl_run") if row.id == full.run_id]
    _chosen(catalog, {2: Reason.OK}, NOW + 2 * LEASE)
    assert [row for row in rows(catalog, "crawl_run") if row.id == full.run_id] == before
    assert {row.run_id for row in rows(catalog, "run_result")} == {full.run_id}
    again = catalog.runs.begin(
        holder=this_process(), now=NOW + 3 * LEASE, due_only=False, fresh=False
    )
    assert (again.run_id, again.already_checked) == (full.run_id, 1)


@pytest.mark.parametrize("next_one", ["all", "chosen"])
def test_what_a_chosen_crawl_saw_that_was_killed_is_stored_by_the_next_run(
    catalog: Catalog, next_one: str
) -> None:
    add_hosts(catalog, 3)
    killed = catalog.runs.begin_chosen([1, 2], holder=AWAY, now=NOW)
    _record(catalog, killed.run_id, AWAY, {1: Reason.OK}, NOW)
    later, holder = NOW + 2 * LEASE, this_process()
    if next_one == "all":
        catalog.runs.begin(holder=holder, now=later, due_only=False, fresh=False)
    else:
        catalog.runs.begin_chosen([3], holder=holder, now=later)
    ended = rows(catalog, "crawl_run")[0]
    assert (ended.status, ended.ended_at, ended.counts) == (RunStatus.INTERRUPTED, later, {"ok": 1})
    assert [row.link_id for row in rows(catalog, "health")] == [1]
    assert rows(catalog, "run_result") == []


def test_one_that_is_interrupted_ends_with_what_it_has(catalog: Catalog) -> None:
    add_hosts(catalog, 2)
    begun = catalog.runs.begin_chosen([1, 2], holder=AWAY, now=NOW)
    _record(catalog, begun.run_id, AWAY, {1: Reason.OK}, NOW)
    catalog.runs.settle(begun.run_id, now=NOW, status=RunStatus.INTERRUPTED, holder=AWAY)
    [run] = rows(catalog, "crawl_run")
    assert (run.status, run.ended_at) == (RunStatus.INTERRUPTED, NOW)
    assert [row.link_id for row in rows(catalog, "health")] == [1]


def test_one_site_that_is_silent_is_stored_and_not_confirmed_if_no_other_is_known(
    catalog: Catalog,
) -> None:
    add_hosts(catalog, 1)
    offline = _chosen(catalog, {1: Reason.TIMEOUT}, NOW, Watch())
    assert offline.status is RunStatus.INCONCLUSIVE
    assert rows(catalog, "health") == []
    alone = _chosen(catalog, {1: Reason.TIMEOUT}, NOW + MINUTE, Watch(no_witness=True))
    assert alone.status is RunStatus.COMPLETE
    assert _health(catalog, 1) == (Verdict.FAILING, False)


def test_checks_within_minutes_confirm_nothing_and_are_one_span(catalog: Catalog) -> None:
    add_hosts(catalog, 1)
    crawl(catalog, {1: Reason.OK}, NOW - DAY)
    for minute in range(4):
        _chosen(catalog, {1: Reason.NOT_FOUND}, NOW + minute * MINUTE)
    assert _health(catalog, 1) == (Verdict.GONE, False)
    first, second = rows(catalog, "health_span")
    assert (first.verdict, second.verdict, second.looks) == (Verdict.OK, Verdict.GONE, 4)
    assert (second.first_at, second.last_at) == (NOW, NOW + 3 * MINUTE)


def test_what_was_gone_or_a_danger_is_well_after_one_good_check(catalog: Catalog) -> None:
    add_hosts(catalog, 2)
    for day in range(2):
        crawl(catalog, {1: Reason.NOT_FOUND, 2: Reason.HIJACKED}, NOW + day * DAY)
    assert _health(catalog, 1) == (Verdict.GONE, True)
    assert _health(catalog, 2) == (Verdict.CHANGED, True)
    _chosen(catalog, {1: Reason.OK, 2: Reason.OK}, NOW + DAY + MINUTE)
    assert _health(catalog, 1) == _health(catalog, 2) == (Verdict.OK, True)


def _crawl(catalog: Catalog, seen: Mapping[int, Reason], at: datetime) -> RunSummary:
    """A crawl of all links, at the end of which the network works."""
    begun = catalog.runs.begin(holder=this_process(), now=at, due_only=False, fresh=False)
    _record(catalog, begun.run_id, this_process(), seen, at)
    return catalog.runs.settle(
        begun.run_id, now=at, status=RunStatus.COMPLETE, watch=Watch(witness_answered=True)
    )


def test_what_chosen_crawls_saw_hides_no_outage_from_a_later_crawl(catalog: Catalog) -> None:
    """Staff see links fail and check them one by one; the outage goes on."""
    links = range(1, 11)
    add_hosts(catalog, 10)
    _crawl(catalog, dict.fromkeys(links, Reason.OK), NOW)
    for link_id in links:
        _chosen(catalog, {link_id: Reason.TIMEOUT}, NOW + DAY)
    before = picture(catalog)
    summary = _crawl(catalog, dict.fromkeys(links, Reason.TIMEOUT), NOW + DAY + MINUTE)
    assert summary.status is RunStatus.INCONCLUSIVE
    assert "10 of 10 sites that worked before" in summary.note
    assert picture(catalog) == before


def test_what_chosen_crawls_saw_makes_no_later_crawl_inconclusive(catalog: Catalog) -> None:
    links = range(1, 11)
    add_hosts(catalog, 10)
    for link_id in links:
        _chosen(catalog, {link_id: Reason.OK}, NOW)
    summary = _crawl(catalog, dict.fromkeys(links, Reason.TIMEOUT), NOW + DAY)
    assert summary.status is RunStatus.COMPLETE
    # … which is what later ones compare with.
    assert rows(catalog, "health_before") == []
    again = _crawl(catalog, dict.fromkeys(links, Reason.OK), NOW + 2 * DAY)
    lost = _crawl(catalog, dict.fromkeys(links, Reason.TIMEOUT), NOW + 3 * DAY)
    assert (again.status, lost.status) == (RunStatus.COMPLETE, RunStatus.INCONCLUSIVE)


def test_what_was_known_before_a_chosen_crawl_goes_with_the_address(catalog: Catalog) -> None:
    [link] = add_hosts(catalog, 1)
    crawl(catalog, {1: Reason.OK}, NOW)
    _chosen(catalog, {1: Reason.TIMEOUT}, NOW + MINUTE)
    assert [row.verdict for row in rows(catalog, "health_before")] == [Verdict.OK]
    edit(catalog, link, {"url": "https://elsewhere.example/"})
    assert rows(catalog, "health_before") == []


def test_links_of_other_sites_are_asked_whether_the_network_works(catalog: Catalog) -> None:
    add_links(catalog, ["https://a.example/1", "https://a.example/2", "https://b.example/"])
    crawl(catalog, dict.fromkeys((1, 2, 3), Reason.OK), NOW)
    begun = catalog.runs.begin_chosen([1], holder=AWAY, now=NOW + MINUTE)
    _record(catalog, begun.run_id, AWAY, {1: Reason.TIMEOUT}, NOW + MINUTE)
    assert catalog.runs.well_links(3, besides=begun.run_id) == ["https://b.example/"]
