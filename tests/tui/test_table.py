"""The table of links: keys, mouse, rows that come late, and what a person sees of it."""

import asyncio
from array import array
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot

from directory.model.vocab import EditorialState, Verdict
from directory.queries.link_rows import Row
from directory.rules.queue import QueueKind
from tests.tui.test_safe_text import HOSTILE
from tests.tui.waiting import until
from tui.widgets.table import LinkTable

STYLE = Path(__file__).parents[2] / "tui" / "style" / "table.tcss"
SIZE = (80, 11)  # ten lines of links below the headings


def row(link_id: int, **changed: object) -> Row:
    """A published link that works."""
    fields: dict[str, object] = {
        "id": link_id,
        "version": 1,
        "name": f"Link {link_id}",
        "url": f"https://site{link_id}.example/",
        "host": f"site{link_id}.example",
        "state": EditorialState.PUBLISHED,
        "category": "job-banks",
        "verdict": Verdict.OK,
        "confirmed": True,
        "since": datetime(2026, 3, 1, tzinfo=UTC),
    }
    return Row(**(fields | changed))  # type: ignore[arg-type]  # as named by the test


class TableApp(App[None]):
    """One table, whose wishes are answered at once if `answers`."""

    CSS_PATH = STYLE

    def __init__(self, rows: dict[int, Row] | None = None, *, answers: bool = True) -> None:
        super().__init__()
        self.table = LinkTable()
        self.rows = rows or {}
        self.answers = answers
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_link_table_rows_wanted(self, message: LinkTable.RowsWanted) -> None:
        self.heard.append(message)
        if self.answers:
            self.table.provide({i: self.rows.get(i) or row(i) for i in message.ids})

    def on_link_table_moved(self, message: LinkTable.Moved) -> None:
        self.heard.append(message)

    def on_link_table_marked(self, message: LinkTable.Marked) -> None:
        self.heard.append(message)

    def on_link_table_opened(self, message: LinkTable.Opened) -> None:
        self.heard.append(message)

    def seen(self) -> list[str]:
        """The lines of the table as they were painted."""
        width, height = self.table.size
        return [line.text for line in self.table.render_lines(Region(0, 0, width, height))]

    def told(self, kind: type[Message]) -> list[Message]:
        """The messages of a kind, the oldest first."""
        return [message for message in self.heard if isinstance(message, kind)]


def in_app(
    app: TableApp,
    job: Callable[[Pilot[None]], Awaitable[None]],
    *,
    size: tuple[int, int] = SIZE,
) -> None:
    """Runs the app without a terminal, and a job in it."""

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            app.table.focus()
            await job(pilot)

    asyncio.run(run())


def spine(total: int) -> "array[int]":
    """Links 1000, 1001, …"""
    return array("i", range(1000, 1000 + total))


def place_and_top(app: TableApp) -> tuple[int, int]:
    """Where the cursor stands, and the first link in sight."""
    return app.table.place, round(app.table.scroll_y)


def test_a_line_has_what_matters_most_at_eighty_columns() -> None:
    app = TableApp({1001: row(1001, verdict=Verdict.GONE, confirmed=False, name="Jobs")})

    async def job(pilot: Pilot[None]) -> None:
        app.table.show(spine(3))
        await until(pilot, lambda: "Jobs" in app.seen()[2])
        heading, first, second = app.seen()[:3]
        assert heading.split() == ["Health", "Name", "Site", "State"]
        assert " ".join(first.split()) == "▸ + ok Link 1000 site1000.example ■ published"
        assert " ".join(second.split()) == "x (gone) Jobs site1001.example ■ published"

    in_app(app, job)


def test_the_queue_says_why_a_link_is_there() -> None:
    app = TableApp({1000: row(1000, group=QueueKind.NEVER_CHECKED)})

    async def job(pilot: Pilot[None]) -> None:
        app.table.with_kind = True
        app.table.show(spine(1))
        await until(pilot, lambda: "Never checked" in app.seen()[1])
        assert "Why it is here" in app.seen()[0]

    in_app(app, job)


NAMES = ("求职信息" * 30, "नौकरी " * 30, "e\u0301" * 200, "👩‍🔧" * 60, "x" * 1500, "", *HOSTILE)
ACTING = "\x1b\x9b\x07\x00\u202e\u2066\n"


