"""The screen of notices: what is told of each, and wordings announced, approved and withdrawn."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from directory.catalog.catalog import Catalog
from directory.catalog.notice_rules import set_notice_rules
from directory.catalog.notices import announce
from directory.catalog.people import set_person
from directory.model.notice import NoticeVersion
from directory.model.vocab import NoticeKind, Role
from directory.queries import notices as rows
from directory.rules.notice_rules import ALWAYS, GOVERNMENT, Condition, ExitRule, RuleSet
from directory.rules.notice_schedule import Announcement, Terms
from tests.clocks import HandClock
from tests.databases import filled_sqlite
from tests.directory.publishing.samples import NOW, add_notice, add_shelves
from tests.tui.in_loop import in_loop
from tests.tui.piloting import decide
from tests.tui.publishing import SIZES, desk_of
from tests.tui.waiting import lines, seen, until
from tui.app import CurateApp
from tui.modals.notice_form import NoticeForm
from tui.presenters.wordings import notice_card
from tui.screens.notices import NoticesScreen
from tui.services import notice_form, notices
from tui.services.model import Desk, Refused
from tui.services.session import refusals
from tui.state.notice_sheet import FilledNotice
from tui.widgets.notice_list import NoticeList, heading, notice_line

pytestmark = pytest.mark.slow

TODAY = NOW.date()
EARLIEST = TODAY + timedelta(days=30)
SOON = TODAY + timedelta(days=2)
TERMS = Terms(30, ("en", "es"))
SLUG = "exit-government"
BEFORE = {
    "en": "You leave {agency} for {host}; ask {contact}.",
    "es": "(You leave {agency} for {host}; ask {contact}.)",
}
NEW = {"en": "Goodbye.", "es": "Adiós."}
HOSTILE = "[@click=app.quit]x[/] \x1b]52;c;aGk=\x07"


@pytest.fixture
def clock() -> HandClock:
    """Shows NOW until it is moved."""
    return HandClock(NOW)


def shelved(url: str) -> None:
    """Six notices in two languages, in force since today."""
    catalog = Catalog.open(url, HandClock(NOW), terms=TERMS)
    with catalog.change(who="ana") as change:
        add_shelves(change)
    catalog.close()


@pytest.fixture
def catalog(tmp_path: Path, clock: HandClock) -> Iterator[Catalog]:
    """A catalog with these notices."""
    catalog = Catalog.open(filled_sqlite(tmp_path / "catalog.db", shelved), clock, terms=TERMS)
    yield catalog
    catalog.close()


@asynccontextmanager
async def noticing(desk: Desk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[Any]]:
    """The app at its notices, once they are listed."""
    app = CurateApp(lambda: desk)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("5")
        await until(pilot, lambda: at_rest(pilot))
        yield pilot


def at_rest(pilot: Pilot[Any]) -> bool:
    """The list stands, with nothing over it."""
    screen = pilot.app.screen
    return isinstance(screen, NoticesScreen) and screen.settled and "Notice  " in seen(pilot)


async def go_to(pilot: Pilot[Any], slug: str) -> None:
    """Moves the cursor to this notice."""
    shown = pilot.app.screen.query_one(NoticeList)
    shown.highlighted = [row.slug for row in shown._rows].index(slug)
    await until(pilot, lambda: at_cursor(pilot) == slug)
    await pilot.pause()


def at_cursor(pilot: Pilot[Any]) -> str:
    """The notice at the cursor."""
    chosen = pilot.app.screen.query_one(NoticeList).chosen
    return "" if chosen is None else chosen.slug


async def form(pilot: Pilot[Any], key: str = "e") -> NoticeForm:
    """Opens the form."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, NoticeForm))
    screen = pilot.app.screen
    assert isinstance(screen, NoticeForm)
    await until(pilot, lambda: "First day" in seen(pilot))
    return screen


def fill(screen: NoticeForm, texts: Mapping[str, str]) -> None:
    """Puts these texts, by key, into the fields of the form."""
    for box in screen._grid.boxes:
        if box.field.key in texts:
            box.text = texts[box.field.key]


