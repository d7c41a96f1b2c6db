"""One request at a time to a host, and a pause before the next.

Every request of a crawl takes its turn here, be it a page, a redirect's hop or
a robots.txt. The pause is counted from the end of an answer, so that it is what
the *server* sees, whatever the network does to our timing.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

_FEWEST_SWEPT = 4096


def _none(_lane: str) -> float:
    """No other crawl is known."""
    return 0.0


class HostThrottle:
    """The turns of all hosts. A host that nobody waits for costs nothing."""

    def __init__(self, delay: float, pause_of_others: Callable[[str], float] = _none) -> None:
        """delay: seconds between two requests to one host. pause_of_others: the seconds for which
        a host rests since another crawl has asked it."""
        self._delay = delay
        self._pause_of_others = pause_of_others
        self._own_delay: dict[str, float] = {}
        self._hosts: dict[str, _Host] = {}
        self._sweep_at = _FEWEST_SWEPT

    @asynccontextmanager
    async def turn(self, lane: str) -> AsyncIterator[None]:
        """Waits until this host may be asked; the pause begins when the block ends."""
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
        """The host asked for a longer pause between requests (Crawl-delay)."""
        if delay > self._delay:
            self._own_delay[lane] = delay

    def hold_off(self, lane: str, seconds: float) -> None:
        """The host asked not to be asked again for so long (Retry-After)."""
        host = self._hosts.setdefault(lane, _Host())
        host.not_before = max(host.not_before, asyncio.get_running_loop().time() + seconds)

    def pause_left(self, lane: str) -> float:
        """Seconds until this host may be asked again."""
        host = self._hosts.get(lane)
        return max(0.0, host.not_before - asyncio.get_running_loop().time()) if host else 0.0

    def forget(self, lane: str) -> None:
        """The lane is done; what is only needed for it can go."""
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
        # Only after as many more hosts: sweeping must not cost the square of their number.
        self._sweep_at = max(_FEWEST_SWEPT, 2 * len(self._hosts))


class _Host:
    __slots__ = ("lock", "not_before", "visitors")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.not_before = 0.0
        self.visitors = 0  # who has, or waits for, a turn
