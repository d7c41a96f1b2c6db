"""The clock: whole seconds, in UTC, and one that is set to another day."""

from datetime import UTC, datetime, timedelta, timezone

from directory.clock import clock_starting_at, system_clock


def test_the_system_clock_shows_the_present_in_whole_seconds_of_utc() -> None:
    now = system_clock()
    assert now.tzinfo is UTC
    assert now.microsecond == 0
    assert now <= system_clock() < now + timedelta(minutes=1)


def test_a_clock_set_to_another_day_runs_on_from_there() -> None:
    start = datetime(2030, 1, 1, 8, tzinfo=timezone(timedelta(hours=-5)))
    clock = clock_starting_at(start)
    assert start <= clock() < start + timedelta(minutes=1)
    assert clock().tzinfo is UTC
    assert clock() <= clock()
