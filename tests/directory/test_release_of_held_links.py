"""Releasing a link that is held back: by whom, until when, and what ends it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.catalog.transaction import Transaction
from directory.errors import StaleEdit
from directory.model.link import Link
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState as State
from directory.queries.link_rows import Row, rows
from directory.rules.queue import LONGEST_RELEASE, QueueKind
from tests.clocks import NOW, HandClock
from tests.directory.samples import add_links, crawl
from tests.directory.staff import by, hire, refused, trail

pytestmark = pytest.mark.both_databases

TODAY = NOW.date()
WEEK = TODAY + timedelta(days=7)
WHY = "the bank itself has told us that the page is theirs"


def _release(until: date = WEEK, version: int | None = None) -> Callable[[Transaction], Link]:
    def act(change: Transaction) -> Link:
        link = change.links.get(1)
        assert link is not None
        return workflow.release(change, 1, version or link.version, until)

    return act


def _now(catalog: Catalog) -> Row:
    """Link 1 as the lists show it today."""
    with catalog.reading() as connection:
        return rows(connection, [1], catalog.now().date())[1]


def _is_held(catalog: Catalog) -> bool:
    row = _now(catalog)
    held = "held back" in row.flags
    assert held == (row.group is QueueKind.HELD_BACK)
    return held


@pytest.fixture(name="held")
def _held(catalog: Catalog) -> Catalog:
    """A catalog with one link, which is held back as parked."""
    add_links(catalog, ["https://bank.example/"])
    crawl(catalog, {1: Reason.PARKED}, NOW)
    assert _is_held(catalog)
    return catalog


def test_a_publisher_releases_a_link_until_a_day_and_the_trail_says_why(held: Catalog) -> None:
    hire(held)
    link: Link = by(held, "pat", _release(), WHY)
    assert link == held.find(1)
    assert (link.released_until, link.released_for) == (WEEK, "parked")
    assert (link.released_at, link.released_by, link.version) == (NOW, "pat", 2)
    assert _now(held).flags == ("released until 2026-10-16",)
    assert _now(held).group is None
    entry = trail(held)[-1]
    assert (entry["what"], entry["kind"], entry["key"]) == ("release", "link", "1")
    assert (entry["who"], entry["why"]) == ("pat", WHY)
    assert entry["after"]["released_until"] == WEEK.isoformat()


def test_who_may_not_publish_may_not_release(held: Catalog) -> None:
    hire(held)
    assert "you are an editor here and may not" in refused(held, "eve", _release(), WHY)


@pytest.mark.parametrize("why", ["", "  "])
def test_without_a_reason_nothing_is_released(held: Catalog, why: str) -> None:
    said = refused(held, "pat", _release(), why)
    assert said == (
        "link 1 (“A link”): give a reason why visitors can be sent to a page that looks dangerous"
    )


@pytest.mark.parametrize("days", [-1, 0, LONGEST_RELEASE.days + 1])
def test_the_last_day_is_to_come_and_within_a_year(held: Catalog, days: int) -> None:
    said = refused(held, "pat", _release(TODAY + timedelta(days=days)), WHY)
    assert said == "link 1: release until a day that is to come, at most 366 days from today"


def test_a_release_may_be_for_a_year(held: Catalog) -> None:
    by(held, "pat", _release(TODAY + LONGEST_RELEASE), WHY)
    assert _now(held).flags == ("released until 2027-10-10",)


@pytest.mark.parametrize(
    ("state", "seen", "why"),
    [
        (State.DRAFT, Reason.PARKED, "it is a draft, and only published links can be"),
        (State.RETIRED, Reason.PARKED, "it is retired, and only published links can be"),
        (State.PUBLISHED, Reason.DRIFT, "the last check found no danger"),
        (State.PUBLISHED, None, "it was never checked"),
    ],
)
def test_only_what_is_held_back_is_released(
    catalog: Catalog, state: State, seen: Reason | None, why: str
) -> None:
    add_links(catalog, ["https://bank.example/"], state)
    crawl(catalog, {1: seen} if seen else {}, NOW)
    said = refused(catalog, "pat", _release(), WHY)
    assert said.startswith("link 1 (“A link”) ")
    assert why in said


def test_an_older_version_is_not_released(held: Catalog) -> None:
    with pytest.raises(StaleEdit):
        by(held, "pat", _release(version=7), WHY)


@pytest.mark.slow
def test_a_release_ends_by_itself_after_its_last_day(held: Catalog, clock: HandClock) -> None:
    by(held, "pat", _release(), WHY)
    shown = []
    for _ in range(10):
        crawl(held, {1: Reason.PARKED}, clock.advance(days=1))
        shown.append(not _is_held(held))
    assert shown == [True] * 7 + [False] * 3
    by(held, "pat", _release(clock.now.date() + timedelta(days=2)), WHY)
    assert "held back" not in _now(held).flags


def test_the_last_day_can_be_moved_while_the_link_is_released(held: Catalog) -> None:
    by(held, "pat", _release(), WHY)
    by(held, "pia", _release(TODAY + timedelta(days=1)), WHY)
    assert _now(held).flags == ("released until 2026-10-10",)


@pytest.mark.parametrize(
    ("checks", "held_back"),
    [
        ([Reason.PARKED], False),
        ([Reason.OK, Reason.TIMEOUT, Reason.PARKED], False),
        ([Reason.HIJACKED], True),
        ([Reason.OK, Reason.HIJACKED], True),
        ([Reason.HIJACKED, Reason.PARKED], True),
        ([Reason.HIJACKED, Reason.OK, Reason.PARKED], True),
    ],
)
def test_the_same_danger_is_no_news_and_another_ends_the_release(
    held: Catalog, clock: HandClock, checks: list[Reason], held_back: bool
) -> None:
    by(held, "pat", _release(), WHY)
    for reason in checks:
        crawl(held, {1: reason}, clock.advance(hours=1))
    assert _is_held(held) == held_back


def test_a_release_can_be_taken_back_and_done_again(held: Catalog, clock: HandClock) -> None:
    with held.act(who="pat", title="Release", why=WHY) as act, act.change() as change:
        workflow.release(change, 1, 1, WEEK)
    held.undo("pat")
    link = held.find(1)
    assert (link.released_until, link.released_for, link.released_at) == (None, "", None)
    assert (link.released_by, _is_held(held)) == ("", True)
    held.redo("pat")
    assert not _is_held(held)
    held.undo("pat")
    crawl(held, {1: Reason.HIJACKED}, clock.advance(hours=1))
    crawl(held, {1: Reason.PARKED}, clock.advance(hours=1))
    held.redo("pat")
    assert held.find(1).released_until == WEEK
    assert _is_held(held), "another danger was found since"


def test_another_address_is_not_released_and_undo_brings_the_release_back(held: Catalog) -> None:
    by(held, "pat", _release(), WHY)
    with held.act(who="pat", title="Move") as act, act.change() as change:
        moved = edit_link(change, 1, 2, {"url": "https://new.example/"})
    assert (moved.released_until, moved.released_for, moved.released_at) == (None, "", None)
    assert moved.released_by == ""
    held.undo("pat")
    assert _now(held).flags == ("released until 2026-10-16",)


def test_a_clock_that_is_behind_that_of_the_crawl_does_not_end_a_release(
    catalog: Catalog, clock: HandClock
) -> None:
    add_links(catalog, ["https://bank.example/"])
    crawl(catalog, {1: Reason.PARKED}, NOW + timedelta(minutes=5))
    by(catalog, "pat", _release(), WHY)
    assert clock.now == NOW
    assert "held back" not in _now(catalog).flags
