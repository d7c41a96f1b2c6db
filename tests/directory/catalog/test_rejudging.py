"""Judging what is held anew: what changes of health and its history, and what does not."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import CrawlUnderWay
from directory.catalog.rejudging import BATCH, Rejudged
from directory.model.baseline import Baseline
from directory.model.findings import words_of
from directory.model.link import Link
from directory.model.observation import Finding, Judgement, Observation
from directory.model.reasons import REASONS, Reason
from directory.model.vocab import EditorialState, Verdict
from tests.clocks import NOW
from tests.directory.pages import JOBS, crawl_pages, page_look
from tests.directory.samples import add, add_hosts, crawl, edit, ids, move, picture, rows

pytestmark = pytest.mark.both_databases

LATER = NOW + timedelta(days=1)
NOON = NOW + timedelta(days=2)


class Verdicts:
    """A judge that finds the same in all that it is shown, and remembers what that was."""

    def __init__(self, *reasons: Reason, suggests: str | None = None) -> None:
        self._judgement = Judgement(tuple(map(Finding, reasons)), suggests)
        self.shown: list[tuple[Observation, Baseline | None, tuple[str, ...]]] = []

    def __call__(
        self, seen: Observation, baseline: Baseline | None, names: tuple[str, ...]
    ) -> Judgement:
        self.shown.append((seen, baseline, names))
        return self._judgement


def _rejudge(catalog: Catalog, judge: Verdicts) -> Sequence[Rejudged]:
    return list(catalog.runs.rejudge(judge, who="maria", now=NOON))


@pytest.fixture
def links(catalog: Catalog) -> list[Link]:
    """Two links that were ok on one day and the next."""
    links = add_hosts(catalog, 2)
    for at in (NOW, LATER):
        crawl_pages(catalog, [page_look(link, at) for link in links], at)
    return links


def test_the_judge_is_shown_the_latest_look_the_approved_page_and_the_names(
    catalog: Catalog,
) -> None:
    link = add(catalog, operator="Elm County")
    link = edit(catalog, link, {"names": {"en": "Jobs", "es": "Empleos"}})
    judge = Verdicts(Reason.OK)
    for at in (NOW, LATER):
        crawl_pages(catalog, [page_look(link, at)], at)
    _rejudge(catalog, judge)
    ((seen, baseline, names),) = judge.shown
    assert (seen, baseline) == (page_look(link, LATER).observation, None)
    assert sorted(names) == ["Elm County", "Empleos", "Jobs"]
    for state in (EditorialState.IN_REVIEW, EditorialState.PUBLISHED):
        with catalog.change(who="maria") as change:
            link = move(change, 1, link.version, state)
    _rejudge(catalog, judge)
    approved = judge.shown[-1][1]
    assert approved is not None
    assert (approved.page.title, approved.page.text) == (JOBS.title, JOBS.text)


def test_what_is_judged_as_before_is_left_as_it_is(catalog: Catalog, links: list[Link]) -> None:
    before = picture(catalog)
    judge = Verdicts(Reason.OK)
    assert _rejudge(catalog, judge) == []
    assert len(judge.shown) == len(links)
    assert picture(catalog) == before


def test_another_reason_for_the_same_verdict_leaves_the_streak(
    catalog: Catalog, links: list[Link]
) -> None:
    before = rows(catalog, "health")[0]
    changed = _rejudge(catalog, Verdicts(Reason.MAYBE_PARKED, Reason.SLOW))
    assert changed == [
        Rejudged(link_id, link.url, ("ok",), ("maybe-parked", "slow"))
        for link_id, link in enumerate(links, 1)
    ]
    after = rows(catalog, "health")[0]
    assert (after.reason, words_of(after.findings)) == ("maybe-parked", ["maybe-parked", "slow"])
    assert (after.verdict, after.since, after.looks) == (Verdict.OK, before.since, 2)
    assert after.next_check_at == before.next_check_at


def test_another_verdict_begins_a_streak_with_the_latest_look(
    catalog: Catalog, links: list[Link]
) -> None:
    """What was seen on the day before is known no more, so that nothing is confirmed by it."""
    before = rows(catalog, "health")[0]
    assert len(_rejudge(catalog, Verdicts(Reason.SOFT_404))) == len(links)
    after = rows(catalog, "health")[0]
    assert (after.verdict, after.reason) == (Verdict.GONE, "soft-404")
    assert (after.since, after.looks, after.confirmed) == (LATER, 1, False)
    assert (after.broken_since, after.broken_looks) == (LATER, 1)
    assert after.last_at == before.last_at
    assert after.next_check_at < before.next_check_at, "a suspect is looked at sooner"
    assert after.observation == before.observation, "a fact never changes"


def test_a_danger_that_is_seen_only_now_counts_at_once(catalog: Catalog, links: list[Link]) -> None:
    del links
    _rejudge(catalog, Verdicts(Reason.PARKED))
    held = rows(catalog, "health")[0]
    assert held.verdict is Verdict.CHANGED
    assert REASONS[Reason(held.reason)].verdict is Verdict.CHANGED


def _history(catalog: Catalog, link_id: int = 1) -> list[tuple[object, ...]]:
    return [
        (row.first_at, row.last_at, row.reason, row.looks)
        for row in rows(catalog, "health_span")
        if row.link_id == link_id
    ]


def test_the_history_shows_the_latest_look_as_it_is_judged_now(
    catalog: Catalog, links: list[Link]
) -> None:
    del links
    assert _history(catalog) == [(NOW, LATER, "ok", 2)]
    _rejudge(catalog, Verdicts(Reason.SOFT_404))
    judged_anew = [(NOW, NOW, "ok", 1), (LATER, LATER, "soft-404", 1)]
    assert _history(catalog) == judged_anew
    _rejudge(catalog, Verdicts(Reason.OK))
    assert _history(catalog) == [judged_anew[0], (LATER, LATER, "ok", 1)]


def test_a_look_that_stands_alone_in_the_history_is_turned_in_its_place(
    catalog: Catalog,
) -> None:
    links = add_hosts(catalog, 1)
    crawl_pages(catalog, [page_look(links[0], NOW)], NOW)
    _rejudge(catalog, Verdicts(Reason.SOFT_404))
    assert _history(catalog) == [(NOW, NOW, "soft-404", 1)]


def test_judged_back_and_forth_the_link_is_held_for_what_it_was(
    catalog: Catalog, links: list[Link]
) -> None:
    del links
    _rejudge(catalog, Verdicts(Reason.SOFT_404))
    _rejudge(catalog, Verdicts(Reason.OK))
    held = rows(catalog, "health")[0]
    assert (held.verdict, held.reason, words_of(held.findings)) == (Verdict.OK, "ok", ["ok"])
    assert (held.broken_since, held.broken_looks, held.confirmed) == (None, 0, True)


def test_a_danger_that_judging_anew_finds_counts_from_then_on(
    catalog: Catalog, links: list[Link]
) -> None:
    del links
    crawl(catalog, {1: Reason.PARKED}, LATER + timedelta(hours=1))
    _rejudge(catalog, Verdicts(Reason.HIJACKED, Reason.PARKED))
    held = rows(catalog, "health")[0]
    assert (held.danger, held.danger_since) == ("hijacked parked", NOON)


def test_another_address_to_suggest_is_a_change_too(catalog: Catalog, links: list[Link]) -> None:
    moved = "https://new.example/"
    assert len(_rejudge(catalog, Verdicts(Reason.OK, suggests=moved))) == len(links)
    assert rows(catalog, "health")[0].suggested_url == moved
    assert _rejudge(catalog, Verdicts(Reason.OK, suggests=moved)) == []


@pytest.mark.slow
def test_all_links_are_judged_however_many_there_are(catalog: Catalog) -> None:
    links = add_hosts(catalog, BATCH + 1)
    crawl(catalog, dict.fromkeys(ids(links), Reason.OK), NOW)
    changed = _rejudge(catalog, Verdicts(Reason.MAYBE_PARKED))
    assert [one.link_id for one in changed] == ids(links)


def test_a_link_that_was_never_looked_at_is_left_alone(catalog: Catalog) -> None:
    add_hosts(catalog, 2)
    crawl(catalog, {2: Reason.OK}, NOW)
    assert [one.link_id for one in _rejudge(catalog, Verdicts(Reason.SLOW))] == [2]


def test_it_is_told_in_the_audit_trail(catalog: Catalog, links: list[Link]) -> None:
    edit(catalog, links[0], {"steward": "Tom"})
    entries = len(rows(catalog, "audit"))
    _rejudge(catalog, Verdicts(Reason.SLOW))
    (entry,) = rows(catalog, "audit")[entries:]
    for words in ('"who":"maria"', '"what":"rejudge"', '"links":2', '"changed":2'):
        assert words in entry.body
    act = catalog.acts("maria")[0]
    assert (act.title, act.changed, act.final) == ("Judge all links again", 2, True)
    assert catalog.verify_audit().fault is None


def test_it_is_refused_beside_a_crawl(catalog: Catalog, links: list[Link]) -> None:
    """A crawl would go on judging by the rules with which it began."""
    del links
    catalog.runs.begin(holder="elsewhere|1|0.00", now=NOON, due_only=False, fresh=False)
    before = picture(catalog)
    with pytest.raises(CrawlUnderWay, match="a crawl of this catalog is under way"):
        _rejudge(catalog, Verdicts(Reason.PARKED))
    assert picture(catalog) == before


def test_the_run_of_a_dead_process_is_no_hindrance(catalog: Catalog, links: list[Link]) -> None:
    dead = "elsewhere|1|0.00"
    catalog.runs.begin(holder=dead, now=LATER, due_only=False, fresh=False)
    assert len(_rejudge(catalog, Verdicts(Reason.SLOW))) == len(links)
