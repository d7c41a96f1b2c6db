"""When a link is due for its next look.

- a stable link: every 7 days;
- one that is suspect (bad, not confirmed): after 1, 6, 24, then every 24 hours
  — close enough to confirm or clear it soon, far enough apart to prove something;
- one that is confirmed bad: after 1, 7, then every 30 days.

A jitter of ±10 %, fixed per link, keeps links from falling due all at once.
"""

from datetime import datetime, timedelta

from directory.model.vocab import Verdict
from directory.rules.lifecycle import HealthState

STABLE = timedelta(days=7)
SUSPECT = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
CONFIRMED_BAD = (timedelta(days=1), timedelta(days=7), timedelta(days=30))
JITTER = 0.10


def next_check(link_id: int, health: HealthState) -> datetime:
    """The moment from which the link is due again."""
    return health.last_at + _interval(health) * _jitter(link_id)


def _interval(health: HealthState) -> timedelta:
    if health.verdict in (Verdict.OK, Verdict.MOVED):
        return STABLE
    steps = CONFIRMED_BAD if health.confirmed else SUSPECT
    return steps[min(health.looks, len(steps)) - 1]


def _jitter(link_id: int) -> float:
    """Between 0.9 and 1.1, the same for a link each time (Knuth's multiplicative hash)."""
    share = (link_id * 2654435761 % 2**32) / 2**32
    return 1 - JITTER + 2 * JITTER * share
