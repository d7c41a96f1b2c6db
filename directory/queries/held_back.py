"""The rules of `rules/queue.py` about links with a danger, in SQL on the tables of links and
health.

Tests compare the two on a catalog with links of all kinds.
"""

from datetime import date
from typing import Final

import sqlalchemy as sa

from directory.model.reasons import DANGERS
from directory.model.tables import health as _health
from directory.model.tables import links as _links
from directory.model.vocab import EditorialState
from directory.rules.queue import LONGEST_RELEASE

is_danger: Final = _health.c.reason.in_(sorted(DANGERS))


def is_released(day: date) -> sa.ColumnElement[bool]:
    """Return the condition that staff have released it from the danger found; null if not all is
    known."""
    latest = day + min(LONGEST_RELEASE, date.max - day)
    return sa.and_(
        _links.c.released_until.between(day, latest),
        is_danger,
        _health.c.danger == _links.c.released_for,
        _health.c.danger_since <= _links.c.released_at,
    )


def is_unreleased_danger(day: date) -> sa.ColumnElement[bool]:
    """Return the condition that it has a danger and is not released; null if it was never
    checked."""
    return sa.and_(is_danger, sa.not_(sa.func.coalesce(is_released(day), sa.false())))


def is_held_back(day: date) -> sa.ColumnElement[bool]:
    """Return the condition that it is published but not shown to visitors; null as above."""
    return sa.and_(_links.c.state == EditorialState.PUBLISHED, is_unreleased_danger(day))
