"""Baselines as rows: what staff approved."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from directory.catalog.run_results import danger_columns, put_spans, state_columns
from directory.model.baseline import baseline_of
from directory.model.findings import NOTHING_FOUND, words_of
from directory.model.observation import Finding, unpack
from directory.model.reasons import Reason
from directory.model.tables import baselines as _baselines
from directory.model.tables import health as _health
from directory.model.vocab import Verdict
from directory.rules.lifecycle import advance

#: What can be held against a page only because it is not the approved one.
_AGAINST_BASELINE = frozenset({Reason.DRIFT, Reason.HIJACKED, Reason.PAGE_RENEWED})


def approve(connection: sa.Connection, link_id: int, who: str, now: datetime) -> bool:
    """Takes the page of the latest look for the baseline; False when it saw none.

    What was held against the page for not being the approved one is dropped; what else
    was found stays.
    """
    query = sa.select(_health).where(_health.c.link_id == link_id)
    seen = connection.execute(query).first()
    if seen is None or seen.page_key is None or baseline_of(unpack(seen.observation)) is None:
        return False
    forget(connection, link_id)
    values = {
        "link_id": link_id, "taken_at": now, "who": who,
        "page_key": seen.page_key, "observation": seen.observation,
    }  # fmt: skip
    connection.execute(sa.insert(_baselines).values(values))
    left = tuple(found for found in seen.findings if found.reason not in _AGAINST_BASELINE)
    if left != seen.findings:
        _clear(connection, seen, left or (NOTHING_FOUND,), now)
    return True


def approve_if_well(connection: sa.Connection, link_id: int, who: str, now: datetime) -> None:
    """Takes the page of the latest look for the baseline when nothing bad was found in it; who
    publishes a link has not always looked at what the crawl saw."""
    query = sa.select(_health.c.verdict).where(_health.c.link_id == link_id)
    if connection.execute(query).scalar() in (Verdict.OK, Verdict.MOVED):
        approve(connection, link_id, who, now)


def forget(connection: sa.Connection, link_id: int) -> None:
    """There is no baseline of this link any more."""
    connection.execute(sa.delete(_baselines).where(_baselines.c.link_id == link_id))


def _clear(connection: sa.Connection, seen: Any, left: tuple[Finding, ...], now: datetime) -> None:
    """Only what is left holds from now on: a person has approved the page as it is."""
    worst = left[0].reason
    state = advance(None, left[0].verdict, worst, now)
    values: dict[str, Any] = {"reason": worst.value, "findings": left}
    values |= danger_columns(seen, words_of(left), now)
    if state.verdict is not seen.verdict:
        values |= state_columns(state)
    connection.execute(sa.update(_health).where(_health.c.link_id == seen.link_id).values(**values))
    if worst.value != seen.reason:
        span = {"link_id": seen.link_id, "first_at": now, "last_at": now, "looks": 1}
        words = {"verdict": state.verdict, "reason": worst.value}
        put_spans(connection, [span | words])