def versions(catalog: Catalog, slug: str = SLUG) -> list[NoticeVersion]:
    """All wordings of the notice."""
    with catalog.reading() as connection:
        return rows.versions(connection, slug)


def propose(
    catalog: Catalog, texts: Mapping[str, str] = NEW, day: date = SOON, who: str = "ana"
) -> None:
    """Has a wording wait for a second person."""
    with catalog.change(who=who) as change:
        assert not announce(change, SLUG, Announcement(texts, day, "people are misled"))


def words(pilot: Pilot[Any]) -> str:
    """The screen with its lines run together."""
    return " ".join(seen(pilot).split())


def told(pilot: Pilot[Any]) -> str:
    """What the person has been told."""
    return " ".join(str(one.message) for one in pilot.app._notifications)


# --- what is told -----------------------------------------------------------------------


#: What is seen of the notices, as patterns.
LISTED = (
    r"no-endorsement +disclaimer +1 since 2026-10-09\b",
    r"accuracy +disclaimer +1 since 2026-10-09 +new wording on 2026-11-08",
    r"exit-government +exit notice +1 since .* +waits for approval",
)
#: What is seen of the notice at the cursor.
TOLD = (
    "people are misled", "ana, on 2026-10-09", "2026-10-11 (in 2 days)", "en: Goodbye.",
    "es: Adiós.", "version 1, since 2026-10-09, by ana", "en: You leave {agency}",
)  # fmt: skip


@in_loop
async def test_each_notice_is_a_line_and_the_one_at_the_cursor_is_shown_word_by_word(
    catalog: Catalog, tmp_path: Path
) -> None:
    """At each size of the terminal."""
    with catalog.change(who="ana") as change:
        announce(change, "accuracy", Announcement(NEW, EARLIEST))
    propose(catalog)
    async with noticing(desk_of(catalog, tmp_path)) as pilot:
        await go_to(pilot, SLUG)
        for width, height in (*SIZES, (200, 60)):
            await pilot.resize_terminal(width, height)
            await until(pilot, lambda: not unseen(pilot))
            assert [cell_len(line) <= width for line in lines(pilot.app)] == [True] * height
            assert "1 waits for approval" in lines(pilot.app)[0]
            for key in ("e New wording", "a Approve", "x Withdraw", "? Help"):
                assert key in "\n".join(lines(pilot.app)[-2:])


def unseen(pilot: Pilot[Any]) -> list[str]:
    """What is still to come of the list and of the notice at the cursor."""
    listed = "\n".join(lines(pilot.app)[:9])
    missing = [pattern for pattern in LISTED if not re.search(pattern, listed)]
    return missing + [part for part in TOLD if part not in words(pilot)]


@in_loop
async def test_many_notices_leave_room_for_the_card_in_which_enter_scrolls(
    catalog: Catalog, tmp_path: Path
) -> None:
    """Escape goes back to the list; the same keys move in both."""
    with catalog.change(who="ana") as change:
        for number in range(29):
            add_notice(change, f"text-{number:02}", NoticeKind.DISCLAIMER, f"Text {number}.")
        add_notice(change, "the-longest", NoticeKind.DISCLAIMER, "Many words. " * 90 + "The end.")
    async with noticing(desk_of(catalog, tmp_path)) as pilot:
        first = at_cursor(pilot)
        await pilot.press("j")
        assert at_cursor(pilot) not in (first, "the-longest")
        await pilot.press("k")
        assert at_cursor(pilot) == first
        await pilot.press("G")
        assert at_cursor(pilot) == "the-longest"
        await until(pilot, lambda: "Many words." in seen(pilot))
        assert "the-longest   " in seen(pilot), "the list has scrolled to it"
        assert "No rule gives it to a link." not in seen(pilot)
        await pilot.press("enter", "j", "G")
        await until(pilot, lambda: "No rule gives it to a link." in seen(pilot))
        await pilot.press("k", "g", "escape", "k")
        await until(pilot, lambda: "en: Text 28." in seen(pilot))
        assert "Which links carry it" in seen(pilot)
        assert at_cursor(pilot) == "text-28"
        await pilot.press("g")
        assert at_cursor(pilot) == first


