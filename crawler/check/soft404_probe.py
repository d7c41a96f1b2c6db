"""Request a page that cannot exist: does the site report that, or answer everything alike?

A site that sends its "not found" page with a 200 can only be recognised by such a probe (Bar-Yossef
and others, "Sic transit gloria telae", 2004: 29 % of dead links are of this kind). One probe for
each folder, kept for a week; after five honest answers, no further folders of a site are probed.
"""

import secrets
import string
from collections.abc import Awaitable, Callable
from datetime import timedelta

import msgspec

from crawler.check.host_cache import HostCache
from crawler.check.redirect_target import leads_to
from crawler.check.robots import RobotsBook, Ruling
from crawler.fetch.request import FetchRequest, FetchResponse
from crawler.page.pages import Pages
from crawler.page.parse import Reading
from crawler.workers.worker import RequestTooCostly
from directory.catalog.host_cache import Fact
from directory.model.host import HostFactKind, PageFingerprint, ProbeFact
from directory.model.observation import NetworkFault, Probe
from directory.rules.urls import lane_of

KEPT = timedelta(days=7)
#: An answer that is only a fault proves nothing about the site; it is probed again the next day.
TROUBLE_KEPT = timedelta(hours=12)
LETTERS = 25
MOST_HOPS = 5
#: After this many honest answers, no more are probed; of other sites, at most this many folders.
HONEST = 5
MOST_FOLDERS = 50
#: From this likeness on, the home page is compared too: a site that answers everything alike
#: proves nothing.
LOOKS_ALIKE = 0.80

_HTTPS = len("https://")


