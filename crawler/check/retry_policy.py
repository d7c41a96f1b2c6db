"""How often a host is tried again in one run: less and less while its links fail.

One failure often passes, so it is tried again after a pause. If one link after another fails, the
host itself has a fault, and each link is tried once. If a host does not even answer for its
robots.txt, its other links are not requested; and if it repeatedly sets a wait longer than a run
allows, it is skipped until then. `Retry-After` sets the wait, in seconds, as an HTTP date, or as
people write it.
"""

import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from directory.rules.urls import lane_of

TRIES = 3
#: After this many links in a row that failed at every try, each is tried once.
FAILED_IN_A_ROW = 10
#: After this many links without any answer from the site, no more are requested.
SILENT = 3
#: After this many answers in a row with a wait too long for a run, the host is skipped.
ASKED_IN_A_ROW = 3
FIRST_PAUSE = 1.0
_GROWS = 3.0
_JITTER = 0.25
#: The longest wait, in seconds; a site that sets a longer one is requested after a week.
LONGEST = 7 * 24 * 3600.0

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_SECONDS = re.compile(r"\d{1,20}(?:\.\d*)?")
_PARTS = re.compile(r"(\d{1,9})\s*([a-z]+)")
_PART = r"\d{1,9}\s*(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)"
_SPELLED = re.compile(rf"{_PART}(?:[\s,]*{_PART})*")


class Patience:
    """The failures of each host in this run."""

    def __init__(
        self, first_pause: float = FIRST_PAUSE, jitter: Callable[[], float] = random.random
    ) -> None:
        """first_pause: seconds before the second try. jitter: draws from 0 to 1."""
        self._first_pause = first_pause
        self._jitter = jitter
        self._failed: Counter[str] = Counter()
        self._silent: Counter[tuple[str, str]] = Counter()
        self._asked: Counter[str] = Counter()

    def tries(self, lane: str) -> int:
        """Return how often a request to this host may be made."""
        return 1 if self._failed[lane] >= FAILED_IN_A_ROW else TRIES

    def pause(self, tries: int) -> float:
        """Return the seconds before the next try, after this many: growing, with random jitter."""
        spread = 1 - _JITTER + 2 * _JITTER * self._jitter()
        return self._first_pause * _GROWS ** (tries - 1) * spread

    def is_silent(self, url: str) -> bool:
        """Return True if the site of this href has not answered for SILENT links, so that further
        requests are useless. Counted by scheme: many hosts answer by HTTP but not by HTTPS."""
        return self._silent[_door(url)] >= SILENT

    def wants_to_be_left_alone(self, lane: str) -> bool:
        """Count a wait longer than a run allows; return True if the host has set one often enough
        to apply it to all its pages."""
        self._asked[lane] += 1
        return self._asked[lane] >= ASKED_IN_A_ROW

    def heard_nothing(self, url: str) -> None:
        """Record that the site of this href did not answer for its robots.txt."""
        self._silent[_door(url)] += 1

    def heard(self, lane: str, *, failed: bool) -> None:
        """Record how the check of a link ended; failed: by a fault that may pass."""
        if failed:
            self._failed[lane] += 1
        else:
            self._forgive(lane)

    def forget(self, lane: str) -> None:
        """Drop what is stored of this lane, which is done."""
        self._forgive(lane)
        for scheme in ("http:", "https:"):
            self._silent.pop((scheme, lane), None)

    def _forgive(self, lane: str) -> None:
        self._failed.pop(lane, None)
        self._asked.pop(lane, None)


def _door(url: str) -> tuple[str, str]:
    return url.partition("//")[0], lane_of(url)


def retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds to wait from `now`, at most a week; None if the value cannot be read.

    Accepts `120`, `1.5`, an HTTP date, and `1m30s` or `2 hours`. A past moment means no wait.
    """
    value = value.strip().lower()[:100]
    if _SECONDS.fullmatch(value):
        return min(float(value), LONGEST)
    if _SPELLED.fullmatch(value):
        seconds = sum(int(number) * _UNITS[unit[0]] for number, unit in _PARTS.findall(value))
        return min(float(seconds), LONGEST)
    return _until(value, now)


def _until(value: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # the latter for numbers that are too large
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST)
