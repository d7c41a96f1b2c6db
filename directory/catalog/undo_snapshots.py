"""Snapshots of health and baseline rows that undo restores.

A change of the address drops the link's health and baseline; an approval replaces them; a removal
drops all. Their rows contain whole observations, too large for the audit trail, so they are copied
into `set_aside` first, and dropped after three months.

A picture of a link is a plain dict: its row of `health`, its row of `link_baseline`, its latest
spans. The stamp that the act left shows whether the earlier rows may be restored.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from directory.model.findings import packed_findings, unpacked_findings, words_of
from directory.model.tables import acts as _acts
from directory.model.tables import baselines as _baselines
from directory.model.tables import crawl_runs as _runs
from directory.model.tables import health as _health
from directory.model.tables import health_before as _before
from directory.model.tables import health_spans as _spans
from directory.model.tables import run_results as _results
from directory.model.tables import set_aside as _aside

KEPT_FOR = timedelta(days=90)
#: No link has this number: its row stores the progress of an undo under way.
PROGRESS = 0

#: Tables with the health of a link, including the results of a crawl under way.
OF_HEALTH = (_results, _health, _before, _baselines)
#: The numbers of undos and redos that are not finished.
UNFINISHED = sa.select(_aside.c.act_id).where(_aside.c.link_id == PROGRESS)
_FEW_SPANS = 2  # an approval adds at most one

Picture = dict[str, Any]
#: Replaces the row that a link has in a table.
Replace = Callable[[sa.Table, int, Mapping[str, Any] | None], object]


class Stamp(msgspec.Struct, frozen=True):
    """Values that change whenever the health or the baseline of a link is replaced."""

    looked_at: datetime | None
    reasons: list[str] | None
    approved_at: datetime | None


def pictures(
    connection: sa.Connection, ids: Sequence[int], *, whole: bool = False
) -> dict[int, Picture]:
    """Return the pictures of these links, a few hundred at most. whole: with all of their
    history."""
    found: dict[int, Picture] = {n: {"health": None, "baseline": None, "spans": []} for n in ids}
    for part, table in (("health", _health), ("baseline", _baselines)):
        for row in connection.execute(sa.select(table).where(table.c.link_id.in_(ids))):
            found[row.link_id][part] = row._asdict()
    query = sa.select(_spans).where(_spans.c.link_id.in_(ids))
    for row in connection.execute(query.order_by(_spans.c.link_id, _spans.c.first_at.desc())):
        spans = found[row.link_id]["spans"]
        if whole or len(spans) < _FEW_SPANS:
            spans.append(row._asdict())
    return found


def _stamps(connection: sa.Connection, ids: Sequence[int]) -> dict[int, Stamp]:
    """Return the stamps of the present rows of these links."""
    looks = sa.select(_health.c.link_id, _health.c.last_at, _health.c.findings)
    approvals = sa.select(_baselines.c.link_id, _baselines.c.taken_at)
    looked: dict[int, tuple[datetime | None, list[str] | None]] = {
        link_id: (at, words_of(findings))
        for link_id, at, findings in connection.execute(looks.where(_of(_health, ids)))
    }
    taken = {row[0]: row[1] for row in connection.execute(approvals.where(_of(_baselines, ids)))}
    return {n: Stamp(*looked.get(n, (None, None)), taken.get(n)) for n in ids}


def stamp(seen: Picture) -> Stamp:
    """Return the stamp of the rows in this picture."""
    health, baseline = seen["health"], seen["baseline"]
    return Stamp(
        looked_at=health["last_at"] if health else None,
        reasons=words_of(health["findings"]) if health else None,
        approved_at=baseline["taken_at"] if baseline else None,
    )


def keep(connection: sa.Connection, act_id: int, taken: Mapping[int, Picture]) -> None:
    """Store the pictures, by link, that were taken before an act changed the rows.

    Pictures of rows that are unchanged are left out. Of two pictures in one act the earlier one
    counts.
    """
    if not taken:
        return
    left = _stamps(connection, list(taken))
    earlier = kept(connection, act_id, list(taken))
    rows = []
    for link_id, first in taken.items():
        before = first
        if link_id in earlier:
            before = earlier[link_id]["before"]
            connection.execute(_delete(act_id, link_id))
        if stamp(before) != left[link_id]:
            packed = msgspec.msgpack.encode({"before": _plain(before), "left": left[link_id]})
            rows.append({"act_id": act_id, "link_id": link_id, "rows": packed})
    if rows:
        connection.execute(sa.insert(_aside), rows)


def put_back(
    connection: sa.Connection,
    kept_of_link: Mapping[str, Any] | None,
    link_id: int,
    now: Picture,
    replace: Replace,
    *,
    anyway: bool = False,
) -> bool:
    """Restore what an act removed from this link, unless something newer has replaced it.

    Return False if another page has been approved since. now: the present rows. anyway: the present
    health is of another address, or there is none.
    """
    if kept_of_link is None:
        return True
    before, left, here = kept_of_link["before"], Stamp(**kept_of_link["left"]), stamp(now)
    if not anyway and here.approved_at != left.approved_at:
        return False
    if anyway or here.looked_at == left.looked_at:
        replace(_health, link_id, before["health"])
        _restore_spans(connection, link_id, before, now, same_address=not anyway)
    replace(_baselines, link_id, before["baseline"])
    return True


def progress(connection: sa.Connection, act_id: int) -> int | None:
    """Return the number of the audit entry that this undo has reached; None if it is finished."""
    kept = _find(connection, act_id, PROGRESS)
    return None if kept is None else int(kept["seq"])


def set_progress(connection: sa.Connection, act_id: int, seq: int | None) -> None:
    """Store the progress of an undo; None: it is finished."""
    connection.execute(_delete(act_id, PROGRESS))
    if seq is not None:
        row = {"act_id": act_id, "link_id": PROGRESS, "rows": msgspec.msgpack.encode({"seq": seq})}
        connection.execute(sa.insert(_aside), row)


def drop_old(connection: sa.Connection, now: datetime) -> None:
    """Drop the snapshots of the oldest act, if they are too old.

    One act at a time, so that other writers wait only briefly.
    """
    oldest = connection.execute(
        sa.select(_aside.c.act_id)
        .join(_acts, _acts.c.id == _aside.c.act_id)
        .where(_aside.c.link_id != PROGRESS, _acts.c.at < now - KEPT_FOR)
        .order_by(_aside.c.act_id)
        .limit(1)
    ).scalar()
    if oldest is not None:
        connection.execute(
            sa.delete(_aside).where(_aside.c.act_id == oldest, _aside.c.link_id != PROGRESS)
        )


def _restore_spans(
    connection: sa.Connection, link_id: int, before: Picture, now: Picture, *, same_address: bool
) -> None:
    if before["spans"] == now["spans"]:
        return
    of_link = _spans.c.link_id == link_id
    if before["health"] is not None and same_address:
        # An approval begins a separate span, which belongs to no check.
        last = before["health"]["last_at"]
        connection.execute(sa.delete(_spans).where(of_link, _spans.c.first_at > last))
    there = set(connection.execute(sa.select(_spans.c.first_at).where(of_link)).scalars())
    missing = [row for row in before["spans"] if row["first_at"] not in there]
    if missing:
        connection.execute(sa.insert(_spans), missing)


def _of(table: sa.Table, ids: Sequence[int]) -> sa.ColumnElement[bool]:
    return table.c.link_id.in_(ids)


def kept(connection: sa.Connection, act_id: int, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what the act has set aside of these links, by link; a few hundred at most."""
    query = sa.select(_aside.c.link_id, _aside.c.rows).where(
        _aside.c.act_id == act_id, _aside.c.link_id.in_(ids)
    )
    found = {row[0]: msgspec.msgpack.decode(row[1]) for row in connection.execute(query)}
    looks = [of_link["before"]["health"] for of_link in found.values() if "before" in of_link]
    looks = [health for health in looks if health is not None]
    runs = {health["run_id"] for health in looks} - {None}
    known = set(connection.execute(sa.select(_runs.c.id).where(_runs.c.id.in_(runs))).scalars())
    for health in looks:
        health["run_id"] = health["run_id"] if health["run_id"] in known else None
        health["findings"] = unpacked_findings(health["findings"])
    return found


def _plain(seen: Picture) -> Picture:
    """Return the picture with findings as the catalog stores them."""
    health = seen["health"]
    if health is None:
        return seen
    return seen | {"health": health | {"findings": packed_findings(health["findings"])}}


def _find(connection: sa.Connection, act_id: int, link_id: int) -> dict[str, Any] | None:
    query = sa.select(_aside.c.rows).where(_aside.c.act_id == act_id, _aside.c.link_id == link_id)
    packed = connection.execute(query).scalar()
    return None if packed is None else msgspec.msgpack.decode(packed)


def _delete(act_id: int, link_id: int) -> sa.Delete:
    return sa.delete(_aside).where(_aside.c.act_id == act_id, _aside.c.link_id == link_id)
