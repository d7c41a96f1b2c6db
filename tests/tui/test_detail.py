"""The details of a link on the screen: five tabs, filled from a real catalog."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link, edit_link
from directory.catalog.notices import add_notice
from directory.clock import clock_starting_at
from directory.model.notice import NoticeVersion
from directory.model.observation import Finding, Page
from directory.model.reasons import REASONS, Reason
from directory.model.vocab import EditorialState, NoticeKind
from directory.publishing.export.composition import composed
from directory.rules.notices import fill
from directory.settings import Settings
from tests.directory.pages import JOBS, crawl_pages, page_look
from tests.directory.publishing.samples import NOW
from tests.directory.samples import fields
from tests.tui.detailed import (
    BARE,
    FORCED,
    FULL,
    OWN,
    SETTINGS,
    PaneApp,
    a_desk,
    an_old_desk,
    lived,
    propose,
)
from tests.tui.test_safe_text import HOSTILE, _acting
from tests.tui.waiting import lines, until
from tui.presenters.evidence import evidence_card
from tui.presenters.layout import laid_out
from tui.screens.detail import DetailScreen
from tui.services.detail import CHANGES_A_PAGE, exit_notice, link_changes, link_detail
from tui.services.model import Desk
from tui.widgets.card import CardView
from tui.widgets.detail import DetailPane
from tui.widgets.detail_tabs import Tab, tab_at, tab_names

pytestmark = pytest.mark.slow

Job = Callable[[PaneApp, Pilot[None]], Awaitable[None]]
SIZES = [(38, 24), (80, 24), (120, 40)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk before a catalog of four links."""
    made = a_desk(tmp_path)
    with closing(made.catalog):
        yield made


@pytest.fixture
def old_desk(tmp_path: Path) -> Iterator[Desk]:
    """The same, after months in which much happened to one of the links."""
    made = an_old_desk(tmp_path)
    with closing(made.catalog):
        yield made


def in_app(app: PaneApp, job: Job, size: tuple[int, int] = (80, 24)) -> None:
    """Runs the app without a terminal, and a job in it."""

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await job(app, pilot)

    asyncio.run(run())


def in_pane(desk: Desk, job: Job, size: tuple[int, int] = (80, 24), link_id: int = FULL) -> None:
    """Runs a job in an app whose pane shows a link."""

    async def shown(app: PaneApp, pilot: Pilot[None]) -> None:
        app.pane.show(link_detail(desk, link_id))
        await pilot.pause()
        await job(app, pilot)

    in_app(PaneApp(desk), shown, size)


def screen(app: PaneApp) -> str:
    """What stands on the screen, in one line."""
    return " ".join(" ".join(lines(app)).split())


def card(app: PaneApp) -> str:
    """The whole card, also what is below the screen, in one line."""
    return " ".join(str(app.screen.query_one(CardView).card).split())


async def turned(app: PaneApp, pilot: Pilot[None], tab: Tab) -> str:
    """The whole card of a tab, when it has come."""
    app.pane.open_tab(tab)
    await until(pilot, lambda: "One moment" not in card(app))
    return card(app)


# What the desk answers


def test_the_details_are_those_of_the_catalog(old_desk: Desk) -> None:
    link = link_detail(old_desk, FULL)
    assert link is not None
    assert link.category == "States"
    assert link.fields["operator_class"] == "local"
    assert link.held_back  # it was hijacked
    assert link.vouched
    assert link.health is not None
    assert [found.reason for found in link.health.findings] == [Reason.HIJACKED, Reason.SLOW]
    assert link.approved is not None
    assert (link.approved.who, link.approved.title) == ("ben", JOBS.title)
    assert [span.verdict for span in link.spans] == ["changed", "moved", "ok", "failing", "ok"]
    assert {field.name: (field.before, field.after) for field in link.proposed} == {
        "operator": ("Elm County Workforce Board", "Elm Board"),
        "audiences": ([], ["youth"]),
    }