def test_a_line_fills_the_table_exactly_whatever_the_text_is() -> None:
    """And whatever the width is."""
    names = dict(enumerate(NAMES, start=1000))
    app = TableApp({
        link_id: row(link_id, name=name, host=name, category=name, flags=(name[:30], "held back"))
        for link_id, name in names.items()
    })  # fmt: skip

    async def job(pilot: Pilot[None]) -> None:
        app.table.show(array("i", names))
        for width in (9, 30, 81, 200):
            await pilot.resize_terminal(width, len(names) + 5)
            await until(pilot, partial(all_painted, app, len(names), width))
            wrong = [line for line in app.seen() if cell_len(line) != width]
            assert wrong == [], "the heading and empty lines are meant, too"
            assert not any(c in line for line in app.seen() for c in ACTING)

    in_app(app, job)


def all_painted(app: TableApp, links: int, width: int) -> bool:
    """The table has this width, and its first lines are those of links."""
    painted = app.seen()[1 : links + 1]
    return app.table.size.width == width and all("ok" in x or "+" in x for x in painted)


def test_a_long_name_is_cut_before_the_flags_behind_it() -> None:
    app = TableApp({1000: row(1000, name="w" * 400, flags=("held back", "proposal", "snoozed"))})

    async def job(pilot: Pilot[None]) -> None:
        app.table.show(spine(1))
        await until(pilot, lambda: "www" in app.seen()[1])
        await pilot.resize_terminal(44, 6)
        await until(pilot, lambda: "w… · held back… " in app.seen()[1])
        await pilot.resize_terminal(200, 6)
        await until(pilot, lambda: "w… · held back · proposal · snoozed " in app.seen()[1])

    in_app(app, job)


#: Where the cursor is after these keys, and the first link in sight.
MOVES = {
    "down": (1, 0),
    "down " * 10: (10, 1),
    "end": (999_999, 999_990),
    "end up home": (0, 0),
    "up": (0, 0),
    "pagedown": (9, 9),
    "pagedown pagedown up": (17, 17),
    "pagedown pagedown pageup": (9, 9),
    "end pagedown": (999_999, 999_990),
    "end pageup": (999_990, 999_981),
}


@pytest.mark.slow
def test_keys_move_in_a_list_of_a_million() -> None:
    app = TableApp()
    million = spine(1_000_000)

    async def job(pilot: Pilot[None]) -> None:
        for keys, (place, top) in MOVES.items():
            app.table.show(million, 1000)
            await until(pilot, lambda: place_and_top(app) == (0, 0))
            await pilot.press(*keys.split())
            await until(pilot, partial(painted_at, app, place, top))
            assert _last_moved(app) == (1000 + place, place)

    in_app(app, job)


def painted_at(app: TableApp, place: int, top: int) -> bool:
    """The cursor is there and is painted there, and nowhere else."""
    painted = app.seen()
    marked_lines = [number for number, line in enumerate(painted) if "▸" in line]
    return (
        place_and_top(app) == (place, top)
        and marked_lines == [1 + place - top]
        and f"Link {1000 + place} " in painted[1 + place - top]
    )


def test_a_row_that_has_not_come_is_a_dim_line_and_no_key_waits_for_it() -> None:
    app = TableApp(answers=False)

    async def job(pilot: Pilot[None]) -> None:
        app.table.show(spine(100))
        await pilot.press("down", "down")
        await until(pilot, lambda: bool(app.told(LinkTable.RowsWanted)))
        assert [line.split() for line in app.seen()[1:5]] == [["…"], ["…"], ["▸", "…"], ["…"]]
        app.table.provide({1002: row(1002)})
        await until(pilot, lambda: "Link 1002" in app.seen()[3])
        assert app.seen()[1].split() == ["…"]

    in_app(app, job)


@pytest.mark.slow
def test_a_held_key_asks_for_rows_now_and_then_only() -> None:
    app = TableApp()

    async def job(pilot: Pilot[None]) -> None:
        app.table.show(spine(1000))
        await pilot.press(*["down"] * 60)
        await until(pilot, lambda: "Link 1060" in app.seen()[-1])
        assert len(app.told(LinkTable.RowsWanted)) < 10

    in_app(app, job)


def test_changed_rows_are_asked_for_again_and_shown_meanwhile() -> None:
    app = TableApp()

    async def job(pilot: Pilot[None]) -> None:
        app.table.show(spine(5))
        await until(pilot, lambda: "Link 1001" in app.seen()[2])
        app.answers = False
        app.heard.clear()
        app.table.forget([1001, 4711])
        await until(pilot, lambda: bool(app.told(LinkTable.RowsWanted)))
        (wish,) = app.told(LinkTable.RowsWanted)
        assert isinstance(wish, LinkTable.RowsWanted)
        assert wish.ids == (1001,)
        assert "Link 1001" in app.seen()[2]
        app.table.provide({1001: row(1001, name="Renamed")})
        await until(pilot, lambda: "Renamed" in app.seen()[2])

    in_app(app, job)


