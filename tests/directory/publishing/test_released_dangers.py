"""A link that staff release from a danger: on the website up to a day, marked, and verifiable."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState
from directory.publishing.compliance.coverage import Audit, CoverageState, survey
from directory.publishing.compliance.shown_on import Shown
from directory.publishing.diff.diff import Kind, alterations
from directory.publishing.export.publish import publish
from directory.publishing.export.write import ReleaseSummary
from directory.publishing.verify.verify import verify_release
from directory.queries import release_rows
from tests.clocks import HandClock
from tests.directory.publishing.asking import shown_on
from tests.directory.publishing.samples import (
    CANARY,
    SETTINGS,
    TODAY,
    add_shelves,
    contents,
    link,
    look,
    release,
)

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

LAST = TODAY + timedelta(days=2)
BANK, OTHER = 1, 2


@pytest.fixture
def catalog(database_url: str, clock: HandClock) -> Iterator[Catalog]:
    """A catalog with two links, of which the first is held back as parked."""
    with closing(Catalog.open(database_url, clock)) as opened:
        with opened.change(who="a test") as change:
            add_shelves(change)
            add_link(change, link("https://bank.example/"), EditorialState.PUBLISHED)
            add_link(change, link("https://other.example/"), EditorialState.PUBLISHED)
        look(opened, {BANK: Reason.PARKED, OTHER: Reason.OK}, clock.now)
        yield opened


def let_go(catalog: Catalog, until: date = LAST) -> None:
    """Release the first link until that day."""
    with catalog.change(who=f"pat {CANARY}", why=f"why {CANARY}") as change:
        workflow.release(change, BANK, catalog.find(BANK).version, until)


def directory(folder: Path) -> Any:
    """The released directory."""
    return json.loads((folder / "directory.json").read_text(encoding="utf-8"))


def markers(folder: Path) -> dict[int, str | None]:
    """The last day of each link's release, by id."""
    return {one["id"]: one["released_until"] for one in directory(folder)["links"]}


def told(catalog: Catalog, folder: Path, day: date = TODAY) -> list[tuple[str, int | None, str]]:
    """What a release would change of links and of the head."""
    found = alterations(folder, catalog, as_of=day, settings=SETTINGS)
    return [(one.kind, one.link_id, one.words) for one in found]


def published(catalog: Catalog, folder: Path, day: date) -> ReleaseSummary:
    """A release of that day, on record."""
    now = catalog.now()
    return publish(catalog, folder, who="pia", as_of=day, now=now, settings=SETTINGS, fewer=True)


def test_it_is_on_the_website_with_its_last_day_and_nothing_internal(
    catalog: Catalog, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    assert release(catalog, folder).withheld == (BANK,)
    let_go(catalog)
    until = f"was held back, is released until {LAST}"
    head = (Kind.HEADER, None, f"next changes by itself on: nothing → {LAST + timedelta(days=1)}")
    assert told(catalog, folder) == [head, (Kind.ADDED, BANK, until)]
    made = release(catalog, folder)
    assert (made.links, made.withheld, made.released) == (2, (), {BANK: LAST})
    assert verify_release(folder) == []
    assert markers(folder) == {BANK: LAST.isoformat(), OTHER: None}
    assert directory(folder)["links"][0]["health"]["reason"] == "parked"
    assert directory(folder)["withheld"] == []
    for name, content in contents(folder).items():
        assert CANARY.encode() not in content, name
    assert "bank.example" in (folder / f"out/{BANK}/index.html").read_text("utf-8")
    assert b"changed since we chose it" not in (folder / f"out/{BANK}/index.html").read_bytes()
    again = tmp_path / "again"
    release(catalog, again)
    assert contents(again)["directory.json"] == contents(folder)["directory.json"]


def test_day_by_day_it_is_released_and_then_withheld_again(
    catalog: Catalog, clock: HandClock, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    let_go(catalog)
    seen = []
    for _ in range(5):
        day = clock.now.date()
        made = published(catalog, folder, day)
        assert verify_release(folder) == []
        head = directory(folder)
        seen.append((made.withheld, markers(folder).get(BANK), head["next_change"]))
        look(catalog, {BANK: Reason.PARKED, OTHER: Reason.OK}, clock.advance(days=1))
    end = (LAST + timedelta(days=1)).isoformat()
    there, held = ((), LAST.isoformat(), end), ((BANK,), None, None)
    assert seen == [there, there, there, held, held]


def test_a_release_made_for_an_earlier_or_much_later_day_goes_by_that_day(
    catalog: Catalog, clock: HandClock, tmp_path: Path
) -> None:
    clock.advance(days=1)
    let_go(catalog, TODAY + timedelta(days=367))
    shown = {}
    for days in (0, 1, 367, 368):
        folder = tmp_path / str(days)
        release(catalog, folder, as_of=TODAY + timedelta(days=days))
        assert verify_release(folder) == []
        shown[days] = BANK in markers(folder)
    assert shown == {0: False, 1: True, 367: True, 368: False}
    release(catalog, tmp_path / "last", as_of=date.max)
    assert directory(tmp_path / "last")["withheld"] == [BANK]


def test_another_danger_takes_it_off_and_another_day_is_a_change(
    catalog: Catalog, clock: HandClock, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    let_go(catalog)
    release(catalog, folder)
    let_go(catalog, LAST + timedelta(days=1))
    days = f"{LAST} → {LAST + timedelta(days=1)}"
    assert told(catalog, folder)[1:] == [
        (Kind.CHANGED, BANK, f"released from a danger until: {days}")
    ]
    look(catalog, {BANK: Reason.HIJACKED, OTHER: Reason.OK}, clock.advance(hours=1))
    assert [(kind, key) for kind, key, _ in told(catalog, folder)[1:]] == [(Kind.HELD_BACK, BANK)]
    assert release(catalog, folder).withheld == (BANK,)
    look(catalog, {BANK: Reason.PARKED, OTHER: Reason.OK}, clock.advance(hours=1))
    assert [(kind, key) for kind, key, _ in told(catalog, folder)] == [(Kind.STILL_HELD, BANK)]
    look(catalog, {BANK: Reason.OK, OTHER: Reason.OK}, clock.advance(hours=1))
    release(catalog, folder)
    assert markers(folder) == {BANK: None, OTHER: None}, "there is no danger to release it from"


def test_the_record_tells_that_it_was_released_and_when_that_was_over(
    catalog: Catalog, clock: HandClock, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    let_go(catalog)
    published(catalog, folder, clock.now.date())

    def on(days: int, link_id: int = BANK) -> Shown:
        day = TODAY + timedelta(days=days)
        with catalog.reading() as connection:
            return shown_on(connection, day, link_id, str(folder.resolve()))

    assert (on(2).absent, on(2).released_until, on(2).overdue) == ("", LAST, None)
    assert on(3).overdue == LAST + timedelta(days=1)
    assert (on(3, OTHER).released_until, on(3, OTHER).overdue) == (None, None)


def test_its_notices_are_covered_while_it_is_released(catalog: Catalog) -> None:
    def states(day: date) -> set[CoverageState]:
        with catalog.reading() as connection:
            audit = Audit(release_rows.notices(connection), SETTINGS, day)
            held = release_rows.held_back(connection, day)
            found = survey(audit, lambda: release_rows.released_links(connection, day), held)
            return {line.state for line in found.lines() if line.link == BANK}

    let_go(catalog)
    assert CoverageState.NOT_SHOWN not in states(LAST)
    assert states(LAST + timedelta(days=1)) == {CoverageState.NOT_SHOWN}
