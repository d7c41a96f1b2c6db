"""Whether this machine's clock is right, measured during a crawl.

Each site reports its time (`Date`), and for how long a cache has kept its answer (`Age`). One
answer of each registrable domain is read, and the latest few hundred are kept. The time that really
passed comes from the clock of the system's boot, which cannot be set and which continues while a
machine sleeps.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from statistics import median

from crawler.fetch.request import FetchResponse
from directory.clock import Clock
from directory.rules.clock_faults import FEWEST_CLOCKS, ClockCheck
from directory.rules.hosts import domain_of_lane
from directory.rules.urls import lane_of

SITES = 200
_LONGEST_AGE = 9  # digits


def seconds_since_boot() -> float:
    """Return how long this machine has been on; including sleep where the system reports it."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class ClockWatch:
    """Compares a clock with those of sites, and with the time that passes, from its creation on."""

    def __init__(self, clock: Clock, passed: Callable[[], float] = seconds_since_boot) -> None:
        """Begin the comparison. passed: seconds since any moment, from a source that cannot be
        set."""
        self._clock = clock
        self._passed = passed
        self._began = clock(), passed()
        self._ahead: OrderedDict[str, timedelta] = OrderedDict()

    def note(self, answer: FetchResponse) -> None:
        """Compare with the clock of a site that has just answered."""
        said = answer.header("date")
        domain = domain_of_lane(lane_of(answer.url))
        if not said or domain in self._ahead:
            return
        date = _moment(said)
        if date is None:
            return
        age = answer.header("age")
        kept = int(age) if age.isascii() and age.isdigit() and len(age) <= _LONGEST_AGE else 0
        self._ahead[domain] = self._clock() - date - timedelta(seconds=kept)
        if len(self._ahead) > SITES:
            self._ahead.popitem(last=False)

    def check(self) -> ClockCheck:
        """Return the result so far."""
        ahead = None
        if len(self._ahead) >= FEWEST_CLOCKS:
            ahead = timedelta(seconds=median(one.total_seconds() for one in self._ahead.values()))
        moment, passed = self._began
        jumped = self._clock() - moment - timedelta(seconds=self._passed() - passed)
        return ClockCheck(ahead, jumped)


def _moment(said: str) -> datetime | None:
    """Return the moment of a `Date` header; None if it is not one."""
    try:
        date = parsedate_to_datetime(said[:64])
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
