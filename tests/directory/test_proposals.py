"""Proposals: edits of published links that wait for somebody's approval."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.catalog.people import set_person
from directory.errors import StaleEdit
from directory.importing.plan import RowOutcome
from directory.importing.service import import_files
from directory.model.link import Link, LinkFields
from directory.model.vocab import EditorialState as State
from directory.model.vocab import Role
from directory.rules.workflow import INTERNAL_FIELDS
from directory.settings import Settings
from tests.clocks import NOW, HandClock
from tests.directory.pages import crawl_pages, page_look
from tests.directory.samples import add_links, rows
from tests.directory.staff import by, hire, refused, spelled, trail

PUBLIC = sorted(set(LinkFields.model_fields) - INTERNAL_FIELDS)


@pytest.fixture(name="desk")
def _desk(catalog: Catalog) -> Catalog:
    """Staff with their roles, and two published links."""
    add_links(catalog, ["https://one.example/", "https://two.example/"])
    hire(catalog)
    return catalog


@pytest.fixture(name="strict")
def _strict(sqlite_url: str, clock: HandClock) -> Iterator[Catalog]:
    """Four eyes are asked for; a published link, nobody listed."""
    with closing(Catalog.open(sqlite_url, clock)) as catalog:
        add_links(catalog, ["https://one.example/"])
    with closing(Catalog.open(sqlite_url, clock, four_eyes=True)) as catalog:
        yield catalog


def _edit(catalog: Catalog, who: str, patch: dict[str, Any], why: str = "") -> Link:
    version = catalog.find(1).version
    done: Link = by(catalog, who, lambda change: edit_link(change, 1, version, patch), why)
    assert done == catalog.find(1)
    return done


def _accept(catalog: Catalog, who: str) -> Link:
    version = catalog.find(1).version
    done: Link = by(catalog, who, lambda change: workflow.accept(change, 1, version))
    assert done == catalog.find(1)
    return done


def _patch(catalog: Catalog) -> dict[str, Any] | None:
    waiting = catalog.proposal(1)
    return waiting.patch if waiting else None


def _public(link: Link) -> dict[str, Any]:
    return {name: getattr(link, name) for name in PUBLIC}


def test_an_editors_edit_of_a_published_link_waits(desk: Catalog, clock: HandClock) -> None:
    before = desk.find(1)
    then = clock.advance(hours=1)
    with desk.change(who="eve", why="new name") as change:
        link = edit_link(change, 1, 1, {"names": {"en": "New"}, "operator_class": "state"})
        assert change.proposed == [1]
    assert _public(desk.find(1)) == _public(before)
    assert (link.version, link.state, link.written_by) == (2, State.PUBLISHED, "")
    waiting = desk.proposal(1)
    assert waiting is not None
    assert waiting.patch == {"names": {"en": "New"}, "operator_class": "state"}
    assert (waiting.who, waiting.why, waiting.at, waiting.based_on) == ("eve", "new name", then, 2)
    entry = trail(desk)[-1]
    assert (entry["what"], entry["kind"], entry["key"]) == ("propose", "proposal", "1")
    assert (entry["before"], entry["after"]) == (None, spelled(rows(desk, "proposal")[0]))


def test_what_is_for_staff_alone_is_kept_at_once(desk: Catalog) -> None:
    with desk.change(who="eve") as change:
        edit_link(change, 1, 1, {"notes": "call them", "steward": "Eve"})
        assert change.proposed == []
        edit_link(change, 1, 2, {"review_by": "2027-01-31", "operator": "Agency"})
        assert change.proposed == [1]
    link = desk.find(1)
    assert (link.notes, link.steward, str(link.review_by)) == ("call them", "Eve", "2027-01-31")
    assert (link.operator, link.version) == ("", 3)
    assert _patch(desk) == {"operator": "Agency"}
    *_, edited, proposed = trail(desk)
    assert edited["after"] == {"review_by": "2027-01-31"}
    assert proposed["after"]["based_on"] == 3


def test_who_may_publish_edits_at_once(desk: Catalog) -> None:
    with desk.change(who="pat") as change:
        assert edit_link(change, 1, 1, {"operator": "Agency"}).operator == "Agency"
        assert change.proposed == []
    assert desk.proposal(1) is None


def test_an_editor_edits_at_once_what_is_not_published(desk: Catalog) -> None:
    by(desk, "pat", lambda change: workflow.retire(change, 1, 1))
    assert _edit(desk, "eve", {"operator": "Agency"}).operator == "Agency"
    assert desk.proposal(1) is None


def test_an_edit_that_changes_nothing_proposes_nothing(desk: Catalog) -> None:
    before = trail(desk)
    assert _edit(desk, "eve", {"url": "HTTPS://ONE.example"}).version == 1
    _edit(desk, "eve", {"operator": "Agency"})
    assert _edit(desk, "eli", {"operator": " Agency "}).version == 2
    assert len(trail(desk)) == len(before) + 1


@pytest.mark.both_databases
def test_a_second_edit_goes_into_the_proposal_that_waits(desk: Catalog, clock: HandClock) -> None:
    _edit(desk, "eve", {"operator": "Agency", "cost": "free"}, "first")
    first = spelled(rows(desk, "proposal")[0])
    then = clock.advance(hours=1)
    link = _edit(desk, "eli", {"cost": "paid", "names": {"en": "N"}}, "second")
    waiting = desk.proposal(1)
    assert waiting is not None
    assert waiting.patch == {"operator": "Agency", "cost": "paid", "names": {"en": "N"}}
    assert (waiting.who, waiting.why, waiting.at) == ("eve\neli", "second", then)
    assert (waiting.based_on, link.version) == (2, 3)
    entry = trail(desk)[-1]
    assert (entry["before"], entry["after"]) == (first, spelled(rows(desk, "proposal")[0]))


@pytest.mark.both_databases
def test_a_field_that_is_set_back_is_taken_out_of_the_proposal(desk: Catalog) -> None:
    _edit(desk, "eve", {"operator": "Agency", "cost": "free"})
    _edit(desk, "eve", {"cost": None})
    assert _patch(desk) == {"operator": "Agency"}
    with desk.change(who="eve") as change:
        edit_link(change, 1, 3, {"operator": ""})
        assert change.proposed == [1]
    assert desk.proposal(1) is None
    entry = trail(desk)[-1]
    assert (entry["what"], entry["kind"], entry["after"]) == ("withdraw", "proposal", None)
    assert entry["before"]["patch"] == {"operator": "Agency"}


def test_a_proposal_that_somebody_has_not_seen_is_not_overwritten_nor_accepted(
    desk: Catalog,
) -> None:
    by(desk, "eve", lambda change: edit_link(change, 1, 1, {"operator": "Eve's"}))
    with pytest.raises(StaleEdit):
        by(desk, "eli", lambda change: edit_link(change, 1, 1, {"operator": "Eli's"}))
    with pytest.raises(StaleEdit):
        by(desk, "pat", lambda change: workflow.accept(change, 1, 1))
    assert _patch(desk) == {"operator": "Eve's"}


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ({"url": "https://two.example/"}, "is the address of link 2 already"),
        ({"url": "ftp://one.example/"}, "only http and https addresses can be linked"),
        ({"category": "no-such"}, "there is no category “no-such”"),
        ({"exit_override": "forced_on"}, "give a reason"),
        ({"colour": "red"}, "a link has no field “colour”"),
    ],
)
def test_what_could_not_be_kept_cannot_be_proposed(
    desk: Catalog, patch: dict[str, Any], said: str
) -> None:
    assert said in refused(desk, "eve", lambda change: edit_link(change, 1, 1, patch))


def test_a_proposal_is_checked_as_a_whole(desk: Catalog) -> None:
    _edit(desk, "eve", {"exit_override": "forced_on", "exit_override_reason": "a shop"})
    _edit(desk, "eve", {"operator": "Agency"})
    said = refused(desk, "eve", lambda c: edit_link(c, 1, 3, {"exit_override_reason": ""}))
    assert "give a reason" in said


def test_too_many_authors_are_asked_to_come_to_an_end(sqlite_catalog: Catalog) -> None:
    add_links(sqlite_catalog, ["https://one.example/"])
    names = [letter * 149 for letter in "abc"]
    with sqlite_catalog.change(who="ada") as change:
        set_person(change, "ada", Role.ADMIN)
        for name in names:
            set_person(change, name, Role.EDITOR)
    _edit(sqlite_catalog, names[0], {"operator": "A"})
    _edit(sqlite_catalog, names[1], {"operator": "B"})
    said = refused(sqlite_catalog, names[2], lambda c: edit_link(c, 1, 3, {"operator": "C"}))
    assert "too many people have written this proposal already" in said


def test_an_import_by_an_editor_proposes_too(desk: Catalog, tmp_path: Path) -> None:
    file = tmp_path / "links.csv"
    file.write_text("url,operator,notes\nhttps://one.example/,Agency,call\n", encoding="utf-8")
    (plan,) = import_files(desk, [file], who="eve", settings=Settings())
    assert [row.outcome for row in plan.rows] == [RowOutcome.UPDATED]
    link = desk.find(1)
    assert (link.operator, link.notes, _patch(desk)) == ("", "call", {"operator": "Agency"})


# Accepting


@pytest.mark.both_databases
def test_an_accepted_proposal_becomes_the_link(desk: Catalog, clock: HandClock) -> None:
    crawl_pages(desk, [page_look(desk.find(1), NOW)], NOW)
    patch = {"url": "https://new.example/", "names": {"en": "New"}, "audiences": ["youth"]}
    _edit(desk, "eve", patch)
    waiting = spelled(rows(desk, "proposal")[0])
    then = clock.advance(hours=1)
    with desk.change(who="pat", why="fine") as change:
        link = workflow.accept(change, 1, 2)
    assert link == desk.find(1)
    assert (link.url, link.host, link.name) == ("https://new.example/", "new.example", "New")
    assert (link.audiences, link.previous_urls) == (["youth"], ["https://one.example/"])
    assert (link.state, link.version, link.published_at) == (State.PUBLISHED, 3, NOW)
    assert (link.updated_at, link.written_by) == (then, "")
    assert desk.proposal(1) is None
    assert rows(desk, "health") == []
    *_, accepted, edited = trail(desk)
    assert (accepted["what"], accepted["kind"], accepted["who"]) == ("accept", "proposal", "pat")
    assert (accepted["before"], accepted["before"]["who"]) == (waiting, "eve")
    assert accepted["after"] is None
    assert (edited["what"], edited["kind"], edited["who"]) == ("accept", "link", "pat")
    assert set(edited["after"]) == {
        "url",
        "url_key",
        "host",
        "lane",
        "previous_urls",
        "names",
        "name",
        "audiences",
    }
    assert desk.verify_audit().fault is None


def test_what_changed_elsewhere_in_the_link_is_kept(desk: Catalog) -> None:
    _edit(desk, "eve", {"operator": "Agency"})
    _edit(desk, "pat", {"cost": "free"})
    link = _accept(desk, "pat")
    assert (link.operator, link.cost) == ("Agency", "free")


def test_a_field_that_both_changed_is_named_and_nothing_is_overruled(desk: Catalog) -> None:
    patch = {"operator": "Eve's", "operator_class": "state", "cost": "free"}
    _edit(desk, "eve", patch)
    _edit(desk, "pat", {"operator": "Pat's", "operator_class": "local", "languages": ["en"]})
    said = refused(desk, "pat", lambda change: workflow.accept(change, 1, 3))
    assert said.startswith("link 1: since this was proposed, another person changed the same: ")
    assert ": operator, operator class. Compare the two" in said


def test_both_within_one_change_are_seen_too(desk: Catalog) -> None:
    _edit(desk, "eve", {"operator": "Eve's"})

    def both(change: Any) -> None:
        edit_link(change, 1, 2, {"operator": "Pat's"})
        workflow.accept(change, 1, 3)

    assert "changed the same: operator" in refused(desk, "pat", both)


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([("pat", "Pat's"), ("pat", "")], id="it was set back"),
        pytest.param([("pat", "Eve's")], id="both want the same"),
        pytest.param([("pat", "Pat's"), ("eli", "Eli's")], id="proposed anew after that"),
    ],
)
def test_what_is_no_dispute_is_accepted(desk: Catalog, steps: list[tuple[str, str]]) -> None:
    _edit(desk, "eve", {"operator": "Eve's"})
    for who, operator in steps:
        _edit(desk, who, {"operator": operator})
    waiting = _patch(desk)
    assert waiting is not None
    assert _accept(desk, "pia").operator == waiting["operator"]
    assert desk.proposal(1) is None


def test_what_was_changed_before_an_earlier_proposal_counts_no_more(desk: Catalog) -> None:
    _edit(desk, "eve", {"operator": "Eve's"})
    _edit(desk, "pat", {"operator": "Pat's"})
    by(desk, "eve", lambda change: workflow.send_back(change, 1, 3))
    _edit(desk, "eve", {"operator": "Agency"})
    assert _accept(desk, "pat").operator == "Agency"


# Sending back


@pytest.mark.both_databases
def test_a_proposal_is_sent_back_with_a_reason(desk: Catalog) -> None:
    _edit(desk, "eve", {"operator": "Agency"})
    assert "say why" in refused(desk, "pat", lambda change: workflow.send_back(change, 1, 2))
    link = by(desk, "pat", lambda change: workflow.send_back(change, 1, 2), "not theirs")
    assert link == desk.find(1)
    assert (link.operator, link.version, desk.proposal(1)) == ("", 3, None)
    entry = trail(desk)[-1]
    assert (entry["what"], entry["kind"], entry["why"]) == ("send_back", "proposal", "not theirs")
    assert (entry["before"]["who"], entry["after"]) == ("eve", None)


def test_an_editor_takes_back_what_nobody_else_has_written(desk: Catalog) -> None:
    _edit(desk, "eve", {"operator": "Agency"})
    said = refused(desk, "eli", lambda change: workflow.send_back(change, 1, 2), "mine is better")
    assert "may not decide what is published" in said
    by(desk, "eve", lambda change: workflow.send_back(change, 1, 2))
    assert desk.proposal(1) is None


def test_an_editor_does_not_take_back_what_others_have_a_part_in(desk: Catalog) -> None:
    _edit(desk, "eve", {"operator": "Agency"})
    _edit(desk, "eli", {"cost": "free"})
    said = refused(desk, "eve", lambda change: workflow.send_back(change, 1, 3), "a reason")
    assert "may not decide what is published" in said


def test_a_proposal_goes_with_a_link_that_is_retired(desk: Catalog) -> None:
    _edit(desk, "eve", {"operator": "Agency"})
    by(desk, "pat", lambda change: workflow.retire(change, 1, 2))
    assert desk.proposal(1) is None
    *_, dropped, retired = trail(desk)
    assert (dropped["what"], dropped["kind"], dropped["after"]) == ("retire", "proposal", None)
    assert dropped["before"]["patch"] == {"operator": "Agency"}
    assert (retired["kind"], retired["after"]["state"]) == ("link", "retired")


# Four eyes


def test_with_four_eyes_everybodys_edit_waits_for_somebody_else(strict: Catalog) -> None:
    _edit(strict, "ana", {"operator": "Agency"})
    _edit(strict, "ben", {"cost": "free"})
    for author in ("ana", "ben"):
        said = refused(strict, author, lambda change: workflow.accept(change, 1, 3))
        assert said == "link 1: You wrote this yourself; another person must accept it."
    assert _accept(strict, "cem").operator == "Agency"


def test_with_four_eyes_what_is_for_staff_alone_needs_nobody(strict: Catalog) -> None:
    assert _edit(strict, "ana", {"notes": "n"}).notes == "n"
    assert strict.proposal(1) is None


def test_a_later_edit_without_a_reason_keeps_the_reason_that_was_given(
    strict: Catalog, clock: HandClock
) -> None:
    _edit(strict, "ana", {"operator": "A"}, "as they call themselves")
    clock.advance(days=1)
    _edit(strict, "ana", {"operator": "B"})
    waiting = strict.proposal(1)
    assert waiting is not None
    assert (waiting.at, waiting.why) == (NOW + timedelta(days=1), "as they call themselves")