def test_the_cursor_stays_with_its_link_when_the_list_changes() -> None:
    app = TableApp()

    async def job(pilot: Pilot[None]) -> None:
        app.table.show(spine(100))
        await pilot.press("pagedown", "down", "down")
        assert app.table.cursor_id == 1011
        app.table.show(array("i", [7, 8, 9, *spine(100)]))
        assert (app.table.cursor_id, app.table.place) == (1011, 14)
        await until(pilot, lambda: "▸" in app.seen()[3])
        assert "Link 1011" in app.seen()[3]

    in_app(app, job)


def test_the_cursor_stays_at_its_place_when_its_link_has_gone() -> None:
    app = TableApp()

    async def job(pilot: Pilot[None]) -> None:
        app.table.show(spine(5))
        await pilot.press("down", "down")
        app.table.show(array("i", [1000, 1001, 1003, 1004]))
        assert (app.table.cursor_id, app.table.place) == (1003, 2)
        app.table.show(array("i", [1000]))
        assert (app.table.cursor_id, app.table.place) == (1000, 0)
        app.table.show(array("i"))
        assert app.table.cursor_id is None
        await until(pilot, lambda: _last_moved(app) == (None, 0))
        app.table.show(spine(5), 1003)
        assert app.table.place == 3

    in_app(app, job)


def _last_moved(app: TableApp) -> tuple[int | None, int]:
    last = app.told(LinkTable.Moved)[-1]
    assert isinstance(last, LinkTable.Moved)
    return last.link_id, last.place


def test_a_list_opens_at_the_link_that_the_screen_names() -> None:
    app = TableApp()

    async def job(pilot: Pilot[None]) -> None:
        app.table.show(spine(1000), 1700)
        await until(pilot, lambda: any("▸" in line and "Link 1700" in line for line in app.seen()))

    in_app(app, job)


def test_a_list_may_go_on_while_it_is_read() -> None:
    app = TableApp()

    async def job(pilot: Pilot[None]) -> None:
        app.table.show(spine(3))
        app.table.extend(range(1003, 1050))
        await pilot.press("end")
        await until(pilot, lambda: "Link 1049" in app.seen()[-1])
        assert app.table.place == 49

    in_app(app, job)


def test_an_empty_list_says_what_the_screen_gave_it() -> None:
    app = TableApp()

    async def job(pilot: Pilot[None]) -> None:
        app.table.empty = "Nothing needs you.\nPress 2 to see all links, whatever their state." * 2
        app.table.show(array("i"))
        await pilot.press("down", "space", "enter", "end")
        await until(pilot, lambda: "Nothing needs you." in "".join(app.seen()))
        assert all(cell_len(line) == SIZE[0] for line in app.seen())
        app.table.show(spine(1))
        await until(pilot, lambda: "Link 1000" in app.seen()[1])
        assert "Nothing" not in "".join(app.seen())

    in_app(app, job)


def test_links_are_marked_one_by_one_by_range_and_all() -> None:
    app = TableApp()
    table = app.table

    async def job(pilot: Pilot[None]) -> None:
        table.show(spine(100))
        assert list(table.chosen()) == [1000]
        table.action_toggle_mark()
        assert (table.place, list(table.chosen())) == (1, [1000])
        await pilot.press("down", "down")
        table.action_mark_range()
        assert list(table.chosen()) == [1000, 1001, 1002, 1003]
        await until(pilot, lambda: [line[1] for line in app.seen()[1:6]] == list("●●●● "))
        table.action_mark_all()
        table.extend([5000])
        assert table.marked_count == 101
        assert table.chosen()[-1] == 5000
        table.action_invert_marks()
        assert table.marked_count == 0
        table.action_toggle_mark()
        table.action_clear_marks()
        assert table.marked_count == 0
        await until(pilot, lambda: _last_count(app) == 0)

    in_app(app, job)


def _last_count(app: TableApp) -> int:
    last = app.told(LinkTable.Marked)[-1]
    assert isinstance(last, LinkTable.Marked)
    return last.count


