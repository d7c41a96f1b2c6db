"""Which release was on the website, and from when to when, by the audit trail.

A release is on the website from the moment of its record until that of a later record. Which one is
later is decided by the place in the trail, not by the time: a clock may be wrong, and where one was
put back, the record that was written later counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from directory.queries import release_history
from directory.queries.catalog_settings import time_zone
from directory.rules.days import day_bounds


class NotKnown(Exception):
    """The trail does not show it; says why."""


@dataclass(frozen=True, slots=True)
class ReleaseSpan:
    """A time in which the website showed one release. begin, end: in UTC, without the end; None
    while it lasts. release: its record; None if there was none yet."""

    begin: datetime
    end: datetime | None
    release: release_history.Released | None


def spans_on(connection: sa.Connection, day: date, folder: str, now: datetime) -> list[ReleaseSpan]:
    """Return what was in this folder on a day of the agency's time zone, in order of time.

    Raise NotKnown if no release is on record by the end of that day, for a day to come, and for one
    that the zone left out.
    """
    zone = time_zone(connection)
    begin, end = day_bounds(day, zone)
    if begin == end:
        raise NotKnown(f"there was no {day} in {zone}")
    if begin > now:
        raise NotKnown(_to_come(str(day)))
    records = _of_folder(connection, folder)
    spans = [
        span if span.end is not None and span.end <= now else replace(span, end=None)
        for span in spans_between(records, begin, end)
        if span.begin <= now
    ]
    if not any(span.release for span in spans):
        raise NotKnown(_none_by(connection, records, str(day), folder))
    return spans


def release_at(
    connection: sa.Connection, moment: datetime, folder: str, now: datetime
) -> release_history.Released:
    """Return the release that was in this folder at a moment.

    Raise NotKnown if none is on record by then, and for a moment to come.
    """
    there = moment.astimezone(time_zone(connection))
    if moment > now:
        raise NotKnown(_to_come(f"{there:%Y-%m-%d %H:%M}"))
    records = _of_folder(connection, folder)
    by_then = [one for one in records if one.at <= moment]
    if not by_then:
        raise NotKnown(_none_by(connection, records, f"{there:%Y-%m-%d %H:%M}", folder))
    return by_then[-1]


def spans_between(
    records: Sequence[release_history.Released], begin: datetime, end: datetime
) -> list[ReleaseSpan]:
    """Return the spans of a time that is not empty, one after the other. records: in the order of
    the trail."""
    spans: list[ReleaseSpan] = []
    until = end
    for record in reversed(records):
        since = max(record.at, begin)
        if since < until:
            spans.append(ReleaseSpan(since, until, record))
            until = since
    if begin < until:
        spans.append(ReleaseSpan(begin, until, None))
    return spans[::-1]


def _of_folder(connection: sa.Connection, folder: str) -> list[release_history.Released]:
    return [
        one for one in release_history.released(connection) if one.about.get("folder") == folder
    ]


def _to_come(when: str) -> str:
    return f"{when} has not come yet. See what will be shown with: jobbank notices list"


def _none_by(
    connection: sa.Connection, records: Sequence[release_history.Released], when: str, folder: str
) -> str:
    first = min((one.at for one in records), default=None)
    since = _elsewhere(connection)
    if first is not None:
        since = f"The first one is of {first.astimezone(time_zone(connection)):%Y-%m-%d %H:%M}."
    return f"no release of {folder} is on record up to {when}. {since}"


def _elsewhere(connection: sa.Connection) -> str:
    folders = sorted(
        {str(one.about.get("folder", "")) for one in release_history.released(connection)} - {""}
    )
    if not folders:
        return "None has been made yet."
    return (
        f"There are releases on record of {' and of '.join(folders)}. If the release was there, "
        "run this again with that folder as the setting “release” (JOBBANK_RELEASE)."
    )
