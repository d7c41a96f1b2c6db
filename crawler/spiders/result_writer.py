"""Write results into the catalog, in small batches as they come.

A batch is committed when it is full or a second old, in a separate thread, so that a busy database
never delays the lanes. A listener receives the results after they have been committed, so that none
of them can be lost. In addition to the verdict, a result has what the exit notice, the next check
and the schedule need of the observation.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

from crawler.check.host_cache import HostCache
from crawler.check.retry_policy import retry_after
from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import BATCH, Result
from directory.catalog.host_cache import Fact
from directory.clock import Clock
from directory.model.baseline import page_key
from directory.model.observation import Observation
from directory.model.run import PageMetadata

T = TypeVar("T")

LONGEST_WAIT = 1.0
_MOST_WAITING = 4 * BATCH
_LONGEST_TAG = 290  # a header of the stored length may have been shortened

Listener = Callable[[Sequence[Result]], None]


class ResultWriter:
    """Writes the results of one run, and the facts about hosts in `hosts`. `run_in_thread` is for
    other calls on the catalog too: one thread, so that they keep their order."""

    def __init__(
        self,
        catalog: Catalog,
        run_id: int,
        holder: str,
        clock: Clock,
        listener: Listener,
    ) -> None:
        self.hosts = HostCache(clock, self._host_facts)
        self._catalog = catalog
        self._run_id = run_id
        self._holder = holder
        self._clock = clock
        self._listener = listener
        self._waiting: asyncio.Queue[Result | None] = asyncio.Queue(_MOST_WAITING)
        self._finished = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="catalog")

    async def run_in_thread(self, call: Callable[..., T], *arguments: Any) -> T:
        """Run a blocking call on the catalog in its thread; return its result."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, call, *arguments)

    async def add(self, result: Result) -> None:
        """Queue one result; wait if the catalog is slower than the crawl."""
        await self._waiting.put(result)

    async def run(self) -> None:
        """Commit what is queued, until `finish`. Raise what the catalog raises."""
        while not self._finished:
            await self._commit(await self._next_batch())

    async def finish(self) -> None:
        """Mark the end of the results; `run` commits the rest and returns."""
        await self._waiting.put(None)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()

    async def baseline_look(self, link_id: int) -> Observation | None:
        """Return the observation on which a link was approved."""
        return await self.run_in_thread(self._catalog.runs.baseline_look, link_id)

    async def _host_facts(self, lanes: Sequence[str]) -> list[Fact]:
        return await self.run_in_thread(self._catalog.runs.host_facts, lanes)

    async def _next_batch(self) -> list[Result]:
        batch: list[Result] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_WAIT):
                while len(batch) < BATCH and not self._finished:
                    result = await self._waiting.get()
                    if result is None:
                        self._finished = True
                    else:
                        batch.append(result)
        return batch

    async def _commit(self, batch: list[Result]) -> None:
        runs, facts = self._catalog.runs, self.hosts.drain()
        await self.run_in_thread(
            runs.record, self._run_id, self._holder, self._clock(), batch, facts
        )
        if batch:
            self._listener(batch)
        others = await self.run_in_thread(runs.asked_by_others, self._run_id, self.hosts.met)
        self.hosts.take_note(others)


def metadata_of(observation: Observation) -> PageMetadata:
    """Return what the observation contains in addition to its verdict."""
    last, page, certificate = observation.last, observation.page, observation.certificate
    ends_at = certificate.ends_at if certificate else None
    if last is None:
        return PageMetadata()
    if observation.unchanged:
        return PageMetadata(unchanged=True, certificate_ends_at=ends_at)
    wait = retry_after(last.headers.get("retry-after", ""), observation.at)
    not_before = observation.at + timedelta(seconds=wait) if wait else None
    if page is None or last.status != 200:
        return PageMetadata(certificate_ends_at=ends_at, not_before=not_before)
    return PageMetadata(
        title=page.title,
        language=page.language,
        privacy_url=page.privacy_url,
        certificate_ends_at=ends_at,
        etag=_whole(last.headers.get("etag", "")),
        last_modified=_whole(last.headers.get("last-modified", ""))[:100],
    )


def key_of(observation: Observation) -> int | None:
    """Return the digest of the page that came; None if none came."""
    page, status = observation.page, observation.status
    came = page is not None and page.is_html and status is not None and 200 <= status < 300
    return page_key(page) if came and page is not None else None


def _whole(value: str) -> str:
    return value if len(value) < _LONGEST_TAG else ""
