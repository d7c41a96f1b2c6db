"""When a link is due for its next look."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.reasons import REASONS
from directory.model.vocab import Verdict
from directory.rules.lifecycle import HealthState
from directory.rules.schedule import JITTER, next_check

AT = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REASON = {info.verdict: reason for reason, info in REASONS.items()}
UNWELL = [verdict for verdict in Verdict if verdict not in (Verdict.OK, Verdict.MOVED)]


def _health(verdict: Verdict, looks: int = 1, *, confirmed: bool = False) -> HealthState:
    return HealthState(
        verdict=verdict,
        reason=REASON[verdict],
        since=AT - 100 * DAY,
        looks=looks,
        broken_since=None,
        broken_looks=0,
        confirmed=confirmed,
        last_at=AT,
    )


def _waits(health: HealthState) -> timedelta:
    """The time until the next look, with the jitter taken out again."""
    jitter = (next_check(1, _health(Verdict.OK)) - AT) / (7 * DAY)
    assert 1 - JITTER <= jitter <= 1 + JITTER
    exact = (next_check(1, health) - AT) / jitter
    return timedelta(seconds=round(exact.total_seconds()))


@pytest.mark.parametrize("verdict", [Verdict.OK, Verdict.MOVED])
@pytest.mark.parametrize("looks", [1, 2, 50])
@pytest.mark.parametrize("confirmed", [True, False])
def test_a_link_that_works_is_looked_at_once_a_week(
    verdict: Verdict, looks: int, confirmed: bool
) -> None:
    assert _waits(_health(verdict, looks, confirmed=confirmed)) == 7 * DAY


@pytest.mark.parametrize("verdict", UNWELL)
@pytest.mark.parametrize(
    ("looks", "interval"), [(1, HOUR), (2, 6 * HOUR), (3, DAY), (4, DAY), (40, DAY)]
)
def test_a_suspect_is_looked_at_again_soon(
    verdict: Verdict, looks: int, interval: timedelta
) -> None:
    assert _waits(_health(verdict, looks)) == interval


@pytest.mark.parametrize("verdict", UNWELL)
@pytest.mark.parametrize(
    ("looks", "interval"), [(1, DAY), (2, 7 * DAY), (3, 30 * DAY), (400, 30 * DAY)]
)
def test_a_link_confirmed_to_be_bad_is_looked_at_ever_more_rarely(
    verdict: Verdict, looks: int, interval: timedelta
) -> None:
    assert _waits(_health(verdict, looks, confirmed=True)) == interval


@given(st.integers(1, 2**63 - 1), st.sampled_from(Verdict), st.integers(1, 99), st.booleans())
def test_the_next_look_is_always_to_come_and_always_the_same(
    link_id: int, verdict: Verdict, looks: int, confirmed: bool
) -> None:
    health = _health(verdict, looks, confirmed=confirmed)
    due = next_check(link_id, health)
    assert AT + 0.9 * HOUR <= due <= AT + 33 * DAY
    assert next_check(link_id, health) == due


def test_the_jitter_spreads_links_evenly_over_its_range() -> None:
    health = _health(Verdict.OK)
    tenths = [0] * 10
    for link_id in range(1, 1001):
        share = (next_check(link_id, health) - AT) / (7 * DAY)
        tenths[int((share - (1 - JITTER)) / (2 * JITTER) * 10)] += 1
    assert all(80 <= tenth <= 120 for tenth in tenths)
