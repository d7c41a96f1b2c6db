"""Per-run statistics used to detect a fault in our own network.

All of it is grouped by lane or domain in the database, or read once as a stream in the order of
time; little of each check is kept in memory. For links to which the run has been applied already,
the earlier health is no longer known; so for these it only counts whether their host answered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import sqlalchemy as sa

from directory.catalog import health_before
from directory.catalog.run_results import BATCH
from directory.model.observation import unpack
from directory.model.tables import run_results as results
from directory.model.vocab import Verdict
from directory.rules.common_change import (
    SIGN_IN_TO_NETWORK,
    ComparedChecks,
    Trait,
    common_changes,
    common_first_page,
    controls,
    traits_of,
)
from directory.rules.hosts import is_name
from directory.rules.network_health import RunSight

_ROWS_AT_ONCE = 1000
_NOT_MODIFIED = 304
FIRST_SAMPLE = 500  # domains

_new = results.c.applied.is_(False)
# A robots.txt that closes a page may be cached, and then no request was sent today. Such
# a check has neither an answer nor a fault, and is not counted.
_asked = sa.or_(
    results.c.lost,
    sa.and_(
        results.c.reached,
        sa.or_(results.c.status.is_not(None), results.c.verdict != Verdict.BLOCKED),
    ),
)
# At the end of its redirects too: a sign-in page often lies inside the private network,
# where we do not go, and one port may be closed while another is open.
_answered = sa.func.coalesce(results.c.status, SIGN_IN_TO_NETWORK) != SIGN_IN_TO_NETWORK
_warned = sa.and_(results.c.verdict == Verdict.INSECURE, results.c.lost)
_well = sa.and_(_new, sa.func.coalesce(health_before.verdict == Verdict.OK, sa.false()))
_may_differ = sa.or_(
    results.c.verdict != Verdict.OK,
    sa.not_(_answered),
    sa.and_(
        results.c.status != _NOT_MODIFIED,
        sa.func.coalesce(results.c.page_key, 0) != sa.func.coalesce(health_before.page_key, 0),
    ),
    sa.func.coalesce(results.c.final_url, "") != sa.func.coalesce(health_before.final_url, ""),
).label("may_differ")
_with_health = health_before.joined(results)


def silent(connection: sa.Connection, run_id: int) -> bool:
    """Return True if the run sent requests to hosts, and none of them answered."""
    query = (
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(_one_if(results.c.reached)), 0))
        .where(results.c.run_id == run_id, _asked)
        .select_from(results)
    )
    asked, reached = connection.execute(query).one()
    return bool(asked and not reached)


def sight_of(connection: sa.Connection, run_id: int) -> RunSight:
    """Return all statistics by which the run is judged."""
    checks = _compared(connection, run_id)
    first = common_first_page(_first_checks(connection, run_id))
    changes = (*common_changes(checks), *([first] if first else []))
    return replace(
        _hosts(connection, run_id),
        names=_names(connection, run_id),
        changes=changes,
        controls=tuple(controls(checks)) if changes else (),
    )


def _one_if(condition: sa.ColumnElement[bool]) -> sa.Case[int]:
    return sa.case((condition, 1), else_=0)


def _hosts(connection: sa.Connection, run_id: int) -> RunSight:
    """Return the counts of hosts."""

    def whether(*conditions: sa.ColumnElement[bool]) -> sa.Function[int]:
        return sa.func.max(_one_if(sa.and_(*conditions)))

    lanes = (
        sa.select(
            results.c.lane,
            whether(results.c.reached).label("reached"),
            whether(_answered, _new).label("answered"),
            whether(_warned, _new).label("warned"),
            whether(_well).label("well"),
        )
        .select_from(_with_health)
        .where(results.c.run_id == run_id, _asked)
        .group_by(results.c.lane)
        .subquery()
    )
    lost = sa.and_(lanes.c.well == 1, lanes.c.answered == 0)
    sums = [
        sa.func.coalesce(sa.func.sum(number), 0)
        for number in (
            lanes.c.reached,
            lanes.c.well,
            _one_if(lost),
            _one_if(sa.and_(lost, lanes.c.warned == 1)),
        )
    ]
    row = connection.execute(sa.select(sa.func.count(), *sums).select_from(lanes)).one()
    asked, reached, well, well_lost, well_warned = (int(number) for number in row)
    return RunSight(asked, reached, well, well_lost, well_warned)


def _names(connection: sa.Connection, run_id: int) -> int:
    """Return the number of domains that were resolved."""
    query = sa.select(results.c.domain).distinct().where(results.c.run_id == run_id, _asked)
    # an address keeps its port
    return sum(":" not in domain and is_name(domain) for (domain,) in _stream(connection, query))


def _compared(connection: sa.Connection, run_id: int) -> ComparedChecks:
    """Compare the checks of links that worked before with their earlier evidence.

    The evidence is read only for links that may differ.
    """
    query = (
        sa.select(results.c.at, results.c.link_id, results.c.domain, _may_differ)
        .select_from(_with_health)
        .where(results.c.run_id == run_id, _well)
        .order_by(results.c.at, results.c.link_id)
    )
    checks = ComparedChecks()
    rows = _stream(connection, query)
    while some := list(islice(rows, BATCH)):
        traits = _traits(connection, run_id, [row.link_id for row in some if row.may_differ])
        for at, link_id, domain, _ in some:
            checks.add(at.timestamp(), link_id, domain, traits.get(link_id, ()))
    return checks


def _first_checks(connection: sa.Connection, run_id: int) -> ComparedChecks:
    """Return the checks of links that were never checked before; of a sample, if there are many."""
    query = (
        sa.select(results.c.at, results.c.link_id, results.c.domain)
        .select_from(_with_health)
        .where(results.c.run_id == run_id, _new, health_before.verdict.is_(None))
        .where(results.c.page_key.is_not(None))
        .order_by(results.c.domain, results.c.link_id)
    )
    one_each = {row.domain: row for row in _stream(connection, query)}
    found = list(one_each.values())
    some = found[:: max(1, len(found) // FIRST_SAMPLE)]
    checks = ComparedChecks()
    for start in range(0, len(some), BATCH):
        batch = some[start : start + BATCH]
        traits = _traits(connection, run_id, [row.link_id for row in batch])
        for at, link_id, domain in batch:
            checks.add(at.timestamp(), link_id, domain, traits.get(link_id, ()))
    return checks


def _traits(
    connection: sa.Connection, run_id: int, links: Sequence[int]
) -> dict[int, tuple[Trait, ...]]:
    if not links:
        return {}
    query = (
        sa.select(
            results.c.link_id, results.c.verdict, results.c.findings,
            results.c.observation, health_before.observation,
        )
        .select_from(_with_health)
        .where(results.c.run_id == run_id, results.c.link_id.in_(links))
    )  # fmt: skip
    return {
        link_id: tuple(
            traits_of(unpack(seen), verdict, findings[0].reason, unpack(before) if before else None)
        )
        for link_id, verdict, findings, seen, before in connection.execute(query)
    }


def _stream(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[Any]:
    return iter(connection.execute(query, execution_options={"yield_per": _ROWS_AT_ONCE}))
