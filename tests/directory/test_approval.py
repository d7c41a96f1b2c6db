"""What only a person can say of a link: that its page is the approved one, that it is fine."""

import json
from datetime import timedelta
from typing import Any

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import VOUCHED
from directory.catalog.workflow import LONGEST_VOUCHER
from directory.errors import StaleEdit
from directory.model.baseline import page_key
from directory.model.link import Link
from directory.model.observation import unpack
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState as State
from directory.model.vocab import Verdict
from tests.clocks import NOW, HandClock
from tests.directory.pages import CASINO, JOBS, crawl_pages, page_look
from tests.directory.samples import add, add_links, edit, move, refusal, rows

TODAY = NOW.date()


def _move(catalog: Catalog, link: Link, state: State) -> Link:
    assert link.id is not None
    with catalog.change(who="maria") as change:
        return move(change, link.id, link.version, state)


def _approve(catalog: Catalog, link: Link) -> Link:
    assert link.id is not None
    with catalog.change(who="maria", why="new design") as change:
        return workflow.approve_page(change, link.id, link.version)


def _entry(catalog: Catalog) -> Any:
    """The latest entry of the audit trail."""
    return json.loads(rows(catalog, "audit")[-1].body)


# The baseline on publication


@pytest.mark.both_databases
def test_the_page_as_last_seen_is_approved_when_a_link_is_published(
    catalog: Catalog, clock: HandClock
) -> None:
    link = add(catalog)
    crawl_pages(catalog, [page_look(link, NOW)], NOW)
    link = _move(catalog, link, State.IN_REVIEW)
    assert rows(catalog, "link_baseline") == []
    then = clock.advance(hours=1)
    _move(catalog, link, State.PUBLISHED)
    (kept,) = rows(catalog, "link_baseline")
    assert (kept.who, kept.taken_at, kept.page_key) == ("maria", then, page_key(JOBS))
    assert catalog.runs.baseline_look(1) == page_look(link, NOW).observation
    assert catalog.runs.baseline_look(2) is None


def test_publishing_unseen_leaves_the_baseline_to_the_first_faultless_look(
    catalog: Catalog,
) -> None:
    (link,) = add_links(catalog, ["https://example.com/"])
    assert rows(catalog, "link_baseline") == []
    crawl_pages(catalog, [page_look(link, NOW, Reason.SLOW)], NOW)
    (kept,) = rows(catalog, "link_baseline")
    assert (kept.who, kept.taken_at, kept.page_key) == ("", NOW, page_key(JOBS))
    later = NOW + timedelta(days=1)
    crawl_pages(catalog, [page_look(link, later, page=CASINO)], later)
    assert rows(catalog, "link_baseline") == [kept], "later looks are held against it"


@pytest.mark.parametrize(
    ("reasons", "page"),
    [
        ((Reason.MAYBE_PARKED,), JOBS),
        ((Reason.MAYBE_NOT_FOUND,), JOBS),
        ((Reason.COMING_SOON,), JOBS),
        ((Reason.SLOW, Reason.SUSPICIOUS_WORDS), JOBS),
        ((Reason.SOFT_404,), JOBS),
        ((Reason.PARKED,), CASINO),
        ((Reason.PERMANENT_REDIRECT,), JOBS),
        ((Reason.OK,), None),
    ],
)
def test_no_baseline_is_taken_from_a_look_with_a_doubt_or_without_a_page(
    sqlite_catalog: Catalog, reasons: tuple[Reason, ...], page: Any
) -> None:
    (link,) = add_links(sqlite_catalog, ["https://example.com/"])
    crawl_pages(sqlite_catalog, [page_look(link, NOW, *reasons, page=page)], NOW)
    assert rows(sqlite_catalog, "health")
    assert rows(sqlite_catalog, "link_baseline") == []


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_no_baseline_is_taken_of_what_nobody_has_published(
    sqlite_catalog: Catalog, state: State
) -> None:
    (link,) = add_links(sqlite_catalog, ["https://example.com/"], state)
    crawl_pages(sqlite_catalog, [page_look(link, NOW)], NOW)
    assert rows(sqlite_catalog, "link_baseline") == []


def test_a_new_address_has_neither_looks_nor_baseline_nor_a_persons_word(
    catalog: Catalog,
) -> None:
    """What was seen and said there says nothing of another place."""
    (link,) = add_links(catalog, ["https://example.com/"])
    crawl_pages(catalog, [page_look(link, NOW)], NOW)
    with catalog.change(who="maria") as change:
        link = workflow.vouch(change, 1, 1, TODAY + timedelta(days=9))
    link = edit(catalog, link, {"url": "https://example.com/new"})
    assert (link.vouched_on, link.vouched_until, link.vouched_by) == (None, None, "")
    assert catalog.find(1) == link
    assert rows(catalog, "health") == rows(catalog, "link_baseline") == []


def test_an_edit_of_another_field_keeps_them(catalog: Catalog) -> None:
    (link,) = add_links(catalog, ["https://example.com/"])
    crawl_pages(catalog, [page_look(link, NOW)], NOW)
    with catalog.change(who="maria") as change:
        link = workflow.vouch(change, 1, 1, TODAY + timedelta(days=9))
    assert edit(catalog, link, {"steward": "Tom"}).vouched_by == "maria"
    assert len(rows(catalog, "health")) == len(rows(catalog, "link_baseline")) == 1


# Approving anew


