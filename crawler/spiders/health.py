"""The health spider: lanes over the links that are due.

A lane is one coroutine for one host. It takes that host's links in order, checks each
(`crawler/check/check.py`), has it judged, and passes the result to the writer. Lanes are opened
from the catalog as places become free, the busiest first, so memory does not grow with the catalog;
and a lane that only waits for its turn costs next to nothing, so there can be thousands.
"""

import asyncio
import traceback
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import scrapy

from crawler.check.check import CheckContext, check, may_pass, not_asked
from crawler.check.clock_watch import ClockWatch
from crawler.check.context import make_client, make_context
from crawler.check.throttle import HostThrottle
from crawler.environment import Environment
from crawler.fetch.client import Client
from crawler.fetch.handler import CurlRequest, CurlResponse
from crawler.fetch.request import FetchRequest, FetchResponse
from crawler.page.pages import Pages
from crawler.spiders.lanes import DomainLimiter, LanePlaces, lanes_from
from crawler.spiders.result_writer import ResultWriter, key_of, metadata_of
from crawler.workers.fork_server import ForkServer
from crawler.workers.worker import Worker, WorkerLost
from directory.catalog.crawl_runs import Result, RunLost
from directory.errors import CatalogUnavailable
from directory.model.baseline import Baseline, baseline_of
from directory.model.observation import NetworkFault, Observation
from directory.queries.due_links import PAGE, DueLink, WorkList
from directory.rules.urls import lane_of
from directory.settings import Settings

LANES_A_PAGE = 50
#: Seconds within which a host should answer; otherwise it is put off.
SOON = 5.0
#: Seconds by which the loop may run late before lanes are opened more slowly.
LATE = 0.05
#: Requests that began just now (`Client.busy`) and are under way; more at once gain nothing.
ENOUGH_TO_DO = 150
FAULTS_KEPT = 20  # the faults of a general problem are all alike
_BREATH = 0.01
_LONGEST_BREATHS = 50


@dataclass(slots=True)
class Faults:
    """Faults at links. number: how many; first: the first ones, with their tracebacks."""

    number: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, link: DueLink, error: Exception) -> None:
        """Count a fault, and keep its traceback if it is one of the first."""
        self.number += 1
        if len(self.first) < FAULTS_KEPT:
            trace = "".join(traceback.format_exception(error))
            self.first.append(f"Link {link.id}, {link.url}\n{trace}")


@dataclass(slots=True)
class CrawlJob:
    """The input of the spider, and its outcome.

    fork_server: starts the process in which pages are read.
    clock_watch: receives every answer.
    left_out: links that were not checked because of a local fault.
    faults: exceptions, each of which prevented the check of one link.
    asked_to_stop: returns whether a user has requested that the crawl end early.
    failure: what ended it.
    """

    settings: Settings
    environment: Environment
    writer: ResultWriter
    work: WorkList
    fork_server: ForkServer
    asked_to_stop: Callable[[], bool]
    clock_watch: ClockWatch
    left_out: int = 0
    faults: Faults = field(default_factory=Faults)
    failure: BaseException | None = None


