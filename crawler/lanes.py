"""In which order lanes are opened, and how many of one owner's at once.

A lane is open as soon as there is a place for it, and the busiest lanes come
first: so a crawl ends when the longest lane does. Of the hosts under one
registrable domain, which often share a server, at most four are asked at once;
the others wait without taking a place.
"""

from collections import deque
from collections.abc import Iterator

from directory.rules.domains import domain_of_lane

MOST_OF_A_DOMAIN = 4


class DomainShares:
    """How many lanes of each registrable domain are open, and which wait."""

    def __init__(self) -> None:
        self._open: dict[str, int] = {}
        self._waiting: dict[str, deque[str]] = {}

    def may_open(self, lane: str) -> bool:
        """True if the lane may be opened now, and it counts as open then; False if it waits."""
        domain = domain_of_lane(lane)
        if self._open.get(domain, 0) >= MOST_OF_A_DOMAIN:
            self._waiting.setdefault(domain, deque()).append(lane)
            return False
        self._open[domain] = self._open.get(domain, 0) + 1
        return True

    def next_after(self, lane: str) -> str | None:
        """The lane has ended: the one that may go on in its place; None when none waits."""
        domain = domain_of_lane(lane)
        waiting = self._waiting.get(domain)
        if waiting:
            return waiting.popleft()
        self._waiting.pop(domain, None)
        self._open[domain] -= 1
        if not self._open[domain]:
            del self._open[domain]
        return None


def lanes_from(lane: str, shares: DomainShares) -> Iterator[str]:
    """The lane, and then those of its domain that waited for it, one after another."""
    following: str | None = lane
    while following is not None:
        yield following
        following = shares.next_after(following)
