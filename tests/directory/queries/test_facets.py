"""Facets agree with what choosing them brings."""

from itertools import chain

import pytest

from directory.catalog.catalog import Catalog
from directory.queries.facets import FACETS, facets
from directory.queries.search import spine
from directory.rules.query import QueryField, parse_query
from tests.directory.queries.stock import TODAY

pytestmark = pytest.mark.both_databases

QUERIES = ["", "state:published", "verdict:gone,moved class:private", "-category:job-banks",
           "oak", "-oak audience:none", "is:held", "verdict:never"]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("text", QUERIES)
def test_each_value_counts_the_links_that_choosing_it_brings(stocked: Catalog, text: str) -> None:
    query = parse_query(text)
    with stocked.reading() as connection:
        found = facets(connection, query, today=TODAY)
    assert [facet.field for facet in found] == list(FACETS)
    for facet in found:
        for value, count in facet.values:
            chosen = query.without(facet.field).toggled(facet.field, value)
            ids = list(chain.from_iterable(spine(stocked.reading, chosen, today=TODAY)))
            assert len(ids) == count > 0, f"{chosen}"


@pytest.mark.slow
def test_values_stand_in_the_order_of_their_vocabulary(stocked: Catalog) -> None:
    with stocked.reading() as connection:
        state, category = facets(
            connection, parse_query(""), today=TODAY, fields=[QueryField.STATE, QueryField.CATEGORY]
        )
    assert [value for value, _ in state.values] == ["draft", "in_review", "published", "retired"]
    slugs = [value for value, _ in category.values]
    assert slugs == [*sorted(slugs[:-1]), "none"]


def test_an_empty_catalog_has_no_values(catalog: Catalog) -> None:
    with catalog.reading() as connection:
        assert all(not facet.values for facet in facets(connection, parse_query(""), today=TODAY))


def test_what_has_no_facet_cannot_be_counted(sqlite_catalog: Catalog) -> None:
    with sqlite_catalog.reading() as connection, pytest.raises(ValueError, match="host has no"):
        facets(connection, parse_query(""), today=TODAY, fields=[QueryField.HOST])
