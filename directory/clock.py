"""The one place that reads the clock.

Everything else takes `now` as an argument, or receives a Clock. A demo or a test may pass one that
is set to another day; it continues from there at the speed of the real one.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
#: The true moment is up to this much later than the one a clock shows.
RESOLUTION = timedelta(seconds=1)


def system_clock() -> datetime:
    """Return the present moment, in UTC, to the whole second (finer times prove nothing here)."""
    return datetime.now(UTC).replace(microsecond=0)


def clock_starting_at(start: datetime) -> Clock:
    """Return a clock that shows `start` (aware) now and runs on from there."""
    began = time.monotonic()

    def read() -> datetime:
        elapsed = timedelta(seconds=time.monotonic() - began)
        return (start + elapsed).astimezone(UTC).replace(microsecond=0)

    return read