class RandomPaths:
    """The answers of sites for addresses that cannot exist."""

    def __init__(
        self,
        fetch: Callable[[FetchRequest], Awaitable[FetchResponse]],
        pages: Pages,
        robots: RobotsBook,
        hosts: HostCache,
    ) -> None:
        self._fetch = fetch
        self._pages = pages
        self._robots = robots
        self._hosts = hosts

    async def compare(
        self, url: str, answer: FetchResponse, reading: Reading, timeout: float
    ) -> Probe | None:
        """Return the site's answer for a neighbour of the link `url`, compared with the page that
        came for the link; None if it could not be requested. timeout: seconds for each request."""
        fact = await self._neighbour(url, answer, reading, timeout)
        if fact is None or not isinstance(fact.body, ProbeFact):
            return None
        known, likeness, home_likeness = fact.body, None, None
        if known.page is not None and _may_be_the_same(known, url, answer, reading):
            likeness = await self._pages.likeness(answer, reading, url, known.page)
            if likeness is not None and likeness >= LOOKS_ALIKE:
                home = await self._home(fact, known, timeout)
                home_likeness = (
                    await self._pages.likeness(answer, reading, url, home) if home else 0.0
                )
        return Probe(
            url=known.url,
            at=fact.at,
            status=known.status,
            final_url=known.final_url,
            hops=known.hops,
            title=known.title,
            alike=likeness,
            home_alike=home_likeness,
        )

    async def _neighbour(
        self, url: str, answer: FetchResponse, reading: Reading, timeout: float
    ) -> Fact | None:
        """Return what is known, or is learnt now, of a random address in the same folder."""
        folder, lane = folder_of(url), lane_of(url)
        await self._hosts.load([lane])
        facts = self._facts_of_site(folder, lane)
        known = next((fact for fact in facts if fact.key == folder), None)
        if known and not _lacks_page(known, url, answer, reading):
            return known
        honest = [fact for fact in facts if _is_honest(fact)]
        if known is None and len(honest) >= HONEST:
            return honest[0]
        if known is None and len(facts) >= MOST_FOLDERS:
            return None
        body = await self._probe(
            folder + _random_letters(),
            timeout,
            lambda found: _may_be_the_same(found, url, answer, reading),
        )
        return None if body is None else self._hosts.put(lane, HostFactKind.PROBE, folder, body)

    def _facts_of_site(self, folder: str, lane: str) -> list[Fact]:
        """Return the fresh facts about the folders of one site."""
        return [
            fact
            for fact in self._hosts.all_of(lane, HostFactKind.PROBE)
            if self._hosts.is_fresh(fact, TROUBLE_KEPT if _is_trouble(fact) else KEPT)
            and _origin(fact.key) == _origin(folder)
        ]

    async def _home(self, fact: Fact, known: ProbeFact, timeout: float) -> PageFingerprint | None:
        """Return the site's home page, requested once; None if it did not come."""
        if known.home_seen:
            return known.home
        seen = await self._probe(_origin(fact.key) + "/", timeout, lambda _: True)
        home = seen.page if seen else None
        learnt = msgspec.structs.replace(known, home=home, home_seen=True)
        self._hosts.put(fact.lane, HostFactKind.PROBE, fact.key, learnt)
        return home

    async def _probe(
        self, url: str, timeout: float, is_needed: Callable[[ProbeFact], bool]
    ) -> ProbeFact | None:
        """Follow an address to its end; return None if robots.txt or an own fault prevented it.
        is_needed: whether the page that came is to be kept for comparison."""
        here = url
        for hops in range(1, MOST_HOPS + 1):
            robots = await self._robots.file_for(here, timeout)
            if robots.fault is not None or robots.ruling(here) is not Ruling.OPEN:
                return None
            answer = await self._fetch(FetchRequest(here, timeout=timeout))
            if answer.fault is NetworkFault.OWN_FAULT:
                return None
            if answer.status is None:
                return ProbeFact(url, hops=hops, final_url=here)
            reading = await self._read(answer)
            onward = leads_to(answer, reading, here)
            if onward is None or onward.href is None:
                found = ProbeFact(
                    url,
                    status=answer.status,
                    final_url=here,
                    hops=hops,
                    title=reading.page.title if reading else "",
                    came=200 <= answer.status < 300
                    and reading is not None
                    and reading.page.is_html,
                )
                if reading is None or not found.came or not is_needed(found):
                    return found
                page = await self._pages.fingerprint(answer, reading, url)
                return msgspec.structs.replace(found, page=page)
            here = onward.href
        return ProbeFact(url, hops=MOST_HOPS, final_url=here)

    async def _read(self, answer: FetchResponse) -> Reading | None:
        """Return what the page contains; None if reading it costs too much."""
        try:
            return await self._pages.read(answer)
        except RequestTooCostly:
            return None


def folder_of(url: str) -> str:
    """Return the folder of a page: `https://host/jobs/` of `https://host/jobs/welder?id=3`, and of
    `https://host/jobs/list/` as well."""
    path = url.partition("?")[0].partition("#")[0].rstrip("/")
    return path[: path.rindex("/") + 1] if "/" in path[_HTTPS:] else f"{path}/"


def _may_be_the_same(known: ProbeFact, url: str, answer: FetchResponse, reading: Reading) -> bool:
    """Return False if the pages differ by their title, which saves a costly comparison."""
    led_there = answer.url == known.final_url != url
    return led_there or reading.page.title == known.title


def _lacks_page(fact: Fact, url: str, answer: FetchResponse, reading: Reading) -> bool:
    """Return True if the page that came then was not kept, and would have to be compared now."""
    known = fact.body
    if not isinstance(known, ProbeFact) or not known.came or known.page is not None:
        return False
    return _may_be_the_same(known, url, answer, reading)


def _origin(url: str) -> str:
    end = url.find("/", _HTTPS)
    return url if end < 0 else url[:end]


def _status(fact: Fact) -> int | None:
    return fact.body.status if isinstance(fact.body, ProbeFact) else None


def _is_trouble(fact: Fact) -> bool:
    """Return True if no answer came, or one about the server and not about the page."""
    status = _status(fact)
    return status is None or status == 429 or status >= 500


def _is_honest(fact: Fact) -> bool:
    return (_status(fact) or 0) >= 400 and not _is_trouble(fact)


def _random_letters() -> str:
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(LETTERS))
