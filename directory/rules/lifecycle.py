"""Health over time: how many bad checks, over how long, make a link broken.

One bad check proves nothing: sites restart, networks have short faults. A verdict is therefore
"confirmed" only when it has been found often enough over long enough, by the table below (the
numbers for `failing` follow the Internet Archive's bot, which requires three failures at least
three days apart):

- `ok` at once, and it ends every bad streak;
- `failing` after 3 checks spanning 72 hours;
- `gone`, `moved`, `insecure` and `blocked` after 2 checks spanning 24 hours;
- `changed` at once: a hijacked page is held back first and discussed later.

Checks within half an hour of one that counted do not count: a link that a person checks again and
again is not confirmed as broken any sooner.

A site that is broken in changing ways (a time-out today, a 404 tomorrow) would never be confirmed
if each change began a new streak; so checks that found it `failing` or `gone` are counted together
as well, by the stricter rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from directory.model.reasons import DANGERS, Reason
from directory.model.vocab import Verdict

#: How far apart checks must be to count.
APART = timedelta(minutes=30)
BROKEN = frozenset({Verdict.FAILING, Verdict.GONE})


@dataclass(frozen=True, slots=True)
class ConfirmationRule:
    """What confirms a verdict. looks: the number of checks; span: the time over which they
    extend."""

    looks: int
    span: timedelta


AT_ONCE = ConfirmationRule(looks=1, span=timedelta(0))
A_DAY = ConfirmationRule(looks=2, span=timedelta(hours=24))
THREE_DAYS = ConfirmationRule(looks=3, span=timedelta(hours=72))

CONFIRMATION: dict[Verdict, ConfirmationRule] = {
    Verdict.OK: AT_ONCE,
    Verdict.CHANGED: AT_ONCE,
    Verdict.INSECURE: A_DAY,
    Verdict.GONE: A_DAY,
    Verdict.BLOCKED: A_DAY,
    Verdict.MOVED: A_DAY,
    Verdict.FAILING: THREE_DAYS,
}


@dataclass(frozen=True, slots=True)
class HealthState:
    """The health of a link. Moments are aware.

    since, looks: the present streak of equal verdicts: its beginning, its number of checks.
    broken_since, broken_looks: the same of the streak in which it was failing or gone.
    last_at: the latest check.
    counted_at: the latest one that counted in looks and broken_looks; None if it is not known.
    """

    verdict: Verdict
    reason: Reason
    since: datetime
    looks: int
    broken_since: datetime | None
    broken_looks: int
    confirmed: bool
    last_at: datetime
    counted_at: datetime | None = None


def advance(
    state: HealthState | None, verdict: Verdict, reason: Reason, at: datetime
) -> HealthState:
    """Return the health after one more check, made at `at`.

    A check that is not newer than the latest one changes nothing: results may arrive late, and an
    old one must not undo a new one.
    """
    if state is not None and at <= state.last_at:
        return state
    same = state is not None and state.verdict is verdict
    counted_at = at if state is None else _counted_at(state, at)
    counts = counted_at == at
    since, looks = (state.since, state.looks + counts) if state and same else (at, 1)
    broken_since, broken_looks = _broken_streak(state, verdict, at, counts=counts)
    return HealthState(
        verdict=verdict,
        reason=reason,
        since=since,
        looks=looks,
        broken_since=broken_since,
        broken_looks=broken_looks,
        confirmed=(state is not None and same and state.confirmed)
        or _confirmed(CONFIRMATION[verdict], looks, since, at)
        or (broken_since is not None and _confirmed(THREE_DAYS, broken_looks, broken_since, at)),
        last_at=at,
        counted_at=counted_at,
    )


def _counted_at(state: HealthState, at: datetime) -> datetime:
    """Return the latest check that counts, after one more at `at`."""
    before = state.counted_at or state.last_at
    return at if at - before >= APART else before


class LastDanger(NamedTuple):
    """The dangers that the last dangerous check found; see `danger` of `model.health.Health`."""

    danger: str = ""
    danger_since: datetime | None = None


def last_danger(before: LastDanger, reasons: Iterable[str], at: datetime) -> LastDanger:
    """Return what to remember after a check at `at` found these reasons.

    A check that finds no danger changes nothing, so that a danger that comes and goes is the
    same one; another danger, one more or one less makes it a new one.
    """
    found = " ".join(sorted(reason for reason in reasons if reason in DANGERS))
    return LastDanger(found, at) if found and found != before.danger else before


def _broken_streak(
    state: HealthState | None, verdict: Verdict, at: datetime, *, counts: bool
) -> tuple[datetime | None, int]:
    if verdict not in BROKEN:
        return None, 0
    if state is None or state.broken_since is None:
        return at, 1
    return state.broken_since, state.broken_looks + counts


def _confirmed(rule: ConfirmationRule, looks: int, since: datetime, at: datetime) -> bool:
    return looks >= rule.looks and at - since >= rule.span
