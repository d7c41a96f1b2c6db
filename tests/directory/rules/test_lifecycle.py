"""Health over time: how many bad looks, over how long, are believed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.reasons import DANGERS, REASONS, Reason
from directory.model.vocab import Verdict
from directory.rules.lifecycle import (
    APART,
    BROKEN,
    CONFIRMATION,
    HealthState,
    LastDanger,
    advance,
    last_danger,
)
from tests.rows import each

START = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)
OK, MOVED, BLOCKED = Verdict.OK, Verdict.MOVED, Verdict.BLOCKED
FAILING, GONE, INSECURE, CHANGED = (
    Verdict.FAILING,
    Verdict.GONE,
    Verdict.INSECURE,
    Verdict.CHANGED,
)

#: A reason for each verdict; any would do.
REASON = {info.verdict: reason for reason, info in REASONS.items()}

#: One look: so many hours after the start, and what it saw.
Look = tuple[float, Verdict]


def _hours(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def _health(looks: Iterable[Look]) -> HealthState:
    state: HealthState | None = None
    for hours, verdict in looks:
        state = advance(state, verdict, REASON[verdict], _hours(hours))
    assert state is not None
    return state


@each(
    ("looks", "confirmed"),
    [
        ([(0, OK)], True),
        ([(0, FAILING), (1, OK)], True),
        ([(0, CHANGED)], True),
        ([(0, GONE), (1, CHANGED)], True),
        # Failing: three looks spanning 72 hours; either alone will not do.
        ([(0, FAILING)], False),
        ([(0, FAILING), (72, FAILING)], False),
        ([(0, FAILING), (1, FAILING), (71.9, FAILING)], False),
        ([(0, FAILING), (1, FAILING), (72, FAILING)], True),
        ([(h, FAILING) for h in range(72)], False),
        ([(0, FAILING), (0.01, FAILING), (0.02, FAILING), (72, FAILING)], False),
        ([(0, FAILING), (0.01, FAILING), (1, FAILING), (72, FAILING)], True),
        ([(0, FAILING), (72, FAILING), (72.1, FAILING)], False),
        ([(h / 3, FAILING) for h in range(3 * 72 + 1)], True),
        # Gone, moved, insecure, blocked: two looks spanning 24 hours.
        *(
            case
            for verdict in (GONE, MOVED, INSECURE, BLOCKED)
            for case in [
                ([(0, verdict)], False),
                ([(0, verdict), (23.9, verdict)], False),
                ([(0, verdict), (24, verdict)], True),
                ([(0, verdict), (1, verdict), (24, verdict)], True),
                ([(0, verdict), (12, OK), (24, verdict)], False),
            ]
        ),
        # A site that is broken in changing ways confirms by the stricter rule.
        ([(0, FAILING), (36, GONE), (72, FAILING)], True),
        ([(0, GONE), (36, FAILING), (71.9, GONE)], False),
        ([(0, FAILING), (72, GONE)], False),
        ([(0, GONE), (1, FAILING), (25, GONE)], False),
        # … but a look that found it otherwise wipes that slate.
        ([(0, FAILING), (24, OK), (48, FAILING), (72, FAILING)], False),
        ([(0, FAILING), (24, BLOCKED), (48, FAILING), (72, FAILING)], False),
        # What is confirmed stays so while it lasts, and is gone with the first other look.
        ([(0, GONE), (24, GONE), (25, GONE)], True),
        ([(0, GONE), (24, GONE), (25, FAILING)], False),
        ([(0, FAILING), (1, FAILING), (72, FAILING), (73, GONE)], True),
        ([(0, MOVED), (24, MOVED), (25, BLOCKED)], False),
    ],
)
def test_a_verdict_is_believed_after_enough_looks_over_enough_time(
    looks: list[Look], confirmed: bool
) -> None:
    assert _health(looks).confirmed is confirmed


def test_the_table_of_proof_speaks_of_every_verdict() -> None:
    assert set(CONFIRMATION) == set(Verdict)


def test_a_streak_counts_equal_verdicts_whatever_their_reasons() -> None:
    first = advance(None, FAILING, Reason.TIMEOUT, _hours(0))
    second = advance(first, FAILING, Reason.SERVER_ERROR, _hours(5))
    assert (second.since, second.looks, second.reason) == (_hours(0), 2, Reason.SERVER_ERROR)
    third = advance(second, GONE, Reason.NOT_FOUND, _hours(9))
    assert (third.since, third.looks, third.last_at) == (_hours(9), 1, _hours(9))
    assert (third.broken_since, third.broken_looks) == (_hours(0), 3)


def test_one_good_look_wipes_the_slate() -> None:
    state = _health([(0, FAILING), (1, FAILING), (72, FAILING), (73, OK)])
    assert state == HealthState(
        verdict=OK,
        reason=REASON[OK],
        since=_hours(73),
        looks=1,
        broken_since=None,
        broken_looks=0,
        confirmed=True,
        last_at=_hours(73),
        counted_at=_hours(73),
    )


def test_what_was_once_believed_stays_so_while_it_lasts() -> None:
    """Even if more proof is asked for today than was when it was confirmed."""
    held = replace(_health([(0, GONE)]), confirmed=True)
    assert advance(held, GONE, Reason.NOT_FOUND, _hours(1)).confirmed
    assert not advance(held, BLOCKED, Reason.BOT_WALL, _hours(1)).confirmed


@pytest.mark.parametrize("late", [-1, 0])
def test_a_look_that_is_not_newer_than_what_is_held_changes_nothing(late: int) -> None:
    held = _health([(0, OK), (5, FAILING)])
    assert advance(held, OK, Reason.OK, held.last_at + timedelta(hours=late)) is held


verdicts = st.sampled_from(Verdict)
histories = st.lists(st.tuples(st.integers(0, 300), verdicts), min_size=1, max_size=12)


def _newer_only(history: list[tuple[int, Verdict]]) -> list[Look]:
    kept: list[Look] = []
    for hours, verdict in history:
        if not kept or hours > kept[-1][0]:
            kept.append((hours, verdict))
    return kept


def _tail(looks: list[Look], belongs: frozenset[Verdict]) -> list[float]:
    """The times of the looks at the end of the history that found one of these."""
    times: list[float] = []
    for hours, verdict in reversed(looks):
        if verdict not in belongs:
            break
        times.insert(0, hours)
    return times


@given(histories)
def test_health_is_what_the_whole_history_says(history: list[tuple[int, Verdict]]) -> None:
    """Stepping look by look comes to the same as reading the history at once."""
    looks = _newer_only(history)
    verdict = looks[-1][1]
    same, broken = _tail(looks, frozenset({verdict})), _tail(looks, BROKEN)
    proven = {
        OK: True,
        CHANGED: True,
        FAILING: len(same) >= 3 and same[-1] - same[0] >= 72,
    }.get(verdict, len(same) >= 2 and same[-1] - same[0] >= 24)
    broken_proven = len(broken) >= 3 and broken[-1] - broken[0] >= 72
    assert _health(history) == HealthState(
        verdict=verdict,
        reason=REASON[verdict],
        since=_hours(same[0]),
        looks=len(same),
        broken_since=_hours(broken[0]) if broken else None,
        broken_looks=len(broken),
        confirmed=proven or broken_proven,
        last_at=_hours(looks[-1][0]),
        counted_at=_hours(looks[-1][0]),
    )


#: Minutes after a check.
bursts = st.lists(st.integers(1, APART // timedelta(minutes=1) - 1), max_size=8)


@given(histories, verdicts, st.integers(1, 300), bursts)
def test_checks_again_within_minutes_prove_nothing(
    history: list[tuple[int, Verdict]], verdict: Verdict, later: int, burst: list[int]
) -> None:
    """After any history, a link that is checked again and again is believed to be as one check
    alone would have it; and later checks find it as if there had been no others."""
    at = max(hours for hours, _ in history) + later
    once = [*history, (float(at), verdict)]
    often = [*once, *((at + minutes / 60, verdict) for minutes in sorted(burst))]
    alone, again = _health(once), _health(often)
    assert again.confirmed is alone.confirmed
    assert replace(again, last_at=alone.last_at) == alone
    for hours in (1, 24, 72):
        after = (at + float(hours), verdict)
        assert _health([*often, after]) == _health([*once, after])


@pytest.mark.slow
@given(histories, st.integers(0, 300), verdicts)
def test_one_bad_look_is_never_believed_unless_it_is_a_danger(
    history: list[tuple[int, Verdict]], gap: int, verdict: Verdict
) -> None:
    """… except as one more look of a site that was broken for days already."""
    state = _health([*history, (max(h for h, _ in history) + 1 + gap, verdict)])
    if state.looks == 1 and state.confirmed:
        assert verdict in (OK, CHANGED) or (verdict in BROKEN and state.broken_looks >= 3)


@given(st.lists(st.sets(st.sampled_from([*DANGERS, Reason.OK, Reason.DRIFT]), min_size=1)))
def test_the_last_dangers_and_since_when_no_others_were_found(checks: list[set[Reason]]) -> None:
    seen = LastDanger()
    for hour, reasons in enumerate(checks):
        seen = last_danger(seen, reasons, _hours(hour))
    dangerous = [(hour, found) for hour, one in enumerate(checks) if (found := one & DANGERS)]
    if not dangerous:
        assert seen == LastDanger()
        return
    last = dangerous[-1][1]
    since = dangerous[-1][0]
    for hour, found in reversed(dangerous):
        if found != last:
            break
        since = hour
    assert seen == LastDanger(" ".join(sorted(last)), _hours(since))
