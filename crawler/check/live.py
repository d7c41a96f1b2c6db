"""Checks outside a crawl: the same as a crawl's, without Scrapy and without a catalog."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager

from crawler.check.check import CheckContext, check
from crawler.check.context import make_client, make_context
from crawler.check.host_cache import HostCache
from crawler.check.throttle import HostThrottle
from crawler.environment import Environment
from crawler.fetch.request import FetchRequest, FetchResponse
from crawler.page.pages import Pages
from directory.model.observation import Judgement, Observation
from directory.rules.urls import lane_of
from directory.settings import Settings


@asynccontextmanager
async def open_context(
    pages: Pages, settings: Settings, environment: Environment
) -> AsyncIterator[CheckContext]:
    """Yield what a check works with, for the length of the block. Hosts get the same politeness as
    in a crawl; nothing is known of them from before."""
    throttle = HostThrottle(settings.host_delay)
    async with make_client(settings, environment) as client:

        async def fetch(request: FetchRequest) -> FetchResponse:
            async with throttle.turn(lane_of(request.url)):
                return await client.fetch(request)

        yield make_context(
            fetch, pages, throttle, HostCache(environment.clock), settings, environment
        )


async def check_links(
    urls: Sequence[str], pages: Pages, settings: Settings, environment: Environment
) -> AsyncGenerator[tuple[Observation, Judgement], None]:
    """Check and judge each href in turn."""
    async with open_context(pages, settings, environment) as context:
        for url in urls:
            yield await pages.judge(await check(url, context, environment.clock()))