def test_a_link_that_is_not_there_has_no_details(desk: Desk) -> None:
    assert link_detail(desk, 99) is None
    assert exit_notice(desk, 99) is None
    assert link_changes(desk, 99) == ([], None)


def test_a_proposal_that_was_written_on_an_older_version_is_told_to_be_so(desk: Desk) -> None:
    propose(desk, FULL, {"operator": "Another"})
    with desk.catalog.change(who="ben") as change:
        edit_link(change, FULL, desk.catalog.find(FULL).version, {"steward": "ben"})
    link = link_detail(desk, FULL)
    assert link is not None
    assert link.is_outdated


def test_evidence_is_shown_as_it_was_found(desk: Desk, tmp_path: Path) -> None:
    """Whatever the rules are now, and when the file with the agency's own cannot be read."""
    at = NOW - timedelta(days=1)
    found = (Finding(Reason.SOFT_404, "a title of then"), Finding(Reason.SLOW, "12 seconds"))
    crawl_pages(desk.catalog, [page_look(desk.catalog.find(BARE), at, *found)], at)
    broken = tmp_path / "lists.toml"
    broken.write_text("[no-such-list]\nwords = 3\n")
    for settings in (desk.settings, Settings(signs=broken)):
        link = link_detail(replace(desk, settings=settings), BARE)
        assert link is not None
        assert link.health is not None
        assert link.health.findings == found
        shown = " ".join(str(laid_out(evidence_card(link), 80)).split())
        for finding in found:
            assert finding.evidence in shown


def test_the_notices_are_those_of_the_release(desk: Desk) -> None:
    with (
        desk.catalog.reading() as connection,
        composed(connection, as_of=NOW.date(), settings=SETTINGS) as release,
    ):
        notices = {entry.slug: entry for entry in release.notices}
        entries = {entry.id: entry for entry in release.links}
    for link_id in (FULL, OWN, FORCED):
        entry = entries[link_id]
        view = exit_notice(desk, link_id)
        assert view is not None
        assert view.rule == entry.exit_notice.rule
        assert (view.notice.slug if view.notice else None) == entry.exit_notice.notice
        assert tuple(wording.slug for wording in view.disclaimers) == entry.disclaimers
        for wording in filter(None, [view.notice, *view.disclaimers]):
            current = notices[wording.slug].current
            assert current is not None
            names = {tag: entry.names.get(tag, entry.names["en"]) for tag in current.texts}
            assert dict(wording.texts) == {
                tag: fill(text, {"name": names[tag], "host": entry.host})
                for tag, text in current.texts.items()
            }
            assert [tag for tag, _ in wording.texts] == ["en", "es"]


def test_a_disclaimer_is_told_from_the_day_on_which_it_begins_to_hold(
    desk: Desk, tmp_path: Path
) -> None:
    day = NOW.date() + timedelta(days=20)
    with desk.catalog.change(who="maria") as change:
        add_notice(change,
            "newcomers", NoticeKind.DISCLAIMER, {"en": "For {name}", "es": "Para {name}"},
            announced_on=NOW.date(), effective_from=day,
        )  # fmt: skip
        edit_link(change, FULL, 1, {"disclaimers": ["fees", "newcomers"]})
    before = exit_notice(desk, FULL)
    assert before is not None
    assert "newcomers" not in [wording.slug for wording in before.disclaimers]
    later = Catalog.open(
        f"sqlite:///{tmp_path / 'detail.db'}", clock_starting_at(NOW + timedelta(days=20))
    )
    with closing(later):
        after = exit_notice(replace(desk, catalog=later), FULL)
    assert after is not None
    assert after.disclaimers[-1].texts[0] == ("en", "For Jobs in Elm County")
    assert after.disclaimers[-1].in_force_since == day


