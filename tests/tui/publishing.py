"""The curation app at the screen Publish, on a small catalog, for tests."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from crawler.wiring import World
from directory.catalog import Catalog
from directory.settings import Settings
from tests.directory.publishing.samples import SETTINGS
from tui.app import CurateApp
from tui.desk.model import Desk
from tui.screens.publish import PublishScreen
from tui.widgets.changes import ChangeList

SIZES = ((80, 24), (120, 40))
PATIENCE = 20.0  # seconds


def desk_of(catalog: Catalog, folder: Path, who: str = "maria", **changed: Any) -> Desk:
    """A desk whose release is in this folder."""
    settings = Settings(**(SETTINGS.model_dump() | {"release": folder} | changed))
    return Desk(catalog, settings, World(None, catalog.now), who)


@asynccontextmanager
async def publishing(desk: Desk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[Any]]:
    """The app at Publish, once the list has been worked out."""
    app = CurateApp(lambda: desk)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("4")
        await worked_out(pilot)
        yield pilot


async def until(pilot: Pilot[Any], condition: Callable[[], object]) -> None:
    """Returns as soon as the condition holds; fails the test when it never does."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await pilot.pause(0.01)


async def worked_out(pilot: Pilot[Any]) -> None:
    """Waits until the screen shows what would change."""

    def shown() -> bool:
        screen = pilot.app.screen
        return isinstance(screen, PublishScreen) and screen.settled

    await until(pilot, shown)
    await pilot.pause()


def lines(pilot: Pilot[Any]) -> list[str]:
    """What stands on the screen, line by line, without blanks at the ends."""
    strips = pilot.app.screen._compositor.render_strips()
    return [strip.text.rstrip() for strip in strips]


def text(pilot: Pilot[Any]) -> str:
    """All of it."""
    return "\n".join(lines(pilot))


def at_cursor(pilot: Pilot[Any]) -> str:
    """The name of what the cursor stands on."""
    line = pilot.app.screen.query_one(ChangeList).line
    assert line is not None
    return line.name
