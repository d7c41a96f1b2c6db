"""Findings in the catalog: stored as found, once, replaced by judging again, restored by undo."""

from datetime import timedelta

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.model.baseline import Baseline
from directory.model.link import Link
from directory.model.observation import Finding, Judgement, Observation
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, RunStatus, Verdict
from tests.clocks import NOW
from tests.directory.pages import CASINO, crawl_pages, page_look
from tests.directory.samples import HOLDER, add_hosts, picture, rows

pytestmark = pytest.mark.both_databases

LATER = NOW + timedelta(days=1)
NOON = NOW + timedelta(days=2)
FOUND = (
    Finding(Reason.DRIFT, "the text is 3% like the approved one"),
    Finding(Reason.SLOW, "12 s"),
)


@pytest.fixture
def link(catalog: Catalog) -> Link:
    """A published link that turned into another page."""
    (link,) = add_hosts(catalog, 1)
    at = NOW - timedelta(hours=1)
    crawl_pages(catalog, [page_look(link, at, *FOUND, page=CASINO)], at)
    return link


def _findings(catalog: Catalog) -> tuple[Finding, ...]:
    (row,) = rows(catalog, "health")
    found: tuple[Finding, ...] = row.findings
    return found


def test_what_a_check_found_is_stored_with_its_result_and_then_with_health(
    catalog: Catalog,
) -> None:
    (link,) = add_hosts(catalog, 1)
    run = catalog.runs.begin(holder=HOLDER, now=NOW, due_only=False, fresh=False)
    catalog.runs.record(run.run_id, HOLDER, NOW, [page_look(link, NOW, *FOUND, page=CASINO)])
    (result,) = rows(catalog, "run_result")
    assert result.findings == FOUND
    assert rows(catalog, "health") == []
    catalog.runs.settle(run.run_id, now=NOW, status=RunStatus.COMPLETE)
    assert rows(catalog, "run_result") == []
    assert _findings(catalog) == FOUND


def test_a_repeated_identical_result_stores_nothing_twice(catalog: Catalog, link: Link) -> None:
    before = {table: len(found) for table, found in picture(catalog).items()}
    for days in range(1, 4):
        at = NOW + timedelta(days=days)
        crawl_pages(catalog, [page_look(link, at, *FOUND, page=CASINO)], at)
    assert _findings(catalog) == FOUND
    after = {table: len(found) for table, found in picture(catalog).items()}
    assert after["health"] == before["health"] == 1
    assert after["health_span"] == before["health_span"]
    assert rows(catalog, "run_result") == []


def test_the_next_check_replaces_what_was_found(catalog: Catalog, link: Link) -> None:
    crawl_pages(catalog, [page_look(link, LATER, Reason.OK)], LATER)
    assert _findings(catalog) == (Finding(Reason.OK),)


def test_an_edit_of_the_entry_leaves_what_was_found(catalog: Catalog, link: Link) -> None:
    """The judge compares the page with the names of the entry; it did so at the check."""
    del link
    with catalog.change(who="maria") as change:
        edit_link(change, 1, 1, {"names": {"en": "Best slots"}, "operator": "Best slots"})
    assert _findings(catalog) == FOUND


def _rejudge(catalog: Catalog, *found: Finding) -> int:
    def judge(seen: Observation, approved: Baseline | None, names: tuple[str, ...]) -> Judgement:
        del seen, approved, names
        return Judgement(found)

    return len(list(catalog.runs.rejudge(judge, who="maria", now=NOON)))


def test_judging_again_replaces_what_was_found(catalog: Catalog, link: Link) -> None:
    del link
    other = (Finding(Reason.SOFT_404, "a title of today"),)
    assert _rejudge(catalog, *other) == 1
    assert _findings(catalog) == other


def test_judging_again_replaces_evidence_where_the_reasons_stay(
    catalog: Catalog, link: Link
) -> None:
    """That is no change of the link's health, and is not counted as one."""
    del link
    before = rows(catalog, "health")[0]
    other = (Finding(Reason.DRIFT, "the title has changed"), Finding(Reason.SLOW, "12 s"))
    assert _rejudge(catalog, *other) == 0
    after = rows(catalog, "health")[0]
    assert after.findings == other
    assert after._asdict() | {"findings": FOUND} == before._asdict()


def test_judging_again_replaces_a_verdict_that_the_reason_leads_to_no_more(
    catalog: Catalog,
) -> None:
    """After an update of the program, in which the list of reasons has changed."""
    (link,) = add_hosts(catalog, 1)
    then = Finding(Reason.SLOW, "12 s", Verdict.FAILING)
    crawl_pages(catalog, [page_look(link, NOW, then)], NOW)
    assert rows(catalog, "health")[0].verdict is Verdict.FAILING
    assert _findings(catalog) == (then,)
    assert _rejudge(catalog, Finding(Reason.SLOW, "12 s")) == 1
    assert rows(catalog, "health")[0].verdict is Verdict.OK
    assert _findings(catalog) == (Finding(Reason.SLOW, "12 s"),)


def test_judging_again_leaves_that_a_site_called_its_page_unchanged(catalog: Catalog) -> None:
    """What is judged again is the check before, which saw the page."""
    (link,) = add_hosts(catalog, 1)
    unchanged = Finding(Reason.OK, "the site says that it is unchanged")
    crawl_pages(catalog, [page_look(link, NOW, unchanged, page=None)], NOW)
    assert _rejudge(catalog, Finding(Reason.OK)) == 0
    assert _findings(catalog) == (unchanged,)


def test_undo_of_an_approval_restores_what_was_found(catalog: Catalog, link: Link) -> None:
    before = rows(catalog, "health")
    with catalog.act(who="maria", title="Approve") as act, act.change() as change:
        workflow.approve_page(change, 1, link.version)
    assert _findings(catalog) == FOUND[1:], "only what the approval speaks of is cleared"
    assert catalog.undo("maria") is not None
    assert rows(catalog, "health") == before
    assert _findings(catalog) == FOUND
    assert catalog.redo("maria") is not None
    assert _findings(catalog) == FOUND[1:]


def test_undo_of_another_address_restores_what_was_found(catalog: Catalog, link: Link) -> None:
    with catalog.act(who="maria", title="Edit") as act, act.change() as change:
        edit_link(change, 1, link.version, {"url": "https://elsewhere.example/"})
    assert rows(catalog, "health") == []
    assert catalog.undo("maria") is not None
    assert _findings(catalog) == FOUND
    assert rows(catalog, "health")[0].verdict is Verdict.CHANGED
    assert rows(catalog, "link")[0].state is EditorialState.PUBLISHED
