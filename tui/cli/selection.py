"""Select links by the query language and by saved views."""

from array import array
from typing import TYPE_CHECKING

from directory.model import text as model_text
from directory.queries import search
from directory.rules import query as rules_query
from tui.cli.common import BAD_INPUT, Failed

if TYPE_CHECKING:
    from directory.catalog.catalog import Catalog
    from directory.queries.search import Sort
    from directory.rules.query import LinkQuery


def query_of(catalog: "Catalog", text: str) -> "LinkQuery":
    """Return the query of this text. Raise Failed if it cannot be understood."""
    try:
        return rules_query.parse_query(text, [category.slug for category in catalog.categories()])
    except rules_query.QueryRefused as refused:
        raise Failed(str(refused), BAD_INPUT) from None


def view_of(catalog: "Catalog", name: str) -> "LinkQuery":
    """Return the query of a saved view. Raise Failed if there is none of this name."""
    known = {view.name: view.query for view in catalog.views()}
    text = known.get(model_text.tidy_line(name))
    if text is None:
        raise Failed(f"there is no saved view “{name}”; `jobbank views` lists them", BAD_INPUT)
    return query_of(catalog, text)


def both(one: "LinkQuery", other: "LinkQuery") -> "LinkQuery":
    """Return the query of links that match both queries."""
    return rules_query.LinkQuery((*one.terms, *other.terms), (*one.words, *other.words))


def ids_of(catalog: "Catalog", query: "LinkQuery", sort: "Sort | None" = None) -> "array[int]":
    """Return the ids of all links of a query, in order (default: by name), a few bytes each.

    All are read before anything is done to them, because a change may move a link to another
    place in the order.
    """
    found = array("i")
    today = catalog.today()
    for ids in search.spine(catalog.reading, query, sort or search.Sort.NAME, today=today):
        found.extend(ids)
    return found