def test_marks_belong_to_a_query_and_outlast_only_the_same_query() -> None:
    app = TableApp()
    table = app.table

    async def job(_: Pilot[None]) -> None:
        table.show(spine(5))
        table.action_toggle_mark()
        table.action_toggle_mark()
        table.show(array("i", [1001, 1002]), keep_marks=True)
        assert list(table.chosen()) == [1001]
        assert table.marked_count == 1
        table.show(spine(5))
        assert table.marked_count == 0

    in_app(app, job)


def test_a_click_moves_on_the_signs_marks_and_twice_opens() -> None:
    app = TableApp()
    table = app.table

    async def job(pilot: Pilot[None]) -> None:
        table.show(spine(100))
        await pilot.click(table, offset=(20, 4))
        assert table.place == 3
        await pilot.click(table, offset=(1, 6))
        assert (table.place, list(table.chosen())) == (5, [1005])
        await pilot.click(table, offset=(20, 8), shift=True)
        assert list(table.chosen()) == [1005, 1006, 1007]
        await pilot.click(table, offset=(20, 2), control=True)
        assert list(table.chosen()) == [1001, 1005, 1006, 1007]
        assert not app.told(LinkTable.Opened)
        await pilot.click(table, offset=(20, 0))
        assert table.place == 1
        await pilot.double_click(table, offset=(20, 3))
        await until(pilot, lambda: bool(app.told(LinkTable.Opened)))
        (opened,) = app.told(LinkTable.Opened)
        assert isinstance(opened, LinkTable.Opened)
        assert opened.link_id == 1002

    in_app(app, job)


def test_the_wheel_moves_what_is_seen_and_a_key_goes_back_to_the_cursor() -> None:
    app = TableApp()
    table = app.table

    async def job(pilot: Pilot[None]) -> None:
        table.show(spine(1000))
        await until(pilot, lambda: table.show_vertical_scrollbar)
        table.scroll_to(y=500, animate=False)
        await until(pilot, lambda: "Link 1500" in app.seen()[1])
        assert table.place == 0
        await pilot.press("down")
        await until(pilot, lambda: "▸" in app.seen()[1] and "Link 1001" in app.seen()[1])

    in_app(app, job)


def test_the_cursor_stays_in_sight_when_the_terminal_shrinks() -> None:
    app = TableApp()

    async def job(pilot: Pilot[None]) -> None:
        app.table.show(spine(100))
        await pilot.press(*["down"] * 9)
        await pilot.resize_terminal(60, 5)
        await until(pilot, lambda: len(app.seen()) == 5 and "▸" in app.seen()[4])
        assert all(cell_len(line) == app.table.size.width for line in app.seen())

    in_app(app, job)


def test_the_line_under_the_pointer_and_the_cursor_differ_from_others_in_each_theme() -> None:
    """Another theme gives other colours."""
    app = TableApp()

    async def job(pilot: Pilot[None]) -> None:
        app.table.show(spine(3))
        await until(pilot, lambda: "Link 1000" in app.seen()[1])
        for theme in ("textual-light", "ansi-dark", "ansi-light"):
            await change_theme(app, pilot, theme)
            await hover_beside_the_cursor(app, pilot)

    in_app(app, job)


async def change_theme(app: TableApp, pilot: Pilot[None], theme: str) -> None:
    """Waits until the colours are others."""
    before = _grounds(app)
    app.theme = theme
    await until(pilot, lambda: _grounds(app) != before)
    assert len(_grounds(app)) > 1  # the cursor's line still differs from the others


async def hover_beside_the_cursor(app: TableApp, pilot: Pilot[None]) -> None:
    """Puts the pointer on the second line and takes it away."""
    cursor_alone = _looks(app)
    await pilot.hover(app.table, offset=(20, 2))
    await until(pilot, lambda: _looks(app)[1] != cursor_alone[1])
    await pilot.hover(app.table, offset=(20, 0))
    await until(pilot, lambda: _looks(app) == cursor_alone)
    assert cursor_alone[0] != cursor_alone[1] == cursor_alone[2]


def _looks(app: TableApp) -> list[str]:
    """The style of the name in each of the first three lines."""
    lines = app.table.render_lines(Region(20, 1, 1, 3))
    return [str(segment.style) for line in lines for segment in line]


def _grounds(app: TableApp) -> list[str]:
    lines = app.table.render_lines(Region(0, 1, app.table.size.width, 2))
    styles = [segment.style for line in lines for segment in line]
    return sorted({str(style.bgcolor) for style in styles if style is not None})
