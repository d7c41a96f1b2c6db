"""The moments (UTC) of days and times of a time zone."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the moments (UTC) at which a day begins and the next one begins.

    A day has 23 or 25 hours when the clocks are changed, and none when a zone skipped it by
    changing to the other side of the date line: both moments are the same then.
    """
    return _begin(day, zone), _end(day, zone)


def moments_of(time_there: datetime, zone: tzinfo) -> list[datetime]:
    """Return the moments (UTC) at which the clocks of a zone showed a time (naive): one; two when
    they were set back over it, the earlier first; none when they were set forward over it."""
    folds = (time_there.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    try:
        moments = sorted({one.astimezone(UTC) for one in folds})
    except OverflowError:  # beyond the first or the last day of `datetime`
        return []
    return [one for one in moments if one.astimezone(zone).replace(tzinfo=None) == time_there]


def _begin(day: date, zone: tzinfo) -> datetime:
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:  # the first day of `datetime`, in a zone ahead of UTC
        return datetime.min.replace(tzinfo=UTC)


def _end(day: date, zone: tzinfo) -> datetime:
    return datetime.max.replace(tzinfo=UTC) if day == date.max else _begin(day + timedelta(1), zone)
