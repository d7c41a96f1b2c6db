"""How one link is checked: from an address to an Observation.

It reads from top to bottom: whether robots.txt permits the check, one request, the answer, where it
leads, and again; at the end, for a page that is not known yet, the site's answer for a page that
cannot exist. The way to fetch is an argument and applies the host's politeness; so the same check
serves a crawl of a million links and one live check.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.check.cookies import ChainCookies
from crawler.check.host_cache import HostCache
from crawler.check.redirect_target import REDIRECTS, Onward, leads_to
from crawler.check.retry_policy import Patience, retry_after
from crawler.check.robots import RobotsBook, RobotsFile, Ruling
from crawler.check.soft404_probe import RandomPaths
from crawler.fetch.request import FetchRequest, FetchResponse
from crawler.judge.families.addresses import is_home
from crawler.page.pages import Pages
from crawler.page.parse import Reading
from crawler.workers.worker import RequestTooCostly
from directory.clock import Clock
from directory.model.baseline import page_key
from directory.model.observation import (
    Certificate,
    Hop,
    NetworkFault,
    Observation,
    Probe,
    Stop,
)
from directory.queries.due_links import KnownPage
from directory.rules.urls import lane_of

MOST_HOPS = 20
KEPT_HEADERS = frozenset(
    {
        "content-type", "content-length", "server", "retry-after", "cf-mitigated",
        "x-amzn-waf-action", "x-powered-by", "etag", "last-modified", "www-authenticate",
        "x-vercel-mitigated", "x-datadome", "x-datadome-cid", "x-dd-b", "x-sucuri-block",
        "x-px", "x-px-block", "x-px-blocked", "x-px-uuid", "x-kpsdk-ct", "x-kpsdk-cd",
        "x-distil-cs",
    }
)  # fmt: skip

#: Faults that often pass in a moment, so that another try is worthwhile.
_PASSING = frozenset({NetworkFault.RESET, NetworkFault.EMPTY, NetworkFault.RESOLVER})
_PASSING_STATUS = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a check works with.

    fetch: makes one request, in its turn. hold_off: called with (lane, seconds) when the next
    request must wait. timeout: seconds for one request. check_timeout: seconds for all requests of
    a check together, without waiting for a turn. longest_wait: the longest Retry-After, in seconds,
    that is waited for within the run; a site that sets a longer one is put off to a later run.
    """

    fetch: Callable[[FetchRequest], Awaitable[FetchResponse]]
    pages: Pages
    robots: RobotsBook
    random_paths: RandomPaths
    hosts: HostCache
    patience: Patience
    hold_off: Callable[[str, float], None]
    clock: Clock
    timeout: float = 30.0
    check_timeout: float = 90.0
    longest_wait: float = 30.0


NOTHING_KNOWN = KnownPage()


async def check(
    url: str, context: CheckContext, at: datetime, known_page: KnownPage = NOTHING_KNOWN
) -> Observation:
    """Check the link with this href once; `at` is the moment of the check."""
    look = _Look(url, context, known_page)
    page = probe = stop = None
    here = url
    while True:
        answer = await look.answer(here)
        if isinstance(answer, Stop):
            stop = answer
            break
        reading = await look.read(answer)
        onward = leads_to(answer, reading, here)
        look.record(answer, onward)
        if onward is None:
            page = reading.page if reading else None
            probe = await look.compare(answer, reading)
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
        probe=probe,
        certificate=look.certificate_of_last,
        unread=look.unread,
        millis=sum(hop.millis for hop in look.hops),
    )


def not_asked(url: str, at: datetime) -> Observation:
    """Return the observation of a link that was not requested, since its host had not answered for
    too many links before."""
    detail = "not asked again: the server had not answered for the links before, in the same crawl"
    return Observation(url, at, (Hop(url, fault=NetworkFault.TIMEOUT, fault_detail=detail),))


def may_pass(observation: Observation) -> bool:
    """Return True if the observation shows a fault of the kind that often passes."""
    last = observation.last
    return last is not None and (
        last.fault in _PASSING
        or last.fault is NetworkFault.TIMEOUT
        or last.status in _PASSING_STATUS
    )


