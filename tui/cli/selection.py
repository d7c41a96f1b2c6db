"""Which links somebody means: by the query language, and by the names of saved views."""

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
    """The query that stands there. Raises Failed, in plain words, when it cannot be understood."""
    try:
        return rules_query.parse_query(text, [category.slug for category in catalog.categories()])
    except rules_query.QueryRefused as refused:
        raise Failed(str(refused), BAD_INPUT) from None


def view_of(catalog: "Catalog", name: str) -> "LinkQuery":
    """The query of a saved view. Raises Failed when there is none of this name."""
    known = {view.name: view.query for view in catalog.views()}
    text = known.get(model_text.tidy_line(name))
    if text is None:
        raise Failed(f"there is no saved view “{name}”; `jobbank views` lists them", BAD_INPUT)
    return query_of(catalog, text)


def both(one: "LinkQuery", other: "LinkQuery") -> "LinkQuery":
    """What is meant by the one and by the other."""
    return rules_query.LinkQuery((*one.terms, *other.terms), (*one.words, *other.words))


def ids_of(catalog: "Catalog", query: "LinkQuery", sort: "Sort | None" = None) -> "array[int]":
    """The ids of all links that are meant, in order (by name), a few bytes each.

    They are all known before anything is done to them, since a change may move a link to
    another place in the order.
    """
    found = array("i")
    today = catalog.today()
    for ids in search.spine(catalog.reading, query, sort or search.Sort.NAME, today=today):
        found.extend(ids)
    return found