class HealthSpider(scrapy.Spider):
    """Checks every link of a work list."""

    name = "health"
    client: Client
    _places: LanePlaces
    _worker: Worker
    _context: CheckContext

    def __init__(self, job: CrawlJob, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job = job
        self._lanes: set[asyncio.Task[None]] = set()
        self._slow: deque[str] = deque()
        self._put_off: dict[str, datetime] = {}  # when each was first requested
        self._limiter = DomainLimiter()
        self._ending = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._hosts = job.writer.hosts
        self._throttle = HostThrottle(job.settings.host_delay, self._hosts.pause_left)

    async def start(self) -> AsyncIterator[Any]:
        """Run the crawl. Requests are made inline by the lanes, so nothing is yielded."""
        self._loop = asyncio.get_running_loop()
        self.client = make_client(self.job.settings, self.job.environment)
        lanes = self.job.settings.max_lanes
        self._places = LanePlaces(lanes, max(0, self.client.max_active - lanes))
        async with Worker(self.job.fork_server) as self._worker:
            self._context = self._make_context()
            writer = asyncio.create_task(self.job.writer.run())
            writer.add_done_callback(self._on_done)
            try:
                self._ending = self.job.asked_to_stop()
                await self._open_lanes()
            except Exception as error:  # Scrapy would not report it
                self.job.failure = self.job.failure or error
            finally:
                await self._end(writer)
        for nothing in list[None]():
            yield nothing  # Scrapy requires start() to be an asynchronous generator

    def _make_context(self) -> CheckContext:
        pages = Pages(self._worker.run)
        job = self.job
        return make_context(
            self._fetch, pages, self._throttle, self._hosts, job.settings, job.environment
        )

    def stop_soon(self) -> None:
        """End the crawl early and keep the results so far; for a signal's handler."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wind_up)

    async def _open_lanes(self) -> None:
        """Open lanes as places become free, until the work list is empty; then those that were put
        off, until all have ended."""
        run = self.job.writer.run_in_thread
        while lanes := await run(self.job.work.next_lanes, LANES_A_PAGE):
            await self._hosts.load([lane.key for lane in lanes])
            for lane in lanes:
                await self._open_or_queue(lane.key)
                if self._ending:
                    return
            await self._catch_up()
        while (self._slow or self._lanes) and not self._ending:
            if self._slow:
                await self._open_or_queue(self._slow.popleft())
            else:
                await asyncio.wait(self._lanes, return_when=asyncio.FIRST_COMPLETED)

    async def _catch_up(self) -> None:
        """Wait while work arrives faster than it is done: a busy machine gains nothing from more
        lanes, and each costs memory, above all one with TLS. A lane that waits for its turn, or for
        a slow server, is not work."""
        loop = asyncio.get_running_loop()
        for _ in range(_LONGEST_BREATHS):
            before = loop.time()
            await asyncio.sleep(_BREATH)
            late = loop.time() - before >= _BREATH + LATE
            if not late and self.client.busy() + self._worker.waiting < ENOUGH_TO_DO:
                return

    async def _open_or_queue(self, key: str) -> None:
        """Open a lane when there is a place; if enough of its domain are open, queue it behind one
        of those."""
        if not self._limiter.may_open(key):
            return
        await self._places.take()
        if self._ending:
            return
        task = asyncio.create_task(self._lane_and_followers(key))
        self._lanes.add(task)
        self._places.give(task)
        self.client.keep_open(len(self._lanes))
        task.add_done_callback(self._on_done)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        """End the crawl after a fault of the database, or between two links; keep the fault."""
        self._lanes.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.job.failure = self.job.failure or task.exception()
            self._wind_up()

    def _wind_up(self) -> None:
        self._ending = True
        self.client.abort()
        for lane in self._lanes:
            lane.cancel()

    async def _end(self, writer: asyncio.Task[None]) -> None:
        """Let the lanes end, and the writer commit their results."""
        await asyncio.gather(*self._lanes, return_exceptions=True)
        if self.job.failure is None:
            await self.job.writer.finish()
        else:
            writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)
        self.client.close()

    async def _lane_and_followers(self, key: str) -> None:
        for lane in lanes_from(key, self._limiter):
            await self._lane(lane)

    async def _lane(self, key: str) -> None:
        """Check all links of one host in order, one after another, until it requests a pause.

        A host that does not answer soon is put off, once, until all others have had their turn, so
        that hosts that hang do not delay the others.
        """
        await self._hosts.load([key])
        links = await self._links_after(key, 0)
        hurried = key not in self._put_off
        asked_at = self.job.environment.clock()
        if hurried and links and not await self._answers_soon(links[0].url):
            self._put_off[key] = asked_at
            self._slow.append(key)
            return
        while links:
            for link in links:
                if self._hosts.waits_until(key):
                    links = []
                    break
                await self._check_link(link, key)
            else:
                whole = len(links) == PAGE
                links = await self._links_after(key, links[-1].id) if whole else []
        self._throttle.forget(key)
        self._context.patience.forget(key)
        self._hosts.forget([key])

    async def _links_after(self, key: str, after: int) -> list[DueLink]:
        return await self.job.writer.run_in_thread(self.job.work.links, key, after)

    async def _answers_soon(self, url: str) -> bool:
        """Return False if the host of this link leaves even its robots.txt unanswered for a
        while."""
        if self._context.timeout <= SOON:
            return True
        robots = await self._context.robots.file_for(url, SOON)
        return robots.fault is None or robots.fault.fault is not NetworkFault.TIMEOUT

    async def _check_link(self, link: DueLink, lane: str) -> None:
        """Check a link; keep an exception as a fault. Raise CatalogUnavailable or RunLost."""
        try:
            await self._look(link, lane)
        except (CatalogUnavailable, RunLost):
            raise
        except WorkerLost as error:
            self.job.left_out += 1
            self.job.faults.add(link, error)
        except Exception as error:
            self.job.faults.add(link, error)

    async def _look(self, link: DueLink, lane: str) -> None:
        # A host that was put off counts as checked at the first request: otherwise all slow hosts
        # would end a crawl together, as in an outage of our network.
        at = self._put_off.pop(lane, None) or self.job.environment.clock()
        if self._context.patience.is_silent(link.url):
            observation = not_asked(link.url, at)
        else:
            observation = await check(link.url, self._context, at, link.known)
        if observation.own_fault:
            self.job.left_out += 1
            return
        self._context.patience.heard(lane, failed=may_pass(observation))
        baseline = await self._baseline(link, observation, key_of(observation))
        names = link.own_names
        observation, judgement = await self._context.pages.judge(observation, baseline, names)
        key = key_of(observation)
        await self.job.writer.add(
            Result(link.id, lane, observation, judgement, metadata_of(observation), key, names[0])
        )

    async def _baseline(self, link: DueLink, seen: Observation, key: int | None) -> Baseline | None:
        """Return the approved page. It is read from the catalog only if another page came."""
        if key is None or link.known.page_key is None:
            return None
        if key == link.known.page_key:
            return baseline_of(seen, by_person=bool(link.approved_by))
        approved = await self.job.writer.baseline_look(link.id)
        by_person = bool(link.approved_by)
        return None if approved is None else baseline_of(approved, by_person=by_person)

    async def _fetch(self, ask: FetchRequest) -> FetchResponse:
        """Make one request in its turn, through Scrapy's engine; other crawls take turns with
        us."""
        assert self.crawler.engine is not None
        lane = lane_of(ask.url)
        async with self._throttle.turn(lane), self._places.lent_while_slow(SOON):
            response = await self.crawler.engine.download_async(CurlRequest(ask))
        self._hosts.asked(lane, self._throttle.pause_left(lane))
        assert isinstance(response, CurlResponse)
        self.job.clock_watch.note(response.answer)
        return response.answer
