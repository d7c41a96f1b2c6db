"""Saved views: kept in one form, shown to everybody, and what cannot be kept."""

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.views import drop_view, save_view
from directory.model.curation import SavedView
from directory.rules.query import parse_query
from tests.clocks import NOW, HandClock
from tests.directory.staff import by, refused, trail


def _save(catalog: Catalog, name: str, query: str, who: str = "ana") -> SavedView:
    kept: SavedView = by(catalog, who, lambda change: save_view(change, name, query))
    return kept


@pytest.mark.both_databases
def test_a_view_is_kept_in_the_one_form_of_its_query(catalog: Catalog) -> None:
    with catalog.change(who="ana") as change:
        add_category(change, "jobs", {"en": "Jobs"})
        add_category(change, "jobs/state", {"en": "State"}, parent="jobs")
    kept = _save(catalog, " Gone \n jobs ", '  veterans   VERDICT:gone category:state "a  b" ')
    assert (kept.name, kept.who, kept.created_at) == ("Gone jobs", "ana", NOW)
    assert kept.query == 'verdict:gone category:jobs/state veterans "a b"'
    assert str(parse_query(kept.query)) == kept.query
    assert catalog.views() == [kept]


@pytest.mark.both_databases
def test_views_come_by_name_and_one_takes_the_place_of_another(
    catalog: Catalog, clock: HandClock
) -> None:
    _save(catalog, "b", "state:draft")
    _save(catalog, "a", "state:retired")
    then = clock.advance(hours=1)
    _save(catalog, "b", "is:held", who="ben")
    assert [(view.name, view.query, view.who) for view in catalog.views()] == [
        ("a", "state:retired", "ana"),
        ("b", "is:held", "ben"),
    ]
    entry = trail(catalog)[-1]
    assert (entry["what"], entry["kind"], entry["key"]) == ("edit", "view", "b")
    assert (entry["before"]["query"], entry["before"]["who"]) == ("state:draft", "ana")
    assert entry["after"] == {
        "name": "b",
        "query": "is:held",
        "who": "ben",
        "created_at": then.isoformat(),
    }


def test_a_view_that_is_saved_as_it_is_leaves_no_trace(
    sqlite_catalog: Catalog, clock: HandClock
) -> None:
    first = _save(sqlite_catalog, "a", "state:draft")
    before = trail(sqlite_catalog)
    clock.advance(hours=1)
    assert _save(sqlite_catalog, "a", " state:DRAFT", who="ben") == first
    assert trail(sqlite_catalog) == before


def test_a_view_is_dropped(sqlite_catalog: Catalog) -> None:
    _save(sqlite_catalog, "a", "state:draft")
    by(sqlite_catalog, "ben", lambda change: drop_view(change, "a"))
    assert sqlite_catalog.views() == []
    added, dropped = trail(sqlite_catalog)
    assert (added["what"], added["before"]) == ("add", None)
    assert (dropped["what"], dropped["before"], dropped["after"]) == (
        "remove",
        added["after"],
        None,
    )
    said = refused(sqlite_catalog, "ben", lambda change: drop_view(change, "a"))
    assert said == "there is no saved view “a”"


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("", "jobs", "a saved view needs a name of at most 100 characters"),
        ("\u200b", "jobs", "a saved view needs a name"),
        ("n" * 101, "jobs", "a saved view needs a name"),
        ("a", "state:open", "There is no “open” to search for with “state:”"),
        ("a", "colour:red", "One cannot search by “colour:”"),
        ("a", "category:no-such", "There is no “no-such”"),
        ("a", "x" * 1001, "This is too long for a search"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_plain_words(
    sqlite_catalog: Catalog, name: str, query: str, said: str
) -> None:
    assert said in refused(sqlite_catalog, "ana", lambda change: save_view(change, name, query))


@pytest.mark.slow
def test_a_query_that_grows_too_long_in_its_one_form_is_refused(sqlite_catalog: Catalog) -> None:
    parent = "long-name-of-a-shelf"
    with sqlite_catalog.change(who="ana") as change:
        add_category(change, parent, {"en": "A"})
        add_category(change, f"{parent}/b", {"en": "B"}, parent=parent)
    query = f'category:b "{"x" * 980}"'
    said = refused(sqlite_catalog, "ana", lambda change: save_view(change, "a", query))
    assert said == "this query is too long to be kept: make it shorter"
