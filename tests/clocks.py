"""A clock for tests: it stands still until it is moved by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)


@dataclass
class HandClock:
    """A `directory.clock.Clock` that shows `now`."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **passed: float) -> datetime:
        """Moves on by so many `days`, `hours`, `seconds`; returns what it shows then."""
        self.now += timedelta(**passed)
        return self.now
