"""Results carried over into health: what is held of a page, of its changes, and when next."""

from contextlib import closing
from datetime import datetime, timedelta

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.run_results import host_changes, price_under
from directory.model.baseline import page_key
from directory.model.link import Link
from directory.model.observation import unpack
from directory.model.reasons import Reason
from directory.model.run import PageMetadata
from directory.rules.schedule import USUAL_PRICE, Changes
from tests.clocks import NOW
from tests.directory.pages import CASINO, JOBS, crawl_pages, page_look
from tests.directory.samples import add_hosts, add_links, crawl, ids, rows

pytestmark = pytest.mark.both_databases

LATER = NOW + timedelta(days=1)
ENDS = NOW + timedelta(days=60)
FULL = PageMetadata(
    "Jobs", "en", "https://host-0.example/privacy", ENDS, '"v1"', "Fri, 09 Oct 2026"
)


@pytest.fixture
def link(catalog: Catalog) -> Link:
    """A link whose page was seen once, with all that can be noted of one."""
    (link,) = add_hosts(catalog, 1)
    crawl_pages(catalog, [page_look(link, NOW, noted=FULL)], NOW)
    return link


def test_what_was_noted_of_the_page_is_held(catalog: Catalog, link: Link) -> None:
    del link
    (held,) = rows(catalog, "health")
    assert (held.page_title, held.page_language) == ("Jobs", "en")
    assert held.privacy_url == "https://host-0.example/privacy"
    assert (held.etag, held.last_modified) == ('"v1"', "Fri, 09 Oct 2026")
    assert (held.page_at, held.page_key, held.first_at) == (NOW, page_key(JOBS), NOW)
    assert held.certificate_ends_at == ENDS


def test_the_latest_page_is_remembered_through_a_look_that_saw_none(
    catalog: Catalog, link: Link
) -> None:
    """But nobody is asked whether it is still that page: the answer would hide the fault."""
    crawl_pages(catalog, [page_look(link, LATER, Reason.NOT_FOUND, status=404)], LATER)
    (held,) = rows(catalog, "health")
    assert (held.page_title, held.page_at, held.page_key) == ("Jobs", NOW, page_key(JOBS))
    assert held.privacy_url == "https://host-0.example/privacy"
    assert (held.etag, held.last_modified) == ("", "")
    assert unpack(held.observation).status == 404


def test_of_an_unchanged_page_the_earlier_evidence_stays(catalog: Catalog, link: Link) -> None:
    before = rows(catalog, "health")[0]
    unchanged = PageMetadata(unchanged=True, certificate_ends_at=ENDS + timedelta(days=90))
    crawl_pages(catalog, [page_look(link, LATER, page=None, noted=unchanged)], LATER)
    (held,) = rows(catalog, "health")
    assert held.observation == before.observation
    assert (held.page_at, held.etag, held.page_title) == (NOW, '"v1"', "Jobs")
    assert held.certificate_ends_at == ENDS + timedelta(days=90)
    assert (held.last_at, held.looks) == (LATER, 2)


def test_what_is_only_said_to_be_unchanged_is_looked_at_in_full_after_a_month(
    catalog: Catalog, link: Link
) -> None:
    """Some servers say so whatever becomes of the page."""
    for days, asked in ((28, '"v1"'), (29, "")):
        at = NOW + timedelta(days=days)
        crawl_pages(
            catalog, [page_look(link, at, page=None, noted=PageMetadata(unchanged=True))], at
        )
        (held,) = rows(catalog, "health")
        assert (held.etag, held.page_at) == (asked, NOW)


def test_a_newer_page_takes_the_place_of_the_older(catalog: Catalog, link: Link) -> None:
    crawl_pages(catalog, [page_look(link, LATER, page=CASINO)], LATER)
    (held,) = rows(catalog, "health")
    assert (held.page_title, held.page_at, held.etag) == (CASINO.title, LATER, "")
    assert (held.page_key, held.first_at) == (page_key(CASINO), NOW)


