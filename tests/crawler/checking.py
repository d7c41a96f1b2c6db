"""One check of a link over a written-down web, and all that came of it."""

import re
from collections.abc import Mapping, Sequence

from crawler.check.check import NOTHING_KNOWN, CheckContext, check
from crawler.check.host_cache import HostCache
from crawler.check.retry_policy import Patience
from crawler.check.robots import RobotsBook
from crawler.check.soft404_probe import RandomPaths
from crawler.fetch.request import FetchRequest, FetchResponse
from directory.model.observation import Observation
from directory.queries.due_links import KnownPage
from tests.clocks import HandClock
from tests.crawler.hurry import hurried
from tests.crawler.judge.building import AT
from tests.crawler.pages_here import PAGES
from tests.crawler.scripted import ScriptedWeb, answer

LINK = "https://a.example/jobs"
ROBOTS = "https://a.example/robots.txt"
PAGE = answer(200, "<title>Jobs</title><p>Find work close to home.")
ALL_CLOSED = answer(200, "User-agent: *\nDisallow: /\n", content_type="text/plain")


LANE = "a.example"
_PROBE = re.compile(r"/[a-z]{25}$")  # an address that cannot exist, as we make them up


class Looked:
    """One check of LINK over a written-down web, and all that came of it.

    waits: how long hosts were held off from, as (lane, seconds).
    """

    def __init__(
        self,
        answers: Mapping[str, FetchResponse | Sequence[FetchResponse]],
        link: str = LINK,
        *,
        known_page: KnownPage = NOTHING_KNOWN,
        patience: Patience | None = None,
        **context: float,
    ) -> None:
        self.web = ScriptedWeb(answers)
        self.waits: list[tuple[str, float]] = []
        self.delays: list[tuple[str, float]] = []
        self.clock = HandClock(AT)
        self.hosts = HostCache(self.clock)
        self.patience = patience or Patience(jitter=lambda: 0.5)
        self.seen = hurried(lambda: self._check(link, known_page, context))

    async def _check(
        self, link: str, known_page: KnownPage, context: Mapping[str, float]
    ) -> Observation:
        def slow_down(lane: str, seconds: float) -> None:
            self.delays.append((lane, seconds))

        def hold_off(lane: str, seconds: float) -> None:
            self.waits.append((lane, seconds))

        book = RobotsBook(self.web.fetch, self.hosts, slow_down)
        set_up = CheckContext(
            fetch=self.web.fetch,
            robots=book,
            pages=PAGES,
            random_paths=RandomPaths(self.web.fetch, PAGES, book, self.hosts),
            hosts=self.hosts,
            patience=self.patience,
            hold_off=hold_off,
            clock=self.clock,
            **context,
        )
        return await check(link, set_up, AT, known_page)

    @property
    def asked(self) -> list[FetchRequest]:
        """What was asked for, probes aside."""
        return [ask for ask in self.web.asked if not _PROBE.search(ask.url)]

    @property
    def urls(self) -> list[str]:
        """The addresses of these."""
        return [ask.url for ask in self.asked]

    @property
    def pages(self) -> list[str]:
        """The same, robots.txt aside."""
        return [url for url in self.urls if not url.endswith("/robots.txt")]

    @property
    def probes(self) -> list[str]:
        """The addresses that cannot exist that were asked for."""
        return [url for url in self.web.urls if _PROBE.search(url)]
