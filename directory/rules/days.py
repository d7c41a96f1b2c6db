"""Days in a time zone: the moments at which they begin and end."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the moments (UTC) at which a day begins and the next one begins.

    A day has 23 or 25 hours when the clocks are changed, and none when a zone left it out by
    going over to the other side of the date line: both moments are the same then.
    """
    return _begin(day, zone), _end(day, zone)


def _begin(day: date, zone: tzinfo) -> datetime:
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:  # the first day that there is, in a zone ahead of UTC
        return datetime.min.replace(tzinfo=UTC)


def _end(day: date, zone: tzinfo) -> datetime:
    return datetime.max.replace(tzinfo=UTC) if day == date.max else _begin(day + timedelta(1), zone)
