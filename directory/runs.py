"""Crawl runs: the part of the catalog's door through which crawls write.

A run's results are kept apart (`run_result`) until the run as a whole has been
judged: were our own network at fault, they would all be lies. `settle` judges
it and, if it can be believed, carries the results over into the health of the
links, a batch at a time. Each step can be cut off at any point and taken up
again: what was checked stays checked, and nothing is applied twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from directory.model.health import Health, HealthSpan
from directory.model.link import Link
from directory.model.observation import Judgement, Observation, pack
from directory.model.reasons import Reason
from directory.model.run import CrawlRun, RunResult
from directory.model.vocab import RunStatus, Verdict
from directory.rules.lifecycle import HealthState, advance
from directory.rules.network_fault import RunSight, own_fault
from directory.rules.schedule import next_check
from directory.store import audit
from directory.store.engine import Database, inserted_id
from directory.store.holder import is_alive
from directory.store.worklist import WorkList

_runs: sa.Table = CrawlRun.__table__  # type: ignore[attr-defined]
_results: sa.Table = RunResult.__table__  # type: ignore[attr-defined]
_health: sa.Table = Health.__table__  # type: ignore[attr-defined]
_spans: sa.Table = HealthSpan.__table__  # type: ignore[attr-defined]
_links: sa.Table = Link.__table__  # type: ignore[attr-defined]

BATCH = 200
#: An interrupted run is taken up again within this time; what an older one saw is stale.
RESUME_WITHIN = timedelta(hours=24)


class CrawlUnderWay(Exception):
    """Another crawl holds this catalog."""


class RunLost(Exception):
    """Another process has taken this run over; the one that held it must stop."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that may go on: its id, its scope, and how many links an earlier process checked."""

    run_id: int
    due: datetime | None
    already_checked: int

    @property
    def resumed(self) -> bool:
        """True if an interrupted run is taken up."""
        return self.already_checked > 0


