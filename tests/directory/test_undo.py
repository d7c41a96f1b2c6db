"""Undo and redo: whatever was done is taken back, one act a step, and nothing of others is lost."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.links import add_link, edit_link
from directory.catalog.people import set_person
from directory.catalog.transaction import Transaction
from directory.catalog.undo import Undone
from directory.errors import ChangeRefused
from directory.model.reasons import Reason
from directory.model.vocab import ActKind, EditorialState, Role
from tests.clocks import HandClock
from tests.databases import new_sqlite
from tests.directory.pages import CASINO, crawl_pages, page_look
from tests.directory.samples import add, add_links, fields, picture, rows
from tests.directory.staff import hire

TABLES = ("link", "proposal", "health", "health_span", "link_baseline")
PUBLISHED, RETIRED = EditorialState.PUBLISHED, EditorialState.RETIRED


def held(catalog: Catalog) -> dict[str, list[Any]]:
    """What undo must bring back: all but the versions, which only rise."""
    pictured = {}
    for table, found in picture(catalog, TABLES).items():
        pictured[table] = [
            {k: v for k, v in row._mapping.items() if k not in ("version", "updated_at")}
            for row in found
        ]
    return pictured


@contextmanager
def act(catalog: Catalog, title: str = "An act", who: str = "maria") -> Iterator[Transaction]:
    """An act of one transaction."""
    with catalog.act(who=who, title=title) as one, one.change() as change:
        yield change


def do(
    catalog: Catalog, link_id: int, how: Callable[..., object], *given: Any, who: str = "maria"
) -> None:
    """One act by which this is done to one link as it is now."""
    with act(catalog, who=who) as change:
        how(change, link_id, catalog.find(link_id).version, *given)


def undone(catalog: Catalog, who: str = "maria") -> Undone:
    """What came of an undo that had something to take back."""
    outcome = catalog.undo(who)
    assert outcome is not None
    return outcome


def redone(catalog: Catalog, who: str = "maria") -> Undone:
    """What came of a redo that had something to do again."""
    outcome = catalog.redo(who)
    assert outcome is not None
    return outcome


def _approve(catalog: Catalog) -> None:
    do(catalog, 1, workflow.approve_page)


def _move_away(catalog: Catalog) -> None:
    do(catalog, 1, edit_link, {"url": "https://new.example/", "names": {"en": "New"}})


def _add(catalog: Catalog) -> None:
    with act(catalog) as change:
        add_link(change, fields("https://added.example/", category="jobs"))


def _retire(catalog: Catalog) -> None:
    do(catalog, 1, workflow.retire)


def _vouch(catalog: Catalog) -> None:
    do(catalog, 1, workflow.vouch, catalog.now().date() + timedelta(days=30))


def _several(catalog: Catalog) -> None:
    with catalog.act(who="maria", title="Several") as one:
        for number in (1, 2):
            with one.change() as change:
                link = edit_link(change, number, catalog.find(number).version, {"category": "jobs"})
                edit_link(change, number, link.version, {"steward": "me"})


def _publish(catalog: Catalog) -> None:
    with act(catalog) as change:
        link = workflow.submit(change, 2, catalog.find(2).version)
        workflow.accept(change, 2, link.version)


def _snooze(catalog: Catalog) -> None:
    do(catalog, 2, workflow.snooze, catalog.now().date() + timedelta(days=7))


ACTS = [_approve, _move_away, _add, _retire, _vouch, _several, _publish, _snooze]


def prepared(catalog: Catalog, clock: HandClock) -> None:
    """A published link whose page became another, and a draft that was seen to be well."""
    with catalog.change(who="setup") as change:
        add_category(change, "jobs", {"en": "Jobs"})
        links = [
            add_link(change, fields("https://one.example/"), PUBLISHED),
            add_link(change, fields("https://two.example/")),
        ]
    crawl_pages(catalog, [page_look(link, clock()) for link in links], clock())
    clock.advance(days=8)
    drifted = page_look(links[0], clock(), Reason.DRIFT, page=CASINO)
    crawl_pages(catalog, [drifted, page_look(links[1], clock())], clock())
    clock.advance(hours=1)


@pytest.mark.slow
@pytest.mark.both_databases
@pytest.mark.parametrize("deed", ACTS)
def test_what_was_done_is_taken_back_and_done_again(
    catalog: Catalog, clock: HandClock, deed: Callable[[Catalog], None]
) -> None:
    prepared(catalog, clock)
    before = held(catalog)
    deed(catalog)
    after = held(catalog)
    assert after != before
    for _ in range(2):
        clock.advance(minutes=1)
        assert undone(catalog).conflicts == []
        assert held(catalog) == before
        clock.advance(minutes=1)
        assert redone(catalog).conflicts == []
        assert held(catalog) == after
    assert catalog.verify_audit().fault is None


def _steward(catalog: Catalog, link_id: int, name: str, who: str = "maria") -> None:
    do(catalog, link_id, edit_link, {"steward": name}, who=who)


def test_undo_and_redo_are_stacks_that_a_new_act_cuts(catalog: Catalog) -> None:
    add(catalog, who="setup")

    def now() -> str:
        return catalog.find(1).steward

    for name in ("a", "b", "c"):
        _steward(catalog, 1, name)
    seen = []
    for step in (
        catalog.undo,
        catalog.undo,
        catalog.redo,
        catalog.undo,
        catalog.redo,
        catalog.redo,
    ):
        step("maria")
        seen.append(now())
    assert seen == ["b", "a", "b", "a", "b", "c"]
    assert catalog.redo("maria") is None
    undone(catalog)
    _steward(catalog, 1, "d")
    assert catalog.redo("maria") is None
    for expected in ("b", "a", ""):
        undone(catalog)
        assert now() == expected
    assert catalog.undo("maria") is None
    assert [line.kind for line in catalog.acts("maria", 2)] == [ActKind.UNDO, ActKind.UNDO]


def test_everybody_takes_back_their_own(catalog: Catalog) -> None:
    add_links(catalog, ["https://one.example/", "https://two.example/"])
    _steward(catalog, 1, "maria's")
    _steward(catalog, 2, "joe's", who="joe")
    undone(catalog)
    assert [catalog.find(number).steward for number in (1, 2)] == ["", "joe's"]
    assert undone(catalog, "joe").title == "An act"
    assert [catalog.find(number).steward for number in (1, 2)] == ["", ""]


@pytest.mark.both_databases
def test_what_somebody_changed_since_is_left_and_told(catalog: Catalog) -> None:
    add_links(catalog, ["https://one.example/", "https://two.example/"])
    with act(catalog) as change:
        for number in (1, 2):
            edit_link(change, number, 1, {"steward": "maria's"})
    _steward(catalog, 1, "joe's", who="joe")
    outcome = undone(catalog)
    assert (outcome.changed, outcome.left) == (1, 1)
    assert outcome.conflicts == [
        (1, "link 1 (“A link”) is left as it is: changed since by joe: steward")
    ]
    assert [catalog.find(number).steward for number in (1, 2)] == ["joe's", ""]
    redone(catalog)
    assert [catalog.find(number).steward for number in (1, 2)] == ["joe's", "maria's"]


def test_other_columns_that_somebody_changed_since_stay(catalog: Catalog) -> None:
    add(catalog)
    _steward(catalog, 1, "maria's")
    do(catalog, 1, edit_link, {"notes": "joe's"}, who="joe")
    assert undone(catalog).conflicts == []
    assert (catalog.find(1).steward, catalog.find(1).notes) == ("", "joe's")


def test_a_former_address_that_another_link_has_now_is_told(catalog: Catalog) -> None:
    add(catalog, "https://one.example/", who="joe")
    do(catalog, 1, edit_link, {"url": "https://new.example/"})
    add(catalog, "https://one.example/", who="joe")
    ((link_id, words),) = undone(catalog).conflicts
    assert link_id == 1
    assert "is that of link 2" in words
    assert catalog.find(1).url == "https://new.example/"


@pytest.mark.both_databases
def test_a_newer_look_is_not_overruled_by_an_older_one(catalog: Catalog, clock: HandClock) -> None:
    prepared(catalog, clock)
    _approve(catalog)
    link = catalog.find(1)
    clock.advance(days=8)
    crawl_pages(catalog, [page_look(link, clock(), page=CASINO)], clock())
    health = rows(catalog, "health")[0]
    assert undone(catalog).conflicts == []
    assert rows(catalog, "health")[0] == health
    assert rows(catalog, "link_baseline")[0].who == ""


@pytest.mark.both_databases
def test_a_link_that_visitors_have_seen_is_retired_instead_of_removed(catalog: Catalog) -> None:
    with act(catalog) as change:
        add_link(change, fields("https://one.example/"), PUBLISHED)
    undone(catalog)
    assert catalog.find(1).state is RETIRED
    redone(catalog)
    assert catalog.find(1).state is PUBLISHED


def _added(catalog: Catalog, url: str, who: str = "maria") -> int | None:
    with act(catalog, who=who) as change:
        return add_link(change, fields(url)).id


@pytest.mark.both_databases
def test_the_number_of_a_link_that_was_removed_is_not_given_to_another(catalog: Catalog) -> None:
    """The audit trail knows links by their numbers."""
    first = _added(catalog, "https://one.example/")
    assert undone(catalog).changed == 1
    second = _added(catalog, "https://two.example/", "josé")
    assert second is not None
    assert first != second
    assert redone(catalog).conflicts == []
    assert [row.url for row in rows(catalog, "link")] == [
        "https://one.example/",
        "https://two.example/",
    ]
    third = _added(catalog, "https://three.example/")
    assert third is not None
    assert third > second
    assert rows(catalog, "link_removed") == []


@pytest.mark.both_databases
def test_the_number_of_a_link_below_others_comes_back_with_it(catalog: Catalog) -> None:
    first = _added(catalog, "https://one.example/")
    second = _added(catalog, "https://two.example/", "josé")
    assert undone(catalog).changed == 1
    assert [row.id for row in rows(catalog, "link_removed")] == [first]
    third = _added(catalog, "https://three.example/", "josé")
    assert second is not None
    assert third == second + 1
    assert redone(catalog).conflicts == []
    assert [row.id for row in rows(catalog, "link")] == [first, second, third]


def test_a_viewer_takes_nothing_back(catalog: Catalog) -> None:
    add(catalog)
    _steward(catalog, 1, "me")
    with catalog.change(who="root") as change:
        set_person(change, "root", Role.ADMIN)
    with pytest.raises(ChangeRefused, match="viewer"):
        catalog.undo("maria")
    assert catalog.find(1).steward == "me"


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(deeds=st.lists(st.sampled_from(ACTS), min_size=1, max_size=6))
def test_any_acts_are_all_taken_back_and_all_done_again(
    tmp_path_factory: pytest.TempPathFactory,
    deeds: list[Callable[[Catalog], None]],
) -> None:
    clock = HandClock()
    url = new_sqlite(tmp_path_factory.mktemp("acts") / "catalog.db")
    with closing(Catalog.open(url, clock)) as catalog:
        prepared(catalog, clock)
        pictures = [held(catalog)]
        for deed in deeds:
            clock.advance(minutes=1)
            try:
                deed(catalog)
            except ChangeRefused:
                continue
            if len(catalog.acts()) == len(pictures):  # editing to the same again is no act
                pictures.append(held(catalog))
        for expected in reversed(pictures[:-1]):
            clock.advance(minutes=1)
            assert undone(catalog).conflicts == []
            assert held(catalog) == expected
        for expected in pictures[1:]:
            clock.advance(minutes=1)
            assert redone(catalog).conflicts == []
            assert held(catalog) == expected


# Proposals, four eyes and roles


def _staffed(catalog: Catalog) -> None:
    add_links(catalog, ["https://one.example/"])
    hire(catalog)
    do(catalog, 1, edit_link, {"operator": "State"}, who="eve")


@pytest.mark.both_databases
@pytest.mark.parametrize("how", [workflow.accept, workflow.send_back])
def test_a_decision_on_a_proposal_is_taken_back_and_made_again(
    catalog: Catalog, clock: HandClock, how: Callable[..., object]
) -> None:
    _staffed(catalog)
    before = held(catalog)
    assert len(before["proposal"]) == 1
    with catalog.act(who="pat", title="Decide", why="so") as one, one.change() as change:
        how(change, 1, catalog.find(1).version)
    after = held(catalog)
    assert after["proposal"] == []
    for _ in range(2):
        clock.advance(minutes=1)
        assert undone(catalog, "pat").conflicts == []
        assert held(catalog) == before
        assert redone(catalog, "pat").conflicts == []
        assert held(catalog) == after


def test_a_proposal_that_was_accepted_is_not_taken_back(catalog: Catalog) -> None:
    _staffed(catalog)
    do(catalog, 1, workflow.accept, who="pat")
    outcome = undone(catalog, "eve")
    assert (outcome.changed, outcome.left) == (0, 1)
    assert "what was proposed has been accepted since" in outcome.conflicts[0][1]
    assert catalog.find(1).operator == "State"


def test_undo_is_no_way_around_four_eyes(sqlite_url: str, clock: HandClock) -> None:
    """Who takes back that a link was retired cannot publish their own work by it."""
    with closing(Catalog.open(sqlite_url, clock)) as catalog:
        add_links(catalog, ["https://one.example/"])
    with closing(Catalog.open(sqlite_url, clock, four_eyes=True)) as catalog:
        do(catalog, 1, workflow.retire, who="pat")
        do(catalog, 1, workflow.restore, who="pat")
        do(catalog, 1, edit_link, {"operator": "Pat’s"}, who="pat")
        for _ in range(3):
            assert undone(catalog, "pat").conflicts == []
        assert (catalog.find(1).state, catalog.find(1).operator) == (PUBLISHED, "")
        for _ in range(3):
            redone(catalog, "pat")
        do(catalog, 1, workflow.submit, who="pat")
        do(catalog, 1, workflow.accept, who="pia")
        assert undone(catalog, "pia").conflicts == []
        assert catalog.find(1).state is EditorialState.IN_REVIEW
        assert catalog.find(1).written_by == "pat"


def test_who_has_become_a_viewer_takes_nothing_back_and_does_nothing_again(
    catalog: Catalog,
) -> None:
    _staffed(catalog)
    do(catalog, 1, workflow.retire, who="pat")
    with catalog.change(who="ada") as change:
        set_person(change, "pat", Role.VIEWER)
    before = held(catalog)
    with pytest.raises(ChangeRefused, match="may not change links"):
        catalog.undo("pat")
    assert held(catalog) == before
    with catalog.change(who="ada") as change:
        set_person(change, "pat", Role.EDITOR)
    assert undone(catalog, "pat").left == 1
    assert held(catalog) == before


def test_the_same_said_twice_on_one_day_is_one_step(catalog: Catalog) -> None:
    add_links(catalog, ["https://one.example/"])
    for _ in range(2):
        _vouch(catalog)
    assert len(catalog.acts("maria")) == 1
    assert undone(catalog).changed == 1
    assert catalog.find(1).vouched_by == ""
