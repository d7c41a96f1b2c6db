"""Acting under another name than that of one's account: where no person is listed, or where an
admin allows it."""

import os
import pwd
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.catalog.people import allow_other_names, set_person
from directory.catalog.views import drop_view, save_view
from directory.errors import ChangeRefused
from directory.model.vocab import Role
from directory.program import account_name
from tests.clocks import NOW
from tests.directory.samples import add, behind_its_back, rows
from tests.directory.staff import by, hire, refused, trail

REFUSED = "asks to act as “ada”"


@pytest.fixture
def posing(database_url: str) -> Iterator[Catalog]:
    """A catalog opened by an account whose setting asks to act as ada."""
    with closing(Catalog.open(database_url, lambda: NOW, other_name="ada")) as catalog:
        yield catalog


def allow(catalog: Catalog, who: str = "root", *, allowed: bool = True) -> None:
    """An act: other names are allowed, or forbidden."""
    with catalog.change(who=who) as change:
        allow_other_names(change, allowed=allowed)


@pytest.mark.both_databases
def test_while_no_person_is_listed_any_name_may_act(posing: Catalog) -> None:
    assert posing.other_names() is None
    add(posing, who="ada")


@pytest.mark.both_databases
def test_once_people_are_listed_another_name_is_refused_until_it_is_allowed(
    catalog: Catalog, posing: Catalog
) -> None:
    hire(catalog)
    said = refused(posing, "ada", lambda change: save_view(change, "v", "state:draft"))
    assert REFUSED in said
    assert "jobbank people --other-names yes" in said
    by(posing, "eve", lambda change: save_view(change, "v", "state:draft"))
    allow(catalog, "ada")
    by(posing, "ada", lambda change: save_view(change, "w", "state:draft"))
    allow(catalog, "ada", allowed=False)
    assert REFUSED in refused(posing, "ada", lambda change: drop_view(change, "w"))


def test_an_admin_s_no_applies_where_no_person_is_listed(catalog: Catalog, posing: Catalog) -> None:
    allow(catalog, allowed=False)
    assert REFUSED in refused(posing, "ada", lambda change: save_view(change, "v", "state:draft"))


def test_reading_goes_on_and_nothing_else_does(catalog: Catalog, posing: Catalog) -> None:
    add(catalog, who="ada")
    hire(catalog)
    assert posing.find(1).host == "example.com"
    assert posing.acts("ada")
    for do in (posing.undo, posing.redo, posing.require_own_name):
        with pytest.raises(ChangeRefused, match=REFUSED):
            do("ada")
    with (
        pytest.raises(ChangeRefused, match=REFUSED),
        posing.act(who="ada", title="An act") as act,
        act.change() as change,
    ):
        workflow.retire(change, 1, 1)
    with pytest.raises(ChangeRefused, match=REFUSED):
        posing.for_each(
            "ada", "All", [1], lambda change, link: workflow.retire(change, 1, link.version)
        )
    assert posing.find(1).version == 1


def test_what_was_cut_off_is_recovered_all_the_same(catalog: Catalog, database_url: str) -> None:
    add(catalog, who="joe")
    hire(catalog)
    with catalog.act(who="ada", title="Cut off") as act, act.change(more=True) as change:
        edit_link(change, 1, 1, {"steward": "ada"})
    cut_off = "UPDATE act SET holder = 'gone|1|0', heartbeat_at = '2020-01-01' "
    behind_its_back(database_url, (cut_off + "WHERE title = 'Cut off'", {}))
    with closing(Catalog.open(database_url, lambda: NOW, other_name="ada")) as posing:
        assert [one.title for one in posing.recovered] == ["Cut off"]
        assert posing.find(1).steward == ""


def test_the_permission_is_on_record(catalog: Catalog) -> None:
    allow(catalog)
    allow(catalog)
    allow(catalog, allowed=False)
    assert [(one["what"], one["before"], one["after"]) for one in trail(catalog)] == [
        ("allow", {"allowed": None}, {"allowed": True}),
        ("forbid", {"allowed": True}, {"allowed": False}),
    ]
    assert [(act.title, act.final) for act in catalog.acts()] == [
        ("Forbid names by JOBBANK_USER", True),
        ("Allow names by JOBBANK_USER", True),
    ]


def test_no_one_locks_themselves_out(posing: Catalog) -> None:
    """By listing the first person, or forbidding what they do themselves."""
    said = refused(posing, "ada", lambda change: set_person(change, "ada", Role.ADMIN))
    assert "Allow it first: jobbank people --other-names yes" in said
    allow(posing, "ada")
    by(posing, "ada", lambda change: set_person(change, "ada", Role.ADMIN))
    with pytest.raises(ChangeRefused, match="could do nothing more here"):
        allow(posing, "ada", allowed=False)
    assert [row.value for row in rows(posing, "catalog_setting")] == ["yes"]


def test_the_account_is_not_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "ada")
    assert account_name() == pwd.getpwuid(os.getuid()).pw_name


def test_an_account_without_a_name_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    assert account_name() == "uid 4000000000"


def test_where_there_are_no_numbers_the_login_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pwd", None)
    monkeypatch.setattr(os, "getlogin", lambda: "eve")
    assert account_name() == "eve"
