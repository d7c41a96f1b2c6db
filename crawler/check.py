"""How one link is looked at: from an address to an Observation.

It reads from top to bottom: may we look (robots.txt), one request, what came
back, where it leads on, and again. It is given a way to fetch, which keeps the
host's politeness; so the same check serves a crawl of a million links and one
live look.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.cookies import ChainCookies
from crawler.fetch.ask import Answer, Ask
from crawler.page import Reading, read_page, refresh_target
from crawler.robots import RobotsBook, RobotsFile, Ruling
from directory.model.observation import (
    Certificate,
    Hop,
    NetworkFault,
    Observation,
    Stop,
    Via,
)
from directory.rules.urls import lane_of, resolve

MOST_HOPS = 20
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEPT_HEADERS = frozenset(
    {
        "content-type", "content-length", "server", "retry-after", "cf-mitigated",
        "x-amzn-waf-action", "x-powered-by", "etag", "last-modified", "www-authenticate",
    }
)  # fmt: skip

#: Trouble that often passes in a moment, and so deserves a second try.
_PASSING = frozenset({NetworkFault.RESET, NetworkFault.EMPTY, NetworkFault.RESOLVER})
_PASSING_STATUS = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Tools:
    """What a check works with.

    fetch: one request, in its turn. hold_off: told (lane, seconds) when a site
    asks for patience. timeout: seconds for one request. check_timeout: seconds
    for all requests of a check together; waiting for a turn is not counted.
    longest_wait: seconds of Retry-After that we wait within the run.
    """

    fetch: Callable[[Ask], Awaitable[Answer]]
    robots: RobotsBook
    hold_off: Callable[[str, float], None]
    timeout: float = 30.0
    check_timeout: float = 90.0
    longest_wait: float = 30.0


@dataclass(frozen=True, slots=True)
class Onward:
    """Where an answer sends the visitor: an href, or None for nowhere that can be opened."""

    href: str | None
    via: Via
    raw: str


async def check(url: str, tools: Tools, at: datetime) -> Observation:
    """Looks at the link with this href once; `at` is the moment of looking."""
    look = _Look(url, tools)
    page = None
    stop = None
    here = url
    while True:
        answer = await look.answer(here)
        if isinstance(answer, Stop):
            stop = answer
            break
        reading = read_page(answer) if answer.body or answer.status else None
        onward = leads_to(answer, reading, here)
        look.record(answer, onward)
        if onward is None:
            page = reading.page if reading else None
            break
        if onward.href is None:
            stop = Stop.BAD_LOCATION
            break
        stop = look.circle(onward.href)
        if stop is not None:
            break
        here = onward.href
    return Observation(
        url=url,
        at=at,
        hops=tuple(look.hops),
        stop=stop,
        page=page,
        certificate=look.certificate_of_last,
        millis=sum(hop.millis for hop in look.hops),
    )


def leads_to(answer: Answer, reading: Reading | None, here: str) -> Onward | None:
    """Where an answer sends the visitor on to; None when it is the end of the chain.

    A refresh to the page itself, or to nowhere that can be opened, leaves the
    visitor on the page; a Location that cannot be opened leaves nothing to see.
    """
    if answer.status in REDIRECTS:
        raw = answer.header("location")
        return Onward(_openable(here, raw), Via.LOCATION, raw)
    header = refresh_target(answer.header("refresh"))
    raw, via = (header, Via.REFRESH) if header else (reading.refresh if reading else "", Via.META)
    if not raw:
        return None
    href = _openable(here, raw)
    return None if href is None or href == here else Onward(href, via, raw)


def _openable(here: str, raw: str) -> str | None:
    """The href to which `raw` leads; None when that is nowhere a browser would go."""
    href = resolve(here, raw) if raw else None
    if href is None or not href.startswith(("http://", "https://")):
        return None
    fragment = here.partition("#")[2]
    return f"{href}#{fragment}" if fragment and "#" not in href else href


class _Look:
    """The state of one check: the hops so far, the cookies, the time left."""

    def __init__(self, url: str, tools: Tools) -> None:
        self.hops: list[Hop] = []
        self.certificate_of_last: Certificate | None = None
        self._tools = tools
        self._cookies = ChainCookies()
        self._left = tools.check_timeout
        self._seen = {(url, "")}

    async def answer(self, url: str) -> Answer | Stop:
        """The answer to one hop, after robots.txt and with one second try; or why we may not."""
        if self._left <= 0:
            return Answer(url, fault=NetworkFault.TIMEOUT, fault_detail="the check took too long")
        robots = await self._robots_for(url)
        match robots.ruling(url):
            case Ruling.CLOSED:
                return Stop.ROBOTS
            case Ruling.UNREACHABLE:
                return Stop.ROBOTS_UNREACHABLE
            case Ruling.OPEN:
                pass
        if robots.fault is not None:
            # The page would fail alike; do not knock again.
            return replace(robots.fault, url=url)
        answer = await self._fetch(url)
        if self._left > 0 and self._may_pass(answer, url):
            answer = await self._fetch(url)
        self._cookies.take(answer)
        return answer

    async def _robots_for(self, url: str) -> RobotsFile:
        timeout = min(self._tools.timeout, self._left)
        robots = await self._tools.robots.file_for(url, timeout)
        if robots.fault is not None and robots.fault.fault in _PASSING:
            robots = await self._tools.robots.file_for(url, timeout)
        return robots

    def record(self, answer: Answer, onward: Onward | None) -> None:
        """Keeps a hop."""
        self.hops.append(
            Hop(
                url=answer.url,
                status=answer.status,
                leads_to=onward.href if onward else None,
                via=onward.via if onward else None,
                location=onward.raw[:500] if onward else "",
                fault=answer.fault,
                fault_detail=answer.fault_detail,
                headers={
                    name: value[:300] for name, value in answer.headers if name in KEPT_HEADERS
                },
                address=answer.address,
                millis=answer.millis,
            )
        )
        self.certificate_of_last = answer.certificate

    def circle(self, href: str) -> Stop | None:
        """Whether going on to this href would be going in a circle, or too far."""
        state = (href, self._cookies.header(href))
        if state in self._seen:
            return Stop.LOOP
        self._seen.add(state)
        return Stop.TOO_MANY if len(self.hops) > MOST_HOPS else None

    async def _fetch(self, url: str) -> Answer:
        timeout = min(self._tools.timeout, self._left)
        answer = await self._tools.fetch(Ask(url, self._cookies.header(url), timeout))
        self._left -= answer.millis / 1000
        return answer

    def _may_pass(self, answer: Answer, url: str) -> bool:
        """True if a second try is worth it; a wait that the site asks for is arranged."""
        if answer.fault in _PASSING:
            return True
        if answer.status not in _PASSING_STATUS:
            return False
        wait = retry_after(answer.header("retry-after"))
        if wait is None or wait > self._tools.longest_wait:
            return False
        self._tools.hold_off(lane_of(url), wait)
        return True


def retry_after(value: str) -> float | None:
    """Seconds of a Retry-After; 0 when there is none. None for what is not a number of
    seconds (a date, "1m30s"): that is left for a later run."""
    value = value.strip()
    if not value:
        return 0.0
    return float(value) if value.isdecimal() and len(value) < 9 else None
