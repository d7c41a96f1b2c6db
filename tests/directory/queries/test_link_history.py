"""The changes of a link: what was done to it and to its proposal, newest first."""

from typing import Any

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.queries.link_history import Change, changes
from tests.directory.samples import add_links
from tests.directory.staff import by, hire

pytestmark = pytest.mark.both_databases


@pytest.fixture(name="desk")
def _desk(catalog: Catalog) -> Catalog:
    """Staff with their roles, and two published links."""
    add_links(catalog, ["https://one.example/", "https://two.example/"])
    hire(catalog)
    return catalog


def _do(catalog: Catalog, who: str, what: Any, *given: Any, why: str = "") -> None:
    version = catalog.find(1).version
    by(catalog, who, lambda change: what(change, 1, version, *given), why)


def _told(catalog: Catalog, **asked: Any) -> list[Change]:
    with catalog.reading() as connection:
        return changes(connection, 1, **asked)


def _brief(entries: list[Change]) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    return [
        (
            entry.what,
            entry.who,
            {field.name: field.before for field in entry.fields if field.before is not None},
            {field.name: field.after for field in entry.fields if field.after is not None},
        )
        for entry in entries
    ]


def test_what_was_proposed_is_told_field_by_field(desk: Catalog) -> None:
    _do(desk, "eve", edit_link, {"operator": "State", "cost": "free"}, why="asked for")
    _do(desk, "eli", edit_link, {"operator": "City"})
    _do(desk, "pat", workflow.send_back, why="not so")
    sent_back, changed, proposed, added = _told(desk)
    assert _brief([sent_back, changed, proposed]) == [
        ("send_back", "pat", {"operator": "City", "cost": "free"}, {}),
        ("propose", "eli", {"operator": "State"}, {"operator": "City"}),
        ("propose", "eve", {}, {"operator": "State", "cost": "free"}),
    ]
    assert (sent_back.why, proposed.why, added.what) == ("not so", "asked for", "add")


def test_a_proposal_that_is_withdrawn_is_told(desk: Catalog) -> None:
    _do(desk, "eve", edit_link, {"operator": "State"})
    _do(desk, "eve", edit_link, {"operator": ""})
    assert _brief(_told(desk, limit=1)) == [("withdraw", "eve", {"operator": "State"}, {})]


@pytest.mark.parametrize(
    ("how", "before", "after"),
    [
        (workflow.accept, {"operator": ""}, {"operator": "State"}),
        (
            workflow.retire,
            {"state": "published"},
            {"state": "retired", "withdrawn_at": "2026-10-09T12:00:00+00:00"},
        ),
    ],
)
def test_what_is_decided_on_is_told_once(
    desk: Catalog, how: Any, before: dict[str, Any], after: dict[str, Any]
) -> None:
    _do(desk, "eve", edit_link, {"operator": "State"})
    _do(desk, "pat", how)
    latest, *earlier = _told(desk)
    assert _brief([latest]) == [(how.__name__, "pat", before, after)]
    assert [entry.what for entry in earlier] == ["propose", "add"]


def test_a_proposal_that_changed_nothing_any_more_is_told_to_be_accepted(desk: Catalog) -> None:
    _do(desk, "eve", edit_link, {"operator": "State"})
    _do(desk, "pat", edit_link, {"operator": "State"})
    _do(desk, "pat", workflow.accept)
    assert [entry.what for entry in _told(desk)] == ["accept", "edit", "propose", "add"]


def test_pages_of_changes_follow_each_other(desk: Catalog) -> None:
    _do(desk, "eve", edit_link, {"operator": "State"})
    _do(desk, "pat", workflow.accept)
    whole = _told(desk)
    first = _told(desk, limit=1)
    assert first + _told(desk, before=first[-1].seq) == whole
