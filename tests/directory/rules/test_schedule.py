"""When a link is due for its next look."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.reasons import REASONS
from directory.model.vocab import Verdict
from directory.rules.lifecycle import HealthState, advance
from directory.rules.schedule import (
    JITTER,
    NEIGHBOURS_AT_MOST,
    PRIOR_RATE,
    USUAL_PRICE,
    Changes,
    change_rate,
    next_check,
    price_for,
    price_of,
    stable_interval,
)

AT = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OK, GONE, FAILING, BLOCKED = Verdict.OK, Verdict.GONE, Verdict.FAILING, Verdict.BLOCKED
REASON = {info.verdict: reason for reason, info in REASONS.items()}
UNWELL = [verdict for verdict in Verdict if verdict not in (OK, Verdict.MOVED)]

#: The links with the least and with the most jitter.
EARLIEST, LATEST = 244_002_641, 4_050_964_655
links = st.integers(1, 2**63 - 1)
rates = st.floats(1e-6, 10)
prices = st.floats(0, 100)
mixes = st.lists(st.tuples(rates, st.integers(1, 10_000)), min_size=1, max_size=30)


def _health(verdict: Verdict, *, confirmed: bool = True, at: datetime = AT) -> HealthState:
    return HealthState(verdict, REASON[verdict], at, 1, None, 0, confirmed, at)


def _share(link_id: int) -> float:
    """Where a link stands in the jitter's range, from 0 to 1."""
    return ((next_check(link_id, _health(OK)) - AT) / (7 * DAY) - (1 - JITTER)) / (2 * JITTER)


def _rounded(wait: timedelta) -> timedelta:
    return timedelta(seconds=round(wait.total_seconds()))


def _waits(
    verdicts: Sequence[Verdict], link_id: int = 1, late: timedelta = timedelta(0)
) -> tuple[list[timedelta], list[bool]]:
    """The waits after each of these looks, made when due and `late`; without the jitter.

    And whether the verdict was confirmed then.
    """
    state: HealthState | None = None
    at = AT
    waits: list[timedelta] = []
    confirmed: list[bool] = []
    for verdict in verdicts:
        before, state = state, advance(state, verdict, REASON[verdict], at)
        due = next_check(link_id, state, before=before)
        even = state.confirmed or verdict in (OK, Verdict.MOVED)
        share = _share(link_id)
        jitter = 1 - JITTER + 2 * JITTER * share if even else 1 + JITTER * share
        waits.append(_rounded((due - at) / jitter))
        confirmed.append(state.confirmed)
        at = due + late
    return waits, confirmed


@pytest.mark.parametrize("verdict", [OK, Verdict.MOVED])
@pytest.mark.parametrize("confirmed", [True, False])
def test_a_link_that_works_is_looked_at_once_a_week_unless_more_is_known(
    verdict: Verdict, confirmed: bool
) -> None:
    due = next_check(1, _health(verdict, confirmed=confirmed))
    assert _rounded((due - AT) / (1 - JITTER + 2 * JITTER * _share(1))) == 7 * DAY


THREE_MORE = [DAY, 7 * DAY, 30 * DAY, 30 * DAY, 30 * DAY]
TO_24_HOURS = [HOUR, 5 * HOUR, 18 * HOUR]


@pytest.mark.parametrize(
    ("verdict", "before_confirmed"),
    [
        (Verdict.CHANGED, []),
        (GONE, TO_24_HOURS),
        (BLOCKED, TO_24_HOURS),
        (Verdict.INSECURE, TO_24_HOURS),
        (FAILING, [*TO_24_HOURS, 48 * HOUR]),
    ],
)
@pytest.mark.parametrize("past", [[], [OK]], ids=["new", "worked"])
def test_a_bad_link_is_looked_at_until_it_is_confirmed_and_then_ever_more_rarely(
    verdict: Verdict, before_confirmed: list[timedelta], past: list[Verdict]
) -> None:
    looks = len(before_confirmed) + len(THREE_MORE)
    waits, confirmed = _waits([*past, *[verdict] * looks], EARLIEST)
    assert waits[len(past) :] == before_confirmed + THREE_MORE
    assert confirmed[len(past) :] == [False] * len(before_confirmed) + [True] * len(THREE_MORE)