def test_a_wording_that_is_announced_is_told_with_its_day(desk: Desk) -> None:
    day = NOW.date() + timedelta(days=20)
    versions: sa.Table = NoticeVersion.__table__  # type: ignore[attr-defined]
    wording = {
        "notice": "fees", "number": 2, "texts": {"en": "New {name}", "es": "Otro {name}"},
        "announced_on": NOW.date(), "effective_from": day, "author": "maria", "digest": "0" * 64,
        "created_at": NOW, "notice_days": 20,
    }  # fmt: skip
    with desk.catalog.change(who="maria") as change:
        change.connection.execute(sa.insert(versions), wording)
    view = exit_notice(desk, FULL)
    assert view is not None
    fees = view.disclaimers[-1]
    assert (fees.slug, fees.number) == ("fees", 1)
    texts = (("en", "New Jobs in Elm County"), ("es", "Otro Empleos en el condado de Elm"))
    assert fees.coming == ((day, texts),)


def test_what_stands_against_a_release_is_told_in_the_place_of_the_notice(desk: Desk) -> None:
    settings = Settings(agency="Office", languages=("en", "fr"))
    view = exit_notice(replace(desk, settings=settings), FULL)
    assert view is not None
    assert "has no text in fr" in view.problem
    assert view.notice is None


def test_changes_come_in_pages_the_newest_first(desk: Desk) -> None:
    number = CHANGES_A_PAGE + 5
    for count in range(number):
        with desk.catalog.change(who="ben", why=f"no. {count}") as change:
            edit_link(change, BARE, desk.catalog.find(BARE).version, {"steward": f"s{count}"})
    first, before = link_changes(desk, BARE)
    assert len(first) == CHANGES_A_PAGE
    assert first[0].why == f"no. {number - 1}"
    assert [f.name for f in first[0].fields] == ["steward"]
    rest, end = link_changes(desk, BARE, before)
    assert [change.why for change in rest[:-1]] == [f"no. {n}" for n in range(4, -1, -1)]
    assert rest[-1].what == "add"
    assert end is None
    everything = [*first, *rest]
    assert [change.seq for change in everything] == sorted(
        (change.seq for change in everything), reverse=True
    )


# The tabs


def test_the_names_of_the_tabs_fit_and_can_each_be_clicked() -> None:
    for width in range(38, 130):
        names = tab_names(width)
        assert sum(map(len, names)) + len(names) + 1 <= width
        for tab, name in zip(Tab, names, strict=True):
            assert len([x for x in range(width) if tab_at(x, width) is tab]) == len(name), width
        assert tab_at(width, width) is None


def test_each_tab_shows_its_part_of_the_link(old_desk: Desk) -> None:
    """At each size of the terminal."""

    async def job(app: PaneApp, pilot: Pilot[None]) -> None:
        for size in SIZES:
            await pilot.resize_terminal(*size)
            for tab, name, parts in (
                (Tab.ENTRY, "▸Entry]", ["Jobs in Elm County", "Held back", "→ Elm Board"]),
                (Tab.EVIDENCE, "▸Evidence]", [REASONS[Reason.HIJACKED].next_step, "by ben"]),
                (Tab.HISTORY, "▸History]", ["~ failing", "· not checked"]),
                (Tab.NOTICES, "▸Exit", ["You leave Office of Work for jobs.elm.example"]),
                (Tab.CHANGES, "▸Changes]", ["Vouched for it ana", "Why: first list"]),
            ):
                shown = await turned(app, pilot, tab)
                await pilot.pause()
                for part in parts:
                    assert part in shown
                assert name in lines(app)[0]
                assert len(lines(app)) == size[1]
                assert all(cell_len(line) <= size[0] for line in lines(app))

    in_pane(old_desk, job)


def test_the_tabs_are_turned_round_and_round_and_only_the_open_one_asks(desk: Desk) -> None:
    """A click on a name opens the tab."""

    async def job(app: PaneApp, pilot: Pilot[None]) -> None:
        assert app.asked == []
        await turned(app, pilot, Tab.HISTORY)
        assert app.asked == []
        await turned(app, pilot, Tab.NOTICES)
        assert app.asked == ["exit_notice"]
        await turned(app, pilot, Tab.CHANGES)
        assert app.asked == ["exit_notice", "link_changes"]
        seen = []
        app.pane.action_next_tab()
        for _ in range(6):
            seen.append(app.pane.tab)
            app.pane.action_next_tab()
        assert seen == [*Tab, Tab.ENTRY]
        app.pane.action_previous_tab()
        app.pane.action_previous_tab()
        assert app.pane.tab is Tab.CHANGES
        opened = []
        for place in (10, 0):
            await pilot.click("TabRow", offset=(place, 0))
            opened.append(app.pane.tab)
        assert opened == [Tab.EVIDENCE, Tab.EVIDENCE]

    in_pane(desk, job)


