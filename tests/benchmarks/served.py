"""What the loopback web saw of a crawl: its log, and what can be said from it.

All figures of politeness are the server's: when a request arrived, when the
last byte of its answer was handed to the kernel. What a client believes of its
own pauses is not asked.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec

#: A gap shorter than this part of the delay counts as too short.
TOLERATED = 0.97


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the server saw it; times in seconds of the monotonic clock.

    ended: when the answer's last byte was handed over, or the client gave up.
    status: 0 when no answer was given.
    """

    host: int
    path: str
    arrived: float
    ended: float
    sent: int
    status: int


class LogFile(msgspec.Struct, array_like=True):
    """A log as it is stored: a column of machine numbers for each field of Request.

    paths: newline-separated. connections: how many were accepted.
    """

    hosts: bytes
    paths: str
    arrived: bytes
    ended: bytes
    sent: bytes
    statuses: bytes
    connections: int


class Log:
    """Requests as they are answered, in columns: a million of them fit in 100 MB."""

    def __init__(self) -> None:
        self.connections = 0
        self._paths: list[str] = []
        self._hosts, self._sent, self._statuses = array("I"), array("I"), array("H")
        self._arrived, self._ended = array("d"), array("d")

    def add(self, request: Request) -> None:
        """Notes one request."""
        self._hosts.append(request.host)
        self._paths.append(request.path)
        self._arrived.append(request.arrived)
        self._ended.append(request.ended)
        self._sent.append(request.sent)
        self._statuses.append(request.status)

    def write(self, file: Path) -> None:
        """Stores the log; `read_logs` reads it."""
        columns = (self._hosts, self._arrived, self._ended, self._sent, self._statuses)
        hosts, arrived, ended, sent, statuses = (column.tobytes() for column in columns)
        stored = LogFile(
            hosts, "\n".join(self._paths), arrived, ended, sent, statuses, self.connections
        )
        file.write_bytes(msgspec.msgpack.encode(stored))


@dataclass(frozen=True, slots=True)
class Served:
    """All that was served to one crawl, in order of arrival."""

    requests: Sequence[Request]
    connections: int

    @property
    def sent(self) -> int:
        """Bytes of all answers, heads included."""
        return sum(request.sent for request in self.requests)

    @property
    def span(self) -> float:
        """Seconds from the first request's arrival to the last answer's end."""
        if not self.requests:
            return 0.0
        return max(r.ended for r in self.requests) - self.requests[0].arrived

    def pages(self) -> set[tuple[int, str]]:
        """The pages that were answered with 200 or 304, as (host, path)."""
        return {
            (r.host, r.path)
            for r in self.requests
            if r.status in (200, 304) and r.path.startswith("/pages/")
        }

    def by_host(self) -> Iterator[list[Request]]:
        """The requests of each host, in order of arrival."""
        hosts: dict[int, list[Request]] = defaultdict(list)
        for request in self.requests:
            hosts[request.host].append(request)
        yield from hosts.values()

    def bound(self, delay: float) -> float:
        """The shortest time in which these requests could be made one at a time to a host,
        `delay` seconds between an answer's end and the next request: the busiest host's
        service times and pauses, added up."""
        return max((_chain(requests, delay) for requests in self.by_host()), default=0.0)

    def bound_from_start(self, delay: float) -> float:
        """The same for a tool that counts the delay from one request's start to the next's."""
        return max(
            (
                sum(max(r.ended - r.arrived, delay) for r in requests[:-1])
                + requests[-1].ended
                - requests[-1].arrived
                for requests in self.by_host()
            ),
            default=0.0,
        )

    def gaps(self) -> list[float]:
        """Seconds between the end of an answer and the arrival of the next request at the same
        host; negative when the next came before the answer was out."""
        return [
            later.arrived - earlier.ended
            for requests in self.by_host()
            for earlier, later in pairwise(requests)
        ]

    def starts(self) -> list[float]:
        """Seconds between the arrivals of successive requests at the same host."""
        return [
            later.arrived - earlier.arrived
            for requests in self.by_host()
            for earlier, later in pairwise(requests)
        ]


def share_too_short(gaps: Sequence[float], delay: float) -> float:
    """The share of gaps below 97 % of the delay; 0 when there are none."""
    short = sum(gap < TOLERATED * delay for gap in gaps)
    return short / len(gaps) if gaps else 0.0


def read_logs(files: Iterable[Path]) -> Served:
    """Reads and merges the logs of the web's processes, which share one clock."""
    requests: list[Request] = []
    connections = 0
    for file in files:
        stored = msgspec.msgpack.decode(file.read_bytes(), type=LogFile)
        connections += stored.connections
        requests += map(
            Request,
            _numbers("I", stored.hosts),
            stored.paths.split("\n"),
            _numbers("d", stored.arrived),
            _numbers("d", stored.ended),
            _numbers("I", stored.sent),
            _numbers("H", stored.statuses),
        )
    requests.sort(key=lambda request: request.arrived)
    return Served(requests, connections)


def _chain(requests: Sequence[Request], delay: float) -> float:
    service = sum(request.ended - request.arrived for request in requests)
    return service + (len(requests) - 1) * delay


def _numbers(kind: str, column: bytes) -> "array[int] | array[float]":
    numbers: array[int] | array[float] = array(kind)
    numbers.frombytes(column)
    return numbers
