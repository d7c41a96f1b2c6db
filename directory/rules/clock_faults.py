"""When this machine's clock cannot be trusted, and which stored moments cannot.

A check under a clock that runs ahead would look newer than every later one, and delay the next
check for as long. So a run is rejected if the clock was changed during it (against the monotonic
clock, which cannot be set) or differs from the `Date` headers of several unrelated sites; of these
the median counts, since some sites have wrong clocks too. A stored moment that lies in the future
is no evidence of anything later than the present.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: By how much our clock may differ from the sites', and change in addition to the time that passed.
CLOCK_TOLERANCE = timedelta(hours=1)
#: The number of unrelated sites with known clocks below which they prove nothing.
FEWEST_CLOCKS = 3

_SET_CLOCK = "No link was changed. Set the clock of this machine, then crawl again."


@dataclass(frozen=True, slots=True)
class ClockCheck:
    """Observations of this machine's clock during a run.

    ahead: how far it is ahead of the clocks of the sites (median); None if too few sent theirs.
    jumped: how much further it went than the time that passed.
    """

    ahead: timedelta | None = None
    jumped: timedelta = timedelta(0)


def in_future(moment: datetime, now: datetime) -> bool:
    """Return True if a stored moment lies in the future by more than clocks differ."""
    return moment - now > CLOCK_TOLERANCE


def clock_fault(clock: ClockCheck) -> str | None:
    """Return why the clock cannot be trusted; None if it can."""
    if abs(clock.jumped) > CLOCK_TOLERANCE:
        way = "forward" if clock.jumped > timedelta(0) else "back"
        return (
            f"this machine's clock was set {way} by {_span(clock.jumped)} during the crawl, so "
            f"the moments of the checks are not known. {_SET_CLOCK}"
        )
    if clock.ahead is not None and abs(clock.ahead) > CLOCK_TOLERANCE:
        way = "ahead of" if clock.ahead > timedelta(0) else "behind"
        return (
            f"this machine's clock is {_span(clock.ahead)} {way} the clocks of the sites. "
            f"{_SET_CLOCK}"
        )
    return None


def _span(difference: timedelta) -> str:
    hours = round(abs(difference) / timedelta(hours=1))
    if hours < 48:
        return "1 hour" if hours == 1 else f"{hours} hours"
    return f"{round(hours / 24):,} days"
