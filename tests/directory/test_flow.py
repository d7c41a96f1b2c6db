"""The editorial flow: its named moves, four eyes, and what is put off."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import pytest

from crawler.environment import Environment, open_catalog
from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link, edit_link
from directory.catalog.transaction import Transaction
from directory.catalog.workflow import LONGEST_SNOOZE
from directory.errors import StaleEdit
from directory.model.link import Link
from directory.model.vocab import EditorialState as State
from directory.settings import Settings
from tests.clocks import NOW, HandClock
from tests.directory.pages import crawl_pages, page_look
from tests.directory.samples import add, add_links, fields, rows
from tests.directory.staff import by, hire, refused, spelled, trail

TODAY = NOW.date()
MOVES = {
    "submit": ("draft", "in_review"),
    "accept": ("in_review", "published"),
    "send_back": ("in_review", "draft"),
    "retire": ("published", "retired"),
    "restore": ("retired", "draft"),
}


@pytest.fixture(name="strict")
def _strict(sqlite_url: str, clock: HandClock) -> Iterator[Catalog]:
    """An empty catalog where four eyes are asked for."""
    with closing(Catalog.open(sqlite_url, clock, four_eyes=True)) as catalog:
        yield catalog


def _do(catalog: Catalog, who: str, what: str, why: str = "a reason") -> Link:
    """Link 1 after this, as it is by now."""
    version = catalog.find(1).version
    done: Link = by(catalog, who, lambda change: getattr(workflow, what)(change, 1, version), why)
    assert done == catalog.find(1)
    return done


def _edit(catalog: Catalog, who: str, patch: dict[str, Any]) -> Link:
    version = catalog.find(1).version
    done: Link = by(catalog, who, lambda change: edit_link(change, 1, version, patch))
    return done


def _refused(catalog: Catalog, who: str, what: str, why: str = "a reason") -> str:
    version = catalog.find(1).version
    return refused(catalog, who, lambda change: getattr(workflow, what)(change, 1, version), why)


@pytest.mark.parametrize("what", MOVES)
def test_a_named_move_is_written_down_with_all_that_it_changed(
    catalog: Catalog, clock: HandClock, what: str
) -> None:
    before, after = MOVES[what]
    add_links(catalog, ["https://a.example/"], State(before))
    old = spelled(rows(catalog, "link")[0])
    clock.advance(hours=1)
    link = _do(catalog, "ana", what)
    assert (link.state, link.version, link.updated_at) == (State(after), 2, clock.now)
    entry = trail(catalog)[-1]
    assert (entry["what"], entry["kind"], entry["key"]) == (what, "link", "1")
    assert (entry["who"], entry["why"]) == ("ana", "a reason")
    new = spelled(rows(catalog, "link")[0])
    changed = {name for name in new if new[name] != old[name]} - {"version", "updated_at"}
    assert entry["before"] == {name: old[name] for name in changed}
    assert entry["after"] == {name: new[name] for name in changed}


@pytest.mark.parametrize(
    ("state", "what", "said"),
    [
        (
            State.DRAFT,
            "send_back",
            "(“A link”) cannot be sent back: it is a draft, and only links in review and published "
            "links can be. Send it on for approval first.",
        ),
        (State.DRAFT, "restore", "link 1 (“A link”) is a draft already"),
        (State.IN_REVIEW, "submit", "link 1 (“A link”) is in review already"),
        (
            State.PUBLISHED,
            "submit",
            "To change it, edit it; to take it off the website, retire it.",
        ),
        (State.PUBLISHED, "accept", "it is published, and no edit of it was proposed"),
        (State.PUBLISHED, "send_back", "it is published, and no edit of it was proposed"),
        (State.RETIRED, "submit", "it is retired, and only drafts can be. Restore it first."),
        (State.RETIRED, "approve_page", "cannot be given an approved page: it is retired"),
        (State.RETIRED, "retire", "is retired already"),
    ],
)
def test_a_move_that_does_not_fit_is_refused_with_what_to_do(
    sqlite_catalog: Catalog, state: State, what: str, said: str
) -> None:
    add_links(sqlite_catalog, ["https://a.example/"], state)
    told = _refused(sqlite_catalog, "ana", what)
    assert told.startswith("link 1")
    assert said in told


@pytest.mark.parametrize("what", [*MOVES, "wake"])
def test_a_move_of_an_older_version_is_refused(sqlite_catalog: Catalog, what: str) -> None:
    add(sqlite_catalog)
    _edit(sqlite_catalog, "ben", {"notes": "n"})
    with pytest.raises(StaleEdit):
        by(sqlite_catalog, "ana", lambda change: getattr(workflow, what)(change, 1, 1))


@pytest.mark.both_databases
def test_accepting_takes_the_page_as_last_seen_for_the_approved_one(catalog: Catalog) -> None:
    link = add(catalog)
    crawl_pages(catalog, [page_look(link, NOW)], NOW)
    _do(catalog, "ana", "submit")
    _do(catalog, "ben", "accept")
    assert [row.who for row in rows(catalog, "link_baseline")] == ["ben"]


# Sending back


def test_others_work_is_sent_back_with_a_reason(sqlite_catalog: Catalog) -> None:
    hire(sqlite_catalog)
    by(sqlite_catalog, "eve", lambda change: add_link(change, fields("https://a.example/")))
    _do(sqlite_catalog, "eve", "submit")
    assert "say why you send it back" in _refused(sqlite_catalog, "pat", "send_back", " ")
    assert _do(sqlite_catalog, "pat", "send_back", "no such page").state is State.DRAFT


def test_an_author_takes_back_without_a_reason(sqlite_catalog: Catalog) -> None:
    hire(sqlite_catalog)
    by(sqlite_catalog, "eve", lambda change: add_link(change, fields("https://a.example/")))
    _do(sqlite_catalog, "eve", "submit")
    assert _do(sqlite_catalog, "eve", "send_back", "").state is State.DRAFT


# Who has written it


def test_whoever_writes_what_visitors_see_is_remembered_until_approval(catalog: Catalog) -> None:
    add(catalog)
    assert catalog.find(1).written_by == "maria"
    _edit(catalog, "ana", {"operator": "Ana's"})
    _edit(catalog, "ben", {"notes": "for staff", "steward": "Ben", "review_by": "2027-01-31"})
    assert _edit(catalog, "maria", {"cost": "free"}).written_by == "ana\nmaria"
    _do(catalog, "cem", "submit")
    published = _do(catalog, "dan", "accept")
    assert (published.written_by, published.published_at) == ("", NOW)
    entry = trail(catalog)[-1]
    assert (entry["before"]["written_by"], entry["after"]["written_by"]) == ("ana\nmaria", "")
    assert _edit(catalog, "ana", {"operator": "B"}).written_by == "", "approved by who may"
    _do(catalog, "ana", "retire")
    assert _edit(catalog, "ana", {"operator": "C"}).written_by == "ana"


def test_a_link_that_is_added_as_published_has_no_author_to_watch(sqlite_catalog: Catalog) -> None:
    assert add_links(sqlite_catalog, ["https://a.example/"])[0].written_by == ""


# Four eyes


@pytest.mark.parametrize("author", ["maria", "ana"])
def test_with_four_eyes_nobody_accepts_what_they_wrote(strict: Catalog, author: str) -> None:
    add(strict)
    _edit(strict, "ana", {"operator": "Ana's"})
    version = _do(strict, author, "submit").version

    def act(change: Transaction) -> Link:
        return workflow.accept(change, 1, version)

    said = refused(strict, author, act)
    assert said == "link 1: You wrote this yourself; another person must accept it."
    assert by(strict, "ben", act).state is State.PUBLISHED


def test_with_four_eyes_who_wrote_for_staff_alone_may_accept(strict: Catalog) -> None:
    add(strict)
    _edit(strict, "ana", {"notes": "looked at it", "steward": "Ana"})
    _do(strict, "maria", "submit")
    assert _do(strict, "ana", "accept").state is State.PUBLISHED


def test_with_four_eyes_nothing_is_published_as_it_is_added(strict: Catalog) -> None:
    wanted = fields("https://a.example/")
    said = refused(strict, "ana", lambda change: add_link(change, wanted, State.PUBLISHED))
    assert "you cannot publish what you add yourself: add it as a draft" in said


def test_without_four_eyes_an_author_may_accept(sqlite_catalog: Catalog) -> None:
    add(sqlite_catalog)
    _do(sqlite_catalog, "maria", "submit")
    assert _do(sqlite_catalog, "maria", "accept").state is State.PUBLISHED


# Snoozing


@pytest.mark.both_databases
def test_a_link_is_put_off_until_a_day_and_woken(catalog: Catalog, clock: HandClock) -> None:
    add(catalog)
    until = TODAY + LONGEST_SNOOZE
    snoozed: Link = by(
        catalog, "ana", lambda change: workflow.snooze(change, 1, 1, until), "they mend it"
    )
    assert (snoozed.snoozed_until, snoozed.snoozed_at, snoozed.version) == (until, NOW, 2)
    assert snoozed == catalog.find(1)
    entry = trail(catalog)[-1]
    assert (entry["what"], entry["why"]) == ("snooze", "they mend it")
    assert entry["before"] == {"snoozed_until": None, "snoozed_at": None}
    assert entry["after"] == {"snoozed_until": until.isoformat(), "snoozed_at": NOW.isoformat()}
    clock.advance(hours=1)
    woken = _do(catalog, "ben", "wake")
    assert (woken.snoozed_until, woken.snoozed_at, woken.version) == (None, None, 3)
    assert trail(catalog)[-1]["before"] == entry["after"]


def test_waking_what_is_awake_leaves_no_trace(sqlite_catalog: Catalog) -> None:
    link = add(sqlite_catalog)
    before = trail(sqlite_catalog)
    assert _do(sqlite_catalog, "ana", "wake") == link
    assert trail(sqlite_catalog) == before


@pytest.mark.parametrize("days", [-1, 0, LONGEST_SNOOZE.days + 1])
def test_nothing_is_put_off_to_the_past_or_for_ever(sqlite_catalog: Catalog, days: int) -> None:
    add(sqlite_catalog)
    until: date = TODAY + timedelta(days=days)
    said = refused(sqlite_catalog, "ana", lambda change: workflow.snooze(change, 1, 1, until))
    assert said == "link 1: snooze until a day that is to come, at most 366 days from today"


def test_the_setting_reaches_the_catalog(sqlite_url: str, clock: HandClock) -> None:
    settings = Settings(database=sqlite_url, four_eyes=True)
    with closing(open_catalog(settings, Environment(None, clock))) as catalog:
        add(catalog)
        _do(catalog, "maria", "submit")
        assert "You wrote this yourself" in _refused(catalog, "maria", "accept")