@pytest.mark.slow
@given(links, st.sampled_from(UNWELL))
def test_whatever_the_jitter_each_look_is_late_enough_to_prove_something(
    link_id: int, verdict: Verdict
) -> None:
    """The fifth look, 72 hours after the first, confirms any verdict; the fourth all but one."""
    _, confirmed = _waits([verdict] * 5, link_id)
    assert confirmed[4]
    assert confirmed[3] is (verdict is not FAILING)


@given(links, st.sampled_from(UNWELL), st.integers(0, 48))
def test_crawls_that_come_up_to_two_days_late_still_take_each_step(
    link_id: int, verdict: Verdict, hours: int
) -> None:
    waits, confirmed = _waits([verdict] * 9, link_id, late=timedelta(hours=hours))
    after = waits[confirmed.index(True) :]
    assert after[:4] == THREE_MORE[:4]


def test_a_crawl_that_comes_a_week_late_has_taken_the_second_step_already() -> None:
    waits, _ = _waits([GONE] * 4, late=7 * DAY)
    assert waits == [HOUR, DAY, 30 * DAY, 30 * DAY]


def test_a_suspect_seen_too_seldom_to_be_confirmed_is_looked_at_daily() -> None:
    late = _health(FAILING, confirmed=False)
    seen_twice = advance(late, FAILING, REASON[FAILING], AT + 80 * HOUR)
    assert not seen_twice.confirmed
    assert next_check(EARLIEST, seen_twice, before=late) - seen_twice.last_at <= DAY * 1.001


def test_a_link_first_failing_then_gone_is_looked_at_as_soon_as_gone_is_proven() -> None:
    waits, confirmed = _waits([FAILING, GONE, GONE, GONE, GONE, GONE], EARLIEST)
    assert waits == [HOUR, 5 * HOUR, 18 * HOUR, HOUR, DAY, 7 * DAY]
    assert confirmed == [False] * 4 + [True] * 2


def test_a_link_that_is_bad_in_another_way_each_time_is_not_looked_at_hourly_for_ever() -> None:
    waits, confirmed = _waits([BLOCKED, FAILING] * 5, EARLIEST)
    hours = [1, 2, 4, 8, 16, 24, 24, 24, 24, 24]
    assert waits == [number * HOUR for number in hours]
    assert not any(confirmed)


def test_a_link_that_works_again_and_breaks_again_starts_anew() -> None:
    waits, _ = _waits([GONE, GONE, OK, GONE, GONE], EARLIEST)
    assert waits == [HOUR, 5 * HOUR, 7 * DAY, HOUR, 5 * HOUR]


@pytest.mark.parametrize("verdict", UNWELL)
def test_a_confirmed_link_of_which_the_past_is_unknown_starts_with_the_first_step(
    verdict: Verdict,
) -> None:
    wait = next_check(1, _health(verdict)) - AT
    assert wait / (1 - JITTER + 2 * JITTER * _share(1)) == pytest.approx(DAY, abs=HOUR / 3600)


@given(links, st.sampled_from(Verdict), st.booleans(), rates, prices)
def test_the_next_look_is_always_to_come_and_always_the_same(
    link_id: int, verdict: Verdict, confirmed: bool, rate: float, price: float
) -> None:
    health = _health(verdict, confirmed=confirmed)
    due = next_check(link_id, health, rate, price)
    assert AT + 0.9 * HOUR <= due <= AT + max(33 * DAY, 1.11 * stable_interval(rate, price))
    assert next_check(link_id, health, rate, price) == due


def test_the_jitter_spreads_links_evenly_over_its_range() -> None:
    tenths = [0] * 10
    for link_id in range(1, 1001):
        tenths[int(_share(link_id) * 10)] += 1
    assert all(80 <= tenth <= 120 for tenth in tenths)
    assert _share(EARLIEST) == pytest.approx(0, abs=1e-6)
    assert _share(LATEST) == pytest.approx(1, abs=1e-6)


