"""Which links of a catalog need a suggestion, and what is known of them."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import Result
from directory.catalog.links import add_link
from directory.model.baseline import page_key
from directory.model.link import Link
from directory.model.observation import Finding, Hop, Judgement, Observation, Page
from directory.model.reasons import Reason
from directory.model.vocab import RunStatus, Verdict
from directory.queries.broken_links import (
    BrokenLink,
    UnknownLinkError,
    lost_links,
    named_links,
)
from directory.rules.urls import lane_of
from tests.clocks import NOW
from tests.directory.samples import HOLDER, add_links, behind_its_back, crawl, fields

HOSTS = ("elm", "oak", "ash", "yew", "fir")
SEEN = {
    1: Reason.NOT_FOUND,
    2: Reason.PARKED,
    3: Reason.OK,
    4: Reason.SERVER_ERROR,
    5: Reason.GONE,
}


def links_of(catalog: Catalog, ids: Sequence[int] = ()) -> list[BrokenLink]:
    """The links for which something is to be suggested."""
    with catalog.reading() as connection:
        return named_links(connection, ids) if ids else lost_links(connection)


@pytest.fixture
def crawled(sqlite_catalog: Catalog) -> Catalog:
    """A catalog of five links, looked at once."""
    catalog = sqlite_catalog
    links = add_links(catalog, (f"https://{host}.example/jobs" for host in HOSTS))
    crawl(catalog, SEEN, NOW)
    with catalog.change(who="maria") as change:
        workflow.retire(change, 5, links[4].version)
    return catalog


def test_links_that_are_gone_or_changed_are_listed_and_retired_ones_are_not(
    crawled: Catalog,
) -> None:
    first, second = links_of(crawled)
    assert (first.id, first.verdict, first.reason) == (1, Verdict.GONE, "not-found")
    assert (second.id, second.verdict, second.confirmed) == (2, Verdict.CHANGED, True)
    assert first.confirmed is False
    assert first.broken_since == second.broken_since == NOW
    assert first.seen is not None
    assert first.seen.url == first.url == "https://elm.example/jobs"


def test_links_are_listed_by_name_in_the_order_asked_for_whatever_their_health(
    crawled: Catalog,
) -> None:
    assert [link.id for link in links_of(crawled, [5, 3, 5])] == [5, 3]


def test_a_link_that_is_not_there_is_refused(crawled: Catalog) -> None:
    with pytest.raises(UnknownLinkError, match="there is no link 6"):
        links_of(crawled, [1, 6])


def test_a_link_that_was_never_checked_is_known_by_its_names(sqlite_catalog: Catalog) -> None:
    with sqlite_catalog.change(who="maria") as change:
        names = {"en": "Jobs", "es": "Empleos"}
        add_link(change, fields("https://elm.example/").model_copy(update={"names": names}))
    [link] = links_of(sqlite_catalog, [1])
    assert (link.verdict, link.seen, link.approved_title) == (None, None, "")
    assert link.titles == ("Jobs", "Empleos")


def looked(catalog: Catalog, link: Link, day: int, reason: Reason, title: str) -> None:
    """A crawl that saw a page of this title."""
    assert link.id is not None
    at = NOW + timedelta(days=day)
    page = Page(title=title, text="Welcome", words=1)
    status = 404 if reason is Reason.NOT_FOUND else 200
    seen = Observation(link.url, at, (Hop(link.url, status),), page=page)
    judgement = Judgement((Finding(reason),))
    result = Result(link.id, lane_of(link.url), seen, judgement, page_key=page_key(page))
    run = catalog.runs.begin(holder=HOLDER, now=at, due_only=False, fresh=False)
    catalog.runs.record(run.run_id, HOLDER, at, [result])
    catalog.runs.settle(run.run_id, now=at, status=RunStatus.COMPLETE)


def test_the_title_that_is_sought_is_that_of_the_last_good_look(sqlite_catalog: Catalog) -> None:
    [link] = add_links(sqlite_catalog, ["https://elm.example/jobs"])
    looked(sqlite_catalog, link, 0, Reason.OK, "Find a job | Elm County")
    looked(sqlite_catalog, link, 1, Reason.NOT_FOUND, "Not found")
    [lost] = links_of(sqlite_catalog)
    assert lost.titles == ("Find a job | Elm County",)


def test_evidence_that_cannot_be_read_any_more_is_no_obstacle(
    sqlite_url: str,
) -> None:
    catalog = Catalog.open(sqlite_url)
    add_links(catalog, ["https://elm.example/jobs"])
    crawl(catalog, {1: Reason.NOT_FOUND}, NOW)
    behind_its_back(sqlite_url, ("UPDATE health SET observation = :torn", {"torn": b"torn"}))
    [lost] = links_of(catalog)
    assert (lost.verdict, lost.seen) == (Verdict.GONE, None)
    catalog.close()
