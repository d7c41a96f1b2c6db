"""The order in which lanes are opened, and the limit of one owner's lanes at once.

A lane is open as soon as there is a place for it, and the busiest lanes come
first: so a crawl ends when the longest lane does. Of the hosts under one
registrable domain, which often share a server, at most four are crawled at once;
the others wait without taking a place. A lane that waits for a slow server lends
its place to another one until the answer comes.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from directory.rules.hosts import domain_of_lane

MOST_OF_A_DOMAIN = 4


class DomainLimiter:
    """The numbers of open lanes, and the waiting lanes, of each registrable domain."""

    def __init__(self) -> None:
        self._open: dict[str, int] = {}
        self._waiting: dict[str, deque[str]] = {}

    def may_open(self, lane: str) -> bool:
        """Return True if the lane may be opened now, and count it as open; queue it and return
        False if not."""
        domain = domain_of_lane(lane)
        if self._open.get(domain, 0) >= MOST_OF_A_DOMAIN:
            self._waiting.setdefault(domain, deque()).append(lane)
            return False
        self._open[domain] = self._open.get(domain, 0) + 1
        return True

    def next_after(self, lane: str) -> str | None:
        """Count a lane as ended; return the one that may continue in its place, None if none
        waits."""
        domain = domain_of_lane(lane)
        waiting = self._waiting.get(domain)
        if waiting:
            return waiting.popleft()
        self._waiting.pop(domain, None)
        self._open[domain] -= 1
        if not self._open[domain]:
            del self._open[domain]
        return None


def lanes_from(lane: str, limiter: DomainLimiter) -> Iterator[str]:
    """Yield the lane, and then those of its domain that waited for it, one after another."""
    following: str | None = lane
    while following is not None:
        yield following
        following = limiter.next_after(following)


class LanePlaces:
    """The places for open lanes, each lane being a task."""

    def __init__(self, number: int, most_lent: int) -> None:
        """most_lent: how many lanes may be open in addition to those that have a place."""
        self._free = asyncio.Semaphore(number)
        self._most_lent = most_lent
        self._open: set[asyncio.Task[None]] = set()
        self._lent: set[asyncio.Task[None]] = set()

    async def take(self) -> None:
        """Wait until a place is free, and take it."""
        await self._free.acquire()

    def give(self, lane: asyncio.Task[None]) -> None:
        """Give a place that was taken to a lane, until it ends."""
        self._open.add(lane)
        lane.add_done_callback(self._on_end)

    @asynccontextmanager
    async def lent_while_slow(self, seconds: float) -> AsyncIterator[None]:
        """Lend the place of the current lane after these seconds. At the end of the block, the lane
        waits until a place is free again."""
        lane = asyncio.current_task()
        timer = asyncio.get_running_loop().call_later(seconds, self._lend, lane)
        try:
            yield
        finally:
            timer.cancel()
        if lane in self._lent:
            await self._free.acquire()
            self._lent.discard(lane)

    def _lend(self, lane: asyncio.Task[None] | None) -> None:
        if lane in self._open and lane not in self._lent and len(self._lent) < self._most_lent:
            self._lent.add(lane)
            self._free.release()

    def _on_end(self, lane: asyncio.Task[None]) -> None:
        self._open.discard(lane)
        if lane in self._lent:
            self._lent.discard(lane)
        else:
            self._free.release()
