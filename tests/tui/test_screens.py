"""Every screen at the sizes that staff have: as it was kept, whole, and readable without colour."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from tests.directory.publishing.samples import NOW
from tests.tui import scenery
from tests.tui.in_loop import in_loop
from tests.tui.piloting import Seat, curating, desk_of
from tests.tui.snapshots import KEPT, assert_as_kept, grid, strips, svg
from tui.glyphs import HEALTH

pytestmark = pytest.mark.slow

SMALL, MIDDLE, LARGE = SIZES = ((80, 24), (120, 40), (200, 60))
BOXES = ("form", "help", "picker")  # their own keys are shown, and they are few
COLOURED = ("queue", "form")  # also kept with their colours
#: Screens that are visited one after the other, each with the keys that lead back from it.
ROUNDS = (
    {"help": "escape", "queue": "", "form": "escape", "picker": "escape"},
    {"detail": "escape", "exit-notice": "left left left escape", "marked": ""},
    {"runs": "", "publish": "", "notices": "", "catalog": ""},
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a directory that nobody changes."""
    folder = tmp_path_factory.mktemp("scenery")
    scenery.scenery(folder).catalog.close()
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of it, with its release beside it."""
    return shutil.copytree(made, tmp_path / "copy")


@pytest.mark.parametrize("screens", ROUNDS, ids="+".join)
@in_loop
async def test_each_screen_is_as_it_was_kept(home: Path, screens: dict[str, str]) -> None:
    """Cell by cell, also after the terminal has grown; and its keys are on it."""
    async with seated(home, MIDDLE) as seat:
        for name, back in screens.items():
            await resized(seat, MIDDLE)
            await scenery.go(name, seat)
            await assert_as_kept(f"{name}-120x40.txt", seat.app, grid)
            assert_keys_are_shown(name, seat)
            if name in COLOURED:
                await assert_as_kept(f"{name}-dark.svg", seat.app, svg)
            await resized(seat, LARGE)
            await assert_as_kept(f"{name}-200x60.txt", seat.app, grid)
            assert_keys_are_shown(name, seat)
            await seat.press(*back.split())


@pytest.mark.parametrize("screens", ROUNDS, ids="+".join)
@in_loop
async def test_each_screen_fits_the_smallest_terminal_without_colours(
    home: Path, screens: dict[str, str]
) -> None:
    async with seated(home, SMALL, plain_colours=True) as seat:
        for name, back in screens.items():
            await scenery.go(name, seat)
            await assert_as_kept(f"{name}-80x24.txt", seat.app, grid)
            assert_colourless(seat)
            assert_keys_are_shown(name, seat)
            if name in COLOURED:
                await assert_as_kept(f"{name}-plain.svg", seat.app, svg)
            await seat.press(*back.split())


async def resized(seat: Seat, size: tuple[int, int]) -> None:
    """Gives the terminal this size, and waits until the screen has it too."""
    await seat.pilot.resize_terminal(*size)
    await scenery.at_rest(seat)


@in_loop
async def test_a_light_screen_is_as_it_was_kept(home: Path) -> None:
    """`T` changes to dark and back, and says how to keep that."""
    async with seated(home, MIDDLE, theme="light") as seat:
        for name in COLOURED:
            await scenery.go(name, seat)
            await assert_as_kept(f"{name}-light.svg", seat.app, svg)
        await seat.press("escape")
        await seat.until(lambda: seat.settled)
        await change_theme(seat, "dark")
        await change_theme(seat, "light")


async def change_theme(seat: Seat, word: str) -> None:
    """Changes to the theme that is called so in the settings."""
    await seat.press("T")
    await seat.until(lambda: seat.app.current_theme.dark is (word == "dark"))
    await seat.until(lambda: f'theme = "{word}"' in "".join(seat.told()[-1:]))


@in_loop
async def test_without_colours_cursor_marks_states_and_focus_are_told_apart(home: Path) -> None:
    """By signs and words first, and by reversed, bold and underlined text. `T` says why it
    changes nothing."""
    async with seated(home, MIDDLE, plain_colours=True) as seat:
        await scenery.go("marked", seat)
        lines = {line[30:80].strip(): line for line in seat.lines if "│" in line}
        assert any(name.startswith("▸● > moved") for name in lines), "the cursor, marked"
        assert any(name.startswith("● > moved") for name in lines), "a mark"
        for verdict in ("changed", "gone", "insecure", "failing", "blocked"):
            assert any(f"{HEALTH[verdict].glyph} {verdict}" in name for name in lines)
        assert "[1 Queue]" in seat.text
        assert reversed_texts(seat) == {"[1 Queue]", "▸● > moved Northern State JobLink"}
        assert "[Entry]" in seat.text
        await seat.press("enter")
        await seat.until(lambda: "▸Entry]" in seat.text)
        assert "▹● > moved" in seat.text, "the keys no longer go to the list"
        assert reversed_texts(seat) == {"[1 Queue]"}
        await seat.press("T")
        await seat.until(lambda: any("NO_COLOR" in told for told in seat.told()))
        assert_colourless(seat)


def assert_keys_are_shown(name: str, seat: Seat) -> None:
    """Help can be reached from each screen; a box says how it is left."""
    last = seat.text.splitlines()[-2:]
    if name in BOXES:
        assert re.search(r"\b(esc|Esc)\b", seat.text)
    else:
        assert any(re.search(r"(\?|f1) Help", line) for line in last)


@asynccontextmanager
async def seated(
    home: Path, size: tuple[int, int], *, plain_colours: bool = False, theme: str = "dark"
) -> AsyncIterator[Seat]:
    """Maria before the app."""
    with closing(Catalog.open(f"sqlite:///{home / 'catalog.db'}", lambda: NOW)) as catalog:
        desk = desk_of(catalog, release=home / "release", theme=theme)
        async with curating(desk, size, plain_colours=plain_colours) as seat:
            yield seat


def assert_colourless(seat: Seat) -> None:
    """Nothing but the terminal's own two colours."""
    styles = [segment.style for strip in strips(seat.app) for segment in strip]
    used = {
        colour.name
        for style in styles
        if style is not None
        for colour in (style.color, style.bgcolor)
        if colour is not None
    }
    assert used <= {"default"}


def reversed_texts(seat: Seat) -> set[str]:
    """What stands reversed, a text for each line that has any."""
    found = set()
    for strip in strips(seat.app):
        text = "".join(s.text for s in strip if s.style is not None and s.style.reverse)
        if text.strip():
            found.add(" ".join(text.split()))
    return found


def test_every_kept_picture_is_still_compared() -> None:
    assert sorted(name for screens in ROUNDS for name in screens) == sorted(scenery.WAYS)
    texts = {f"{name}-{w}x{h}.txt" for name in scenery.WAYS for w, h in SIZES}
    pictures = {f"{n}-{look}.svg" for n in COLOURED for look in ("dark", "light", "plain")}
    assert {path.name for path in KEPT.iterdir()} == texts | pictures


def test_a_picture_names_no_other_host() -> None:
    for path in KEPT.glob("*.svg"):
        found = path.read_text("utf-8").replace('"http://www.w3.org/2000/svg"', "")
        assert "http://" not in found
        assert "url(" not in found.replace("url(#terminal", "")
        assert "@font-face" not in found
