"""Which release was on the website when: days of a time zone, roll-backs, clocks that err."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.catalog.catalog import Catalog
from directory.catalog.catalog_settings import set_time_zone
from directory.catalog.releases import note_release
from directory.publishing.compliance.spans import NotKnown, release_at, spans_between, spans_on
from directory.queries.release_history import Released
from tests.clocks import HandClock

FOLDER = "/srv/release"
BEGIN = datetime(2026, 11, 29, tzinfo=UTC)
END = BEGIN + timedelta(days=1)
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def record(place: int, at: datetime) -> Released:
    """The record of a release."""
    return Released(place, at, "pia", "publish", f"{place}", {"folder": FOLDER})


moments = st.integers(-300, 1800).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
histories = st.lists(moments, max_size=8).map(
    lambda times: [record(place, at) for place, at in enumerate(times, 1)]
)


@given(histories, st.integers(0, 24 * 60 - 1))
def test_at_each_moment_of_the_day_the_latest_record_by_then_is_there(
    records: list[Released], minute: int
) -> None:
    """By the order of the trail, also where a clock was put back."""
    spans = spans_between(records, BEGIN, END)
    assert (spans[0].begin, spans[-1].end) == (BEGIN, END)
    assert all(one.end == other.begin for one, other in pairwise(spans))
    assert all(span.end is not None and span.begin < span.end for span in spans)
    moment = BEGIN + timedelta(minutes=minute)
    (there,) = (one for one in spans if one.begin <= moment < (one.end or END))
    by_then = [one for one in records if one.at <= moment]
    assert there.release == (by_then[-1] if by_then else None)


def publish_at(catalog: Catalog, clock: HandClock, *moments: str, what: str = "publish") -> None:
    """Put on record that releases were made at these moments."""
    for moment in moments:
        clock.now = datetime.fromisoformat(moment)
        with catalog.change(who="pia") as change:
            note_release(change, what, moment.ljust(64, "0"), {"folder": FOLDER})


def told(catalog: Catalog, day: date, now: datetime = LATER) -> list[tuple[str, str | None, str]]:
    """The spans of a day: from, to (in UTC, to the minute), and of when the release is."""
    with catalog.reading() as connection:
        spans = spans_on(connection, day, FOLDER, now)
    return [
        (
            f"{one.begin:%d %H:%M}",
            f"{one.end:%d %H:%M}" if one.end else None,
            one.release.digest[:16] if one.release else "none",
        )
        for one in spans
    ]


@pytest.fixture
def in_new_york(sqlite_catalog: Catalog) -> Catalog:
    """A catalog of an agency in New York."""
    with sqlite_catalog.change(who="ana") as change:
        set_time_zone(change, "America/New_York")
    return sqlite_catalog


def test_a_day_is_that_of_the_agency(in_new_york: Catalog, clock: HandClock) -> None:
    first, second = "2026-11-28T23:44+00:00", "2026-11-30T04:59+00:00"
    publish_at(in_new_york, clock, first, second, "2026-11-30T05:00+00:00")
    assert told(in_new_york, date(2026, 11, 29)) == [
        ("29 05:00", "30 04:59", first[:16]), ("30 04:59", "30 05:00", second[:16]),
    ]  # fmt: skip
    assert told(in_new_york, date(2026, 11, 28)) == [
        ("28 05:00", "28 23:44", "none"), ("28 23:44", "29 05:00", first[:16]),
    ]  # fmt: skip
    assert told(in_new_york, date(2026, 12, 1)) == [("01 05:00", "02 05:00", "2026-11-30T05:00")]


@pytest.mark.parametrize(
    ("day", "begin", "end"),
    [(date(2026, 11, 1), "01 04:00", "02 05:00"), (date(2027, 3, 14), "14 05:00", "15 04:00")],
)
def test_a_day_on_which_the_clocks_change_is_whole(
    in_new_york: Catalog, clock: HandClock, day: date, begin: str, end: str
) -> None:
    at = f"{day}T06:30"
    publish_at(in_new_york, clock, "2026-10-09T13:00+00:00", f"{at}+00:00")
    assert told(in_new_york, day) == [
        (begin, f"{day:%d} 06:30", "2026-10-09T13:00"), (f"{day:%d} 06:30", end, at),
    ]  # fmt: skip


def test_what_is_there_now_has_no_end(in_new_york: Catalog, clock: HandClock) -> None:
    at = "2026-11-29T15:00"
    publish_at(in_new_york, clock, f"{at}+00:00")
    now = datetime(2026, 11, 29, 16, tzinfo=UTC)
    assert told(in_new_york, date(2026, 11, 29), now) == [
        ("29 05:00", "29 15:00", "none"), ("29 15:00", None, at),
    ]  # fmt: skip


def test_what_the_trail_cannot_tell_is_refused(in_new_york: Catalog, clock: HandClock) -> None:
    day = date(2026, 11, 29)
    with pytest.raises(NotKnown, match="None has been made yet"):
        told(in_new_york, day)
    publish_at(in_new_york, clock, "2026-11-30T05:00+00:00")
    with pytest.raises(NotKnown, match="The first one is of 2026-11-30 00:00"):
        told(in_new_york, day)
    with pytest.raises(NotKnown, match="2026-12-02 has not come yet"):
        told(in_new_york, date(2026, 12, 2), datetime(2026, 12, 2, 4, 59, tzinfo=UTC))
    assert told(in_new_york, date(2026, 12, 2), datetime(2026, 12, 2, 5, tzinfo=UTC))


def test_a_day_that_a_zone_left_out_was_none(sqlite_catalog: Catalog, clock: HandClock) -> None:
    with sqlite_catalog.change(who="ana") as change:
        set_time_zone(change, "Pacific/Apia")
    publish_at(sqlite_catalog, clock, "2026-11-30T05:00+00:00")
    with pytest.raises(NotKnown, match="there was no 2011-12-30 in Pacific/Apia"):
        told(sqlite_catalog, date(2011, 12, 30))


def test_at_a_moment_there_is_one_release(in_new_york: Catalog, clock: HandClock) -> None:
    first, second = "2026-11-29T10:00", "2026-11-29T12:00"
    publish_at(in_new_york, clock, f"{first}+00:00", f"{second}+00:00")
    publish_at(in_new_york, clock, "2026-11-29T14:00+00:00", what="bring back")

    def at(moment: str) -> tuple[str, str]:
        when = datetime.fromisoformat(moment)
        with in_new_york.reading() as connection:
            found = release_at(connection, when, FOLDER, datetime(2026, 11, 29, 15, tzinfo=UTC))
        return found.digest[:16], found.what

    assert at("2026-11-29T10:00Z") == (first, "publish")
    assert at("2026-11-29T06:59:59-05:00") == (first, "publish")
    assert at("2026-11-29T07:00-05:00") == (second, "publish")
    assert at("2026-11-29T15:00Z") == ("2026-11-29T14:00", "bring back")
    with pytest.raises(NotKnown, match="up to 2026-11-29 04:59"):
        at("2026-11-29T09:59:59Z")
    with pytest.raises(NotKnown, match="2026-11-29 10:00 has not come yet"):
        at("2026-11-29T15:00:01Z")


def test_what_another_folder_had_is_no_answer(in_new_york: Catalog, clock: HandClock) -> None:
    publish_at(in_new_york, clock, "2026-11-29T10:00+00:00")
    with (
        in_new_york.reading() as connection,
        pytest.raises(NotKnown, match="There are releases on record of /srv/release"),
    ):
        spans_on(connection, date(2026, 11, 29), "/srv/trial", LATER)
