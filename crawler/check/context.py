"""From settings to the parts of a crawl: the client, and the tools of a check."""

import os
import resource
from collections.abc import Awaitable, Callable

from crawler.check.check import CheckContext
from crawler.check.host_cache import HostCache
from crawler.check.retry_policy import Patience
from crawler.check.robots import RobotsBook
from crawler.check.soft404_probe import RandomPaths
from crawler.check.throttle import HostThrottle
from crawler.environment import Environment
from crawler.fetch.client import Client, ClientSettings
from crawler.fetch.request import FetchRequest, FetchResponse
from crawler.page.pages import Pages
from directory.program import program_version
from directory.settings import Settings

# Not used for connections: the database, the loop and the resolver's threads have files too.
_SPARE_DESCRIPTORS = 200
_FEWEST_SPARE = 48
_MOST_ACTIVE = 10_000


def make_client(settings: Settings, environment: Environment) -> Client:
    """Return a client for this environment; call it inside the running loop, and close it there."""
    descriptors = raise_descriptor_limit()
    budget = max(2, descriptors - min(_SPARE_DESCRIPTORS, max(_FEWEST_SPARE, descriptors // 4)))
    active = min(_MOST_ACTIVE, budget // 2)
    ca_file = environment.simulation.ca_file if environment.simulation else ""
    return Client(
        ClientSettings(
            allowed=settings.allowed_networks,
            contact=settings.contact,
            version=program_version(),
            ca_file=ca_file or os.environ.get("SSL_CERT_FILE", ""),
            connect_timeout=settings.connect_timeout,
            max_active=active,
            max_idle=max(1, min(settings.max_lanes, budget - active)),
        ),
        environment.names(),
    )


def make_context(
    fetch: Callable[[FetchRequest], Awaitable[FetchResponse]],
    pages: Pages,
    throttle: HostThrottle,
    hosts: HostCache,
    settings: Settings,
    environment: Environment,
) -> CheckContext:
    """Return the tools of a check, from a way to fetch, the hosts' turns, and the facts about
    hosts."""
    robots = RobotsBook(fetch, hosts, throttle.slow_down)
    return CheckContext(
        fetch=fetch,
        pages=pages,
        robots=robots,
        random_paths=RandomPaths(fetch, pages, robots, hosts),
        hosts=hosts,
        patience=Patience(),
        hold_off=throttle.hold_off,
        clock=environment.clock,
        timeout=settings.request_timeout,
        check_timeout=settings.check_timeout,
    )


def raise_descriptor_limit() -> int:
    """Raise this process's limit of open files as far as permitted; return the limit.

    Above the limit, other checkers report live links as dead.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return 65_536 if soft == resource.RLIM_INFINITY else soft