@pytest.mark.parametrize("days", [0, 30])
def test_a_link_is_not_due_before_its_site_wants_to_be_asked_again(
    catalog: Catalog, days: int
) -> None:
    (link,) = add_hosts(catalog, 1)
    wish = NOW + timedelta(days=days, minutes=1)
    noted = PageMetadata(not_before=wish)
    crawl_pages(catalog, [page_look(link, NOW, Reason.RATE_LIMITED, page=None, noted=noted)], NOW)
    due = rows(catalog, "health")[0].next_check_at
    assert due == wish if days else due > wish


def _changes(catalog: Catalog) -> int:
    return int(rows(catalog, "health")[0].changes)


@pytest.mark.slow
def test_a_fault_counts_as_a_change_once_it_is_confirmed(catalog: Catalog, link: Link) -> None:
    """An hour's outage is none, and a link that stays broken changes no further."""
    assert link.id is not None
    counted = []
    for day in range(1, 12):
        crawl(catalog, {link.id: Reason.NOT_FOUND}, NOW + timedelta(days=day))
        held = rows(catalog, "health")[0]
        counted.append((held.confirmed, held.changes))
    assert counted[0] == (False, 0)
    assert counted[-1] == (True, 1)
    assert {changes for confirmed, changes in counted if confirmed} == {1}
    assert {changes for confirmed, changes in counted if not confirmed} == {0}
    crawl(catalog, {link.id: Reason.OK}, NOW + timedelta(days=13))
    assert _changes(catalog) == 1
    for day in range(14, 25):
        crawl(catalog, {link.id: Reason.SERVER_ERROR}, NOW + timedelta(days=day))
    assert _changes(catalog) == 2


def _broken_host(catalog: Catalog) -> list[Link]:
    """Three links of one host, of which two broke together, and one of another host."""
    links = add_links(
        catalog,
        [f"https://one.example/{place}" for place in range(3)] + ["https://two.example/"],
    )
    crawl(catalog, dict.fromkeys(ids(links), Reason.OK), NOW)
    for day in range(1, 11):
        reasons = [Reason.NOT_FOUND] * 2 + [Reason.OK] * 2
        crawl(catalog, dict(zip(ids(links), reasons, strict=True)), NOW + timedelta(days=day))
    return links


@pytest.mark.slow
def test_what_befell_several_links_of_a_host_on_one_day_is_one_change(catalog: Catalog) -> None:
    _broken_host(catalog)
    with catalog.reading() as connection:
        found = host_changes(connection, ["one.example", "two.example", "unknown.example"])
        assert host_changes(connection, []) == {}
    assert found == {"one.example": Changes(1, 30.0), "two.example": Changes(0, 10.0)}


def test_the_fewer_looks_a_day_the_dearer_is_each(catalog: Catalog) -> None:
    links = add_hosts(catalog, 20)
    with catalog.reading() as connection:
        assert price_under(connection, 5) == USUAL_PRICE, "nothing is known yet"
    for days in (0, 40):
        crawl(catalog, dict.fromkeys(ids(links), Reason.OK), NOW + timedelta(days=days))
    with catalog.reading() as connection:
        prices = [price_under(connection, budget) for budget in (1, 2, 4, 8)]
    assert prices == sorted(prices, reverse=True)
    assert prices[0] > prices[-1]


@pytest.mark.slow
def test_a_budget_of_requests_makes_links_wait_longer(catalog: Catalog, database_url: str) -> None:
    links = add_hosts(catalog, 40)

    def due(budget: int | None, at: datetime) -> timedelta:
        with closing(Catalog.open(database_url, lambda: at, daily_requests=budget)) as other:
            crawl(other, dict.fromkeys(ids(links), Reason.OK), at)
            waits = [row.next_check_at - at for row in rows(other, "health")]
        return sum(waits, timedelta()) / len(waits)

    crawl(catalog, dict.fromkeys(ids(links), Reason.OK), NOW)
    free = due(None, NOW + timedelta(days=40))
    assert due(1, NOW + timedelta(days=41)) > 1.5 * free