def test_another_link_fills_the_open_tab_anew(desk: Desk) -> None:
    """The last of many links is the one that is shown."""

    async def job(app: PaneApp, pilot: Pilot[None]) -> None:
        assert "You leave Office of Work" in await turned(app, pilot, Tab.NOTICES)
        app.pane.show(link_detail(desk, OWN))
        assert "One moment" in card(app)  # never the notice of the link before
        await until(pilot, lambda: "No exit notice: the destination is one of" in card(app))
        app.pane.show(link_detail(desk, FORCED))
        await until(pilot, lambda: "A partner by contract. (stays inside)" in card(app))
        app.pane.show(None)
        await until(pilot, lambda: "No link is chosen." in card(app))
        for link_id in (OWN, FULL, OWN, FULL, FORCED):
            app.pane.show(link_detail(desk, link_id))
        await until(pilot, lambda: "Staff's reason" in card(app))
        await pilot.pause()
        assert "No exit notice: staff decided" in card(app)

    in_pane(desk, job)


def test_one_stays_where_one_reads_while_the_link_is_the_same(old_desk: Desk) -> None:
    """Changes made meanwhile come on top."""

    async def job(app: PaneApp, pilot: Pilot[None]) -> None:
        app.pane.focus()
        await pilot.press("pagedown")
        body = app.screen.focused
        assert body is not None
        await until(pilot, lambda: body.scroll_y > 0)
        place = body.scroll_target_y
        with old_desk.catalog.change(who="ben") as change:
            version = old_desk.catalog.find(FULL).version
            edit_link(change, FULL, version, {"steward": "New team"})
        app.pane.show(link_detail(old_desk, FULL))
        await until(pilot, lambda: "New team" in card(app))
        assert body.scroll_target_y == place
        app.pane.show(link_detail(old_desk, BARE))
        await until(pilot, lambda: body.scroll_y == 0)
        await turned(app, pilot, Tab.CHANGES)
        with old_desk.catalog.change(who="zoe", why="meanwhile") as change:
            version = old_desk.catalog.find(BARE).version
            edit_link(change, BARE, version, {"steward": "zoe"})
        app.pane.show(link_detail(old_desk, BARE))
        await until(pilot, lambda: "Edited it zoe" in card(app))
        assert card(app).index("Edited it zoe") < card(app).index("Added maria")

    in_pane(old_desk, job)


def test_more_changes_are_loaded_at_the_end_until_there_are_none(desk: Desk) -> None:
    with desk.catalog.change(who="ben") as change:
        for count in range(2 * CHANGES_A_PAGE):
            edit_link(change, BARE, count + 1, {"steward": f"s{count}"})

    async def job(app: PaneApp, pilot: Pilot[None]) -> None:
        shown = await turned(app, pilot, Tab.CHANGES)
        assert shown.endswith("… more below")
        app.pane.focus()
        for _ in range(3):
            await pilot.press("end")
            await pilot.pause()
            await until(pilot, lambda: app.screen.focused is not None)
        await until(pilot, lambda: "Added maria" in card(app))
        assert "more below" not in card(app)
        assert card(app).count("Edited it ben") == 2 * CHANGES_A_PAGE

    in_pane(desk, job, link_id=BARE)


def test_the_lines_are_broken_anew_when_the_terminal_changes_its_size(desk: Desk) -> None:
    async def job(app: PaneApp, pilot: Pilot[None]) -> None:
        await pilot.resize_terminal(40, 24)
        await until(pilot, lambda: "Exit]" not in lines(app)[0] and "Exit C" in lines(app)[0])
        await until(pilot, lambda: any(line.strip() == "Kind of operator: Local"
                                       for line in lines(app)))  # fmt: skip

    in_pane(desk, job)


