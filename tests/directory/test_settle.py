"""The end of a run: believed or not, and carried over into the health of the links."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import BATCH, Result, RunLost, RunSummary
from directory.catalog.links import add_link
from directory.model.observation import Finding, Judgement, pack
from directory.model.reasons import Reason
from directory.model.vocab import RunStatus, Verdict
from directory.rules.lifecycle import HealthState
from directory.rules.network_health import Canaries, Watch
from directory.rules.schedule import next_check
from tests.clocks import NOW
from tests.directory.samples import HOLDER, add_hosts, crawl, ids, look, picture, rows

TIMEOUT, NOT_FOUND, OK = Reason.TIMEOUT, Reason.NOT_FOUND, Reason.OK


def _hours(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def _spans(catalog: Catalog, link_id: int = 1) -> list[tuple[Any, ...]]:
    """The history of a link: from when to when, what, and how many looks."""
    return [
        (row.first_at, row.last_at, row.reason, row.looks)
        for row in rows(catalog, "health_span")
        if row.link_id == link_id
    ]


def _record(catalog: Catalog, *looks: Result, now: datetime = NOW) -> int:
    begun = catalog.runs.begin(holder=HOLDER, now=now, due_only=False, fresh=False)
    catalog.runs.record(begun.run_id, HOLDER, now, looks)
    return begun.run_id


NO_PAGE = {
    "page_title": "", "page_language": "", "privacy_url": None, "etag": "", "last_modified": "",
    "page_at": None, "page_key": None,
}  # fmt: skip


def test_the_first_look_becomes_the_health_of_the_link(catalog: Catalog) -> None:
    (link,) = add_hosts(catalog, 1)
    seen = look(link, NOT_FOUND, NOW)
    findings = (Finding(NOT_FOUND), Finding(Reason.SLOW))
    judged = Judgement(findings, suggested_url="https://new.example/")
    run_id = _record(catalog, Result(1, seen.lane, seen.observation, judged))
    summary = catalog.runs.settle(run_id, now=_hours(1), status=RunStatus.COMPLETE)
    assert summary == RunSummary(1, RunStatus.COMPLETE, 1, {"gone": 1}, "")
    (health,) = rows(catalog, "health")
    state = HealthState(Verdict.GONE, NOT_FOUND, NOW, 1, NOW, 1, False, NOW)
    assert (
        health._mapping
        == {
            "link_id": 1,
            "verdict": Verdict.GONE,
            "reason": "not-found",
            "since": NOW,
            "looks": 1,
            "broken_since": NOW,
            "broken_looks": 1,
            "confirmed": False,
            "counted_at": NOW,
            "last_at": NOW,
            "findings": (Finding(Reason.NOT_FOUND), Finding(Reason.SLOW)),
            "last_status": 200,
            "final_url": "https://host-0.example/",
            "suggested_url": "https://new.example/",
            "run_id": 1,
            "next_check_at": next_check(1, state),
            "observation": pack(seen.observation),
            "first_at": NOW,
            "changes": 0,
            "certificate_ends_at": None,
            "danger": "",
            "danger_since": None,
        }
        | NO_PAGE
    )
    assert _spans(catalog) == [(NOW, NOW, "not-found", 1)]


def test_a_run_that_has_ended_leaves_one_audit_entry_and_no_results(catalog: Catalog) -> None:
    add_hosts(catalog, 3)
    crawl(catalog, {1: OK, 2: OK, 3: NOT_FOUND}, NOW)
    assert rows(catalog, "run_result") == []
    (run,) = rows(catalog, "crawl_run")
    assert (run.status, run.ended_at, run.holder) == (RunStatus.COMPLETE, NOW, "")
    assert (run.counts, run.note) == ({"ok": 2, "gone": 1}, "")
    entry = json.loads(rows(catalog, "audit")[-1].body)
    assert (entry["who"], entry["what"], entry["kind"], entry["key"]) == (
        "crawl",
        "crawl",
        "run",
        "1",
    )
    assert entry["after"] == {"status": "complete", "counts": {"ok": 2, "gone": 1}}
    report = catalog.verify_audit()
    assert (report.entries, report.fault) == (4, None)


@pytest.mark.slow
@pytest.mark.both_databases
def test_equal_outcomes_lengthen_one_row_of_the_history(catalog: Catalog) -> None:
    add_hosts(catalog, 2)
    for hours, reason in enumerate(
        [OK, OK, OK, NOT_FOUND, NOT_FOUND, Reason.GONE, Reason.GONE, OK, Reason.SLOW, OK]
    ):
        crawl(catalog, {1: reason, 2: OK}, _hours(hours))
    assert _spans(catalog, 1) == [
        (_hours(0), _hours(2), "ok", 3),
        (_hours(3), _hours(4), "not-found", 2),
        (_hours(5), _hours(6), "gone", 2),
        (_hours(7), _hours(7), "ok", 1),
        (_hours(8), _hours(8), "slow", 1),
        (_hours(9), _hours(9), "ok", 1),
    ]
    assert _spans(catalog, 2) == [(_hours(0), _hours(9), "ok", 10)]


@pytest.mark.slow
def test_a_dead_link_is_believed_dead_after_days_and_forgiven_at_once(catalog: Catalog) -> None:
    add_hosts(catalog, 2)
    seen = dict.fromkeys((0, 1, 7, 31, 55, 79), TIMEOUT)
    held = []
    for hours, reason in (seen | {103: Reason.SERVER_ERROR, 127: OK, 151: TIMEOUT}).items():
        crawl(catalog, {1: reason, 2: OK}, _hours(hours))
        health = rows(catalog, "health")[0]
        held.append((hours, health.verdict.value, health.looks, health.confirmed))
        assert health.last_at == _hours(hours)
    assert held == [
        (0, "failing", 1, False),
        (1, "failing", 2, False),
        (7, "failing", 3, False),
        (31, "failing", 4, False),
        (55, "failing", 5, False),
        (79, "failing", 6, True),
        (103, "failing", 7, True),
        (127, "ok", 1, True),
        (151, "failing", 1, False),
    ]


def test_a_site_that_is_broken_in_changing_ways_is_believed_broken(sqlite_catalog: Catalog) -> None:
    add_hosts(sqlite_catalog, 2)
    for hours, reason in [(0, TIMEOUT), (30, NOT_FOUND), (73, Reason.NO_SUCH_DOMAIN)]:
        crawl(sqlite_catalog, {1: reason, 2: OK}, _hours(hours))
    health = rows(sqlite_catalog, "health")[0]
    assert (health.verdict, health.looks, health.confirmed) == (Verdict.GONE, 2, True)
    assert (health.broken_since, health.broken_looks) == (NOW, 3)


def test_a_hijacked_page_is_held_back_at_once(sqlite_catalog: Catalog) -> None:
    add_hosts(sqlite_catalog, 1)
    crawl(sqlite_catalog, {1: Reason.PARKED}, NOW)
    health = rows(sqlite_catalog, "health")[0]
    assert (health.verdict, health.confirmed) == (Verdict.CHANGED, True)


def test_the_last_danger_is_remembered_until_another_is_found(sqlite_catalog: Catalog) -> None:
    add_hosts(sqlite_catalog, 1)
    found: list[tuple[str, datetime | None]] = []
    seen = (OK, Reason.PARKED, OK, Reason.PARKED, Reason.HIJACKED, Reason.PARKED)
    for hours, reason in enumerate(seen):
        crawl(sqlite_catalog, {1: reason}, _hours(hours))
        health = rows(sqlite_catalog, "health")[0]
        found.append((health.danger, health.danger_since))
    parked = ("parked", _hours(1))
    again = [("hijacked", _hours(4)), ("parked", _hours(5))]
    assert found == [("", None), parked, parked, parked, *again]


@pytest.mark.parametrize("late", [-24, 0])
def test_a_result_that_is_not_newer_than_what_is_held_is_ignored(
    catalog: Catalog, late: int
) -> None:
    link, other = add_hosts(catalog, 2)
    crawl(catalog, {1: OK, 2: OK}, NOW)
    before = picture(catalog)["health"][0], _spans(catalog)
    looks = [look(link, NOT_FOUND, _hours(late)), look(other, OK, _hours(5))]
    run_id = _record(catalog, *looks, now=_hours(5))
    summary = catalog.runs.settle(run_id, now=_hours(5), status=RunStatus.COMPLETE)
    assert summary.checked == 2
    assert (picture(catalog)["health"][0], _spans(catalog)) == before


@pytest.mark.slow
def test_many_batches_are_carried_over(sqlite_catalog: Catalog) -> None:
    links = add_hosts(sqlite_catalog, 2 * BATCH + 5)
    for hours in (0, 24):
        crawl(sqlite_catalog, dict.fromkeys(ids(links), OK), _hours(hours))
    assert [row.looks for row in rows(sqlite_catalog, "health")] == [2] * len(links)
    assert [row.looks for row in rows(sqlite_catalog, "health_span")] == [2] * len(links)


# Our own network at fault

OFFLINE = "none of the 8 sites answered: this machine seems to be offline. No link was changed."


@pytest.mark.parametrize(
    ("seen", "note"),
    [
        (dict.fromkeys(range(1, 9), Reason.DNS_FAILURE), OFFLINE),
        (dict.fromkeys(range(1, 9), Reason.NO_SUCH_DOMAIN), OFFLINE),
        (
            {**dict.fromkeys((1, 2), TIMEOUT), **dict.fromkeys(range(3, 9), NOT_FOUND)},
            "2 of 6 sites that worked before could not be reached, all in one run",
        ),
        (
            # A private address for a site that worked is a loss; the eighth was not well.
            {
                **dict.fromkeys((1, 8), TIMEOUT),
                **dict.fromkeys((4, 5, 6), OK),
                3: Reason.REFUSED_ADDRESS,
            },
            "2 of 5 sites that worked before",
        ),
    ],
)
def test_a_run_that_could_not_see_the_web_changes_no_link(
    catalog: Catalog, seen: dict[int, Reason], note: str
) -> None:
    add_hosts(catalog, 8)
    crawl(catalog, {**dict.fromkeys(range(1, 7), OK), 7: NOT_FOUND, 8: NOT_FOUND}, NOW)
    before = picture(catalog)
    summary = crawl(catalog, seen, _hours(24))
    assert summary.status is RunStatus.INCONCLUSIVE
    assert note in summary.note
    assert picture(catalog) == before
    run = rows(catalog, "crawl_run")[-1]
    assert (run.status, run.note, run.ended_at) == (
        RunStatus.INCONCLUSIVE,
        summary.note,
        _hours(24),
    )
    assert rows(catalog, "run_result") == []
    entry = json.loads(rows(catalog, "audit")[-1].body)
    assert (entry["why"], entry["after"]["status"]) == (summary.note, "inconclusive")


@pytest.mark.parametrize(
    "seen",
    [
        {1: TIMEOUT, 2: OK},
        {1: NOT_FOUND},
        {1: Reason.REFUSED_ADDRESS, 2: OK},
        {1: TIMEOUT, 2: OK, 3: OK, 4: OK},
        {},
    ],
)
def test_a_run_that_saw_the_web_is_believed(
    sqlite_catalog: Catalog, seen: dict[int, Reason]
) -> None:
    add_hosts(sqlite_catalog, 4)
    crawl(sqlite_catalog, dict.fromkeys(range(1, 5), OK), NOW)
    assert crawl(sqlite_catalog, seen, _hours(24)).status is RunStatus.COMPLETE
    held = {row.link_id: row.last_at for row in rows(sqlite_catalog, "health")}
    assert held == {n: _hours(24) if n in seen else NOW for n in range(1, 5)}


def test_hosts_are_counted_not_links(sqlite_catalog: Catalog) -> None:
    """One busy host that is down is one host, however many links it has."""
    hosts = add_hosts(sqlite_catalog, 5)
    with sqlite_catalog.change(who="maria") as change:
        for place in range(20):
            twin = hosts[0].model_copy(update={"url": f"https://host-0.example/{place}"})
            add_link(change, type(twin).model_validate(twin))
    everything = ids(hosts) + list(range(6, 26))
    crawl(sqlite_catalog, dict.fromkeys(everything, OK), NOW)
    seen = {n: OK if 2 <= n <= 5 else TIMEOUT for n in everything}
    summary = crawl(sqlite_catalog, seen, _hours(24))
    assert (summary.status, summary.counts) == (RunStatus.COMPLETE, {"ok": 4, "failing": 21})


@pytest.mark.parametrize(
    ("watch", "note"),
    [
        (Watch(at_begin=Canaries.SILENT), "when the crawl began"),
        (Watch(at_end=Canaries.SILENT), "when the crawl ended"),
        (Watch(resolver_invents=True), "for names that do not exist"),
    ],
)
def test_what_is_asked_beside_the_crawl_can_show_that_it_saw_nothing_true(
    sqlite_catalog: Catalog, watch: Watch, note: str
) -> None:
    links = add_hosts(sqlite_catalog, 3)
    crawl(sqlite_catalog, dict.fromkeys(ids(links), OK), NOW)
    before = picture(sqlite_catalog)
    looks = [look(link, OK, _hours(24)) for link in links]
    run_id = _record(sqlite_catalog, *looks, now=_hours(24))
    summary = sqlite_catalog.runs.settle(
        run_id, now=_hours(24), status=RunStatus.COMPLETE, watch=watch
    )
    assert (summary.status, note in summary.note) == (RunStatus.INCONCLUSIVE, True)
    assert picture(sqlite_catalog) == before
    assert rows(sqlite_catalog, "run_result") == []


@pytest.mark.parametrize("watch", [Watch(witness_answered=True), Watch(at_end=Canaries.SOME_WELL)])
def test_sites_that_are_down_are_believed_to_be_when_something_else_answers(
    sqlite_catalog: Catalog, watch: Watch
) -> None:
    (link,) = add_hosts(sqlite_catalog, 1)
    run_id = _record(sqlite_catalog, look(link, TIMEOUT, NOW))
    summary = sqlite_catalog.runs.settle(run_id, now=NOW, status=RunStatus.COMPLETE, watch=watch)
    assert (summary.status, summary.counts) == (RunStatus.COMPLETE, {"failing": 1})


# Cut off and taken up


def test_a_run_that_is_put_off_keeps_what_it_saw_and_is_taken_up_again(
    sqlite_catalog: Catalog,
) -> None:
    links = add_hosts(sqlite_catalog, 2)
    run_id = _record(sqlite_catalog, look(links[0], OK, NOW))
    runs = sqlite_catalog.runs
    with pytest.raises(RunLost):
        runs.put_off(run_id, holder="another", now=NOW, note="offline")
    summary = runs.put_off(run_id, holder=HOLDER, now=NOW, note="offline")
    assert summary == RunSummary(run_id, RunStatus.INCONCLUSIVE, 1, {"ok": 1}, "offline")
    assert rows(sqlite_catalog, "health") == []
    assert _record(sqlite_catalog, look(links[1], OK, _hours(1)), now=_hours(1)) == run_id
    summary = runs.settle(run_id, now=_hours(1), status=RunStatus.COMPLETE)
    assert (summary.status, summary.checked) == (RunStatus.COMPLETE, 2)


@pytest.mark.slow
def test_an_interrupted_run_counts_for_what_it_saw_and_goes_on(catalog: Catalog) -> None:
    links = add_hosts(catalog, 4)
    run_id = _record(catalog, *(look(link, OK, NOW) for link in links[:2]))
    summary = catalog.runs.settle(run_id, now=NOW, status=RunStatus.INTERRUPTED)
    assert (summary.checked, summary.status) == (2, RunStatus.INTERRUPTED)
    assert len(rows(catalog, "audit")) == 4, "a run is noted once, when it has ended"
    later = _hours(1)
    assert _record(catalog, *(look(link, OK, later) for link in links[2:]), now=later) == run_id
    summary = catalog.runs.settle(run_id, now=later, status=RunStatus.COMPLETE)
    assert (summary.checked, summary.counts) == (4, {"ok": 4})
    held = [(row.looks, row.last_at) for row in rows(catalog, "health")]
    assert held == [(1, NOW), (1, NOW), (1, later), (1, later)]
    assert [row.looks for row in rows(catalog, "health_span")] == [1] * 4
    assert len(rows(catalog, "audit")) == 5


def test_an_interrupted_run_may_end_for_good(sqlite_catalog: Catalog) -> None:
    links = add_hosts(sqlite_catalog, 2)
    run_id = _record(sqlite_catalog, look(links[0], OK, NOW))
    sqlite_catalog.runs.settle(run_id, now=NOW, status=RunStatus.INTERRUPTED, last=True)
    (run,) = rows(sqlite_catalog, "crawl_run")
    assert (run.status, run.ended_at, run.counts) == (RunStatus.INTERRUPTED, NOW, {"ok": 1})
    assert rows(sqlite_catalog, "run_result") == []


def test_an_interrupted_run_that_could_not_see_the_web_ends_there(sqlite_catalog: Catalog) -> None:
    links = add_hosts(sqlite_catalog, 3)
    run_id = _record(sqlite_catalog, *(look(link, TIMEOUT, NOW) for link in links[:2]))
    before = picture(sqlite_catalog)
    summary = sqlite_catalog.runs.settle(run_id, now=NOW, status=RunStatus.INTERRUPTED)
    assert summary.status is RunStatus.INCONCLUSIVE
    assert picture(sqlite_catalog) == before
    again = sqlite_catalog.runs.begin(holder=HOLDER, now=NOW, due_only=False, fresh=False)
    assert (again.run_id, again.already_checked) == (2, 0)


@pytest.mark.both_databases
def test_a_run_is_closed_once_even_if_two_processes_settle_it(catalog: Catalog) -> None:
    links = add_hosts(catalog, 2)
    run_id = _record(catalog, *(look(link, OK, NOW) for link in links))
    catalog.runs.settle(run_id, now=NOW, status=RunStatus.COMPLETE)
    before = picture(catalog, ("link", "health", "health_span", "crawl_run", "audit"))
    catalog.runs.settle(run_id, now=_hours(1), status=RunStatus.INTERRUPTED, last=True)
    assert picture(catalog, before) == before