@in_loop
async def test_the_rules_are_shown_in_words_and_by_which_command_they_are_changed(
    catalog: Catalog, tmp_path: Path
) -> None:
    async with noticing(desk_of(catalog, tmp_path), (120, 40)) as pilot:
        await pilot.press("r")
        await until(pilot, lambda: "These are the default rules." in seen(pilot))
        for part in ("2. Does a government body run the destination? → exit-government, beside the",
                     "1. Is the destination one of the agency's own sites? → no exit notice.",
                     "Disclaimer “job-listings”",
                     "jobbank notices rules set rules.json"):  # fmt: skip
            assert part in words(pilot), part
        rule = ExitRule(Condition(operator_classes=GOVERNMENT), SLUG, "Every visitor reads it.")
        with catalog.change(who="ana") as change:
            set_notice_rules(change, RuleSet((rule, ExitRule(ALWAYS, None, "Others are not."))))
        await until(pilot, lambda: "Version 1 of the agency's rules." in seen(pilot))
        assert (
            "1. Does a government body run the destination? → exit-government, beside the link. "
            "“Every visitor reads it.”" in words(pilot)
        )
        await go_to(pilot, SLUG)
        await until(pilot, lambda: "Version 1 of" not in seen(pilot))
        assert "(r shows all rules) 1. Does a government body run" in words(pilot)


@in_loop
async def test_a_catalog_without_notices_says_so_and_how_the_first_one_is_made(
    sqlite_url: str, tmp_path: Path
) -> None:
    """Where each change needs a second person, a wording waits for one."""
    catalog = Catalog.open(sqlite_url, lambda: NOW, four_eyes=True, terms=Terms(30, ("en",)))
    async with noticing(desk_of(catalog, tmp_path, four_eyes=True)) as pilot:
        await until(pilot, lambda: "There is no notice yet. n announces" in seen(pilot))
        await pilot.press("e", "a", "x", "j", "k", "g", "G", "r", "r")
        assert isinstance(pilot.app.screen, NoticesScreen)
        with catalog.change(who="ana") as change:
            add_notice(change, SLUG, NoticeKind.EXIT, "Bye.")
        await until(pilot, lambda: at_cursor(pilot) == SLUG)
        screen = await form(pilot)
        fill(screen, {"text:en": "Farewell."})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: at_rest(pilot) and "waits for approval" in seen(pilot))
    catalog.close()


# --- announcing -------------------------------------------------------------------------


@in_loop
async def test_a_new_wording_begins_with_the_last_one_and_is_announced_after_one_question(
    catalog: Catalog, tmp_path: Path
) -> None:
    async with noticing(desk_of(catalog, tmp_path)) as pilot:
        await go_to(pilot, SLUG)
        screen = await form(pilot)
        assert screen._sheet is not None
        assert dict(screen._sheet.now) == {
            "title:en": "", "title:es": "", "text:en": BEFORE["en"], "text:es": BEFORE["es"],
            "day": EARLIEST.isoformat(), "exception": "",
        }  # fmt: skip
        fill(screen, {"text:en": NEW["en"]})
        for size in ((200, 60), *reversed(SIZES)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: "1 field changed, not announced" in seen(pilot))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Announce this wording of" in seen(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert len(versions(catalog)) == 1
        await announce_typed(pilot)
        await until(pilot, lambda: at_rest(pilot) and "new wording on 2026-11-08" in seen(pilot))
        assert "applies from 2026-11-08. Publish now (4)" in told(pilot)
        assert "publish again on 2026-11-08" in told(pilot)
        await announce_a_notice(pilot)
    last = versions(catalog)[-1]
    assert (last.number, last.texts) == (2, {"en": "Goodbye.", "es": BEFORE["es"]})
    assert (last.effective_from, last.author, last.approver) == (EARLIEST, "maria", "")
    with catalog.reading() as connection:
        assert rows.kinds(connection)["scam-warning"] is NoticeKind.DISCLAIMER


async def announce_typed(pilot: Pilot[Any]) -> None:
    """Announces what is in the form."""
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "Announce this wording of" in seen(pilot))
    await decide(pilot, "y")


