"""One live look at once: the same check as a crawl's, without Scrapy and without a catalog."""

from collections.abc import AsyncGenerator, Sequence

from crawler.check.check import check
from crawler.check.context import make_client, make_context
from crawler.check.host_cache import HostCache
from crawler.environment import World
from crawler.fetch.request import FetchRequest, FetchResponse
from crawler.page.pages import Pages
from crawler.spiders.throttle import HostThrottle
from directory.model.observation import Judgement, Observation
from directory.rules.urls import lane_of
from directory.settings import Settings


async def look(
    urls: Sequence[str], pages: Pages, settings: Settings, world: World
) -> AsyncGenerator[tuple[Observation, Judgement], None]:
    """Looks at each href in turn; hosts get the same politeness as in a crawl."""
    throttle = HostThrottle(settings.host_delay)
    async with make_client(settings, world) as client:

        async def fetch(ask: FetchRequest) -> FetchResponse:
            async with throttle.turn(lane_of(ask.url)):
                return await client.fetch(ask)

        context = make_context(fetch, pages, throttle, HostCache(world.clock), settings, world)
        for url in urls:
            observation = await check(url, context, world.clock())
            yield await pages.judge(observation)