# Hostile texts


def test_no_payload_of_a_page_or_a_person_reaches_the_screen(desk: Desk) -> None:
    text = " ".join(HOSTILE)
    with desk.catalog.change(who=text, why=text) as change:
        link = add_link(change,
            fields(
                "https://hostile.example/", f"n{text}", descriptions={"en": f"d{text}"},
                operator=f"o{text}", notes=f"s{text}", steward=f"t{text}",
                category_suggestion=f"c{text}",
            ),
            EditorialState.PUBLISHED,
        )  # fmt: skip
    assert link.id is not None
    page = Page(title=f"p{text}", language="en", text=text, words=400, bytes=900, furniture=9)
    lived(desk, link.id, page=page)

    async def job(app: PaneApp, pilot: Pilot[None]) -> None:
        for tab in Tab:
            await turned(app, pilot, tab)
            await pilot.pause()
            for line in lines(app):
                assert not _acting(line)
            assert not _acting(card(app))

    in_pane(desk, job, (120, 200), link_id=link.id)


# The separate screen


class ScreenApp(PaneApp):
    """Begins with the screen of a link."""

    def __init__(self, desk: Desk, link_id: int) -> None:
        super().__init__(desk)
        self.link_screen = DetailScreen(link_id)
        self.back = False

    def compose(self) -> ComposeResult:
        """Nothing below."""
        yield Static()

    def on_mount(self) -> None:
        """Opens the link."""
        self.open(self.link_screen)

    def open(self, link_screen: DetailScreen) -> None:
        """Opens the screen of a link; `back` says when it is left."""
        self.link_screen, self.back = link_screen, False
        self.push_screen(link_screen, self._gone)

    def _gone(self, _answer: Any) -> None:
        self.back = True


def test_a_link_has_a_separate_screen_from_which_one_goes_back(desk: Desk) -> None:
    """With Esc, or with Enter again."""

    async def job(app: PaneApp, pilot: Pilot[None]) -> None:
        assert isinstance(app, ScreenApp)
        await turn_and_go_back(app, pilot, "escape")
        app.open(DetailScreen(FULL))
        await turn_and_go_back(app, pilot, "enter")

    in_app(ScreenApp(desk, FULL), job)


async def turn_and_go_back(app: ScreenApp, pilot: Pilot[None], key: str) -> None:
    """Turns the tabs of the screen in both directions, and leaves it with this key."""
    await until(pilot, lambda: isinstance(app.screen, DetailScreen))
    await until(pilot, lambda: "Jobs in Elm County" in screen(app))
    assert app.link_screen.link_id == FULL
    await pilot.press("right")
    assert "▸Evidence]" in lines(app)[1]
    await pilot.press("left", "left")
    await until(pilot, lambda: "▸Changes]" in lines(app)[1])
    await pilot.press(key)
    await until(pilot, lambda: app.back)


def test_the_screen_of_a_link_shows_what_the_catalog_holds_now(desk: Desk) -> None:
    async def job(app: PaneApp, pilot: Pilot[None]) -> None:
        assert isinstance(app, ScreenApp)
        await until(pilot, lambda: "Bare" in screen(app))
        with desk.catalog.change(who="ben") as change:
            edit_link(change, BARE, desk.catalog.find(BARE).version, {"names": {"en": "Renamed"}})
        app.link_screen.refresh_detail()
        await until(pilot, lambda: "Renamed" in screen(app))
        meant = app.link_screen.meant()
        assert meant.row is not None
        assert (list(meant.ids), meant.row.name, meant.row.version) == ([BARE], "Renamed", 2)

    in_app(ScreenApp(desk, BARE), job)


def test_the_pane_without_a_link_says_so(desk: Desk) -> None:
    async def job(app: PaneApp, pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert "No link is chosen." in screen(app)
        assert isinstance(app.pane, DetailPane)

    in_app(PaneApp(desk), job)
