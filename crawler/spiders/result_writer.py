"""Results on their way into the catalog: small batches, as they come.

A batch is committed when it is full or a second old, in a thread of its own, so
that a busy database never holds up the lanes. What has been committed is told
to a listener; nothing is told that could still be lost. Beside the verdict, a result
has what the exit notice, the next check and the schedule need of the observation.
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
_LONGEST_TAG = 290  # a header as long as what is kept of it may have been cut

Listener = Callable[[Sequence[Result]], None]


class ResultWriter:
    """Writes the results of one run, and what `hosts` has learnt. `run_in_thread` serves other
    calls on the catalog too: one thread, so that they keep their order."""

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
        """Runs a blocking call on the catalog in its thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, call, *arguments)

    async def add(self, result: Result) -> None:
        """Hands over one result; waits when the catalog cannot keep up."""
        await self._waiting.put(result)

    async def run(self) -> None:
        """Commits what comes, until `finish`. Raises what the catalog raises."""
        while not self._finished:
            await self._commit(await self._next_batch())

    async def finish(self) -> None:
        """Nothing more will come; `run` commits the rest and returns."""
        await self._waiting.put(None)

    def close(self) -> None:
        """Ends the thread."""
        self._thread.shutdown()

    async def baseline_look(self, link_id: int) -> Observation | None:
        """The look on which a link was approved."""
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
    """What this look has to say beside its verdict."""
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
    """The digest of the page that came; None when none came."""
    page, status = observation.page, observation.status
    came = page is not None and page.is_html and status is not None and 200 <= status < 300
    return page_key(page) if came and page is not None else None


def _whole(value: str) -> str:
    return value if len(value) < _LONGEST_TAG else ""
