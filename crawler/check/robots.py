"""robots.txt: whether a site permits the check of a page, under our product token.

As in RFC 9309: a missing file (any 4xx) closes nothing; a server error (5xx) closes everything
until it passes, except that a file from the last month still applies; up to five redirects are
followed. The file is stored for a day, in the catalog. A network fault is neither: the page itself
would fail in the same way, so the fault is reported as the page's; but a fault at another host, to
which a redirect led, also closes everything.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from protego import Protego

from crawler.check.host_cache import HostCache
from crawler.fetch.client import PRODUCT_TOKEN
from crawler.fetch.request import FetchRequest, FetchResponse
from directory.model.host import HostFactKind, RobotsFact
from directory.model.observation import NetworkFault
from directory.rules.urls import lane_of, resolve

ROBOTS_CAP = 512 * 1024
MOST_REDIRECTS = 5
KEPT_FILES = 4096
LONGEST_CRAWL_DELAY = 60.0
FRESH = timedelta(days=1)
#: For this long an earlier file applies while the server fails.
STALE = timedelta(days=30)
_LONGEST_REMEMBERED = 64 * 1024

#: Without one of these words, a file closes nothing and sets no delay.
_RULES = re.compile(rb"disallow|crawl-delay", re.IGNORECASE)

Fetch = Callable[[FetchRequest], Awaitable[FetchResponse]]


class Ruling(StrEnum):
    """What robots.txt permits for a page."""

    OPEN = "open"
    CLOSED = "closed"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """The robots.txt of one site. fault: the network fault met on the way to it."""

    rules: Protego | None = None
    server_failed: bool = False
    fault: FetchResponse | None = None

    def ruling(self, url: str) -> Ruling:
        """Return the ruling for this href."""
        if self.server_failed:
            return Ruling.UNREACHABLE
        if self.rules is None or self.rules.can_fetch(url, PRODUCT_TOKEN):
            return Ruling.OPEN
        return Ruling.CLOSED

    @property
    def crawl_delay(self) -> float:
        """The seconds between requests that the site sets; 0 if it sets none, at most 60."""
        asked = self.rules.crawl_delay(PRODUCT_TOKEN) if self.rules else None
        return min(float(asked), LONGEST_CRAWL_DELAY) if asked else 0.0


class RobotsBook:
    """The robots.txt of each site that was met lately; each is fetched once."""

    def __init__(
        self, fetch: Fetch, hosts: HostCache, slow_down: Callable[[str, float], None]
    ) -> None:
        """slow_down: called with a site's Crawl-delay, as (lane, seconds)."""
        self._fetch = fetch
        self._hosts = hosts
        self._slow_down = slow_down
        self._files: OrderedDict[str, RobotsFile] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}

    async def file_for(self, url: str, timeout: float) -> RobotsFile:
        """Return the robots.txt that applies to this href; timeout: seconds for each request."""
        # A name and password in the address are no part of the site, and must not be stored.
        origin = f"{url.partition('//')[0]}//{lane_of(url)}"
        robots = self._files.get(origin)
        if robots is None:
            robots = await self._ask_once(origin, timeout)
        if robots.crawl_delay:
            self._slow_down(lane_of(url), robots.crawl_delay)
        return robots

    async def _ask_once(self, origin: str, timeout: float) -> RobotsFile:
        """Fetch a site's file; other callers of the same site wait for that."""
        async with self._asking.setdefault(origin, asyncio.Lock()):
            robots = self._files.get(origin)
            if robots is None:
                robots = await self._remembered_or_asked(origin, timeout)
                self._keep(origin, robots)
        self._asking.pop(origin, None)
        return robots

    def _keep(self, origin: str, robots: RobotsFile) -> None:
        if robots.fault is not None:  # a failure is never kept
            return
        self._files[origin] = robots
        if len(self._files) > KEPT_FILES:
            self._files.popitem(last=False)

    async def _remembered_or_asked(self, origin: str, timeout: float) -> RobotsFile:
        lane = lane_of(f"{origin}/")
        remembered = await self._hosts.get(lane, HostFactKind.ROBOTS, origin, FRESH)
        if isinstance(remembered, RobotsFact):
            return _of_fact(remembered)
        robots, fact = await self._get(origin, timeout)
        if robots.server_failed:
            older = await self._hosts.get(lane, HostFactKind.ROBOTS, origin, STALE)
            return _of_fact(older) if isinstance(older, RobotsFact) else robots
        if fact is not None:
            self._hosts.put(lane, HostFactKind.ROBOTS, origin, fact)
        return robots

    async def _get(self, origin: str, timeout: float) -> tuple[RobotsFile, RobotsFact | None]:
        """Return the file as the site sends it now, and the part of it to store."""
        url = f"{origin}/robots.txt"
        for redirects in range(MOST_REDIRECTS + 1):
            answer = await self._fetch(
                FetchRequest(url, timeout=timeout, body_cap=ROBOTS_CAP, any_type=True)
            )
            if answer.fault is not None:
                elsewhere = redirects and answer.fault is not NetworkFault.OWN_FAULT
                failed = RobotsFile(server_failed=True) if elsewhere else RobotsFile(fault=answer)
                return failed, None
            target = _redirect(answer)
            if target is None:
                return _read(answer)
            url = target
        return RobotsFile(), RobotsFact()  # too many redirects: as if it were not there


def _redirect(answer: FetchResponse) -> str | None:
    if answer.status not in (301, 302, 303, 307, 308):
        return None
    target = resolve(answer.url, answer.header("location"))
    return target if target and target.startswith(("http://", "https://")) else None


def _read(answer: FetchResponse) -> tuple[RobotsFile, RobotsFact | None]:
    status = answer.status or 0
    if status >= 500 and status != 999 and not _is_wall(answer):
        return RobotsFile(server_failed=True), None
    says_nothing = not 200 <= status < 300 or not _RULES.search(answer.body)
    # A page with markup is the home page or a wall, sent in its place.
    if says_nothing or b"<html" in answer.body[:1024].lower():
        return RobotsFile(), RobotsFact()
    body = answer.body.decode("utf-8-sig", "replace")
    fact = RobotsFact(body=body) if len(body) <= _LONGEST_REMEMBERED else None
    return RobotsFile(rules=Protego.parse(body)), fact


def _of_fact(fact: RobotsFact) -> RobotsFile:
    return RobotsFile(rules=Protego.parse(fact.body) if fact.body else None)


def _is_wall(answer: FetchResponse) -> bool:
    """Return True if a bot wall answered and not the server: access refused, as with a 403."""
    return bool(answer.header("cf-mitigated") or answer.header("x-amzn-waf-action"))
