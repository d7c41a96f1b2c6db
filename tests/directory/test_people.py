"""People and their roles: who is listed, and that every use case asks for its right."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.links import add_link, edit_link
from directory.catalog.notice_rules import set_notice_rules
from directory.catalog.notices import add_notice, announce, approve_notice, withdraw_notice
from directory.catalog.people import allow_other_names, set_person
from directory.catalog.registries import load_registry
from directory.catalog.releases import note_release
from directory.catalog.transaction import Transaction
from directory.catalog.views import drop_view, save_view
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState as State
from directory.model.vocab import NoticeKind, OperatorClass, Role
from directory.rules.notice_rules import ALWAYS, ExitRule, RuleSet
from directory.rules.notice_schedule import Announcement
from directory.rules.registries import RegistryListing
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
    said = refused(catalog, "val", lambda change: add_link(change, fields("https://a.example/")))
    assert said.startswith("you are a viewer here and may not change links")


def test_a_person_changes_roles_and_leaves(sqlite_catalog: Catalog) -> None:
    hire(sqlite_catalog)
    by(sqlite_catalog, "ada", lambda change: set_person(change, " eve ", Role.ADMIN))
    assert sqlite_catalog.role_of("eve") is Role.ADMIN
    by(sqlite_catalog, "eve", lambda change: set_person(change, "ada", None))
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
    by(sqlite_catalog, "ada", lambda change: set_person(change, "eve", Role.EDITOR))
    by(sqlite_catalog, "ada", lambda change: set_person(change, "nobody", None))
    assert trail(sqlite_catalog) == before


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.EDITOR, Role.VIEWER])
def test_the_first_person_must_be_an_admin(sqlite_catalog: Catalog, role: Role) -> None:
    said = refused(sqlite_catalog, "ada", lambda change: set_person(change, "ada", role))
    assert "the first person must be an admin" in said


@pytest.mark.parametrize("role", [None, Role.PUBLISHER, Role.VIEWER])
def test_the_last_admin_stays(sqlite_catalog: Catalog, role: Role | None) -> None:
    hire(sqlite_catalog)
    said = refused(sqlite_catalog, "ada", lambda change: set_person(change, "ada", role))
    assert "ada is the only admin" in said


@pytest.mark.parametrize("name", ["", " \n", "a" * 301])
def test_a_person_needs_a_name(sqlite_catalog: Catalog, name: str) -> None:
    said = refused(sqlite_catalog, "ada", lambda change: set_person(change, name, Role.ADMIN))
    assert "needs a name" in said


def _add_notice(change: Transaction) -> None:
    day = date(2026, 12, 1)
    add_notice(
        change, "exit", NoticeKind.EXIT, {"en": "You leave."}, announced_on=day, effective_from=day
    )


#: Each use case with the least of the roles that may do it. Links: 1 is a draft, 2 in review,
#: 3 published, 4 retired.
LEAST: dict[str, tuple[Role, Callable[[Transaction], Any]]] = {
    "add a draft": (Role.EDITOR, lambda c: add_link(c, fields("https://new.example/"))),
    "add to review": (
        Role.EDITOR,
        lambda c: add_link(c, fields("https://new.example/"), State.IN_REVIEW),
    ),
    "add published": (
        Role.PUBLISHER,
        lambda c: add_link(c, fields("https://new.example/"), State.PUBLISHED),
    ),
    "edit": (Role.EDITOR, lambda c: edit_link(c, 1, 1, {"notes": "n"})),
    "edit without a change": (Role.EDITOR, lambda c: edit_link(c, 1, 1, {})),
    "submit": (Role.EDITOR, lambda c: workflow.submit(c, 1, 1)),
    "accept": (Role.PUBLISHER, lambda c: workflow.accept(c, 2, 1)),
    "send back": (Role.EDITOR, lambda c: workflow.send_back(c, 2, 1)),
    "retire a draft": (Role.EDITOR, lambda c: workflow.retire(c, 1, 1)),
    "retire what is in review": (Role.EDITOR, lambda c: workflow.retire(c, 2, 1)),
    "retire what is published": (Role.PUBLISHER, lambda c: workflow.retire(c, 3, 1)),
    "restore": (Role.EDITOR, lambda c: workflow.restore(c, 4, 1)),
    "approve the page": (Role.PUBLISHER, lambda c: workflow.approve_page(c, 3, 1)),
    "vouch": (Role.EDITOR, lambda c: workflow.vouch(c, 3, 1, TOMORROW)),
    "snooze": (Role.EDITOR, lambda c: workflow.snooze(c, 3, 1, TOMORROW)),
    "release": (Role.PUBLISHER, lambda c: workflow.release(c, 5, 1, TOMORROW)),
    "wake": (Role.EDITOR, lambda c: workflow.wake(c, 3, 1)),
    "save a view": (Role.EDITOR, lambda c: save_view(c, "v", "state:draft")),
    "drop a view": (Role.EDITOR, lambda c: drop_view(c, "kept")),
    "list a person": (Role.ADMIN, lambda c: set_person(c, "new", Role.VIEWER)),
    "allow other names": (Role.ADMIN, lambda c: allow_other_names(c, allowed=True)),
    "add a category": (Role.ADMIN, lambda c: add_category(c, "a", {"en": "A"})),
    "add a notice": (Role.ADMIN, _add_notice),
    "announce a notice": (
        Role.ADMIN,
        lambda c: announce(c, "fees", Announcement({"en": "x"}, LATER), NoticeKind.EXIT),
    ),
    "approve a notice": (Role.ADMIN, lambda c: approve_notice(c, "waits")),
    "withdraw a notice": (Role.ADMIN, lambda c: withdraw_notice(c, "waits")),
    "load a registry": (
        Role.PUBLISHER,
        lambda c: load_registry(
            c,
            "dotgov",
            "a file",
            "0" * 64,
            [RegistryListing("a.gov", OperatorClass.LOCAL, "", "dotgov")],
        ),
    ),
    "set the rules for notices": (
        Role.ADMIN,
        lambda c: set_notice_rules(c, RuleSet((ExitRule(ALWAYS, None, "None."),))),
    ),
    "keep a release on record": (
        Role.PUBLISHER,
        lambda change: note_release(change, "publish", "0" * 64, {}),
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
    by(sqlite_catalog, "ada", lambda change: save_view(change, "kept", "jobs"))
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
    by(catalog, "otto", lambda c: announce(c, "waits", wanted, NoticeKind.EXIT))
