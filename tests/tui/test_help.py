"""Help lists all that can be done, finds it by typing, and hands back what was chosen."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from rich.cells import cell_len
from textual.app import App
from textual.events import Paste
from textual.pilot import Pilot

from tests.tui.test_safe_text import HOSTILE
from tests.tui.waiting import lines, until
from tui.actions.page import BEGIN, END, PAGE, key_table, with_table
from tui.actions.registry import ACTIONS, Action
from tui.actions.words import key_word, key_words
from tui.modals.help import HelpScreen, found, offered
from tui.widgets.fields import Line

pytestmark = pytest.mark.slow

SIZES = [(80, 24), (120, 40)]


class HelpApp(App[None]):
    """Help of the queue over an empty screen; keeps what was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = False
        self.chosen: Action | None = None

    def on_mount(self) -> None:
        self.push_screen(HelpScreen("queue"), self._keep)

    def _keep(self, action: Action | None) -> None:
        self.closed, self.chosen = True, action


def in_help(job: Callable[[HelpApp, Pilot[None]], Awaitable[None]]) -> None:
    """Runs a job in an open help screen."""

    async def run() -> None:
        app = HelpApp()
        async with app.run_test(size=SIZES[0]) as pilot:
            await pilot.pause()
            await job(app, pilot)

    asyncio.run(run())


@pytest.mark.parametrize("scope", ["queue", "catalog", "link", "runs", "publish", "notices"])
def test_help_offers_what_works_here_and_what_works_everywhere(scope: str) -> None:
    ids = [action.id for action in offered(scope)]
    assert len(ids) == len(set(ids))
    expected = {a.id for a in ACTIONS if scope in a.scopes or "app" in a.scopes}
    assert set(ids) == expected


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("snooze", "snooze"),
        ("SNOOZE", "snooze"),
        ("website change", "publish"),  # words of the sentence, in any order
        ("d", "retire"),  # a key
        ("?", "help"),
        ("ctrl+z", "undo"),
        ("  retire  ", "retire"),
    ],
)
def test_an_action_is_found_by_any_of_its_words_and_by_its_keys(typed: str, first: str) -> None:
    assert found(offered("queue"), typed)[0].id == first


def test_words_that_no_action_has_find_nothing() -> None:
    assert found(offered("queue"), "retire xylophone") == []


def test_all_lines_of_help_fit_the_screen() -> None:
    """The chosen action stays chosen when the terminal changes its size."""

    async def job(app: HelpApp, pilot: Pilot[None]) -> None:
        await pilot.press("down", "down")
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            painted = lines(app)
            assert len(painted) == size[1]
            assert all(cell_len(line) <= size[0] for line in painted)
            assert any("Enter does it" in line for line in painted)
            assert any("Retire" in line and "Take the link off" in line for line in painted)
        await pilot.press("enter")
        assert app.chosen == offered("queue")[2]

    in_help(job)


def test_enter_does_what_was_typed() -> None:
    async def job(app: HelpApp, pilot: Pilot[None]) -> None:
        await pilot.press(*"snooz", "enter")
        assert app.chosen is not None
        assert app.chosen.id == "snooze"

    in_help(job)


def test_the_arrows_go_from_action_to_action_over_the_headings() -> None:
    async def job(app: HelpApp, pilot: Pilot[None]) -> None:
        expected = found(offered("queue"), "")
        groups = list(dict.fromkeys(a.group for a in expected))
        in_order = [a for group in groups for a in expected if a.group == group]
        down = len([a for a in in_order if a.group == groups[0]])
        await pilot.press(*["down"] * (down + 1), "up", "enter")
        assert app.chosen is not None
        assert app.chosen == in_order[down]

    in_help(job)


def test_help_says_that_nothing_was_found_and_enter_does_nothing_then() -> None:
    """Escape closes it, and nothing is done."""

    async def job(app: HelpApp, pilot: Pilot[None]) -> None:
        await pilot.press(*"qqq", "enter")
        assert any("Nothing matches" in line for line in lines(app))
        assert not app.closed
        await pilot.press(*["backspace"] * 3, *"ret")
        assert not any("Nothing matches" in line for line in lines(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.closed)
        assert app.chosen is None

    in_help(job)


def test_a_hostile_paste_shows_as_it_is_made_safe() -> None:
    async def job(app: HelpApp, pilot: Pilot[None]) -> None:
        line = app.screen.query_one(Line)
        for text in HOSTILE:
            line.value = ""
            line.post_message(Paste(f"x{text}"))
            await pilot.pause()
            assert line.value.startswith("x"), "it was pasted"
            shown = "".join(lines(app))
            assert not [char for char in text if not char.isprintable() and char in shown], text

    in_help(job)


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("question_mark", "?"),
        ("full_stop", "."),
        ("slash", "/"),
        ("number_sign", "#"),
        ("asterisk", "*"),
        ("greater_than_sign", ">"),
        ("left_square_bracket", "["),
        ("ctrl+s", "ctrl+s"),
        ("ctrl+question_mark", "ctrl+?"),
        ("U", "U"),
        ("f1", "f1"),
        ("enter", "Enter"),
        ("escape", "Esc"),
        ("space", "Space"),
        ("right", "→"),
        ("1", "1"),
    ],
)
def test_a_key_is_written_as_it_stands_on_the_keyboard(key: str, word: str) -> None:
    assert key_word(key) == word


def test_no_key_of_the_registry_shows_as_a_name_of_the_program() -> None:
    for action in ACTIONS:
        assert "_" not in key_words(action), action.id


def test_keys_that_the_agency_chose_are_shown_in_the_place_of_ours() -> None:
    action = next(action for action in ACTIONS if action.id == "retire")
    assert key_words(action) == "d"
    assert key_words(action, {"retire": "x,ctrl+x"}) == "x, ctrl+x"
    assert found([action], "x", {"retire": "x"}) == [action]


def test_the_document_lists_all_keys_as_the_registry_has_them() -> None:
    page = PAGE.read_text("utf-8")
    assert with_table(page, key_table()) == page, "run: python -m tui.actions.page --write"


def test_each_action_has_a_line_in_the_table() -> None:
    table = key_table()
    assert [line for line in table.splitlines() if line.startswith("| `")] != []
    for action in ACTIONS:
        assert f"| `{action.id}` |" in table


def test_a_page_without_the_marks_is_refused() -> None:
    assert with_table(f"a {BEGIN} old {END} b", "new") == f"a {BEGIN}\nnew\n{END} b"
    with pytest.raises(ValueError, match="lacks"):
        with_table(f"only {BEGIN}", "new")
