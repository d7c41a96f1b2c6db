"""Baselines as rows: which look is taken for what staff approved, and what that clears."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import pytest

from directory.catalog import baselines
from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import Result
from directory.model.baseline import page_key
from directory.model.findings import words_of
from directory.model.link import Link
from directory.model.observation import unpack
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.clocks import NOW
from tests.directory.pages import CASINO, JOBS, crawl_pages, page_look
from tests.directory.samples import add, picture, rows

pytestmark = pytest.mark.both_databases

LATER = NOW + timedelta(days=1)


@dataclass
class Approving:
    """Approves the page of link 1, without the use case around it."""

    url: str

    def __call__(self, who: str = "maria") -> bool:
        with (
            closing(Catalog.open(self.url, lambda: LATER)) as catalog,
            catalog.change(who=who) as change,
        ):
            return baselines.approve(change, 1)


@pytest.fixture
def approve(database_url: str) -> Approving:
    """Approves the page of link 1."""
    return Approving(database_url)


@pytest.fixture
def link(catalog: Catalog) -> Link:
    """A draft: no crawl takes its baseline."""
    return add(catalog)


def test_of_a_link_that_was_never_looked_at_there_is_nothing_to_approve(
    catalog: Catalog, link: Link, approve: Approving
) -> None:
    assert catalog.find(1) == link
    assert not approve()
    assert rows(catalog, "link_baseline") == []


def _error(link: Link) -> Result:
    return page_look(link, LATER, Reason.SERVER_ERROR, status=500)


def _nothing(link: Link) -> Result:
    return page_look(link, LATER, Reason.ROBOTS_DISALLOWED, page=None, status=403)


@pytest.mark.parametrize("then", [_error, _nothing])
def test_a_page_of_an_earlier_look_is_not_approved(
    catalog: Catalog, link: Link, approve: Approving, then: Callable[[Link], Result]
) -> None:
    """The person has seen what the latest look shows, which is no page."""
    crawl_pages(catalog, [page_look(link, NOW)], NOW)
    crawl_pages(catalog, [then(link)], LATER)
    (held,) = rows(catalog, "health")
    assert held.page_key == page_key(JOBS), "it is remembered all the same"
    assert not approve()
    assert rows(catalog, "link_baseline") == []


def test_the_latest_look_is_kept_with_who_approved_it_and_when(
    catalog: Catalog, link: Link, approve: Approving
) -> None:
    result = page_look(link, NOW)
    crawl_pages(catalog, [result], NOW)
    assert approve()
    (kept,) = rows(catalog, "link_baseline")
    assert (kept.link_id, kept.who, kept.taken_at) == (1, "maria", LATER)
    assert kept.page_key == page_key(JOBS)
    assert unpack(kept.observation) == result.observation


def test_another_approval_takes_the_place_of_the_first(
    catalog: Catalog, link: Link, approve: Approving
) -> None:
    crawl_pages(catalog, [page_look(link, NOW)], NOW)
    approve()
    crawl_pages(catalog, [page_look(link, LATER, page=CASINO)], LATER)
    assert approve("tom")
    (kept,) = rows(catalog, "link_baseline")
    assert (kept.who, kept.page_key) == ("tom", page_key(CASINO))


@pytest.mark.parametrize("reason", [Reason.DRIFT, Reason.HIJACKED])
def test_danger_that_is_only_held_against_the_baseline_is_cleared(
    catalog: Catalog, link: Link, approve: Approving, reason: Reason
) -> None:
    crawl_pages(catalog, [page_look(link, NOW, reason, page=CASINO)], NOW)
    approve()
    (held,) = rows(catalog, "health")
    assert (held.verdict, held.reason, words_of(held.findings)) == (Verdict.OK, "ok", ["ok"])
    assert (held.since, held.looks, held.confirmed) == (LATER, 1, True)
    assert held.last_at == NOW, "no look was made"
    first, second = rows(catalog, "health_span")
    assert (first.reason, first.last_at) == (reason.value, NOW), "the history keeps what was seen"
    assert (second.reason, second.first_at) == ("ok", LATER)


def test_a_page_can_be_approved_in_the_second_in_which_it_was_checked(
    catalog: Catalog, link: Link, approve: Approving
) -> None:
    """What the link was for less than a second is no part of its history."""
    crawl_pages(catalog, [page_look(link, LATER, Reason.DRIFT, page=CASINO)], LATER)
    assert approve()
    (span,) = rows(catalog, "health_span")
    assert (span.reason, span.first_at) == ("ok", LATER)


def test_a_note_that_the_page_reads_differently_is_cleared_too(
    catalog: Catalog, link: Link, approve: Approving
) -> None:
    crawl_pages(catalog, [page_look(link, NOW, Reason.PAGE_RENEWED)], NOW)
    approve()
    (held,) = rows(catalog, "health")
    assert (held.reason, words_of(held.findings), held.since) == ("ok", ["ok"], NOW)


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ((Reason.PARKED, Reason.DRIFT), [Reason.PARKED]),
        ((Reason.HIJACKED, Reason.SOFT_404), [Reason.SOFT_404]),
        ((Reason.DRIFT, Reason.MAYBE_PARKED, Reason.SLOW), [Reason.MAYBE_PARKED, Reason.SLOW]),
    ],
)
def test_what_else_was_found_in_the_page_stays(
    catalog: Catalog,
    link: Link,
    approve: Approving,
    found: tuple[Reason, ...],
    left: list[Reason],
) -> None:
    """To approve the text of a parked page does not make the site any less parked."""
    result = page_look(link, NOW, *found, page=CASINO)
    verdict = page_look(link, NOW, *left).judgement.verdict
    crawl_pages(catalog, [result], NOW)
    approve()
    (held,) = rows(catalog, "health")
    assert words_of(held.findings) == left
    assert (held.verdict, held.reason) == (verdict, left[0])


def test_health_that_says_nothing_against_the_page_is_left_as_it_is(
    catalog: Catalog, link: Link, approve: Approving
) -> None:
    crawl_pages(catalog, [page_look(link, NOW, Reason.SLOW)], NOW)
    before = picture(catalog, ["health", "health_span"])
    approve()
    assert picture(catalog, ["health", "health_span"]) == before
