"""The questions asked of the catalog: links by number, by address, by what is known of them."""

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.links import add_link
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, Verdict
from directory.queries.links import (
    LinkFilter,
    categories,
    find_by_id,
    find_by_keys,
    list_links,
)
from tests.clocks import NOW
from tests.directory.samples import add_hosts, add_links, crawl, fields

pytestmark = pytest.mark.both_databases


def _listed(catalog: Catalog, wanted: LinkFilter) -> list[int]:
    with catalog.reading() as connection:
        return [row.id for row in list_links(connection, wanted)]


def test_a_link_is_found_by_its_number_with_all_its_fields(catalog: Catalog) -> None:
    with catalog.change(who="maria") as change:
        added = add_link(
            change, fields("https://example.com/", service_areas=["US-MA"], audiences=["youth"])
        )
    with catalog.reading() as connection:
        assert find_by_id(connection, 1) == added
        assert find_by_id(connection, 2) is None


def test_links_are_found_by_any_number_of_keys(catalog: Catalog) -> None:
    links = add_hosts(catalog, 12)
    keys = [
        *(link.url_key for link in links),
        *(f"unknown-{place}.example" for place in range(1500)),
    ]
    with catalog.reading() as connection:
        found = find_by_keys(connection, iter(keys))
        assert found == {link.url_key: link for link in links}
        assert find_by_keys(connection, []) == {}


def test_categories_come_with_parents_first_each_level_in_its_order(catalog: Catalog) -> None:
    with catalog.change(who="maria") as change:
        add_category(change, "services", {"en": "Services"}, position=1)
        add_category(change, "banks", {"en": "Banks"}, position=0)
        add_category(change, "banks/z", {"en": "Z"}, parent="banks", position=0)
        add_category(change, "banks/b", {"en": "B"}, parent="banks", position=1)
        add_category(change, "banks/a", {"en": "A"}, parent="banks", position=1)
        seen = [category.slug for category in categories(change.connection)]
    assert seen == ["banks", "services", "banks/z", "banks/a", "banks/b"]
    assert [category.slug for category in catalog.categories()] == seen


@pytest.fixture
def listed(catalog: Catalog) -> Catalog:
    """Links in several states; the first two have been looked at."""
    add_links(catalog, ["https://one.example/", "https://two.example/"])
    with catalog.change(who="maria") as change:
        add_link(change, fields("https://three.example/Page_1", "100% Jobs"), EditorialState.DRAFT)
        add_link(change, fields("https://four.example/PageX1", "ÉCOLE"), EditorialState.RETIRED)
    crawl(catalog, {1: Reason.OK, 2: Reason.NOT_FOUND}, NOW)
    return catalog


LISTED = {
    LinkFilter(): [1, 2, 3, 4],
    LinkFilter(verdict=Verdict.GONE): [2],
    LinkFilter(verdict=Verdict.CHANGED): [],
    LinkFilter(state=EditorialState.PUBLISHED): [1, 2],
    LinkFilter(state=EditorialState.RETIRED): [4],
    LinkFilter(query="JOBS"): [3],
    LinkFilter(query="TWO.example"): [2],
    LinkFilter(query="example"): [1, 2, 3, 4],
    LinkFilter(query="%"): [3],
    LinkFilter(query="page_1"): [3],
    LinkFilter(query="no such words"): [],
    LinkFilter(Verdict.GONE, EditorialState.PUBLISHED, "two"): [2],
    LinkFilter(Verdict.GONE, EditorialState.DRAFT, "two"): [],
}


def test_links_are_listed_by_what_is_known_of_them(listed: Catalog) -> None:
    assert {wanted: _listed(listed, wanted) for wanted in LISTED} == LISTED


def test_a_link_is_listed_with_its_health(listed: Catalog) -> None:
    with listed.reading() as connection:
        checked, unchecked = list(list_links(connection, LinkFilter()))[1:3]
    assert (checked.verdict, checked.reason, checked.last_at) == (Verdict.GONE, "not-found", NOW)
    assert (unchecked.verdict, unchecked.last_at) == (None, None)


def test_a_list_may_be_left_before_its_end(listed: Catalog) -> None:
    with listed.reading() as connection:
        listing = list_links(connection, LinkFilter())
        assert next(listing).id == 1
        listing.close()  # type: ignore[attr-defined]
        assert next(list_links(connection, LinkFilter())).id == 1
