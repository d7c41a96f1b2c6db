"""A second check of a sample, if many unrelated sites changed alike in one run.

Some minutes after the crawl, sites that changed and sites that did not are checked once more: at
the same time, one link of each, through the same client and guard as any link. The result decides
whether the run is accepted (`directory/rules/network_health.py`); none of it is stored.
"""

import asyncio
from collections.abc import Mapping, Sequence

from crawler.check.canaries import check_canaries
from crawler.check.check import CheckContext, check
from crawler.check.live import open_context
from crawler.environment import Environment
from crawler.page.pages import Pages
from crawler.workers.fork_server import ForkServer
from crawler.workers.worker import Worker
from directory.catalog.crawl_runs import Doubt, DoubtfulLink
from directory.model.baseline import baseline_of
from directory.rules.common_change import Trait
from directory.rules.network_health import SecondCheck, Seen, second_check_of
from directory.settings import Settings

_AT_ONCE = 20


def second_checks(
    doubt: Doubt, settings: Settings, environment: Environment, fork_server: ForkServer
) -> Mapping[Trait, SecondCheck]:
    """Return, by trait, the result of checking the sites again. Not to be called in a running
    loop."""
    canaries = check_canaries(settings, environment)
    seen = asyncio.run(_check_all(doubt.links, settings, environment, fork_server))
    return {
        change.trait: second_check_of(change, doubt.controls, seen, canaries)
        for change in doubt.changes
    }


async def _check_all(
    links: Sequence[DoubtfulLink],
    settings: Settings,
    environment: Environment,
    fork_server: ForkServer,
) -> dict[int, Seen]:
    """Return the result of each link, by its id; links that could not be checked are missing."""
    places = asyncio.Semaphore(_AT_ONCE)
    async with (
        Worker(fork_server) as worker,
        open_context(Pages(worker.run), settings, environment) as context,
    ):

        async def check_one(link: DoubtfulLink) -> Seen | None:
            async with places:
                try:
                    return await _check(link, context, environment)
                except Exception:  # a fault of this program costs the sample one link
                    return None

        seen = await asyncio.gather(*map(check_one, links))
    found = zip((link.id for link in links), seen, strict=True)
    return {link: one for link, one in found if one is not None and not one[0].own_fault}


async def _check(link: DoubtfulLink, context: CheckContext, environment: Environment) -> Seen:
    observation = await check(link.url, context, environment.clock())
    baseline = baseline_of(link.approved) if link.approved is not None else None
    observation, judgement = await context.pages.judge(observation, baseline, link.names)
    return observation, judgement.verdict