async def announce_a_notice(pilot: Pilot[Any]) -> None:
    """A new notice needs a name and a kind as well."""
    screen = await form(pilot, "n")
    fill(screen, {"slug": "Fees!", "text:en": "Fees may apply.", "text:es": "Hay tarifas."})
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "2 fields need a change" in seen(pilot))
    fill(screen, {"slug": "scam-warning", "kind": "disclaimer"})
    await announce_typed(pilot)
    await until(pilot, lambda: at_rest(pilot) and "scam-warning" in seen(pilot))
    await go_to(pilot, "scam-warning")
    await until(pilot, lambda: "No wording is in force yet." in seen(pilot))


@in_loop
async def test_an_early_day_asks_for_a_reason_and_then_for_a_second_person(
    catalog: Catalog, tmp_path: Path
) -> None:
    async with noticing(desk_of(catalog, tmp_path)) as pilot:
        await go_to(pilot, SLUG)
        screen = await form(pilot)
        fill(screen, {"text:en": NEW["en"], "day": SOON.isoformat()})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "1 field needs a change" in seen(pilot))
        assert "on 2026-11-08 at the earliest." in words(pilot)
        assert "Goodbye." in seen(pilot)
        fill(screen, {"exception": "people are misled"})
        await until(pilot, lambda: "It waits until another person has approved it" in seen(pilot))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: at_rest(pilot) and "waits for approval" in seen(pilot))
        assert "waits for a second person" in told(pilot)
        assert len(versions(catalog)) == 1
        await decide(pilot, "a")
        await until(pilot, lambda: "another person must approve it" in told(pilot))
        assert at_rest(pilot)
    async with noticing(desk_of(catalog, tmp_path, who="ben")) as pilot:
        await go_to(pilot, SLUG)
        await pilot.press("r", "a")
        await until(pilot, lambda: "Approve the new wording of" in seen(pilot))
        assert "maria wrote it. Visitors read it from 2026-10-11 on." in words(pilot)
        await decide(pilot, "y")
        await until(pilot, lambda: "applies from 2026-10-11" in told(pilot))
        await until(pilot, lambda: "Exception, because people are misled" in words(pilot))
    last = versions(catalog)[-1]
    assert (last.author, last.approver, last.effective_from) == ("maria", "ben", SOON)


# --- refused ----------------------------------------------------------------------------


