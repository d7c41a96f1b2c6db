"""Acts: one step of one person, over any number of transactions, cut off or not."""

import os
from contextlib import closing

import pytest

from directory.catalog import workflow
from directory.catalog.bulk import BATCH
from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused
from directory.model.link import Link
from directory.model.vocab import ActKind, EditorialState
from directory.queries.links import find_by_keys
from tests import forked
from tests.clocks import NOW
from tests.directory.samples import add_hosts, ids, picture, rows
from tests.directory.undo_killed import steward

MANY = BATCH * 2 + 20


def test_an_act_that_changes_nothing_leaves_no_trace(catalog: Catalog) -> None:
    with catalog.act(who="maria", title="Nothing") as act, act.change():
        pass
    assert act.id is None
    assert catalog.acts() == []
    assert catalog.undo("maria") is None


def test_a_change_of_links_is_an_act_with_a_title(catalog: Catalog) -> None:
    add_hosts(catalog, 2)
    with catalog.change(who="a test") as change:
        workflow.retire(change, 1, catalog.find(1).version)
    assert [str(act) for act in catalog.acts()] == [
        "Change link 1 (2026-10-09 12:00 UTC)",
        "Add 2 links (2026-10-09 12:00 UTC)",
    ]
    undone = catalog.undo("a test")
    assert undone is not None
    assert (undone.title, undone.changed) == ("Change link 1", 1)
    assert catalog.find(1).state is EditorialState.PUBLISHED


@pytest.mark.slow
@pytest.mark.both_databases
def test_many_links_are_changed_in_one_act(catalog: Catalog) -> None:
    links = ids(add_hosts(catalog, MANY))
    told: list[int] = []
    outcome = catalog.for_each("maria", "All", iter(links), steward, progress=told.append)
    assert (outcome.done, outcome.refused, told) == (MANY, [], [BATCH, BATCH * 2, MANY])
    (line,) = catalog.acts("maria")
    assert (line.id, line.who, line.title) == (outcome.act_id, "maria", "All")
    assert (line.kind, line.changed, line.undone) == (ActKind.DO, MANY, False)
    assert len([part for part in rows(catalog, "act_part") if part.act_id == line.id]) == 3


def test_a_refused_link_is_told_and_nothing_of_it_is_kept(catalog: Catalog) -> None:
    links = ids(add_hosts(catalog, 3))

    def half(change: Transaction, link: Link) -> None:
        steward(change, link)
        if link.id == 2:
            raise ChangeRefused("not this one")

    outcome = catalog.for_each("maria", "All", [*links, 99], half)
    assert outcome.refused == [(2, "not this one"), (99, "there is no link 99")]
    assert (outcome.done, outcome.refusals) == (2, 2)
    assert [row.steward for row in rows(catalog, "link")] == ["team", "", "team"]
    assert catalog.verify_audit().entries == 5
    assert [(act.title, act.changed) for act in catalog.acts("maria")] == [
        ("All, 2 of them done", 2)
    ]


@pytest.mark.slow
def test_a_bulk_act_can_be_stopped_between_its_transactions(catalog: Catalog) -> None:
    links = ids(add_hosts(catalog, MANY))
    done: list[int] = []
    outcome = catalog.for_each(
        "maria", "All", links, steward, progress=done.append, stop=lambda: len(done) == 1
    )
    assert (outcome.stopped, outcome.done) == (True, BATCH)
    undone = catalog.undo("maria")
    assert undone is not None
    assert (undone.title, undone.changed) == (f"All, {BATCH} of them done", BATCH)


@pytest.mark.slow
def test_a_bulk_act_that_fails_says_how_far_it_came(catalog: Catalog) -> None:
    links = ids(add_hosts(catalog, MANY))

    def fail(change: Transaction, link: Link) -> None:
        if link.id == BATCH + 1:
            raise KeyboardInterrupt
        steward(change, link)

    with pytest.raises(KeyboardInterrupt):
        catalog.for_each("maria", "All", links, fail)
    (act,) = catalog.acts("maria")
    assert (act.title, act.changed) == (f"All, {BATCH} of them done", BATCH)
    assert rows(catalog, "act")[-1].holder == ""


def test_an_act_that_was_taken_back_meanwhile_does_not_go_on(catalog: Catalog) -> None:
    add_hosts(catalog, 2)
    with catalog.act(who="maria", title="Both") as act:
        with act.change() as change:
            edit_link(change, 1, 1, {"steward": "me"})
        catalog.undo("maria")
        with pytest.raises(ChangeRefused, match="was taken back"), act.change():
            pass


def _killed(url: str, what: str) -> None:
    program = "tests.directory.undo_killed:main"
    assert (
        forked.run(program, [url, what], forked.ROOT, os.environ, forked.PATIENCE).returncode == -9
    )


@pytest.mark.slow
@pytest.mark.both_databases
def test_what_was_cut_off_is_taken_back_and_finished(database_url: str) -> None:
    """Kill -9 in a bulk act, in its undo, and in the redo of that."""
    with closing(Catalog.open(database_url, lambda: NOW)) as catalog:
        links = add_hosts(catalog, MANY)
    _killed(database_url, "bulk")
    with closing(Catalog.open(database_url, lambda: NOW)) as catalog:
        assert [(one.kind, one.changed) for one in catalog.recovered] == [(ActKind.DO, BATCH)]
        assert {row.steward for row in rows(catalog, "link")} == {""}
        assert catalog.undo("maria") is None
        catalog.for_each("maria", "All to the team", ids(links), steward)
    for what, all_done in (("undo", 0), ("redo", MANY)):
        _killed(database_url, what)
        with closing(Catalog.open(database_url, lambda: NOW)) as catalog:
            assert [(one.kind, one.left) for one in catalog.recovered] == [(ActKind(what), 0)]
            assert [row.steward for row in rows(catalog, "link")].count("team") == all_done
            assert catalog.verify_audit().fault is None
            assert picture(catalog, ["set_aside"]) == {"set_aside": []}


@pytest.mark.both_databases
def test_links_of_one_transaction_hand_their_addresses_on(catalog: Catalog) -> None:
    """What waits to be written together with others is seen by whatever comes after it."""
    links = ids(add_hosts(catalog, 4))
    wanted = {n: f"https://host-{n - 2}.example/" for n in links} | {1: "https://free.example/"}
    wanted[4] = "https://host-1.example/"  # which 3 has got by then

    def hand_on(change: Transaction, link: Link) -> None:
        assert link.id is not None
        edit_link(change, link.id, link.version, {"url": wanted[link.id]})
        found = find_by_keys(change.connection, [wanted[link.id][8:-1]])
        [(_, written)] = found.items()
        assert (written.id, written.version) == (link.id, link.version)
        steward(change, written)

    outcome = catalog.for_each("maria", "On", links, hand_on)
    assert [link_id for link_id, _ in outcome.refused] == [4]
    assert [row.url for row in rows(catalog, "link")][:3] == [wanted[n] for n in (1, 2, 3)]
    undone = catalog.undo("maria")
    assert undone is not None
    assert (undone.changed, undone.conflicts) == (3, [])
    assert [row.host for row in rows(catalog, "link")] == [f"host-{n}.example" for n in range(4)]
