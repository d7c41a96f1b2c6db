"""Days in a time zone: when they begin and end."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.rules.days import day_bounds, moments_of

ZONES = (
    "UTC", "America/New_York", "America/Sao_Paulo", "America/Havana", "Asia/Beirut",
    "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu",
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 8), "America/New_York", 23),
        (date(2026, 11, 1), "America/New_York", 25),
        (date(2026, 11, 2), "America/New_York", 24),
        (date(2018, 11, 4), "America/Sao_Paulo", 23),  # it had no midnight
        (date(2018, 2, 17), "America/Sao_Paulo", 25),  # its last hour came twice
        (date(2011, 12, 30), "Pacific/Apia", 0),  # left out
        (date(2026, 4, 5), "Australia/Lord_Howe", 24.5),
    ],
)
def test_a_day_is_as_long_as_it_was_there(day: date, zone: str, hours: float) -> None:
    begin, end = day_bounds(day, ZoneInfo(zone))
    assert end - begin == timedelta(hours=hours)


def test_the_first_and_the_last_day_have_bounds() -> None:
    for name in ("Pacific/Guam", "America/New_York"):
        assert day_bounds(date.min, ZoneInfo(name))[0] >= datetime.min.replace(tzinfo=UTC)
        assert day_bounds(date.max, ZoneInfo(name))[1] == datetime.max.replace(tzinfo=UTC)


@pytest.mark.slow
@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
def test_each_moment_is_in_its_day_and_days_follow_each_other(moment: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    day = moment.astimezone(zone).date()
    begin, end = day_bounds(day, zone)
    assert begin <= moment < end
    assert day_bounds(day + timedelta(days=1), zone)[0] == end


@pytest.mark.parametrize(
    ("there", "moments"),
    [
        ("2026-11-29T18:44", ["2026-11-29T23:44Z"]),
        ("2026-11-01T01:30", ["2026-11-01T05:30Z", "2026-11-01T06:30Z"]),  # put back
        ("2026-03-08T02:30", []),  # put forward
        ("2026-03-08T03:00", ["2026-03-08T07:00Z"]),
        ("0001-01-01T00:00", ["0001-01-01T04:56:02Z"]),
        ("9999-12-31T23:59", []),
    ],
)
def test_a_time_is_one_moment_or_two_or_none(there: str, moments: list[str]) -> None:
    found = moments_of(datetime.fromisoformat(there), ZoneInfo("America/New_York"))
    assert found == [datetime.fromisoformat(one) for one in moments]
