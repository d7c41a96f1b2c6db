"""Correcting moments in the future that a fast clock has left in the catalog.

The true moments are not known; they are at the latest now. The audit trail and dates that people
have set (notices, vouchers, acts) remain.
"""

from datetime import UTC, datetime

import sqlalchemy as sa

from directory.model.tables import baselines as _baselines
from directory.model.tables import crawl_runs as _runs
from directory.model.tables import health as _health
from directory.model.tables import health_spans as _spans
from directory.model.tables import host_facts as _facts
from directory.model.tables import links as _links
from directory.rules.clock_faults import CLOCK_TOLERANCE

#: Later values are not valid moments; see `damage.py`.
_END = datetime(9999, 12, 31, tzinfo=UTC)
_AT_ONCE = 500
_SPAN_COLUMNS = ["link_id", "first_at", "last_at", "verdict", "reason", "looks"]
_HEALTH_MOMENTS = (
    "since", "broken_since", "counted_at", "last_at", "page_at", "first_at", "danger_since",
)  # fmt: skip
#: Columns that are set from the clock. The time of health's next check is derived.
_OF_CRAWLS: tuple[tuple[sa.Column[datetime], ...], ...] = (
    tuple(_health.c[name] for name in _HEALTH_MOMENTS),
    tuple(_runs.c[name] for name in ("started_at", "ended_at", "heartbeat_at")),
)
_OF_LINKS: tuple[tuple[sa.Column[datetime], ...], ...] = (
    (_baselines.c.taken_at,),
    tuple(
        _links.c[name]
        for name in (
            "created_at",
            "updated_at",
            "published_at",
            "withdrawn_at",
            "snoozed_at",
            "released_at",
        )
    ),
)


def set_right(
    connection: sa.Connection, moment: datetime, now: datetime, *, of_links: bool
) -> dict[str, int]:
    """Set moments in the future to `moment`; return how many rows of which tables had some.

    Facts about hosts with a moment in the future are dropped; so is the history of a link from then
    on, which is replaced by its present health. Links checked in the future are due now. of_links:
    also the moments at which links were edited and published, which is only right if `now` is
    certain.
    """
    limit = now + CLOCK_TOLERANCE
    rows = {"health_span": _set_spans_right(connection, limit, moment)}
    connection.execute(
        sa.update(_health).where(_health.c.last_at.between(limit, _END)).values(next_check_at=now)
    )
    for columns in (*_OF_CRAWLS, *(_OF_LINKS if of_links else ())):
        table = columns[0].table
        assert isinstance(table, sa.Table)
        future = {column: column.between(limit, _END) for column in columns}
        values = {
            column.name: sa.case((is_later, sa.literal(moment, column.type)), else_=column)
            for column, is_later in future.items()
        }
        rows[table.name] = connection.execute(
            sa.update(table).where(sa.or_(*future.values())).values(values)
        ).rowcount
    rows["host_fact"] = connection.execute(sa.delete(_facts).where(_facts.c.at > limit)).rowcount
    return {table: number for table, number in rows.items() if number}


def _set_spans_right(connection: sa.Connection, limit: datetime, moment: datetime) -> int:
    later = _spans.c.first_at.between(limit, _END)
    lost = sa.select(_spans.c.link_id).where(later).distinct()
    now_known = sa.select(
        _health.c.link_id,
        sa.literal(moment, _spans.c.first_at.type).label("first_at"),
        sa.literal(moment, _spans.c.last_at.type).label("last_at"),
        _health.c.verdict,
        _health.c.reason,
        sa.literal(1).label("looks"),
    )
    ids = list(connection.execute(lost).scalars())
    removed = connection.execute(sa.delete(_spans).where(later)).rowcount
    for start in range(0, len(ids), _AT_ONCE):
        some = now_known.where(_health.c.link_id.in_(ids[start : start + _AT_ONCE]))
        connection.execute(sa.insert(_spans).from_select(_SPAN_COLUMNS, some))
    cut = connection.execute(
        sa.update(_spans).where(_spans.c.last_at.between(limit, _END)).values(last_at=moment)
    ).rowcount
    return removed + cut
