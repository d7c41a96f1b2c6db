"""The curation app at the screen Publish, on a small catalog, for tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from crawler.environment import Environment
from directory.catalog.catalog import Catalog
from directory.settings import Settings
from tests.directory.publishing.samples import SETTINGS
from tests.tui.waiting import until
from tui.app import CurateApp
from tui.screens.publish import PublishScreen
from tui.services.model import Desk
from tui.widgets.changes import ChangeList

SIZES = ((80, 24), (120, 40))


def desk_of(catalog: Catalog, folder: Path, who: str = "maria", **changed: Any) -> Desk:
    """A desk whose release is in this folder."""
    settings = Settings(**(SETTINGS.model_dump() | {"release": folder} | changed))
    return Desk(catalog, settings, Environment(None, catalog.now), who)


@asynccontextmanager
async def publishing(desk: Desk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[Any]]:
    """The app at Publish, once the list has been worked out."""
    app = CurateApp(lambda: desk)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("4")
        await worked_out(pilot)
        yield pilot


async def worked_out(pilot: Pilot[Any]) -> None:
    """Waits until the screen shows what would change."""

    def shown() -> bool:
        screen = pilot.app.screen
        return isinstance(screen, PublishScreen) and screen.settled

    await until(pilot, shown)
    await pilot.pause()


def at_cursor(pilot: Pilot[Any]) -> str:
    """The name of what the cursor stands on."""
    line = pilot.app.screen.query_one(ChangeList).line
    assert line is not None
    return line.name
