"""The request log: which requests the fleet received, and when.

Written by the fleet's thread, read by the test's. Times are of the monotonic clock, in seconds:
only their differences are meaningful.
"""

import copy
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from threading import Condition

from crawler.simulation.site import Request


@dataclass(slots=True)
class LoggedRequest:
    """One request. arrived: when its last byte came. finished: when its answer had been passed to
    the network or broken off; None while it is under way. connection: the number of the connection
    on which it came."""

    host: str
    path: str
    method: str
    scheme: str
    headers: Mapping[str, str]
    connection: int
    arrived: float
    finished: float | None = None


@dataclass(frozen=True, slots=True)
class RequestCounts:
    """Totals since the fleet began.

    requests, connections: how many; hosts: how many received a request; shortest_gap: seconds
    between two arrivals at one host, None before the second; failed_handshakes: TLS connections
    that failed.
    """

    requests: int
    connections: int
    hosts: int
    shortest_gap: float | None
    failed_handshakes: int


class RequestLog:
    """All requests, or the latest `keep` of them; the totals count all."""

    def __init__(self, keep: int | None = None) -> None:
        self._entries: deque[LoggedRequest] = deque(maxlen=keep)
        self._changed = Condition()
        self._waiting = 0
        self._requests = 0
        self._connections = 0
        self._failed_handshakes = 0
        self._latest: dict[str, float] = {}
        self._shortest_gap: float | None = None

    # --- for the fleet -------------------------------------------------------

    def opened(self) -> int:
        """Count a connection; return its number, from 1."""
        with self._changed:
            self._connections += 1
            self._tell()
            return self._connections

    def handshake_failed(self) -> None:
        """Count a failed TLS connection."""
        with self._changed:
            self._failed_handshakes += 1
            self._tell()

    def arrived(self, request: Request) -> LoggedRequest:
        """Log a request that has arrived completely."""
        now = time.monotonic()
        host = request.host
        entry = LoggedRequest(
            host,
            request.target,
            request.method,
            request.scheme,
            request.headers,
            request.connection,
            now,
        )
        with self._changed:
            self._requests += 1
            before = self._latest.get(host)
            if before is not None and (
                self._shortest_gap is None or now - before < self._shortest_gap
            ):
                self._shortest_gap = now - before
            self._latest[host] = now
            self._entries.append(entry)
            self._tell()
        return entry

    def finished(self, entry: LoggedRequest) -> None:
        """Record that the answer to this request is done."""
        with self._changed:
            entry.finished = time.monotonic()
            self._tell()

    def _tell(self) -> None:
        if self._waiting:
            self._changed.notify_all()

    # --- for the reader ------------------------------------------------------

    def requests(self, host: str | None = None) -> list[LoggedRequest]:
        """Return copies of the logged requests, in order of arrival; of one host or of all."""
        with self._changed:
            return [copy.copy(e) for e in self._entries if host is None or e.host == host]

    def paths(self, host: str) -> list[str]:
        """Return the paths (with queries) requested from one host, in order."""
        return [entry.path for entry in self.requests(host)]

    def count(self, host: str | None = None) -> int:
        """Return how many requests came: of all hosts, or of one (among those still kept)."""
        if host is None:
            return self._requests
        return len(self.requests(host))

    def gaps(self, host: str) -> list[float]:
        """Return the seconds from each arrival at a host to the next."""
        entries = self.requests(host)
        return [after.arrived - before.arrived for before, after in pairwise(entries)]

    def pauses(self, host: str) -> list[float]:
        """Return the seconds from each finished answer of a host to the next arrival; negative if
        two requests were under way at once."""
        entries = self.requests(host)
        return [
            after.arrived - (float("inf") if before.finished is None else before.finished)
            for before, after in pairwise(entries)
        ]

    def tally(self) -> RequestCounts:
        with self._changed:
            return RequestCounts(
                self._requests,
                self._connections,
                len(self._latest),
                self._shortest_gap,
                self._failed_handshakes,
            )

    def wait_for(self, condition: Callable[["RequestLog"], bool], seconds: float = 10.0) -> bool:
        """Wait until the condition is true of this log; return False if it is not in time."""
        with self._changed:
            self._waiting += 1
            try:
                return self._changed.wait_for(lambda: condition(self), seconds)
            finally:
                self._waiting -= 1