@pytest.mark.both_databases
@pytest.mark.parametrize("reason", [Reason.DRIFT, Reason.HIJACKED])
def test_to_approve_the_page_clears_what_was_held_against_it(
    catalog: Catalog, clock: HandClock, reason: Reason
) -> None:
    (link,) = add_links(catalog, ["https://example.com/"])
    crawl_pages(catalog, [page_look(link, NOW)], NOW)
    later = clock.advance(days=1)
    crawl_pages(catalog, [page_look(link, later, reason, page=CASINO)], later)
    assert rows(catalog, "health")[0].verdict is Verdict.CHANGED
    clock.advance(hours=1)
    approved = _approve(catalog, link)
    assert approved == catalog.find(1)
    assert (approved.version, approved.updated_at) == (2, clock.now)
    (held,) = rows(catalog, "health")
    assert (held.verdict, held.reason, held.confirmed) == (Verdict.OK, "ok", True)
    (kept,) = rows(catalog, "link_baseline")
    assert (kept.who, kept.page_key) == ("maria", page_key(CASINO))
    assert unpack(kept.observation).page == CASINO
    entry = _entry(catalog)
    assert (entry["who"], entry["what"], entry["key"]) == ("maria", "approve", "1")
    assert entry["why"] == "new design"


def test_where_no_page_was_seen_there_is_nothing_to_approve(sqlite_catalog: Catalog) -> None:
    link = add(sqlite_catalog)
    said = refusal(sqlite_catalog, lambda change: workflow.approve_page(change, 1, 1))
    assert said.startswith("link 1: the last check saw no page")
    assert "Crawl first, or open it in a browser and vouch for it." in said
    crawl_pages(sqlite_catalog, [page_look(link, NOW, Reason.NOT_FOUND, status=404)], NOW)
    assert refusal(sqlite_catalog, lambda change: workflow.approve_page(change, 1, 1)) == said


# Vouching


@pytest.mark.parametrize("days", [1, 90, LONGEST_VOUCHER.days])
def test_a_persons_word_counts_until_the_day_that_was_given(catalog: Catalog, days: int) -> None:
    add(catalog)
    until = TODAY + timedelta(days=days)
    with catalog.change(who="tom", why="opened it") as change:
        vouched = workflow.vouch(change, 1, 1, until)
    assert vouched == catalog.find(1)
    assert (vouched.vouched_on, vouched.vouched_until) == (TODAY, until)
    assert (vouched.vouched_by, vouched.version) == ("tom", 2)
    entry = _entry(catalog)
    assert (entry["what"], entry["who"], entry["why"]) == ("vouch", "tom", "opened it")
    assert entry["after"]["vouched_until"] == until.isoformat()
    assert entry["before"]["vouched_until"] is None
    assert catalog.verify_audit().fault is None


@pytest.mark.parametrize("days", [-400, -1, 0, LONGEST_VOUCHER.days + 1])
def test_a_day_that_is_past_or_too_far_off_is_refused(sqlite_catalog: Catalog, days: int) -> None:
    add(sqlite_catalog)
    until = TODAY + timedelta(days=days)
    said = refusal(sqlite_catalog, lambda change: workflow.vouch(change, 1, 1, until))
    assert said == ("link 1: vouch until a day that is to come, at most 366 days from today")


@pytest.mark.parametrize("number", [0, -1, 2, 2**31, 2**63, 2**70])
def test_a_link_that_is_not_there_is_named_as_such(catalog: Catalog, number: int) -> None:
    add(catalog)
    said = f"there is no link {number}"
    assert refusal(catalog, lambda _: catalog.find(number)) == said
    assert refusal(catalog, lambda change: workflow.approve_page(change, number, 1)) == said
    assert refusal(catalog, lambda change: workflow.vouch(change, number, 1, TODAY)) == said


def test_an_older_version_is_neither_approved_nor_vouched_for(sqlite_catalog: Catalog) -> None:
    """The person looked at something else than what stands there now."""
    link = add(sqlite_catalog)
    crawl_pages(sqlite_catalog, [page_look(link, NOW)], NOW)
    edit(sqlite_catalog, link, {"steward": "Tom"})
    with pytest.raises(StaleEdit), sqlite_catalog.change(who="maria") as change:
        workflow.approve_page(change, 1, 1)
    with pytest.raises(StaleEdit), sqlite_catalog.change(who="maria") as change:
        workflow.vouch(change, 1, 1, TODAY + timedelta(days=1))
    assert rows(sqlite_catalog, "link_baseline") == []


def test_a_run_counts_apart_what_was_blocked_and_vouched_for(catalog: Catalog) -> None:
    """A voucher counts through its last day, and for nothing but what we were not let in to see."""
    links = add_links(catalog, [f"https://host-{place}.example/" for place in range(4)])
    with catalog.change(who="maria") as change:
        for link in (links[0], links[2]):
            assert link.id is not None
            workflow.vouch(change, link.id, 1, TODAY + timedelta(days=1))
    seen = [Reason.ROBOTS_DISALLOWED] * 2 + [Reason.NOT_FOUND, Reason.OK]
    for days, counts in [
        (1, {VOUCHED: 1, "blocked": 1, "gone": 1, "ok": 1}),
        (2, {"blocked": 2, "gone": 1, "ok": 1}),
    ]:
        at = NOW + timedelta(days=days)
        looks = [page_look(link, at, reason, page=None) for link, reason in
                 zip(links, seen, strict=True)]  # fmt: skip
        assert crawl_pages(catalog, looks, at).counts == counts
