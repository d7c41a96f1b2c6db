"""Health over time: how many bad looks, over how long, make a link broken.

One bad look proves nothing: sites restart, networks hiccup. A verdict is
therefore believed ("confirmed") only when it has been seen often enough over
long enough, by the table below (FIELD's numbers follow the Internet Archive's
bot, which wants three failures at least three days apart):

- `ok` at once, and it wipes the slate;
- `failing` after 3 looks spanning 72 hours;
- `gone`, `moved`, `insecure` and `blocked` after 2 looks spanning 24 hours;
- `changed` at once: a hijacked page is held back first and discussed later.

Looks within half an hour of one that counted do not count: a link that a person checks again
and again is not believed to be broken any sooner.

A site that is broken in changing ways (a time-out today, a 404 tomorrow) would
never confirm if each change began anew; so looks that found it `failing` or
`gone`, whichever, are counted together as well, by the stricter rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from directory.model.reasons import DANGERS, Reason
from directory.model.vocab import Verdict

#: How far apart looks must be to count.
APART = timedelta(minutes=30)
BROKEN = frozenset({Verdict.FAILING, Verdict.GONE})


@dataclass(frozen=True, slots=True)
class ConfirmationRule:
    """What confirms a verdict: this number of looks, over this time."""

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
    """What we hold to be true of a link. Moments are aware.

    since, looks: of the present streak of equal verdicts.
    broken_since, broken_looks: of the streak in which it was failing or gone.
    last_at: the latest look. counted_at: the latest one that counted in looks and
    broken_looks; None if it is not known.
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
    """The health after one more look, made at `at`.

    A look that is not newer than what is held changes nothing: results may
    arrive late, and an old one must not undo a new one.
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
    """The latest look that counts, after one more at `at`."""
    before = state.counted_at or state.last_at
    return at if at - before >= APART else before


class LastDanger(NamedTuple):
    """The dangers that the last dangerous check found; see `danger` of `model.health.Health`."""

    danger: str = ""
    danger_since: datetime | None = None


def last_danger(before: LastDanger, reasons: Iterable[str], at: datetime) -> LastDanger:
    """Return what to remember after a check at `at` found these reasons.

    A check that finds no danger changes nothing, so that a danger that comes and goes is the
    same one; any other danger, or one more or one less, is another.
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
