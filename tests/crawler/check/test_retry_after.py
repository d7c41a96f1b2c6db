"""Retry-After: how long a site asks to be left alone, however it writes that."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.check.retry_policy import LONGEST, retry_after
from tests.rows import each

NOW = datetime(2026, 10, 9, 9, 0, tzinfo=UTC)
WEEK = 7 * 24 * 3600.0


@each(
    ("value", "seconds"),
    [
        ("0", 0.0), ("120", 120.0), (" 120 ", 120.0), ("1.5", 1.5), ("3.", 3.0), ("007", 7.0),
        ("30s", 30.0), ("1m30s", 90.0), ("1m 30s", 90.0), ("1 h, 5 min", 3900.0),
        ("2 hours", 7200.0), ("2 HOURS", 7200.0), ("1 hr", 3600.0), ("10 mins", 600.0),
        ("1 minute 5 seconds", 65.0), ("1d", 86_400.0), ("3 days", 259_200.0), ("5 secs", 5.0),
    ],
)  # fmt: skip
def test_seconds_and_spelled_out_times_are_understood(value: str, seconds: float) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("Fri, 09 Oct 2026 10:00:00 GMT", 3600.0),
        ("fri, 09 oct 2026 10:00:00 gmt", 3600.0),
        ("09 Oct 2026 10:00:00 GMT", 3600.0),
        ("Fri, 09 Oct 2026 12:00:00 +0200", 3600.0),
        ("Fri, 09 Oct 2026 09:00:01", 1.0),
        ("Friday, 09-Oct-26 10:00:00 GMT", 3600.0),
        ("Fri Oct  9 10:00:00 2026", 3600.0),
    ],
)
def test_a_date_is_understood_in_each_of_the_three_forms_of_http(
    value: str, seconds: float
) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    "value", ["Fri, 09 Oct 2026 08:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT",
              "Mon, 01 Jan 0001 00:00:00 +1400"],
)  # fmt: skip
def test_a_moment_that_is_past_means_no_wait(value: str) -> None:
    assert retry_after(value, NOW) == 0.0


@pytest.mark.parametrize(
    "value", ["99999999", "9" * 20, "999999999d", "30 days", "8d 8d 8d",
              "Fri, 09 Oct 2099 10:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -1200"],
)  # fmt: skip
def test_nobody_is_left_alone_for_more_than_a_week(value: str) -> None:
    assert retry_after(value, NOW) == LONGEST == WEEK


@each(
    "value", ["", "   ", "-1", "soon", "²", "1e3", "inf", "nan", "1m30", "1 fortnight", "0x10",
              "120;", "9" * 21, "Fri, 32 Oct 2026 10:00:00 GMT", "Fri, 09 Oct 2026",
              "Fri, 09 Oct 99999999999999999999 10:00:00 GMT",
              "Fri, 09 Oct 2026 99999999999999999999:00:00 GMT",
              "Fri, 09 Oct 2026 10:00:00 +9999999999999999999999"],
)  # fmt: skip
def test_what_says_nothing_is_no_wish(value: str) -> None:
    assert retry_after(value, NOW) is None


_NUMBERS = st.integers(0, 10**30).map(str) | st.sampled_from(["9", "10", "2026", "-1", "1.5"])
_DATELIKE = st.builds(
    "Fri, {} Oct {} {}:{}:00 {}".format,
    _NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS, st.sampled_from(["GMT", "", "+"]) | _NUMBERS,
)  # fmt: skip


@given(st.text(max_size=150) | _DATELIKE | st.lists(_NUMBERS, max_size=5).map("m ".join))
def test_whatever_stands_there_the_wait_is_from_none_to_a_week(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or 0 <= seconds <= WEEK


@given(st.integers(-10 * 365 * 86_400, 1000 * 365 * 86_400))
def test_every_http_date_is_read_to_the_second(from_now: int) -> None:
    moment = NOW + timedelta(seconds=from_now)
    seconds = retry_after(format_datetime(moment, usegmt=True), NOW)
    assert seconds == min(max(0, from_now), WEEK)