@dataclass(frozen=True, slots=True)
class Result:
    """What the run saw of one link, judged."""

    link_id: int
    lane: str
    observation: Observation
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run ended. counts: links by verdict. note: why it is inconclusive."""

    run_id: int
    status: RunStatus
    checked: int
    counts: dict[str, int]
    note: str


class Runs:
    """The use cases of a crawl."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, *, holder: str, now: datetime, due_only: bool, fresh: bool) -> Begun:
        """Claims the catalog for a crawl by `holder`.

        A recent run that was interrupted is taken up again. With `fresh`, or
        when it is old, what it saw is settled first, and a new run begins.

        Raises CrawlUnderWay when another crawl is alive.
        """
        while True:
            with self._database.write() as connection:
                open_run = connection.execute(
                    sa.select(_runs)
                    .where(_runs.c.status.in_([RunStatus.RUNNING, RunStatus.INTERRUPTED]))
                    .where(_runs.c.ended_at.is_(None))
                    .order_by(_runs.c.id)
                ).first()
                if open_run is None:
                    return self._begin_new(connection, holder, now, due_only)
                if _is_held(open_run, holder, now):
                    raise CrawlUnderWay(
                        "another crawl of this catalog is under way (begun "
                        f"{open_run.started_at:%Y-%m-%d %H:%M} UTC). Wait for it to end."
                    )
                if not fresh and now - open_run.started_at <= RESUME_WITHIN:
                    return self._take_up(connection, open_run, holder, now)
            self.settle(open_run.id, now=now, status=RunStatus.INTERRUPTED, last=True)

    def _take_up(self, connection: sa.Connection, run: Any, holder: str, now: datetime) -> Begun:
        connection.execute(
            sa.update(_runs)
            .where(_runs.c.id == run.id)
            .values(status=RunStatus.RUNNING, holder=holder, heartbeat_at=now)
        )
        checked = connection.execute(
            sa.select(sa.func.count()).select_from(_results).where(_results.c.run_id == run.id)
        ).scalar_one()
        return Begun(run.id, run.started_at if run.scope == "due" else None, checked)

    def _begin_new(
        self, connection: sa.Connection, holder: str, now: datetime, due_only: bool
    ) -> Begun:
        inserted = connection.execute(
            sa.insert(_runs).values(
                scope="due" if due_only else "all",
                status=RunStatus.RUNNING,
                holder=holder,
                heartbeat_at=now,
                started_at=now,
                counts={},
                note="",
            )
        )
        return Begun(inserted_id(inserted), now if due_only else None, 0)

    def work_list(self, begun: Begun) -> WorkList:
        """The links that are left for this run."""
        return WorkList(self._database, begun.run_id, begun.due)

    def record(self, run_id: int, holder: str, now: datetime, results: Sequence[Result]) -> None:
        """Keeps results, in one transaction, and shows a sign of life.

        Raises RunLost when `holder` does not hold the run any more; nothing is
        kept then.
        """
        rows = [_row(run_id, result) for result in results]
        with self._database.write() as connection:
            alive = connection.execute(
                sa.update(_runs)
                .where(_runs.c.id == run_id, _runs.c.holder == holder)
                .values(heartbeat_at=now, **({"counts": {}} if rows else {}))
            )
            if alive.rowcount != 1:
                raise RunLost(f"another process has taken over run {run_id}")
            if rows:
                connection.execute(sa.insert(_results), rows)

    def nobody_answered(self, run_id: int) -> bool:
        """True if the run looked at hosts, and none of them answered: maybe our own network."""
        with self._database.read() as connection:
            sight = _sight(connection, run_id)
        return sight.hosts > 0 and sight.answered == 0

    def well_links(self, number: int) -> list[str]:
        """Some hrefs that were ok when they were last looked at, the latest looks first."""
        query = (
            sa.select(_links.c.url)
            .join_from(_links, _health, _links.c.id == _health.c.link_id)
            .where(_health.c.verdict == Verdict.OK)
            .order_by(_health.c.last_at.desc(), _links.c.id)
            .limit(number)
        )
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())

    def settle(
        self,
        run_id: int,
        *,
        now: datetime,
        status: RunStatus,
        last: bool = False,
        network_works: bool = False,
    ) -> RunSummary:
        """Judges a run and carries its results over into the links' health.

        status: COMPLETE; or INTERRUPTED when links are left for later, and then
        the run stays open for the next crawl to take up, unless this is the
        `last` of it. network_works: a host that is none of the run's has
        answered meanwhile. An inconclusive run changes nothing; one that was
        believed and cut off while its results were carried over stays believed.
        """
        counts = self._counts(run_id)
        note = "" if self._believed(run_id) else self._fault(run_id, network_works) or ""
        if note:
            status = RunStatus.INCONCLUSIVE
        else:
            self._believe(run_id, counts)
            self._apply(run_id)
        summary = RunSummary(run_id, status, sum(counts.values()), counts, note)
        self._close(summary, now, keep_open=status is RunStatus.INTERRUPTED and not last)
        return summary

    def _believed(self, run_id: int) -> bool:
        query = sa.select(_runs.c.counts).where(_runs.c.id == run_id)
        with self._database.read() as connection:
            return bool(connection.execute(query).scalar())

    def _believe(self, run_id: int, counts: dict[str, int]) -> None:
        """Says so before the first result is carried over; a new result takes it back."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(_runs)
                .where(_runs.c.id == run_id, _runs.c.ended_at.is_(None))
                .values(counts=counts)
            )

    def _fault(self, run_id: int, network_works: bool) -> str | None:
        with self._database.read() as connection:
            sight = _sight(connection, run_id)
        if network_works:
            sight = replace(sight, answered=max(1, sight.answered))
        return own_fault(sight)

    def _counts(self, run_id: int) -> dict[str, int]:
        with self._database.read() as connection:
            rows = connection.execute(
                sa.select(_results.c.verdict, sa.func.count())
                .where(_results.c.run_id == run_id)
                .group_by(_results.c.verdict)
            )
            return {str(verdict.value): number for verdict, number in rows}

    def _apply(self, run_id: int) -> None:
        while True:
            with self._database.write() as connection:
                batch = connection.execute(
                    sa.select(_results)
                    .where(_results.c.run_id == run_id, _results.c.applied.is_(False))
                    .order_by(_results.c.link_id)
                    .limit(BATCH)
                ).all()
                if not batch:
                    return
                _carry_over(connection, batch)
                connection.execute(
                    sa.update(_results)
                    .where(_results.c.run_id == run_id)
                    .where(_results.c.link_id.between(batch[0].link_id, batch[-1].link_id))
                    .values(applied=True)
                )

    def _close(self, summary: RunSummary, now: datetime, *, keep_open: bool) -> None:
        with self._database.write() as connection:
            closed = connection.execute(
                sa.update(_runs)
                .where(_runs.c.id == summary.run_id, _runs.c.ended_at.is_(None))
                .values(
                    status=summary.status,
                    holder="",
                    heartbeat_at=now,
                    ended_at=None if keep_open else now,
                    counts=summary.counts,
                    note=summary.note,
                )
            )
            if keep_open or closed.rowcount != 1:  # another process closed it first
                return
            connection.execute(sa.delete(_results).where(_results.c.run_id == summary.run_id))
            entry = {
                "at": now,
                "who": "crawl",
                "why": summary.note,
                "what": "crawl",
                "kind": "run",
                "key": str(summary.run_id),
                "before": None,
                "after": {"status": summary.status, "counts": summary.counts},
            }
            audit.append(connection, [entry])


def _is_held(run: Any, holder: str, now: datetime) -> bool:
    return bool(
        run.status is RunStatus.RUNNING
        and run.holder != holder
        and is_alive(run.holder, run.heartbeat_at, now)
    )


def _row(run_id: int, result: Result) -> dict[str, Any]:
    observation, judgement = result.observation, result.judgement
    return {
        "run_id": run_id,
        "link_id": result.link_id,
        "at": observation.at,
        "lane": result.lane,
        "verdict": judgement.verdict,
        "reasons": judgement.reasons,
        "status": observation.status,
        "final_url": observation.final_url,
        "suggested_url": judgement.suggested_url,
        "reached": observation.reached,
        "lost": observation.lost,
        "observation": pack(observation),
        "applied": False,
    }


def _sight(connection: sa.Connection, run_id: int) -> RunSight:
    """Counts, per distinct host, what the run saw of hosts that were looked at over the network.

    Of links to which the run has been applied already, the health of before is
    not known any more; so of these only counts that their host answered.
    """
    new = _results.c.applied.is_(False)

    def whether(*conditions: sa.ColumnElement[bool]) -> sa.Function[int]:
        return sa.func.max(sa.case((sa.and_(*conditions), 1), else_=0))

    lanes = (
        sa.select(
            _results.c.lane,
            whether(_results.c.reached).label("answered"),
            whether(_results.c.reached, new).label("answered_now"),
            whether(_health.c.verdict == Verdict.OK, new).label("well"),
        )
        .join_from(_results, _health, _results.c.link_id == _health.c.link_id, isouter=True)
        .where(_results.c.run_id == run_id, sa.or_(_results.c.reached, _results.c.lost))
        .group_by(_results.c.lane)
        .subquery()
    )
    lost = sa.case((sa.and_(lanes.c.well == 1, lanes.c.answered_now == 0), 1), else_=0)
    sums = [
        sa.func.coalesce(sa.func.sum(column), 0)
        for column in (lanes.c.answered, lanes.c.well, lost)
    ]
    row = connection.execute(sa.select(sa.func.count(), *sums).select_from(lanes)).one()
    return RunSight(
        hosts=row[0], answered=int(row[1]), well_before=int(row[2]), well_lost=int(row[3])
    )


def _carry_over(connection: sa.Connection, batch: Iterable[Any]) -> None:
    """Applies a batch of results to health and its history, within the transaction."""
    results = {row.link_id: row for row in batch}
    before = {
        row.link_id: row
        for row in connection.execute(sa.select(_health).where(_health.c.link_id.in_(results)))
    }
    new_rows: list[dict[str, Any]] = []
    changed_rows: list[dict[str, Any]] = []
    new_spans: list[dict[str, Any]] = []
    longer_spans: list[dict[str, Any]] = []
    for link_id, result in results.items():
        held = before.get(link_id)
        old = _state(held) if held else None
        new = advance(old, result.verdict, Reason(result.reasons[0]), result.at)
        if new is old:
            continue
        row = _health_row(link_id, result, new)
        (changed_rows if held else new_rows).append(row)
        if old and (old.verdict, old.reason) == (new.verdict, new.reason):
            longer_spans.append({"key": link_id, "last": result.at})
        else:
            new_spans.append(_span(link_id, new))
    if new_rows:
        connection.execute(sa.insert(_health), new_rows)
    if changed_rows:
        connection.execute(
            sa.update(_health).where(_health.c.link_id == sa.bindparam("link_id_")),
            [row | {"link_id_": row["link_id"]} for row in changed_rows],
        )
    if longer_spans:
        _lengthen(connection, longer_spans)
    if new_spans:
        connection.execute(sa.insert(_spans), new_spans)


def _lengthen(connection: sa.Connection, spans: list[dict[str, Any]]) -> None:
    newest = (
        sa.select(sa.func.max(_spans.c.first_at))
        .where(_spans.c.link_id == sa.bindparam("key"))
        .scalar_subquery()
    )
    connection.execute(
        sa.update(_spans)
        .where(_spans.c.link_id == sa.bindparam("key"), _spans.c.first_at == newest)
        .values(last_at=sa.bindparam("last"), looks=_spans.c.looks + 1),
        spans,
    )


def _state(row: Any) -> HealthState:
    return HealthState(
        verdict=row.verdict,
        reason=Reason(row.reason),
        since=row.since,
        looks=row.looks,
        broken_since=row.broken_since,
        broken_looks=row.broken_looks,
        confirmed=row.confirmed,
        last_at=row.last_at,
    )


def _health_row(link_id: int, result: Any, state: HealthState) -> dict[str, Any]:
    return {
        "link_id": link_id,
        "verdict": state.verdict,
        "reason": state.reason.value,
        "since": state.since,
        "looks": state.looks,
        "broken_since": state.broken_since,
        "broken_looks": state.broken_looks,
        "confirmed": state.confirmed,
        "last_at": state.last_at,
        "last_reasons": result.reasons,
        "last_status": result.status,
        "final_url": result.final_url,
        "suggested_url": result.suggested_url,
        "run_id": result.run_id,
        "next_check_at": next_check(link_id, state),
        "observation": result.observation,
    }


def _span(link_id: int, state: HealthState) -> dict[str, Any]:
    return {
        "link_id": link_id,
        "first_at": state.last_at,
        "last_at": state.last_at,
        "verdict": state.verdict,
        "reason": state.reason.value,
        "looks": 1,
    }
