"""Judging links again from the stored evidence after a rule or a list has changed, without a
request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from directory.catalog.run_results import danger_columns, state_columns
from directory.model.baseline import Baseline, baseline_of
from directory.model.findings import NOTHING_FOUND, words_of
from directory.model.observation import Finding, Judgement, Observation, unpack
from directory.model.reasons import Reason
from directory.model.tables import baselines as _baselines
from directory.model.tables import health as _health
from directory.model.tables import health_spans as _spans
from directory.model.tables import links as _links
from directory.model.vocab import Verdict
from directory.rules.lifecycle import advance
from directory.rules.schedule import next_check

BATCH = 200


#: From the observation, the approved page, and the names of the entry and its operator.
Judge = Callable[[Observation, Baseline | None, tuple[str, ...]], Judgement]


@dataclass(frozen=True, slots=True)
class Rejudged:
    """One link whose findings have changed. before, after: its reasons, worst first."""

    link_id: int
    url: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def rejudge_some(
    connection: sa.Connection, after: int, judge: Judge, now: datetime
) -> tuple[int | None, int, list[Rejudged]]:
    """Judge a batch of the links with ids above `after` again, within the transaction.

    Return the last id of the batch (None if it was empty), how many links it had, and those whose
    findings have changed.
    """
    query = (
        sa.select(_health, _links.c.url, _links.c.names, _links.c.operator,
                  _baselines.c.observation.label("approved"), _baselines.c.who)
        .join_from(_health, _links, _health.c.link_id == _links.c.id)
        .join(_baselines, _baselines.c.link_id == _links.c.id, isouter=True)
        .where(_health.c.link_id > after)
        .order_by(_health.c.link_id)
        .limit(BATCH)
    )  # fmt: skip
    rows = connection.execute(query).all()
    found = [changed for row in rows if (changed := _rejudge(connection, row, judge, now))]
    return (rows[-1].link_id if rows else None), len(rows), found


def _rejudge(connection: sa.Connection, row: Any, judge: Judge, now: datetime) -> Rejudged | None:
    seen = unpack(row.observation)
    approved = (
        None if row.approved is None else baseline_of(unpack(row.approved), by_person=bool(row.who))
    )
    names = tuple(filter(None, [*row.names.values(), row.operator]))
    judgement = judge(seen, approved, names)
    same = _without_evidence(judgement.findings) == _without_evidence(row.findings)
    if same and judgement.suggested_url == row.suggested_url:
        _renew_evidence(connection, row, judgement)
        return None
    _update(connection, row, judgement, now)
    before = tuple(words_of(row.findings))
    return Rejudged(row.link_id, row.url, before, tuple(judgement.reasons))


def _without_evidence(findings: tuple[Finding, ...]) -> list[tuple[Reason, Verdict]]:
    return [(finding.reason, finding.verdict) for finding in findings]


def _renew_evidence(connection: sa.Connection, row: Any, judgement: Judgement) -> None:
    """Store the present evidence.

    A finding that the page is unchanged remains: it is from a later check than the one judged
    again.
    """
    if judgement.findings != row.findings and judgement.worst != NOTHING_FOUND:
        connection.execute(
            sa.update(_health)
            .where(_health.c.link_id == row.link_id)
            .values(findings=judgement.findings)
        )


def _update(connection: sa.Connection, row: Any, judgement: Judgement, now: datetime) -> None:
    """Store the new judgement.

    Another reason within the same verdict leaves the streak unchanged; another verdict begins a
    streak with the latest check.
    """
    values: dict[str, Any] = {
        "reason": judgement.worst.reason.value,
        "findings": judgement.findings,
        "suggested_url": judgement.suggested_url,
        **danger_columns(row, judgement.reasons, now),
    }
    if judgement.verdict is not row.verdict:
        state = advance(None, judgement.verdict, judgement.worst.reason, row.last_at)
        values |= state_columns(state) | {"next_check_at": next_check(row.link_id, state)}
        _turn_last_look(connection, row, judgement)
    connection.execute(sa.update(_health).where(_health.c.link_id == row.link_id).values(**values))


def _turn_last_look(connection: sa.Connection, row: Any, judgement: Judgement) -> None:
    """Move the latest check from the history's last span to a new span with its new verdict."""
    this = (_spans.c.link_id == row.link_id, _spans.c.last_at == row.last_at)
    now = {"verdict": judgement.verdict, "reason": judgement.worst.reason.value}
    alone = connection.execute(
        sa.update(_spans).where(*this, _spans.c.first_at == row.last_at).values(**now)
    )
    if alone.rowcount:
        return
    one_left = sa.case((_spans.c.looks == 2, _spans.c.first_at), else_=_spans.c.last_at)
    connection.execute(
        sa.update(_spans).where(*this).values(looks=_spans.c.looks - 1, last_at=one_left)
    )
    span = {"link_id": row.link_id, "first_at": row.last_at, "last_at": row.last_at, "looks": 1}
    connection.execute(sa.insert(_spans).values(**span, **now))