@given(links, rates, prices)
def test_a_link_that_works_is_due_after_its_interval_give_or_take_a_tenth(
    link_id: int, rate: float, price: float
) -> None:
    wait = next_check(link_id, _health(OK), rate, price) - AT
    assert 0.899 <= wait / stable_interval(rate, price) <= 1.101


# How often a link changes


def test_a_link_without_any_past_has_the_rate_of_all_links() -> None:
    assert change_rate(Changes(0, 0), Changes(0, 0)) == pytest.approx(PRIOR_RATE)


@pytest.mark.parametrize(
    ("link", "host", "rate"),
    [
        pytest.param((0, 4000), (0, 4000), 2 / 12000, id="alone on its host, and quiet"),
        pytest.param((1, 4000), (1, 4000), 3 / 12000, id="alone on its host, changed once"),
        pytest.param((0, 0), (0, 4000), 1 / 8000, id="new, with quiet neighbours"),
        pytest.param((0, 0), (3, 4000), 4 / 8000, id="new, with busy neighbours"),
        pytest.param((0, 4000), (3, 8000), 2 / 8000, id="quiet, with busy neighbours"),
        pytest.param((3, 4000), (1, 8000), 5 / 20000, id="busy, with quiet neighbours"),
        pytest.param((5, 800), (0, 600), 7 / 8800, id="sums of a host that lag behind"),
    ],
)
def test_the_rate_is_the_mean_of_two_gamma_posteriors(
    link: tuple[int, float], host: tuple[int, float], rate: float
) -> None:
    assert change_rate(Changes(*link), Changes(*host)) == pytest.approx(rate)


numbers = st.integers(0, 10_000)
spans = st.floats(0, 40_000)


@given(numbers, spans, numbers, spans)
def test_the_rate_is_positive_and_grows_with_changes_and_falls_with_quiet_days(
    own: int, days: float, others: int, others_days: float
) -> None:
    def rate(own: int, days: float, others: int, others_days: float) -> float:
        return change_rate(Changes(own, days), Changes(min(1, own) + others, days + others_days))

    base = rate(own, days, others, others_days)
    assert base > 0
    assert rate(own + 1, days, others, others_days) > base
    assert rate(own, days + 100, others, others_days) < base
    assert rate(own, days, others + 1, others_days) >= base
    assert rate(own, days, others, others_days + 100) <= base * (1 + 1e-9)


@given(st.floats(1, 10_000))
def test_a_neighbour_that_fails_each_day_does_not_drown_a_link_that_never_did(
    days: float,
) -> None:
    drowned = change_rate(Changes(0, days), Changes(int(days), 2 * days))
    assert drowned <= NEIGHBOURS_AT_MOST * PRIOR_RATE
    assert drowned <= 2 / days


# Who gets the looks


def _gain(rate: float, days: float) -> float:
    x = rate * days
    return (1 - (1 + x) * exp(-x)) / rate


def _unnoticed(rate: float, days: float) -> float:
    x = rate * days
    return 1 - (1 - exp(-x)) / x if x > 1e-6 else x / 2


def _demand(mix: list[tuple[float, int]], price: float) -> float:
    return sum(number / (stable_interval(rate, price) / DAY) for rate, number in mix)


@pytest.mark.slow
@given(st.floats(1e-5, 0.1), st.floats(1.5, 13.5))
def test_inside_the_clamps_the_marginal_gain_of_a_look_is_its_price(
    rate: float, days: float
) -> None:
    price = price_of(rate, days)
    assert price == pytest.approx(_gain(rate, days))
    interval = stable_interval(rate, price) / DAY
    assert interval == pytest.approx(days, rel=0.02)
    assert _gain(rate, interval) == pytest.approx(price, rel=0.04)


