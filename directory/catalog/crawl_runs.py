"""Crawl runs: the part of the catalog's interface through which crawls write.

A run's results are stored separately (`run_result`) until the run as a whole has been judged: if
our own network is at fault, all of them are wrong. `settle` judges it and, if the run is credible,
copies the results into the health of the links, one batch at a time. Each step can be interrupted
at any point and resumed: what was checked remains checked, and nothing is applied twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from directory.catalog import act_rows
from directory.catalog.health_before import drop_before
from directory.catalog.host_cache import (
    Fact,
    asked_of,
    facts_of,
    forget_hosts,
    forget_old,
    remember,
)
from directory.catalog.rejudging import Judge, Rejudged, rejudge_some
from directory.catalog.run_results import BATCH, Result, carry_over, keep, price_under
from directory.catalog.run_rows import (
    VOUCHED,
    DoubtfulLink,
    begin_new,
    counts_of,
    doubtful_links,
    drop_future_results,
    is_believed,
    is_held,
    scope_of,
)
from directory.catalog.run_statistics import sight_of, silent
from directory.db import audit
from directory.db.clock_repair import set_right
from directory.db.engine import Database
from directory.model.observation import Observation, unpack
from directory.model.run import CHOSEN
from directory.model.tables import baselines as _baselines
from directory.model.tables import crawl_runs as _runs
from directory.model.tables import health as _health
from directory.model.tables import links as _links
from directory.model.tables import run_results as _results
from directory.model.vocab import ActKind, RunStatus, Verdict
from directory.queries.catalog_settings import time_zone
from directory.queries.chosen_links import refuse_unchecked
from directory.queries.due_links import WorkList
from directory.rules.act_titles import title_of
from directory.rules.clock_faults import CLOCK_TOLERANCE
from directory.rules.common_change import CommonChange
from directory.rules.network_health import UNWATCHED, Watch, own_fault, to_check_again
from directory.rules.schedule import USUAL_PRICE

__all__ = [
    "BATCH",
    "VOUCHED",
    "Begun",
    "CrawlUnderWay",
    "DoubtfulLink",
    "Result",
    "RunLost",
    "RunSummary",
    "Runs",
]

#: An interrupted run is resumed within this time; the results of an older one are stale.
RESUME_WITHIN = timedelta(hours=24)


class CrawlUnderWay(Exception):
    """Another crawl has claimed this catalog."""


class RunLost(Exception):
    """Another process has taken this run over; the one that had claimed it must stop."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that may continue: its id, its scope, and how many links an earlier process checked.

    due: if set, the run is of links due by then. chosen: if set, it is of links with these ids.
    """

    run_id: int
    due: datetime | None
    already_checked: int
    chosen: tuple[int, ...] | None = None

    @property
    def resumed(self) -> bool:
        """True if the run was interrupted and is resumed."""
        return self.already_checked > 0


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run ended. counts: links by verdict. note: why it is inconclusive."""

    run_id: int
    status: RunStatus
    checked: int
    counts: dict[str, int]
    note: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a run may not be credible: results of unrelated sites changed in the same way.

    changes: how they changed. links: those to check again, of which the ids `controls` did not
    change.
    """

    changes: tuple[CommonChange, ...]
    controls: tuple[int, ...]
    links: tuple[DoubtfulLink, ...]


class Runs:
    """The use cases of a crawl."""

    def __init__(self, database: Database, daily_requests: int | None = None) -> None:
        """Create the interface. daily_requests: how many checks a day rechecks may take; None for
        no limit."""
        self._database = database
        self._daily_requests = daily_requests

    def begin(self, *, holder: str, now: datetime, due_only: bool, fresh: bool) -> Begun:
        """Claim the catalog for a crawl by `holder`.

        A recent run that was interrupted is resumed. With `fresh`, or if it is old, its results are
        settled first, and a new run begins. Raise CrawlUnderWay if another crawl is alive; chosen
        crawls do not count.
        """
        self._end_chosen_runs(now)
        while True:
            with self._database.write() as connection:
                open_run = connection.execute(
                    sa.select(_runs)
                    .where(_runs.c.status.in_([RunStatus.RUNNING, RunStatus.INTERRUPTED]))
                    .where(_runs.c.ended_at.is_(None), _runs.c.scope != CHOSEN)
                    .order_by(_runs.c.id)
                ).first()
                if open_run is None:
                    run_id = begin_new(connection, holder, now, "due" if due_only else "all")
                    return Begun(run_id, now if due_only else None, 0)
                if is_held(open_run, holder, now):
                    raise CrawlUnderWay(
                        "another crawl of this catalog is under way (begun "
                        f"{open_run.started_at:%Y-%m-%d %H:%M} UTC). Wait for it to end."
                    )
                drop_future_results(connection, open_run.id, now)
                if not fresh and abs(now - open_run.started_at) <= RESUME_WITHIN:
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

    def begin_chosen(self, ids: Iterable[int], *, holder: str, now: datetime) -> Begun:
        """Begin a crawl of the links with these ids, even if other crawls are under way.

        Its results never decide whether another run is credible. It is not resumed: if its process
        has died, the next run that begins stores its results. Raise ChangeRefused if a link does
        not exist or is retired.
        """
        self._end_chosen_runs(now)
        chosen = tuple(sorted(set(ids)))
        with self._database.write() as connection:
            refuse_unchecked(connection, chosen)
            run_id = begin_new(connection, holder, now, CHOSEN, len(chosen))
        return Begun(run_id, None, 0, chosen)

    def refuse_unchecked(self, ids: Iterable[int]) -> None:
        """Raise ChangeRefused if `begin_chosen` would not accept one of these links."""
        with self._database.read() as connection:
            refuse_unchecked(connection, sorted(set(ids)))

    def _end_chosen_runs(self, now: datetime) -> None:
        """Store the results of chosen crawls whose processes have died."""
        query = (
            sa.select(_runs)
            .where(_runs.c.status == RunStatus.RUNNING, _runs.c.ended_at.is_(None))
            .where(_runs.c.scope == CHOSEN)
        )
        with self._database.read() as connection:
            dead = [run.id for run in connection.execute(query) if not is_held(run, "", now)]
        for run_id in dead:
            with self._database.write() as connection:
                drop_future_results(connection, run_id, now)
            self.settle(run_id, now=now, status=RunStatus.INTERRUPTED)

    def work_list(self, begun: Begun) -> WorkList:
        """Return the links that are left for this run."""
        return WorkList(self._database, begun.run_id, begun.due, begun.chosen)

    def host_facts(self, lanes: Sequence[str]) -> list[Fact]:
        """Return what is stored about these hosts."""
        with self._database.read() as connection:
            return facts_of(connection, lanes)

    def asked_by_others(self, run_id: int, lanes: Sequence[str]) -> list[Fact]:
        """Return when crawls last sent requests to these hosts; nothing if no other run is under
        way."""
        others = sa.select(_runs.c.id).where(
            _runs.c.status == RunStatus.RUNNING, _runs.c.ended_at.is_(None), _runs.c.id != run_id
        )
        with self._database.read() as connection:
            if connection.execute(others.limit(1)).first() is None:
                return []
            return asked_of(connection, lanes)

    def baseline_look(self, link_id: int) -> Observation | None:
        """Return the check on which this link was approved; None if it was not approved."""
        query = sa.select(_baselines.c.observation).where(_baselines.c.link_id == link_id)
        with self._database.read() as connection:
            stored = connection.execute(query).scalar()
        return None if stored is None else unpack(stored)

    def record(
        self,
        run_id: int,
        holder: str,
        now: datetime,
        results: Sequence[Result],
        facts: Sequence[Fact] = (),
    ) -> None:
        """Store results and facts about hosts in one transaction, and update the run's sign of
        life.

        Raise RunLost if `holder` no longer has the claim on the run; nothing is stored then.
        """
        with self._database.write() as connection:
            alive = connection.execute(
                sa.update(_runs)
                .where(_runs.c.id == run_id, _runs.c.holder == holder)
                .values(heartbeat_at=now, **({"counts": {}} if results else {}))
            )
            if alive.rowcount != 1:
                raise RunLost(f"another process has taken over run {run_id}")
            if results:
                keep(connection, run_id, results)
            remember(connection, facts)

    def nobody_answered(self, run_id: int) -> bool:
        """Return True if the run sent requests to hosts and none answered: maybe our own network is
        at fault."""
        with self._database.read() as connection:
            return silent(connection, run_id)

    def well_links(self, number: int, besides: int) -> list[str]:
        """Return some hrefs that were ok when they were last checked, the latest checks first.

        besides: a run; hosts that it has checked are left out.
        """
        checked = sa.select(_results.c.lane).where(_results.c.run_id == besides)
        query = (
            sa.select(_links.c.url)
            .join_from(_links, _health, _links.c.id == _health.c.link_id)
            .where(_health.c.verdict == Verdict.OK, _links.c.lane.not_in(checked))
            .order_by(_health.c.last_at.desc(), _links.c.id)
            .limit(number)
        )
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())

    def drop_damaged_health(self, now: datetime) -> int:
        """Drop stored health of links and facts about hosts that cannot be read, with an audit
        entry.

        Return how many were dropped. They count as never checked; other damage remains. Without
        this, one flipped bit would keep every later run from being settled.
        """
        rows = self._database.find_damaged_rows()
        damaged = [row.key for row in rows if row.table in ("health", "health_before")]
        hosts = [row.key for row in rows if row.table == "host_fact"]
        if not damaged and not hosts:
            return 0
        entry = {
            "at": now,
            "who": "crawl",
            "why": "what was stored could not be read",
            "what": "drop-damaged",
            "kind": "catalog",
            "key": "health",
            "before": None,
            "after": {"links": damaged, "hosts": [str(key) for key in hosts]},
        }
        with self._database.write() as connection:
            connection.execute(sa.delete(_health).where(_health.c.link_id.in_(damaged)))
            drop_before(connection, damaged)
            forget_hosts(connection, hosts)
            audit.append(connection, [entry])
        self._database.find_damaged_rows()
        return len(damaged) + len(hosts)

    def doubt(self, run_id: int, watch: Watch) -> Doubt | None:
        """Return what a second check has to decide before the run is settled; None for nothing."""
        if self._believed(run_id):
            return None
        with self._database.read() as connection:
            sight = sight_of(connection, run_id)
            ids = to_check_again(sight, watch)
            if not ids:
                return None
            links = doubtful_links(connection, ids)
        return Doubt(sight.changes, sight.controls, links)

    def settle(
        self,
        run_id: int,
        *,
        now: datetime,
        status: RunStatus,
        holder: str | None = None,
        last: bool = False,
        watch: Watch = UNWATCHED,
    ) -> RunSummary:
        """Judge a run and copy its results into the links' health.

        status: COMPLETE, or INTERRUPTED if links are left for later; then the run stays open for
        the next crawl to resume, unless this is the `last` of it, or it is of chosen links. watch:
        what was learnt about our own network meanwhile. An inconclusive run changes nothing; one
        that was accepted as credible and interrupted while its results were copied remains
        accepted. Raise RunLost if `holder` is given and no longer has the claim on the run.
        """
        if holder is not None:
            self._check_holder(run_id, holder)
        scope = self._scope(run_id)
        counts = self._counts(run_id, now)
        note = "" if self._believed(run_id) else self._fault(run_id, watch) or ""
        if note:
            status = RunStatus.INCONCLUSIVE
        else:
            self._believe(run_id, counts)
            self._set_clock_faults_right(run_id, now, confirmed=watch.clock.ahead is not None)
            self._apply(run_id, chosen=scope == CHOSEN)
        summary = RunSummary(run_id, status, sum(counts.values()), counts, note)
        keep_open = status is RunStatus.INTERRUPTED and not last and scope != CHOSEN
        self._close(summary, scope, now, keep_open=keep_open)
        return summary

    def rejudge(self, judge: Judge, *, who: str, now: datetime) -> Iterator[Rejudged]:
        """Judge the stored evidence of each link again, without a request.

        Yield the links whose findings have changed, once that is committed. Raise CrawlUnderWay if
        a crawl is alive: it would judge by the old rules at the same time.
        """
        self._refuse_beside_a_crawl(now)
        last: int | None = 0
        links = changed = 0
        while last is not None:
            with self._database.write() as connection:
                last, number, found = rejudge_some(connection, last, judge, now)
            links, changed = links + number, changed + len(found)
            yield from found
        entry = {
            "at": now,
            "who": who,
            "why": "",
            "what": "rejudge",
            "kind": "catalog",
            "key": "health",
            "before": None,
            "after": {"links": links, "changed": changed},
        }
        with self._database.write() as connection:
            audit.append(connection, [entry])
            act_id = act_rows.add(connection, who, now, title_of([entry]), ActKind.FINAL)
            act_rows.add_part(connection, act_id, 1, changed)

    def _refuse_beside_a_crawl(self, now: datetime) -> None:
        query = sa.select(_runs).where(_runs.c.status == RunStatus.RUNNING)
        with self._database.read() as connection:
            for run in connection.execute(query.where(_runs.c.ended_at.is_(None))):
                if is_held(run, "", now):
                    raise CrawlUnderWay("a crawl of this catalog is under way. Wait for it to end.")

    def put_off(self, run_id: int, *, holder: str, now: datetime, note: str) -> RunSummary:
        """Leave a resumed run as it is, to be resumed again when our own network works.

        What was seen before the failure remains. The summary is inconclusive, and says why in
        `note`. Raise RunLost if `holder` no longer has the claim on the run.
        """
        self._check_holder(run_id, holder)
        counts = self._counts(run_id, now)
        summary = RunSummary(run_id, RunStatus.INCONCLUSIVE, sum(counts.values()), counts, note)
        with self._database.write() as connection:
            connection.execute(
                sa.update(_runs)
                .where(_runs.c.id == run_id, _runs.c.holder == holder)
                .values(status=RunStatus.INTERRUPTED, holder="", heartbeat_at=now)
            )
        return summary

    def _check_holder(self, run_id: int, holder: str) -> None:
        query = sa.select(_runs.c.holder).where(_runs.c.id == run_id)
        with self._database.read() as connection:
            if connection.execute(query).scalar() != holder:
                raise RunLost(f"another process has taken over run {run_id}")

    def _counts(self, run_id: int, now: datetime) -> dict[str, int]:
        with self._database.read() as connection:
            return counts_of(connection, run_id, now.astimezone(time_zone(connection)).date())

    def _scope(self, run_id: int) -> str:
        with self._database.read() as connection:
            return scope_of(connection, run_id)

    def _believed(self, run_id: int) -> bool:
        with self._database.read() as connection:
            return is_believed(connection, run_id)

    def _believe(self, run_id: int, counts: dict[str, int]) -> None:
        """Note that the run is credible before the first result is copied; a new result cancels the
        note."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(_runs)
                .where(_runs.c.id == run_id, _runs.c.ended_at.is_(None))
                .values(counts=counts)
            )

    def _fault(self, run_id: int, watch: Watch) -> str | None:
        with self._database.read() as connection:
            sight = sight_of(connection, run_id)
        return own_fault(sight, watch)

    def _set_clock_faults_right(self, run_id: int, now: datetime, *, confirmed: bool) -> None:
        """Correct moments that a fast clock has stored, so that this run's checks count as newer.

        Write an audit entry. confirmed: sites showed the same time.
        """
        query = sa.select(sa.func.min(_results.c.at)).where(_results.c.run_id == run_id)
        with self._database.write() as connection:
            first = connection.execute(query).scalar()
            moment = min(first, now) - timedelta(seconds=1) if first is not None else now
            rows = set_right(connection, moment, now, of_links=confirmed)
            if not rows:
                return
            entry = {
                "at": now,
                "who": "crawl",
                "why": "a clock that ran ahead had stored moments in the future",
                "what": "set-clock-right",
                "kind": "catalog",
                "key": "moments",
                "before": None,
                "after": rows
                | {"moment": moment, "later_than": now + CLOCK_TOLERANCE, "of_links": confirmed},
            }
            audit.append(connection, [entry])

    def _apply(self, run_id: int, *, chosen: bool) -> None:
        price, more = self._price(), True
        while more:
            with self._database.write() as connection:
                more = carry_over(connection, run_id, price, chosen=chosen)

    def _price(self) -> float:
        if self._daily_requests is None:
            return USUAL_PRICE
        with self._database.read() as connection:
            return price_under(connection, self._daily_requests)

    def _close(self, summary: RunSummary, scope: str, now: datetime, *, keep_open: bool) -> None:
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
            which = {"scope": scope} if scope == CHOSEN else {}
            if not which:  # for a few links it would take too long
                forget_old(connection, now)
            entry = {
                "at": now,
                "who": "crawl",
                "why": summary.note,
                "what": "crawl",
                "kind": "run",
                "key": str(summary.run_id),
                "before": None,
                "after": {"status": summary.status, "counts": summary.counts} | which,
            }
            audit.append(connection, [entry])