@in_loop
async def test_whatever_is_refused_nothing_that_was_typed_is_lost_until_it_is_thrown_away(
    catalog: Catalog, tmp_path: Path
) -> None:
    """What another person announced meanwhile is not passed over; an editor may not announce."""
    async with noticing(desk_of(catalog, tmp_path)) as pilot:
        await go_to(pilot, SLUG)
        screen = await form(pilot)
        fill(screen, {"text:en": "Mine.", "day": (EARLIEST + timedelta(days=1)).isoformat()})
        with catalog.change(who="ben") as change:
            announce(change, SLUG, Announcement(NEW, EARLIEST))
        await announce_typed(pilot)
        await until(pilot, lambda: "ben has announced version 2" in words(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: at_rest(pilot))
        with catalog.change(who="ana") as change:
            set_person(change, "ana", Role.ADMIN)
            set_person(change, "maria", Role.EDITOR)
        again = await form(pilot)
        await until(pilot, lambda: "What you typed before is here again." in seen(pilot))
        assert again._sheet is not None
        assert (again._sheet.now["text:en"], again._sheet.now["text:es"]) == ("Mine.", "Adiós.")
        await announce_typed(pilot)
        await until(pilot, lambda: "may not change people, categories and notices" in words(pilot))
        assert pilot.app.screen is again
        assert "Mine." in seen(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "Start over?" in seen(pilot))
        await decide(pilot, "y")
        await until(pilot, lambda: pilot.app.screen is again and "Mine." not in seen(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: at_rest(pilot))
        await form(pilot)
        assert "here again" not in seen(pilot)
    assert len(versions(catalog)) == 2


@in_loop
async def test_what_waits_is_withdrawn_after_one_question(
    catalog: Catalog, clock: HandClock, tmp_path: Path
) -> None:
    """No byte of it acts on the terminal. What has waited too long can no longer be approved."""
    with catalog.change(who=HOSTILE) as change:
        announce(change, SLUG, Announcement({"en": HOSTILE, "es": "x"}, SOON, HOSTILE))
    async with noticing(desk_of(catalog, tmp_path), (120, 40)) as pilot:
        await go_to(pilot, SLUG)
        await until(pilot, lambda: "[@click=app.quit]x[/]" in seen(pilot))
        assert not set("\x1b\x07") & set(seen(pilot))
        for answer in ("escape", "y"):
            await until(pilot, lambda: at_rest(pilot) and "waits for approval" in seen(pilot))
            await decide(pilot, "x")
            await until(pilot, lambda: "Withdraw the waiting" in seen(pilot))
            assert not set("\x1b\x07") & set(seen(pilot))
            await pilot.press(answer)
        await until(pilot, lambda: at_rest(pilot) and "waits for approval" not in seen(pilot))
        assert "is withdrawn" in told(pilot)
        assert len(versions(catalog)) == 1
        propose(catalog)
        clock.advance(days=3)
        await pilot.press("5")
        await until(pilot, lambda: "It can no longer be approved: 2026-10-11 has passed." in
                    words(pilot))  # fmt: skip
        await decide(pilot, "a")
        await until(pilot, lambda: "It can no longer be approved" in told(pilot))
        assert at_rest(pilot)


@pytest.mark.parametrize("act", [notices.approve, notices.withdraw])
def test_only_the_wording_that_was_read_is_decided_on(
    catalog: Catalog, clock: HandClock, tmp_path: Path, act: Any
) -> None:
    propose(catalog)
    desk = desk_of(catalog, tmp_path, who="ben")
    (before,) = [row.waits for row in notices.shelf(desk).notices if row.waits]
    clock.advance(seconds=1)
    propose(catalog, {"en": "Something else.", "es": "Otra cosa."})
    with pytest.raises(Refused, match="another wording of “exit-government” waits"):
        act(desk, SLUG, before.at)
    (now,) = [row.waits for row in notices.shelf(desk).notices if row.waits]
    assert dict(now.texts)["en"] == "Something else."
    act(desk, SLUG, now.at)
    with pytest.raises(Refused, match="no wording of “exit-government” waits"), refusals():
        act(desk, SLUG, now.at)


@in_loop
async def test_a_title_is_announced_with_the_words_as_they_were(
    catalog: Catalog, tmp_path: Path
) -> None:
    """It is shown above the text; where only a title is new, a second person can approve it."""
    async with noticing(desk_of(catalog, tmp_path)) as pilot:
        await go_to(pilot, SLUG)
        screen = await form(pilot)
        fill(screen, {"title:en": "Leaving " * 20})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "longer than 80 letters" in seen(pilot))
        fill(screen, {"title:en": " Leaving us ", "title:es": "Salida"})
        await announce_typed(pilot)
        await until(pilot, lambda: at_rest(pilot) and "Leaving us" in seen(pilot))
        screen = await form(pilot)
        fill(screen, {"title:en": "Off you go", "day": TODAY.isoformat(), "exception": "harm"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: at_rest(pilot) and "Off you go" in seen(pilot))
    last = versions(catalog)[-1]
    assert (last.titles, last.texts) == ({"en": "Leaving us", "es": "Salida"}, BEFORE)
    row = next(
        one for one in notices.shelf(desk_of(catalog, tmp_path, "ben")).notices if one.slug == SLUG
    )
    assert row.waits is not None
    assert row.waits.problem == ""


# --- the form's check -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({}, "", "nothing is new"),
        ({"titles": {"en": "Bye {name}"}}, "title:en", "is the same for all links"),
        ({"titles": {"en": "Leaving"}}, None, ""),
        ({"texts": NEW | {"es": " "}}, "es", "in all languages at once"),
        ({"texts": NEW | {"en": "See {page}."}}, "en", "“{page}” cannot be filled in."),
        ({"texts": NEW, "day": ""}, "day", "Write the first day"),
        ({"texts": NEW, "day": "next week"}, "day", "year-month-day"),
        ({"texts": NEW, "day": "2026-10-08"}, "day", "has passed"),
        ({"texts": NEW, "day": "2026-11-07"}, "day", "2026-11-08 at the earliest"),
        ({"texts": NEW, "day": "2026-10-09"}, "day", "2026-11-08 at the earliest"),
        ({"texts": NEW, "new": True}, "slug", "of this name already"),
        ({"texts": NEW, "new": True, "slug": "A B"}, "slug", "small letters"),
        ({"texts": NEW, "new": True, "slug": "a-b", "kind": None}, "kind", "Choose one"),
        ({"texts": NEW}, None, ""),
        ({"texts": NEW, "day": "2026-10-09", "exception": "harm"}, None, ""),
        ({"texts": NEW, "new": True, "slug": "a-b"}, None, ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    catalog: Catalog, tmp_path: Path, changed: dict[str, Any], field: str | None, problem: str
) -> None:
    given: dict[str, Any] = {
        "new": False, "slug": SLUG, "kind": NoticeKind.EXIT, "number": 1, "texts": BEFORE,
        "day": EARLIEST.isoformat(), "exception": "",
    }  # fmt: skip
    checked = notice_form.check(desk_of(catalog, tmp_path), FilledNotice(**(given | changed)))
    assert list(checked.problems) == ([] if field is None else [field])
    assert problem in " ".join(checked.problems.values())


def test_a_day_that_is_taken_is_told(catalog: Catalog, tmp_path: Path) -> None:
    with catalog.change(who="ana") as change:
        announce(change, SLUG, Announcement(NEW, EARLIEST))
    texts = {"en": "Third.", "es": "Tercero."}
    filled = FilledNotice(False, SLUG, NoticeKind.EXIT, 2, texts, EARLIEST.isoformat(), "")
    checked = notice_form.check(desk_of(catalog, tmp_path), filled)
    assert "takes effect on 2026-11-08 already" in checked.problems[""]


def test_a_day_that_cannot_be_read_is_never_announced(catalog: Catalog, tmp_path: Path) -> None:
    filled = FilledNotice(False, SLUG, NoticeKind.EXIT, 1, NEW, "soon", "")
    with pytest.raises(Refused, match="year-month-day"):
        notice_form.announce(desk_of(catalog, tmp_path), filled)


def test_a_wording_of_today_says_to_publish_now() -> None:
    assert "applies from today. Publish now" in notices.announced_words(SLUG, TODAY, TODAY)


@pytest.mark.parametrize("width", [1, 20, 40, 60, 78, 200])
def test_a_line_of_the_list_is_never_wider_than_its_room(
    catalog: Catalog, tmp_path: Path, width: int
) -> None:
    propose(catalog)
    for row in notices.shelf(desk_of(catalog, tmp_path)).notices:
        assert len(notice_line(row, 12, width)) <= width
    assert len(heading(12, width)) <= width


def test_a_notice_says_how_many_wordings_it_has_had(
    catalog: Catalog, clock: HandClock, tmp_path: Path
) -> None:
    with catalog.change(who="ana") as change:
        announce(change, SLUG, Announcement(NEW, EARLIEST))
    clock.advance(days=31)
    shelf = notices.shelf(desk_of(catalog, tmp_path))
    row = next(one for one in shelf.notices if one.slug == SLUG)
    assert (row.in_force.number if row.in_force else 0, row.coming, row.earlier) == (2, (), 1)
    assert "There was one; all can be read by: jobbank notices show exit-government" in str(
        notice_card(row, shelf.today)
    )


def test_a_new_notice_that_waits_is_listed_too(catalog: Catalog, tmp_path: Path) -> None:
    with catalog.change(who="ana") as change:
        announce(change, "hotline", Announcement(NEW, SOON, "harm"), NoticeKind.DISCLAIMER)
    desk = desk_of(catalog, tmp_path, who="ben")
    row = notices.shelf(desk).notices[-1]
    assert (row.slug, row.kind, row.in_force) == ("hotline", NoticeKind.DISCLAIMER, None)
    start = notice_form.begin(desk, "hotline")
    assert (start.kind, start.texts, start.waits) == (NoticeKind.DISCLAIMER, NEW, "ana")
    assert row.waits is not None
    assert "2026-10-11" in notices.approve(desk, "hotline", row.waits.at)
