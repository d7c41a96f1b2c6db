"""People and their roles: who is listed, and that every use case asks for its right."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from directory.catalog import Catalog, Change
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState as State
from directory.model.vocab import NoticeKind, OperatorClass, Role
from directory.rules.announcing import Announcement
from directory.rules.notice_rules import ALWAYS, ExitRule, RuleSet
from directory.rules.registries import Listing
from directory.usecases import flow
from tests.clocks import NOW
from tests.directory.pages import crawl_pages, page_look
from tests.directory.samples import add_links, crawl, fields
from tests.directory.staff import STAFF, by, hire, refused, trail

TOMORROW = NOW.date() + timedelta(days=1)
LATER = NOW.date() + timedelta(days=90)


def _listed(catalog: Catalog) -> dict[str, Role]:
    return {person.name: person.role for person in catalog.people()}


@pytest.mark.both_databases
def test_while_nobody_is_listed_everybody_may_do_everything(catalog: Catalog) -> None:
    assert catalog.people() == []
    assert catalog.role_of("whoever") is Role.ADMIN


@pytest.mark.both_databases
def test_once_somebody_is_listed_others_may_only_look(catalog: Catalog) -> None:
    hire(catalog)
    assert _listed(catalog) == STAFF
    assert [person.name for person in catalog.people()] == sorted(STAFF)
    assert {name: catalog.role_of(name) for name in STAFF} == STAFF
    assert catalog.role_of("val") is Role.VIEWER
    said = refused(catalog, "val", lambda change: change.add_link(fields("https://a.example/")))
    assert said.startswith("you are a viewer here and may not change links")


def test_a_person_changes_roles_and_leaves(sqlite_catalog: Catalog) -> None:
    hire(sqlite_catalog)
    by(sqlite_catalog, "ada", lambda change: change.set_person(" eve ", Role.ADMIN))
    assert sqlite_catalog.role_of("eve") is Role.ADMIN
    by(sqlite_catalog, "eve", lambda change: change.set_person("ada", None))
    assert "ada" not in _listed(sqlite_catalog)
    added, *_, promoted, removed = trail(sqlite_catalog)
    assert (added["what"], added["kind"], added["key"]) == ("add", "person", "ada")
    assert (added["before"], added["after"]) == (None, {"name": "ada", "role": "admin"})
    assert (promoted["what"], promoted["key"]) == ("edit", "eve")
    assert promoted["before"] == {"name": "eve", "role": "editor"}
    assert promoted["after"] == {"name": "eve", "role": "admin"}
    assert (removed["what"], removed["who"], removed["after"]) == ("remove", "eve", None)


def test_a_role_that_somebody_has_already_leaves_no_trace(sqlite_catalog: Catalog) -> None:
    hire(sqlite_catalog)
    before = trail(sqlite_catalog)
    by(sqlite_catalog, "ada", lambda change: change.set_person("eve", Role.EDITOR))
    by(sqlite_catalog, "ada", lambda change: change.set_person("nobody", None))
    assert trail(sqlite_catalog) == before


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.EDITOR, Role.VIEWER])
def test_the_first_person_must_be_an_admin(sqlite_catalog: Catalog, role: Role) -> None:
    said = refused(sqlite_catalog, "ada", lambda change: change.set_person("ada", role))
    assert "the first person must be an admin" in said


@pytest.mark.parametrize("role", [None, Role.PUBLISHER, Role.VIEWER])
def test_the_last_admin_stays(sqlite_catalog: Catalog, role: Role | None) -> None:
    hire(sqlite_catalog)
    said = refused(sqlite_catalog, "ada", lambda change: change.set_person("ada", role))
    assert "ada is the only admin" in said


@pytest.mark.parametrize("name", ["", " \n", "a" * 301])
def test_a_person_needs_a_name(sqlite_catalog: Catalog, name: str) -> None:
    said = refused(sqlite_catalog, "ada", lambda change: change.set_person(name, Role.ADMIN))
    assert "needs a name" in said


def _add_notice(change: Change) -> None:
    day = date(2026, 12, 1)
    change.add_notice(
        "exit", NoticeKind.EXIT, {"en": "You leave."}, announced_on=day, effective_from=day
    )


#: Each use case with the least of the roles that may do it. Links: 1 is a draft, 2 in review,
#: 3 published, 4 retired.
LEAST: dict[str, tuple[Role, Callable[[Change], Any]]] = {
    "add a draft": (Role.EDITOR, lambda c: c.add_link(fields("https://new.example/"))),
    "add to review": (
        Role.EDITOR,
        lambda c: c.add_link(fields("https://new.example/"), State.IN_REVIEW),
    ),
    "add published": (
        Role.PUBLISHER,
        lambda c: c.add_link(fields("https://new.example/"), State.PUBLISHED),
    ),
    "edit": (Role.EDITOR, lambda c: c.edit_link(1, 1, {"notes": "n"})),
    "edit without a change": (Role.EDITOR, lambda c: c.edit_link(1, 1, {})),
    "submit": (Role.EDITOR, lambda c: c.submit(1, 1)),
    "submit what is published": (Role.PUBLISHER, lambda c: c.submit(3, 1)),
    "move to review": (Role.EDITOR, lambda c: c.move_to(1, 1, State.IN_REVIEW)),
    "move to published": (Role.PUBLISHER, lambda c: c.move_to(2, 1, State.PUBLISHED)),
    "accept": (Role.PUBLISHER, lambda c: c.accept(2, 1)),
    "send back": (Role.EDITOR, lambda c: c.send_back(2, 1)),
    "retire a draft": (Role.EDITOR, lambda c: c.retire(1, 1)),
    "retire what is in review": (Role.EDITOR, lambda c: c.retire(2, 1)),
    "retire what is published": (Role.PUBLISHER, lambda c: c.retire(3, 1)),
    "restore": (Role.EDITOR, lambda c: c.restore(4, 1)),
    "approve the page": (Role.PUBLISHER, lambda c: c.approve_page(3, 1)),
    "vouch": (Role.EDITOR, lambda c: c.vouch(3, 1, TOMORROW)),
    "snooze": (Role.EDITOR, lambda c: c.snooze(3, 1, TOMORROW)),
    "release": (Role.PUBLISHER, lambda c: flow.release(c._tx, 5, 1, TOMORROW)),
    "wake": (Role.EDITOR, lambda c: c.wake(3, 1)),
    "save a view": (Role.EDITOR, lambda c: c.save_view("v", "state:draft")),
    "drop a view": (Role.EDITOR, lambda c: c.drop_view("kept")),
    "list a person": (Role.ADMIN, lambda c: c.set_person("new", Role.VIEWER)),
    "add a category": (Role.ADMIN, lambda c: c.add_category("a", {"en": "A"})),
    "add a notice": (Role.ADMIN, _add_notice),
    "announce a notice": (
        Role.ADMIN,
        lambda c: c.announce("fees", Announcement({"en": "x"}, LATER), NoticeKind.EXIT),
    ),
    "approve a notice": (Role.ADMIN, lambda c: c.approve_notice("waits")),
    "withdraw a notice": (Role.ADMIN, lambda c: c.withdraw_notice("waits")),
    "load a registry": (
        Role.PUBLISHER,
        lambda c: c.load_registry(
            "dotgov", "a file", "0" * 64, [Listing("a.gov", OperatorClass.LOCAL, "", "dotgov")]
        ),
    ),
    "set the rules for notices": (
        Role.ADMIN,
        lambda c: c.set_notice_rules(RuleSet((ExitRule(ALWAYS, None, "None."),))),
    ),
    "keep a release on record": (
        Role.PUBLISHER,
        lambda change: change.note_release("publish", "0" * 64, {}),
    ),
}
ONE_OF_EACH = {Role.VIEWER: "vic", Role.EDITOR: "eve", Role.PUBLISHER: "pat", Role.ADMIN: "ada"}


@pytest.mark.slow
@pytest.mark.parametrize("what", LEAST)
def test_each_thing_can_be_done_from_a_certain_role_up(sqlite_catalog: Catalog, what: str) -> None:
    for place, state in enumerate([State.DRAFT, State.IN_REVIEW, State.PUBLISHED, State.RETIRED]):
        add_links(sqlite_catalog, [f"https://{place}.example/"], state)
    crawl_pages(sqlite_catalog, [page_look(sqlite_catalog.find(3), NOW)], NOW)
    add_links(sqlite_catalog, ["https://parked.example/"])
    crawl(sqlite_catalog, {5: Reason.PARKED}, NOW + timedelta(minutes=1))
    by(sqlite_catalog, "ada", lambda change: change.save_view("kept", "jobs"))
    _leave_a_notice_waiting(sqlite_catalog)
    hire(sqlite_catalog)
    least, act = LEAST[what]
    ladder = list(ONE_OF_EACH)
    for role in ladder[: ladder.index(least)]:
        said = refused(sqlite_catalog, ONE_OF_EACH[role], act, "a reason")
        assert f"{role} here and may not" in said
    by(sqlite_catalog, ONE_OF_EACH[least], act, "a reason")


def _leave_a_notice_waiting(catalog: Catalog) -> None:
    wanted = Announcement({"en": "Bye"}, NOW.date(), "people come to harm")
    by(catalog, "otto", lambda c: c.announce("waits", wanted, NoticeKind.EXIT))


def test_every_use_case_asks_for_a_right() -> None:
    """A use case that is added to Change must be added to the table above."""
    asked = {name for _, act in LEAST.values() for name in act.__code__.co_names}
    reading = {"find_by_keys", "categories", "proposed", "brief", "prefetch"}
    offered = {name for name in vars(Change) if not name.startswith("_")} - reading
    assert offered <= asked
