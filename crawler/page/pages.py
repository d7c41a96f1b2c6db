"""Pages are read and judged in a worker process, never in the event loop.

If a page exceeds the limits of that process, only that page is lost: its link is judged by status,
redirects and certificate, and the observation says why it has no text.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec

from crawler.fetch.request import FetchResponse
from crawler.page.parse import Reading
from crawler.page.sitemap import Sitemap
from crawler.page.tasks import (
    ComparePage,
    FindLinks,
    JudgeLink,
    MakeFingerprint,
    ReadPage,
    ReadSitemap,
    Task,
    encode,
    task_handler,
)
from crawler.patterns import load_signs
from crawler.workers.fork_server import ForkServer
from crawler.workers.process import WorkerLimits
from crawler.workers.worker import RequestTooCostly, Worker
from directory.model.baseline import Baseline
from directory.model.host import PageFingerprint
from directory.model.observation import Judgement, Observation
from directory.settings import Settings

#: For reading or judging one page. Most take a thousandth of that.
LIMITS = WorkerLimits(cpu_seconds=2.0, memory=2 * 1024**3)

T = TypeVar("T")

_reading = msgspec.msgpack.Decoder(Reading)
_judgement = msgspec.msgpack.Decoder(Judgement)
_fingerprint = msgspec.msgpack.Decoder(PageFingerprint)
_likeness = msgspec.msgpack.Decoder(float)
_links = msgspec.msgpack.Decoder(dict[str, str])
_sitemap = msgspec.msgpack.Decoder(Sitemap)


class Pages:
    """Reads and judges pages. All methods may raise RequestFailed and WorkerLost."""

    def __init__(self, run: Callable[[bytes], Awaitable[bytes]]) -> None:
        """run: takes an encoded task, and returns its encoded result."""
        self._run_encoded = run

    async def read(self, answer: FetchResponse) -> Reading:
        """Return what the page of an answer contains. Raise RequestTooCostly if that exceeds the
        limits."""
        return await self._run(ReadPage(answer), _reading)

    async def judge(
        self,
        seen: Observation,
        baseline: Baseline | None = None,
        names: tuple[str, ...] = (),
    ) -> tuple[Observation, Judgement]:
        """Judge a link; return the observation without its page if that cost too much.

        Raise RequestTooCostly if the rest costs too much as well.
        """
        try:
            return seen, await self._run(JudgeLink(seen, baseline, names), _judgement)
        except RequestTooCostly as error:
            bare = msgspec.structs.replace(seen, page=None, probe=None, unread=str(error))
            return bare, await self._run(JudgeLink(bare, None, names), _judgement)

    async def fingerprint(
        self, answer: FetchResponse, reading: Reading, url: str
    ) -> PageFingerprint | None:
        """Return the fingerprint of a page for comparison; None if making it costs too much."""
        try:
            return await self._run(MakeFingerprint(answer, reading, url), _fingerprint)
        except RequestTooCostly:
            return None

    async def likeness(
        self, answer: FetchResponse, reading: Reading, url: str, other: PageFingerprint
    ) -> float | None:
        """Return how similar a page is to another, 0 to 1; None if comparing costs too much."""
        try:
            return await self._run(ComparePage(answer, reading, url, other), _likeness)
        except RequestTooCostly:
            return None

    async def links(self, html: bytes, base: str) -> dict[str, str]:
        """Return the links of a page within its site, href → text; {} if it costs too much."""
        try:
            return await self._run(FindLinks(html, base), _links)
        except RequestTooCostly:
            return {}

    async def sitemap(self, body: bytes, base: str) -> Sitemap:
        """Return what a sitemap lists; nothing if reading it costs too much."""
        try:
            return await self._run(ReadSitemap(body, base), _sitemap)
        except RequestTooCostly:
            return Sitemap()

    async def _run(self, task: Task, result: "msgspec.msgpack.Decoder[T]") -> T:
        return result.decode(await self._run_encoded(encode(task)))


def page_fork_server(settings: Settings) -> ForkServer:
    """Return the server that starts processes for pages; see ForkServer. Raise SignsError if the
    agency's file of signs cannot be used."""
    load_signs()  # those of `privacy_policy`: before the fork, so that no page has to load them
    return ForkServer(task_handler(load_signs(settings.signs)), LIMITS)


@asynccontextmanager
async def open_pages(settings: Settings) -> AsyncIterator[Pages]:
    """Yield a process for pages, for the length of the block. Raise SignsError as
    `page_fork_server`."""
    with page_fork_server(settings) as fork_server:
        async with Worker(fork_server) as worker:
            yield Pages(worker.run)