@given(rates, rates, prices)
def test_a_link_that_changes_more_often_is_never_looked_at_less_often(
    one: float, other: float, price: float
) -> None:
    slow, fast = sorted((one, other))
    assert stable_interval(fast, price) <= stable_interval(slow, price)


@given(rates, prices, prices)
def test_a_dearer_look_is_never_taken_more_often(rate: float, one: float, other: float) -> None:
    cheap, dear = sorted((one, other))
    assert stable_interval(rate, cheap) <= stable_interval(rate, dear)


@pytest.mark.parametrize("price", [0, 1e-6, 0.001, USUAL_PRICE, 0.1, 0.3, 1.0, 4.0, 4.2, 50])
def test_the_interval_has_no_steps(price: float) -> None:
    """A rate that is 1 % higher changes the interval by less than 1 %."""
    intervals = [stable_interval(1e-5 * 1.01**step, price) / DAY for step in range(1500)]
    assert all(1 <= a / b <= 1.01 for a, b in pairwise(intervals))


@given(rates, prices)
def test_an_interval_is_between_a_day_and_two_weeks_while_a_look_is_affordable(
    rate: float, price: float
) -> None:
    interval = stable_interval(rate, price)
    assert interval >= DAY
    assert interval <= 14 * DAY or interval == stable_interval(PRIOR_RATE, price)


@pytest.mark.slow
@given(mixes, st.floats(1e-4, 2))
def test_the_price_keeps_the_budget_whatever_the_mix(
    mix: list[tuple[float, int]], each: float
) -> None:
    links = sum(number for _, number in mix)
    budget = links * each
    price = price_for(mix, budget)
    assert _demand(mix, price) == pytest.approx(min(budget, links), rel=0.02)


@pytest.mark.slow
@given(mixes, st.floats(1 / 13.9, 0.99))
def test_two_weeks_are_kept_when_the_budget_can_pay_them_for_all(
    mix: list[tuple[float, int]], each: float
) -> None:
    price = price_for(mix, each * sum(number for _, number in mix))
    assert all(stable_interval(rate, price) <= 14 * DAY for rate, _ in mix)


def test_a_budget_too_small_for_two_weeks_is_shared_out_evenly() -> None:
    mix = [(1e-5, 700), (PRIOR_RATE, 200), (0.05, 100)]
    price = price_for(mix, 1000 / 40)
    assert all(stable_interval(rate, price) / DAY == pytest.approx(40) for rate, _ in mix)


@pytest.mark.parametrize("budget", [1000, 5000])
def test_a_budget_that_pays_a_look_a_day_for_all_makes_looks_free(budget: float) -> None:
    price = price_for([(PRIOR_RATE, 600), (0.01, 400)], budget)
    assert price == 0
    assert stable_interval(PRIOR_RATE, price) == DAY


def test_no_links_need_no_budget() -> None:
    assert price_for([], 10) == 0


@pytest.mark.parametrize("budget", [0, -1, float("nan")])
def test_a_budget_of_nothing_is_refused(budget: float) -> None:
    with pytest.raises(ValueError, match="above zero requests a day"):
        price_for([(PRIOR_RATE, 1)], budget)


def test_single_links_and_classes_of_links_have_the_same_price() -> None:
    mix = [(1e-4, 3), (1e-3, 2), (1e-2, 1)]
    one_by_one = [(rate, 1) for rate, number in mix for _ in range(number)]
    assert price_for(reversed(one_by_one), 1) == price_for(mix, 1)


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.floats(1e-5, 0.05), st.integers(1, 10_000)), min_size=1, max_size=30),
    st.floats(1 / 14, 1),
)
def test_less_goes_unnoticed_than_with_the_same_looks_shared_out_evenly(
    mix: list[tuple[float, int]], each: float
) -> None:
    price = price_for(mix, each * sum(number for _, number in mix))
    ours = sum(n * _unnoticed(rate, stable_interval(rate, price) / DAY) for rate, n in mix)
    evenly = sum(n * _unnoticed(rate, 1 / each) for rate, n in mix)
    assert ours <= evenly * 1.01
