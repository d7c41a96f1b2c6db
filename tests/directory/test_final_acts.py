"""Acts that cannot be taken back: each is listed, and undo does not pass over it unasked."""

from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.links import edit_link
from directory.catalog.notices import announce
from directory.catalog.people import set_person
from directory.catalog.registries import load_registry
from directory.catalog.transaction import Transaction
from directory.catalog.undo import CannotUndo
from directory.catalog.views import save_view
from directory.errors import ChangeRefused
from directory.model.vocab import ActKind, NoticeKind, OperatorClass, Role
from directory.publishing.export.publish import bring_back, publish
from directory.rules.act_titles import title_of
from directory.rules.notice_schedule import Announcement
from directory.rules.registries import RegistryListing
from tests.clocks import HandClock
from tests.directory.publishing.samples import NOW, SETTINGS, TODAY, filled_catalog
from tests.directory.samples import add, add_hosts, rows

TEXTS = {"en": "You leave.", "es": "Sale."}


def edit(catalog: Catalog, name: str, who: str = "maria") -> None:
    """An act on link 1 that can be taken back: another steward."""
    with catalog.act(who=who, title=f"Edit {name}") as act, act.change() as change:
        edit_link(change, 1, catalog.find(1).version, {"steward": name})


def keep_view(catalog: Catalog, name: str = "gone", who: str = "maria") -> int:
    """An act that cannot be taken back; its number."""
    with catalog.change(who=who) as change:
        save_view(change, name, "verdict:gone")
    return catalog.acts(limit=1)[0].id


def refused_undo(catalog: Catalog, past: int | None = None) -> CannotUndo:
    """Why an undo was not done; the catalog is as it was."""
    before = [rows(catalog, table) for table in ("link", "act", "audit")]
    with pytest.raises(CannotUndo) as refused:
        catalog.undo("maria", past=past)
    assert [rows(catalog, table) for table in ("link", "act", "audit")] == before
    return refused.value


@pytest.mark.both_databases
def test_undo_does_not_pass_over_what_cannot_be_taken_back(
    catalog: Catalog, clock: HandClock
) -> None:
    add(catalog, who="setup")
    edit(catalog, "a")
    clock.advance(minutes=5)
    final = keep_view(catalog)
    refusal = refused_undo(catalog)
    assert str(refusal) == (
        "the last thing you did cannot be taken back: Save the view “gone” (2026-10-09 12:05 UTC). "
        "Undo again to take back: Edit a (2026-10-09 12:00 UTC)."
    )
    assert refusal.next_undo == catalog.next_undo("maria")
    assert refusal.next_undo.final is not None
    assert refusal.next_undo.final.id == final
    undone = catalog.undo("maria", past=final)
    assert undone is not None
    assert undone.title == "Edit a"
    assert catalog.find(1).steward == ""
    assert [view.name for view in catalog.views()] == ["gone"]


def test_what_was_passed_once_is_not_asked_about_again(catalog: Catalog) -> None:
    add(catalog, who="setup")
    for name in ("a", "b"):
        edit(catalog, name)
    final = keep_view(catalog)
    catalog.undo("maria", past=final)
    assert catalog.next_undo("maria").final is None
    catalog.redo("maria")
    assert catalog.find(1).steward == "b"
    catalog.undo("maria")
    catalog.undo("maria")
    assert catalog.find(1).steward == ""
    assert catalog.undo("maria") is None


def test_something_done_meanwhile_is_not_passed_over(catalog: Catalog) -> None:
    add(catalog, who="setup")
    edit(catalog, "a")
    told = keep_view(catalog)
    later = keep_view(catalog, "lost")
    assert refused_undo(catalog, past=told).next_undo.final == catalog.acts(limit=1)[0]
    edit(catalog, "b")
    with pytest.raises(ChangeRefused, match="something else in the meantime"):
        catalog.undo("maria", past=later)
    assert catalog.find(1).steward == "b"


def test_where_there_is_nothing_else_it_says_so(catalog: Catalog) -> None:
    assert catalog.next_undo("maria").act is None
    final = keep_view(catalog)
    assert str(refused_undo(catalog)).endswith("UTC). There is nothing before it.")
    assert catalog.undo("maria", past=final) is None


