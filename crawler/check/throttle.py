"""One request at a time to a host, and a pause before the next.

Every request of a crawl takes its turn here: pages, redirects' hops and robots.txt. The pause is
counted from the end of an answer, so that it is what the *server* sees, however the network delays
us.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

_FEWEST_SWEPT = 4096


def _none(_lane: str) -> float:
    """Return no pause: no other crawl is known."""
    return 0.0


class HostThrottle:
    """The turns of all hosts. A host without waiting requests uses no memory after a sweep."""

    def __init__(self, delay: float, pause_of_others: Callable[[str], float] = _none) -> None:
        """delay: seconds between two requests to one host. pause_of_others: returns the seconds
        that remain of a host's pause after a request of another crawl."""
        self._delay = delay
        self._pause_of_others = pause_of_others
        self._own_delay: dict[str, float] = {}
        self._hosts: dict[str, _Host] = {}
        self._sweep_at = _FEWEST_SWEPT

    @asynccontextmanager
    async def turn(self, lane: str) -> AsyncIterator[None]:
        """Wait until a request to this host is due; the pause begins when the block ends."""
        host = self._hosts.get(lane)
        if host is None:
            if len(self._hosts) >= self._sweep_at:
                self._sweep()
            host = self._hosts[lane] = _Host()
        loop = asyncio.get_running_loop()
        host.visitors += 1
        try:
            async with host.lock:
                while (wait := self._wait(lane, host)) > 0:  # timers may be a bit early
                    await asyncio.sleep(wait)
                try:
                    yield
                finally:
                    pause = self._own_delay.get(lane, self._delay)
                    host.not_before = max(host.not_before, loop.time() + pause)
        finally:
            host.visitors -= 1

    def slow_down(self, lane: str, delay: float) -> None:
        """Set the longer pause between requests that the host has requested (Crawl-delay)."""
        if delay > self._delay:
            self._own_delay[lane] = delay

    def hold_off(self, lane: str, seconds: float) -> None:
        """Make no request to the host for these seconds, as it has requested (Retry-After)."""
        host = self._hosts.setdefault(lane, _Host())
        host.not_before = max(host.not_before, asyncio.get_running_loop().time() + seconds)

    def pause_left(self, lane: str) -> float:
        """Return the seconds until the next request to this host is due."""
        host = self._hosts.get(lane)
        return max(0.0, host.not_before - asyncio.get_running_loop().time()) if host else 0.0

    def forget(self, lane: str) -> None:
        """Remove what is needed only while the lane is open."""
        self._own_delay.pop(lane, None)

    def _wait(self, lane: str, host: "_Host") -> float:
        left = host.not_before - asyncio.get_running_loop().time()
        return max(left, self._pause_of_others(lane))

    def _sweep(self) -> None:
        now = asyncio.get_running_loop().time()
        done = [
            lane
            for lane, host in self._hosts.items()
            if host.not_before <= now and not host.visitors
        ]
        for lane in done:
            del self._hosts[lane]
        # Next when the number has doubled: the cost must not grow with the square of the number.
        self._sweep_at = max(_FEWEST_SWEPT, 2 * len(self._hosts))


class _Host:
    __slots__ = ("lock", "not_before", "visitors")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.not_before = 0.0
        self.visitors = 0  # requests that have, or wait for, a turn
