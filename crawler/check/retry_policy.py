"""How often a host is tried again in one run: less and less while it gives nothing but trouble.

One failure is often a hiccup, so it is tried again after a pause. Where one
link after another fails, the host itself is in trouble, and each link is tried
once. A host that does not even answer for its robots.txt is not knocked at for
the rest of its links; and one that keeps asking for more patience than there is
in a run is left alone until then. How long that is, `Retry-After` says, in seconds,
as an HTTP date, or as people write it.
"""

import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from directory.rules.urls import lane_of

TRIES = 3
#: After so many links in a row that failed in spite of trying again, each is tried once.
FAILED_IN_A_ROW = 10
#: After so many links for which the site gave no answer at all, none is tried any more.
SILENT = 3
#: After so many answers in a row that asked for more patience than a run has, it is left alone.
ASKED_IN_A_ROW = 3
FIRST_PAUSE = 1.0
_GROWS = 3.0
_JITTER = 0.25
#: A site that wants to be left alone for longer is asked again after a week all the same.
LONGEST = 7 * 24 * 3600.0

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_SECONDS = re.compile(r"\d{1,20}(?:\.\d*)?")
_PARTS = re.compile(r"(\d{1,9})\s*([a-z]+)")
_PART = r"\d{1,9}\s*(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)"
_SPELLED = re.compile(rf"{_PART}(?:[\s,]*{_PART})*")


class Patience:
    """The trouble that each host has given in this run."""

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
        """How often a request to this host may be made."""
        return 1 if self._failed[lane] >= FAILED_IN_A_ROW else TRIES

    def pause(self, tries: int) -> float:
        """Seconds before the next try, after so many: growing, and never quite the same."""
        spread = 1 - _JITTER + 2 * _JITTER * self._jitter()
        return self._first_pause * _GROWS ** (tries - 1) * spread

    def is_silent(self, url: str) -> bool:
        """True if the site of this href has not answered for so long that knocking on is of no
        use. Many a host has no secure door, and its plain pages work: each door counts alone."""
        return self._silent[_door(url)] >= SILENT

    def wants_to_be_left_alone(self, lane: str) -> bool:
        """Takes note that the host asked for more patience than a run has; True if it has
        said so often enough to be believed for all its pages."""
        self._asked[lane] += 1
        return self._asked[lane] >= ASKED_IN_A_ROW

    def heard_nothing(self, url: str) -> None:
        """Takes note that the site of this href did not answer for its robots.txt."""
        self._silent[_door(url)] += 1

    def heard(self, lane: str, *, failed: bool) -> None:
        """Takes note of how a link's look ended; failed: by trouble that may pass."""
        if failed:
            self._failed[lane] += 1
        else:
            self._forgive(lane)

    def forget(self, lane: str) -> None:
        """The lane is done."""
        self._forgive(lane)
        for scheme in ("http:", "https:"):
            self._silent.pop((scheme, lane), None)

    def _forgive(self, lane: str) -> None:
        self._failed.pop(lane, None)
        self._asked.pop(lane, None)


def _door(url: str) -> tuple[str, str]:
    return url.partition("//")[0], lane_of(url)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait from `now`, at most a week; None when the value says nothing.

    Understands `120`, `1.5`, an HTTP date, and `1m30s` or `2 hours`. A moment
    that is past means no wait.
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
    except (ValueError, OverflowError):  # the latter for numbers beyond all bounds
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST)