def test_what_others_did_does_not_count(catalog: Catalog) -> None:
    add(catalog, who="setup")
    edit(catalog, "a")
    keep_view(catalog, who="joe")
    assert catalog.next_undo("maria").final is None
    undone = catalog.undo("maria")
    assert undone is not None
    assert undone.title == "Edit a"


def test_nothing_is_done_again_after_it(catalog: Catalog) -> None:
    add(catalog, who="setup")
    edit(catalog, "a")
    catalog.undo("maria")
    keep_view(catalog)
    assert catalog.redo("maria") is None
    assert catalog.find(1).steward == ""


def test_an_act_is_final_as_soon_as_a_part_of_it_is(catalog: Catalog) -> None:
    add(catalog, who="setup")
    with catalog.act(who="maria", title="Both") as act:
        with act.change(more=True) as change:
            edit_link(change, 1, 1, {"steward": "a"})
        with act.change() as change:
            save_view(change, "gone", "verdict:gone")
    assert [(one.kind, one.changed) for one in catalog.acts("maria")] == [(ActKind.FINAL, 1)]


def test_an_act_that_was_cut_off_is_not_what_the_person_has_taken_back(catalog: Catalog) -> None:
    """So what was done while it went on is still asked about."""
    add(catalog, who="setup")
    edit(catalog, "a")
    with pytest.raises(ZeroDivisionError), catalog.act(who="maria", title="Cut off") as act:
        with act.change(more=True) as change:
            edit_link(change, 1, catalog.find(1).version, {"notes": "half"})
        final = keep_view(catalog)
        raise ZeroDivisionError
    refusal = refused_undo(catalog).next_undo
    assert refusal.final is not None
    assert refusal.final.id == final
    assert refusal.act is not None
    assert refusal.act.title == "Edit a"


# What is recorded, and under which title


def _announce(change: Transaction) -> None:
    announce(change, "exit", Announcement(TEXTS, date(2026, 12, 31)), NoticeKind.EXIT)


def _load(change: Transaction) -> None:
    listings = [RegistryListing("host-0.example", OperatorClass.STATE, "Elm", "dotgov")]
    load_registry(change, "dotgov", "a file", "d" * 64, listings)


def _categories(change: Transaction) -> None:
    add_category(change, "jobs", {"en": "Jobs"})
    add_category(change, "jobs/state", {"en": "State"}, parent="jobs")
    save_view(change, "gone", "verdict:gone")


def _save_view(change: Transaction) -> None:
    save_view(change, "v", "state:draft")


CHANGES: list[tuple[Callable[[Transaction], None], str]] = [
    (_announce, "Announce “exit”, in force from 2026-12-31"),
    (_load, "Load the registry dotgov"),
    (_categories, "Add 2 categories; save the view “gone”"),
    (_save_view, "Save the view “v”"),
    (lambda change: set_person(change, "ana", Role.ADMIN), "Give ana the role admin"),
]


@pytest.mark.both_databases
@pytest.mark.parametrize(("do", "title"), CHANGES)
def test_every_change_is_an_act(
    catalog: Catalog, do: Callable[[Transaction], None], title: str
) -> None:
    add_hosts(catalog, 1)
    with catalog.change(who="ana") as change:
        do(change)
    (act,) = catalog.acts("ana")
    assert (act.title, act.final, act.undone) == (title, True, False)
    assert act.changed == (1 if do is _load else 0)


@pytest.mark.slow
def test_releases_are_acts(tmp_path: Path) -> None:
    site = tmp_path / "release"
    with closing(filled_catalog(tmp_path)) as catalog:

        def release() -> None:
            publish(catalog, site, who="pia", as_of=TODAY, now=NOW, settings=SETTINGS)

        release()
        with catalog.change(who="joe") as change:
            workflow.retire(change, 1, catalog.find(1).version)
        release()
        bring_back(catalog, site, who="pia", now=NOW, settings=SETTINGS)
        acts = catalog.acts("pia")
    assert [act.title for act in acts] == [
        "Roll back to release 1",
        "Publish release 2",
        "Publish release 1",
    ]
    assert all(act.final for act in acts)


def test_something_without_a_title_gets_one() -> None:
    entry = {"kind": "new-thing", "what": "make", "key": "x", "before": None, "after": None}
    assert title_of([entry]) == "Make the new thing “x”"
    assert title_of([entry, entry | {"key": "y"}]) == "Make: new thing (2)"
    assert title_of([entry | {"kind": "release", "what": "publish"}]) == "Publish release –"
