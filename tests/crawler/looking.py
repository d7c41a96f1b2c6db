"""Looking at links of a fleet, as the command `check` does."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from crawler.check.live import check_links
from crawler.environment import environment_of
from crawler.page.pages import open_pages
from crawler.simulation.server import Fleet
from directory.model.observation import Judgement, Observation
from directory.settings import Settings, load_settings

SIDE_BY_SIDE = 24


class Looked(NamedTuple):
    """What one look at a link saw, and what the judge made of it."""

    observation: Observation
    judgement: Judgement


def settings_for(fleet: Fleet, **more: object) -> Settings:
    """Settings for looking at this fleet, in a hurry."""
    hurry: dict[str, object] = {
        "simulation": fleet.simulation_file,
        "allow_networks": "127.0.0.0/8",
        "host_delay": 0,
        "request_timeout": 4,
        "connect_timeout": 4,
    }
    return load_settings(**(hurry | more))


def look_at(urls: Sequence[str], settings: Settings) -> list[Looked]:
    """One live look at each address, many at a time."""
    return asyncio.run(_look_at(urls, settings))


async def _look_at(urls: Sequence[str], settings: Settings) -> list[Looked]:
    places = asyncio.Semaphore(SIDE_BY_SIDE)
    environment = environment_of(settings)

    async with open_pages(settings) as pages:

        async def one(url: str) -> Looked:
            async with places:
                [looked] = [
                    Looked(*pair) async for pair in check_links([url], pages, settings, environment)
                ]
                return looked

        return await asyncio.gather(*map(one, urls))