class _Look:
    """The state of one check: the hops so far, the cookies, the time left."""

    def __init__(self, url: str, context: CheckContext, known_page: KnownPage) -> None:
        self.hops: list[Hop] = []
        self.certificate_of_last: Certificate | None = None
        self.unread = ""
        self._url = url
        self._context = context
        self._known_page = known_page
        self._cookies = ChainCookies()
        self._left = context.check_timeout
        self._seen = {(url, "")}

    async def answer(self, url: str) -> FetchResponse | Stop:
        """Return the answer to one hop, after robots.txt and with further tries; or why it is not
        permitted."""
        if self._left <= 0:
            return FetchResponse(
                url, fault=NetworkFault.TIMEOUT, fault_detail="the check took too long"
            )
        robots = await self._robots_for(url)
        match robots.ruling(url):
            case Ruling.CLOSED:
                return Stop.ROBOTS
            case Ruling.UNREACHABLE:
                return Stop.ROBOTS_UNREACHABLE
            case Ruling.OPEN:
                pass
        if robots.fault is not None:
            # The page would fail in the same way, so it is not requested.
            self._context.patience.heard_nothing(url)
            return replace(robots.fault, url=url)
        answer = await self._with_further_tries(url)
        self._cookies.take(answer)
        return answer

    async def _robots_for(self, url: str) -> RobotsFile:
        """Return the site's robots.txt; a passing fault on the way to it is tried again."""
        lane = lane_of(url)
        timeout = min(self._context.timeout, self._left)
        robots = await self._context.robots.file_for(url, timeout)
        for tries in range(1, self._context.patience.tries(lane)):
            if robots.fault is None or robots.fault.fault not in _PASSING:
                break
            self._context.hold_off(lane, self._context.patience.pause(tries))
            robots = await self._context.robots.file_for(url, timeout)
        return robots

    async def _with_further_tries(self, url: str) -> FetchResponse:
        lane, tries = lane_of(url), 0
        while True:
            answer = await self._fetch(url)
            tries += 1
            pause = self._pause_before_next(answer, lane, tries)
            if pause is None or tries >= self._context.patience.tries(lane) or self._left <= 0:
                return answer
            if pause:
                self._context.hold_off(lane, pause)

    def _pause_before_next(self, answer: FetchResponse, lane: str, tries: int) -> float | None:
        """Return the seconds to wait before another try; None if there is to be none, or if the
        site's Retry-After is longer than this run waits. The wait that the site itself sets is
        applied here, whether there is another try or not, and adds no further pause."""
        if answer.fault in _PASSING:
            return self._context.patience.pause(tries)
        if answer.fault is NetworkFault.TIMEOUT and tries == 1:
            return self._context.patience.pause(tries)  # its robots.txt came, so it is there
        if answer.status not in _PASSING_STATUS:
            return None
        asked = retry_after(answer.header("retry-after"), self._context.clock())
        if asked is None:
            return self._context.patience.pause(tries)
        if asked <= self._context.longest_wait:
            self._context.hold_off(lane, asked)
            return 0.0
        if self._context.patience.wants_to_be_left_alone(lane):
            self._context.hosts.put_off(lane, asked)
        return None

    async def read(self, answer: FetchResponse) -> Reading | None:
        """Return what the page of an answer contains; None if it has none, if browsers skip it, or
        if it costs too much to read."""
        self.unread = ""
        if answer.status is None or answer.status in REDIRECTS:
            return None
        try:
            return await self._context.pages.read(answer)
        except RequestTooCostly as error:
            self.unread = str(error)
            return None

    async def compare(self, answer: FetchResponse, reading: Reading | None) -> Probe | None:
        """Return the site's answer for a page that cannot exist; None unless an unknown page
        came."""
        if reading is None or not reading.page.is_html or answer.status != 200:
            return None
        if not reading.page.words and not reading.page.furniture:
            return None  # an empty page is like any other empty page
        if (
            is_home(self._url)
            or page_key(reading.page) == self._known_page.page_key
            or self._left <= 0
        ):
            return None
        timeout = min(self._context.timeout, self._left)
        return await self._context.random_paths.compare(self._url, answer, reading, timeout)

    def record(self, answer: FetchResponse, onward: Onward | None) -> None:
        """Store a hop."""
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
                ipv6_failed=answer.ipv6_failed,
                unchanged=answer.status == 304 and self._asks_if_changed(answer.url),
                millis=answer.millis,
            )
        )
        self.certificate_of_last = answer.certificate

    def circle(self, href: str) -> Stop | None:
        """Return why this href must not be requested: it closes a loop, or there are too many hops.
        None if it may be."""
        state = (href, self._cookies.header(href))
        if state in self._seen:
            return Stop.LOOP
        self._seen.add(state)
        return Stop.TOO_MANY if len(self.hops) > MOST_HOPS else None

    def _asks_if_changed(self, url: str) -> bool:
        known_page = self._known_page
        return url == known_page.final_url and bool(known_page.etag or known_page.last_modified)

    async def _fetch(self, url: str) -> FetchResponse:
        timeout = min(self._context.timeout, self._left)
        ask = FetchRequest(url, self._cookies.header(url), timeout)
        if self._asks_if_changed(url):
            ask = replace(
                ask, etag=self._known_page.etag, last_modified=self._known_page.last_modified
            )
        answer = await self._context.fetch(ask)
        self._left -= answer.millis / 1000
        return answer
