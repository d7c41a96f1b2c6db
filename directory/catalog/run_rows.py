"""Rows of crawl runs: the SQL of `directory/catalog/crawl_runs.py`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from directory.db.engine import inserted_id
from directory.model.observation import Observation, unpack
from directory.model.tables import baselines as _baselines
from directory.model.tables import crawl_runs as _runs
from directory.model.tables import links as _links
from directory.model.tables import run_results as _results
from directory.model.vocab import RunStatus, Verdict
from directory.process_lease import is_alive
from directory.rules.clock_faults import CLOCK_TOLERANCE

#: In the counts of a run: blocked, and a person vouches for it.
VOUCHED = "vouched"


@dataclass(frozen=True, slots=True)
class DoubtfulLink:
    """A link to check again before its run is accepted. names: of the entry and its operator.
    approved: the check on which it was approved; None if it was not."""

    id: int
    url: str
    names: tuple[str, ...]
    approved: Observation | None


def begin_new(
    connection: sa.Connection, holder: str, now: datetime, scope: str, chosen: int = 0
) -> int:
    """Insert a run; return its id. chosen: how many links were selected for it."""
    inserted = connection.execute(
        sa.insert(_runs).values(
            scope=scope,
            chosen=chosen,
            status=RunStatus.RUNNING,
            holder=holder,
            heartbeat_at=now,
            started_at=now,
            counts={},
            note="",
        )
    )
    return inserted_id(inserted)


def drop_future_results(connection: sa.Connection, run_id: int, now: datetime) -> None:
    """Drop results that an interrupted run stored with a fast clock; their links are checked
    again."""
    connection.execute(
        sa.delete(_results).where(
            _results.c.run_id == run_id, _results.c.at > now + CLOCK_TOLERANCE
        )
    )


def is_held(run: Any, holder: str, now: datetime) -> bool:
    """Return True if a process other than `holder` is working on this run."""
    return bool(
        run.status is RunStatus.RUNNING
        and run.holder != holder
        and is_alive(run.holder, run.heartbeat_at, now)
    )


def scope_of(connection: sa.Connection, run_id: int) -> str:
    """Return the scope of this run."""
    query = sa.select(_runs.c.scope).where(_runs.c.id == run_id)
    return str(connection.execute(query).scalar_one())


def is_believed(connection: sa.Connection, run_id: int) -> bool:
    """Return True if the run was judged credible; then it has counts."""
    query = sa.select(_runs.c.counts).where(_runs.c.id == run_id)
    return bool(connection.execute(query).scalar())


def counts_of(connection: sa.Connection, run_id: int, today: date) -> dict[str, int]:
    """Return the links of this run by verdict.

    Blocked links for which a person vouches today count as VOUCHED.
    """
    vouched = sa.and_(_results.c.verdict == Verdict.BLOCKED, _links.c.vouched_until >= today)
    word = sa.case((vouched, VOUCHED), else_=sa.cast(_results.c.verdict, sa.String(40))).label(
        "word"
    )
    query = (
        sa.select(word, sa.func.count())
        .join_from(_results, _links, _results.c.link_id == _links.c.id)
        .where(_results.c.run_id == run_id)
        .group_by(word)
    )
    return {str(name): number for name, number in connection.execute(query)}


def doubtful_links(connection: sa.Connection, ids: Iterable[int]) -> tuple[DoubtfulLink, ...]:
    """Return these links with the data for a second check."""
    query = (
        sa.select(
            _links.c.id, _links.c.url, _links.c.names, _links.c.operator,
            _baselines.c.observation,
        )
        .join_from(_links, _baselines, _links.c.id == _baselines.c.link_id, isouter=True)
        .where(_links.c.id.in_(list(ids)))
    )  # fmt: skip
    return tuple(
        DoubtfulLink(
            row.id,
            row.url,
            tuple(filter(None, [*row.names.values(), row.operator])),
            unpack(row.observation) if row.observation is not None else None,
        )
        for row in connection.execute(query)
    )
