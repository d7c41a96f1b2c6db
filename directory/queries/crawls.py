"""Crawls as screens show them: their history, one under way, and health over time.

The progress of a crawl is read from what it writes: its sign of life in `crawl_run` and its results
in `run_result`. So a crawl by another person or machine is shown as well. It is read about every
second, and must not slow the crawl down: results that were counted before are not counted again.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from directory.db.local_day import local_day
from directory.model.run import CHOSEN
from directory.model.tables import crawl_runs as _runs
from directory.model.tables import health
from directory.model.tables import health_spans as _spans
from directory.model.tables import links as _links
from directory.model.tables import retirements as _retirements
from directory.model.tables import run_results as results
from directory.model.vocab import EditorialState, RunStatus, Verdict
from directory.process_lease import is_alive
from directory.queries.catalog_settings import time_zone

#: SQLite numbers the rows of a table in the order in which they come.
_row_number: sa.ColumnElement[int] = sa.literal_column("run_result.rowid", sa.Integer)
NEWEST = 3


@dataclass(frozen=True, slots=True)
class CrawlRow:
    """One crawl.

    scope: `all`, `due` or `chosen`; chosen: how many links were selected for a chosen crawl.
    holder: as in `process_lease.py`, empty if no process works on it. counts: links by verdict,
    empty before it has been judged. note: why it is inconclusive. alive: a process is working on
    it.
    """

    id: int
    scope: str
    status: RunStatus
    started_at: datetime
    ended_at: datetime | None
    heartbeat_at: datetime
    holder: str
    counts: Mapping[str, int]
    note: str
    alive: bool
    chosen: int = 0

    @property
    def is_chosen(self) -> bool:
        """True if only selected links were checked."""
        return self.scope == CHOSEN

    @property
    def open(self) -> bool:
        """True if it has not ended, and no process is working on it."""
        return self.ended_at is None and not self.alive


@dataclass(frozen=True, slots=True)
class Seen:
    """The result of one link in a crawl under way, which is not yet accepted."""

    verdict: Verdict
    url: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The results of one run counted so far.

    last: SQLite's number of the newest row that is in it; 0 elsewhere. newest: the links checked
    last, the latest first. verified: the total was compared with the table since the latest row
    came.
    """

    run_id: int
    counts: Mapping[str, int] = field(default_factory=dict)
    last: int = 0
    newest: tuple[Seen, ...] = ()
    verified: bool = field(default=False, compare=False)

    @property
    def checked(self) -> int:
        """The number of links checked."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class HealthOverTime:
    """How many links had which verdict at the end of each of these days (UTC), in order.

    counts: for each verdict that ever occurred in them, one number per day. A link counts on each
    day at the end of which it was not retired.
    """

    days: tuple[date, ...]
    counts: Mapping[Verdict, tuple[int, ...]]


def crawls(connection: sa.Connection, now: datetime, limit: int) -> list[CrawlRow]:
    """Return the latest crawls, the newest first."""
    query = sa.select(_runs).order_by(_runs.c.id.desc()).limit(limit)
    return [_crawl(row, now) for row in connection.execute(query)]


def find_crawl(connection: sa.Connection, run_id: int, now: datetime) -> CrawlRow | None:
    """Return the crawl with this id; None if there is none."""
    row = connection.execute(sa.select(_runs).where(_runs.c.id == run_id)).first()
    return None if row is None else _crawl(row, now)


def last_crawl(connection: sa.Connection, now: datetime) -> CrawlRow | None:
    """Return the latest crawl of all or due links; None if there was none."""
    query = sa.select(_runs).where(_runs.c.scope != CHOSEN).order_by(_runs.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else _crawl(row, now)


def alive_crawl(connection: sa.Connection, now: datetime) -> CrawlRow | None:
    """Return the crawl of all or due links on which a process is working, on any machine."""
    query = (
        sa.select(_runs)
        .where(_runs.c.status == RunStatus.RUNNING, _runs.c.ended_at.is_(None))
        .where(_runs.c.scope != CHOSEN)
        .order_by(_runs.c.id.desc())
    )
    rows = (_crawl(row, now) for row in connection.execute(query))
    return next((row for row in rows if row.alive), None)


def _crawl(row: Any, now: datetime) -> CrawlRow:
    running = row.status is RunStatus.RUNNING and row.ended_at is None
    return CrawlRow(
        id=row.id,
        scope=row.scope,
        status=row.status,
        started_at=row.started_at,
        ended_at=row.ended_at,
        heartbeat_at=row.heartbeat_at,
        holder=row.holder,
        counts=row.counts,
        note=row.note,
        alive=running and is_alive(row.holder, row.heartbeat_at, now),
        chosen=row.chosen,
    )


def links_left(connection: sa.Connection, run: CrawlRow) -> int:
    """Return how many links the run has yet to check; as costly as a scan of all links."""
    apart = sa.and_(results.c.run_id == run.id, results.c.link_id == _links.c.id)
    query = (
        sa.select(sa.func.count())
        .select_from(_links)
        .join(health, health.c.link_id == _links.c.id, isouter=True)
        .where(_links.c.state != EditorialState.RETIRED)
        .where(sa.not_(sa.exists().where(apart)))
    )
    if run.scope == "due":
        query = query.where(
            sa.or_(health.c.link_id.is_(None), health.c.next_check_at <= run.started_at)
        )
    return int(connection.execute(query).scalar_one())


def tally(connection: sa.Connection, run_id: int, before: Tally | None = None) -> Tally:
    """Return the results of a run that is not over, counted on from `before` if that is of this
    run."""
    known = before if before is not None and before.run_id == run_id else Tally(run_id)
    if connection.dialect.name != "sqlite":
        return Tally(run_id, _counts(connection, run_id), 0, _newest(connection, run_id))
    newer = _count_after(connection, run_id, known)
    if newer is not known or known.verified:
        return newer
    # Nothing new: check whether a result was dropped, as happens when the address of its link
    # is changed.
    total = connection.execute(
        sa.select(sa.func.count()).select_from(results).where(results.c.run_id == run_id)
    ).scalar_one()
    exact = known if total == known.checked else _count_after(connection, run_id, Tally(run_id))
    return replace(exact, verified=True)


def _count_after(connection: sa.Connection, run_id: int, known: Tally) -> Tally:
    query = (
        sa.select(results.c.verdict, sa.func.count(), sa.func.max(_row_number))
        .where(results.c.run_id == run_id, _row_number > known.last)
        .group_by(results.c.verdict)
    )
    found = connection.execute(query).all()
    if not found:
        return known
    counts = Counter(known.counts)
    for verdict, number, _ in found:
        counts[verdict] += number
    last = max(row[2] for row in found)
    return Tally(run_id, dict(counts), last, _newest(connection, run_id))


def _counts(connection: sa.Connection, run_id: int) -> dict[str, int]:
    query = (
        sa.select(results.c.verdict, sa.func.count())
        .where(results.c.run_id == run_id)
        .group_by(results.c.verdict)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _newest(connection: sa.Connection, run_id: int) -> tuple[Seen, ...]:
    order = _row_number if connection.dialect.name == "sqlite" else results.c.at
    latest = (
        sa.select(results.c.verdict, results.c.link_id, order.label("place"))
        .where(results.c.run_id == run_id)
        .order_by(order.desc())
        .limit(NEWEST)
        .subquery()
    )
    query = (
        sa.select(latest.c.verdict, _links.c.url)
        .join(_links, _links.c.id == latest.c.link_id)
        .order_by(latest.c.place.desc())
    )
    return tuple(Seen(verdict, url) for verdict, url in connection.execute(query))


def health_over_time(connection: sa.Connection, limit: int) -> HealthOverTime:
    """Return the health at the end of the last `limit` days on which an accepted crawl of all or
    due links ended.

    Days are in the agency's time zone. Scans the whole history: a few seconds for a million links.
    """
    zone = str(time_zone(connection))
    days = _days_of_crawls(connection, zone, limit)
    now: Counter[Verdict] = Counter()
    at_end: dict[Verdict, list[int]] = {verdict: [] for verdict in Verdict}
    moves = iter(_moves(connection, zone))
    move = next(moves, None)
    for day in days:
        while move is not None and move[0] <= day:
            _, before, after, number = move
            if after is not None:
                now[after] += number
            if before is not None:
                now[before] -= number
            move = next(moves, None)
        for verdict, numbers in at_end.items():
            numbers.append(now[verdict])
    return HealthOverTime(
        tuple(days), {verdict: tuple(row) for verdict, row in at_end.items() if any(row)}
    )


def _days_of_crawls(connection: sa.Connection, zone: str, limit: int) -> list[date]:
    day = local_day(_runs.c.ended_at, zone).label("day")
    query = (
        sa.select(day)
        .where(_runs.c.ended_at.is_not(None), _runs.c.status != RunStatus.INCONCLUSIVE)
        .where(_runs.c.scope != CHOSEN)
        .group_by(day)
        .order_by(day.desc())
        .limit(limit)
    )
    return sorted(_as_day(found) for found in connection.execute(query).scalars())


def _moves(
    connection: sa.Connection, zone: str
) -> list[tuple[date, Verdict | None, Verdict | None, int]]:
    """Return, day by day, how many links went from which verdict to which; None: not counted."""
    events = sa.union_all(_checks(zone), _retired(), _restored(zone)).subquery()
    before = sa.func.lag(events.c.verdict).over(
        partition_by=events.c.link_id, order_by=(events.c.day, events.c.place, events.c.at)
    )
    changes = sa.select(events.c.day, before.label("before"), events.c.verdict).subquery()
    columns = (changes.c.day, changes.c.before, changes.c.verdict)
    query = (
        sa.select(*columns, sa.func.count())
        .where(changes.c.before.is_distinct_from(changes.c.verdict))
        .group_by(*columns)
        .order_by(changes.c.day)
    )
    return [
        (_as_day(day), before and Verdict(before), after and Verdict(after), number)
        for day, before, after, number in connection.execute(query)
    ]


#: In which order events of one day count: a link that is restored and retired again is retired.
_CHECKED, _RESTORED, _RETIRED = 0, 1, 2
_lasted = sa.or_(
    _retirements.c.until_day.is_(None), _retirements.c.until_day > _retirements.c.from_day
)


def _checks(zone: str) -> sa.Select[Any]:
    """Return when links began to have which verdict, without days on which they were retired."""
    day = local_day(_spans.c.first_at, zone)
    retired = sa.exists().where(
        _retirements.c.link_id == _spans.c.link_id,
        _retirements.c.from_day < day,
        sa.or_(_retirements.c.until_day.is_(None), _retirements.c.until_day > day),
    )
    return sa.select(
        _spans.c.link_id,
        day.label("day"),
        sa.literal(_CHECKED).label("place"),
        _spans.c.first_at.label("at"),
        _spans.c.verdict.label("verdict"),
    ).where(~retired)


def _retired() -> sa.Select[Any]:
    """Return when links were retired, for longer than a part of a day."""
    day = sa.func.date(_retirements.c.from_day)
    place, nothing = sa.literal(_RETIRED), sa.null()
    return sa.select(_retirements.c.link_id, day, place, nothing, nothing).where(_lasted)


def _restored(zone: str) -> sa.Select[Any]:
    """Return when these were restored, with the verdict that they had then."""
    day = sa.func.date(_retirements.c.until_day)
    verdict = (
        sa.select(_spans.c.verdict)
        .where(_spans.c.link_id == _retirements.c.link_id)
        .where(local_day(_spans.c.first_at, zone) <= day)
        .order_by(_spans.c.first_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return sa.select(_retirements.c.link_id, day, sa.literal(_RESTORED), sa.null(), verdict).where(
        _lasted, _retirements.c.until_day.is_not(None)
    )


def _as_day(found: str | date) -> date:
    """Return a day that SQLite gives as text, PostgreSQL as a date."""
    return date.fromisoformat(found) if isinstance(found, str) else found
