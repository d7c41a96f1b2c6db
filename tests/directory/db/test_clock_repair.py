"""Moments in the future, which a clock that ran ahead has left in a catalog."""

import json
from datetime import timedelta

import pytest

from directory.catalog.catalog import Catalog
from directory.model.reasons import Reason
from directory.model.vocab import RunStatus, Verdict
from tests.clocks import NOW
from tests.directory.pages import as_the_sites_own, page_look
from tests.directory.samples import HOLDER, add_hosts, crawl, ids, rows

pytestmark = pytest.mark.both_databases

YEAR, DAY = timedelta(days=365), timedelta(days=1)
OK, NOT_FOUND = Reason.OK, Reason.NOT_FOUND


def test_a_crawl_under_the_right_clock_counts_as_newer(catalog: Catalog) -> None:
    links = add_hosts(catalog, 12)
    crawl(catalog, dict.fromkeys(ids(links), OK), NOW - DAY)
    for later in (YEAR, YEAR + DAY, YEAR + 2 * DAY):
        reason = NOT_FOUND if later == YEAR + DAY else OK
        crawl(catalog, dict.fromkeys(ids(links[2:]), OK) | {1: reason, 2: OK}, NOW + later)
    crawl(catalog, dict.fromkeys(ids(links[1:]), OK) | {1: NOT_FOUND}, NOW)
    health = {row.link_id: row for row in rows(catalog, "health")}
    assert (health[1].verdict, health[1].since, health[1].last_at) == (Verdict.GONE, NOW, NOW)
    assert (health[2].verdict, health[2].since) == (Verdict.OK, NOW - DAY)
    spans = [
        (row.first_at, row.last_at, row.reason)
        for row in rows(catalog, "health_span")
        if row.link_id == 1
    ]
    second = timedelta(seconds=1)
    assert spans == [
        (NOW - DAY, NOW - second, "ok"),
        (NOW - second, NOW - second, "ok"),
        (NOW, NOW, "not-found"),
    ]
    entry = json.loads(rows(catalog, "audit")[-2].body)
    assert entry["what"] == "set-clock-right"
    assert entry["after"]["health"] == 12
    assert catalog.verify_audit().fault is None


def test_a_right_catalog_is_left_as_it_is(catalog: Catalog) -> None:
    links = add_hosts(catalog, 6)
    for day in range(3):
        crawl(catalog, dict.fromkeys(ids(links), OK), NOW + day * DAY)
    what = [json.loads(row.body)["what"] for row in rows(catalog, "audit")]
    assert "set-clock-right" not in what


def test_what_an_interrupted_run_saw_in_the_future_is_checked_again(catalog: Catalog) -> None:
    links = add_hosts(catalog, 6)
    later = NOW + YEAR
    begun = catalog.runs.begin(holder="elsewhere|1|1", now=later, due_only=False, fresh=False)
    seen = [page_look(link, later) for link in links[:3]]
    catalog.runs.record(begun.run_id, "elsewhere|1|1", later, seen)
    again = catalog.runs.begin(holder=HOLDER, now=NOW, due_only=False, fresh=False)
    catalog.runs.record(again.run_id, HOLDER, NOW, [page_look(link, NOW) for link in links])
    watch = as_the_sites_own(catalog, again.run_id)
    summary = catalog.runs.settle(again.run_id, now=NOW, status=RunStatus.COMPLETE, watch=watch)
    assert summary.checked == 6
    assert {row.last_at for row in rows(catalog, "health")} == {NOW}
