"""Retry-After in all its spellings: seconds, an HTTP date, and what people make of it."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: A site that wants to be left alone for longer is asked again after a week all the same.
LONGEST = 7 * 24 * 3600.0

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_SECONDS = re.compile(r"\d{1,20}(?:\.\d*)?")
_PARTS = re.compile(r"(\d{1,9})\s*([a-z]+)")
_PART = r"\d{1,9}\s*(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)"
_SPELLED = re.compile(rf"{_PART}(?:[\s,]*{_PART})*")


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
