"""Acts as rows: what each person did, step by step, and the audit entries of each act.

If a person does A, undoes it and redoes it, there are three rows: A, the undo of A, and the redo of
that undo. The last two name in `of_act` the act that they reverse. So what can be undone or redone
next follows from the rows alone, and survives a restart.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from directory.catalog import undo_snapshots
from directory.db import audit
from directory.db.engine import inserted_id
from directory.model.audit import entry_body
from directory.model.tables import act_parts as _parts
from directory.model.tables import acts as act_table
from directory.model.tables import audit_entries as _audit
from directory.model.vocab import ActKind

_AT_ONCE = 200
_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act in a list. changed: number of links. undone: it is undone now; of an undo: it is
    redone now."""

    id: int
    who: str
    at: datetime
    title: str
    kind: ActKind
    changed: int
    undone: bool

    @property
    def final(self) -> bool:
        """True if it cannot be undone."""
        return self.kind is ActKind.FINAL

    def __str__(self) -> str:
        """Return the title, and when it was done."""
        return f"{self.title} ({self.at:%Y-%m-%d %H:%M} UTC)"


@dataclass(frozen=True, slots=True)
class NextUndo:
    """What the next undo of a person would do.

    act: the one that it would undo (or continue to undo); None if there is none. final: the latest
    act of the person since then that cannot be undone; None if there is none.
    """

    act: ActLine | None
    final: ActLine | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One audit entry of an act. seq: its number in the audit trail."""

    seq: int
    at: datetime
    kind: str
    key: str
    what: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def add(
    connection: sa.Connection,
    who: str,
    at: datetime,
    title: str,
    kind: ActKind,
    of_act: int | None = None,
) -> int:
    """Add an act that has changed nothing yet; return its number."""
    row = {"who": who, "at": at, "title": _shortened(title), "kind": kind, "of_act": of_act,
           "changed": 0, "holder": "", "heartbeat_at": at, "cut_off": False}  # fmt: skip
    return inserted_id(connection.execute(sa.insert(act_table).values(row)))


def add_part(connection: sa.Connection, act_id: int, entries: int, changed: int) -> None:
    """Add the latest `entries` audit entries, which changed `changed` links, to this act."""
    last = audit.head(connection)[0]
    part = {"act_id": act_id, "first_seq": last - entries + 1, "last_seq": last}
    connection.execute(sa.insert(_parts).values(part))
    connection.execute(
        sa.update(act_table)
        .where(act_table.c.id == act_id)
        .values(changed=act_table.c.changed + changed)
    )


def retitle(connection: sa.Connection, act_id: int, title: str) -> None:
    """Give an act another title."""
    done = sa.update(act_table).where(act_table.c.id == act_id)
    connection.execute(done.values(title=_shortened(title)))


def make_final(connection: sa.Connection, act_id: int) -> None:
    """Note that an act cannot be undone, unless it is an undo or redo."""
    done = sa.update(act_table).where(act_table.c.id == act_id, act_table.c.kind == ActKind.DO)
    connection.execute(done.values(kind=ActKind.FINAL))


def hold(connection: sa.Connection, act_id: int, holder: str, now: datetime) -> None:
    """Note which process will continue the act; "" for none: it is complete."""
    held = {"holder": holder, "heartbeat_at": now}
    connection.execute(sa.update(act_table).where(act_table.c.id == act_id).values(held))


def mark_cut_off(connection: sa.Connection, act_id: int) -> None:
    """Note that an act was never completed, and has been undone."""
    done = sa.update(act_table).where(act_table.c.id == act_id)
    connection.execute(done.values(holder="", cut_off=True))


def take_over(connection: sa.Connection, act: Any, holder: str, now: datetime) -> bool:
    """Make this process the holder of an act; return False if another one was faster."""
    ours = sa.update(act_table).where(act_table.c.id == act.id, act_table.c.holder == act.holder)
    done = connection.execute(ours.values(holder=holder, heartbeat_at=now))
    return done.rowcount == 1


def under_way(connection: sa.Connection) -> list[Any]:
    """Return the acts that are not complete, the latest first."""
    query = sa.select(act_table).where(act_table.c.holder != "")
    return list(connection.execute(query.order_by(act_table.c.id.desc())))


def half_done(connection: sa.Connection) -> list[Any]:
    """Return the acts that are not complete and the undos and redos that were stopped, latest
    first."""
    query = sa.select(act_table).where(
        sa.or_(act_table.c.holder != "", act_table.c.id.in_(undo_snapshots.UNFINISHED))
    )
    return list(connection.execute(query.order_by(act_table.c.id.desc())))


def find(connection: sa.Connection, act_id: int) -> sa.Row[Any]:
    """Return the act of this number, which must exist."""
    return connection.execute(sa.select(act_table).where(act_table.c.id == act_id)).one()


def of_person(connection: sa.Connection, who: str) -> Iterator[sa.Row[Any]]:
    """Yield the acts of a person, the latest first, read page by page as they are needed."""
    below = None
    while True:
        query = sa.select(act_table).where(act_table.c.who == who)
        if below is not None:
            query = query.where(act_table.c.id < below)
        page = connection.execute(query.order_by(act_table.c.id.desc()).limit(_AT_ONCE)).all()
        yield from page
        if len(page) < _AT_ONCE:
            return
        below = page[-1].id


def to_undo(connection: sa.Connection, who: str) -> tuple[sa.Row[Any] | None, sa.Row[Any] | None]:
    """Return the next act to undo for this person, and the latest final act after it.

    First, the act that an undo would reverse, or an undo that was interrupted and must be finished
    first. Second, the latest act since then that cannot be undone, except those before which the
    person has already undone something; None if there is none.
    """
    reversed_already: set[int] = set()
    final = None
    for act in of_person(connection, who):
        match act.kind:
            case ActKind.UNDO:
                if undo_snapshots.progress(connection, act.id) is not None:
                    return act, final
                reversed_already.add(act.of_act)
            case ActKind.FINAL:
                if final is None and not _is_passed(connection, act.id, reversed_already):
                    final = act
            case ActKind.DO | ActKind.REDO if act.id not in reversed_already:
                return act, final
            case ActKind.DO | ActKind.REDO:
                pass
    return None, final


def _is_passed(connection: sa.Connection, final: int, reversed_since: Iterable[int]) -> bool:
    """Return True if the person has since undone an act that was done before this one.

    An act that was undone because it was cut off does not count: the person did not request that.
    """
    earlier = [act_id for act_id in reversed_since if act_id < final]
    return any(not find(connection, act_id).cut_off for act_id in earlier)


def next_undo(connection: sa.Connection, who: str) -> NextUndo:
    """Return what the next undo of this person would do."""
    act, final = to_undo(connection, who)
    return NextUndo(
        None if act is None else line(act, undone=False),
        None if final is None else line(final, undone=False),
    )


def to_redo(connection: sa.Connection, who: str) -> sa.Row[Any] | None:
    """Return the undo of this person that would be reversed next; None if there is none.

    It is the latest one, if nothing new has been done since, or a redo that was interrupted and
    must be finished first.
    """
    reversed_already = set()
    for act in of_person(connection, who):
        match act.kind:
            case ActKind.DO | ActKind.FINAL:
                return None
            case ActKind.REDO:
                if undo_snapshots.progress(connection, act.id) is not None:
                    return act
                reversed_already.add(act.of_act)
            case ActKind.UNDO if act.id not in reversed_already:
                if not find(connection, act.of_act).cut_off:
                    return act
            case ActKind.UNDO:
                pass
    return None


def is_reversed(connection: sa.Connection, who: str, act_id: int) -> bool:
    """Return True if the undo of this act of this person is done or has begun."""
    return reversal_of(connection, who, act_id) is not None


def reversal_of(connection: sa.Connection, who: str, act_id: int) -> Any | None:
    """Return the latest act that undid this act of this person, or has begun to."""
    query = sa.select(act_table).where(
        act_table.c.who == who, act_table.c.id > act_id, act_table.c.of_act == act_id
    )
    return connection.execute(query.order_by(act_table.c.id.desc()).limit(1)).first()


def size(connection: sa.Connection, act_id: int) -> int:
    """Return the number of audit entries of the act."""
    query = sa.select(sa.func.sum(_parts.c.last_seq - _parts.c.first_seq + 1))
    return int(connection.execute(query.where(_parts.c.act_id == act_id)).scalar() or 0)


def entries_below(
    connection: sa.Connection, act_id: int, seq: int | None, limit: int
) -> list[Entry]:
    """Return up to `limit` audit entries of the act before `seq` (None: all), the latest first."""
    found: list[Entry] = []
    parts = sa.select(_parts).where(_parts.c.act_id == act_id)
    if seq is not None:
        parts = parts.where(_parts.c.first_seq < seq)
    # Each part has at least one entry, so no more parts than entries are needed.
    for part in connection.execute(parts.order_by(_parts.c.first_seq.desc()).limit(limit)).all():
        last = part.last_seq if seq is None else min(part.last_seq, seq - 1)
        query = (
            sa.select(_audit)
            .where(_audit.c.seq.between(part.first_seq, last))
            .order_by(_audit.c.seq.desc())
            .limit(limit - len(found))
        )
        found += [_entry(row) for row in connection.execute(query)]
        if len(found) == limit:
            break
    return found


@dataclass(frozen=True, slots=True)
class OtherChange:
    """What another person did to a link: its number in the trail, who, and which columns."""

    seq: int
    who: str
    names: list[str]


def changed_by_others(
    connection: sa.Connection, who: str, link_ids: Iterable[int], seq: int
) -> dict[str, OtherChange]:
    """Return the latest change of each of these links by another person after entry `seq`.

    The keys are those of the audit trail; links without such a change are left out.
    """
    query = (
        sa.select(_audit)
        .where(
            _audit.c.kind == "link",
            _audit.c.key.in_([str(n) for n in link_ids]),
            _audit.c.seq > seq,
            _audit.c.who != who,
        )
        .order_by(_audit.c.seq)
    )
    return {
        row.key: OtherChange(row.seq, row.who, sorted(entry_body(row.body).after or {}))
        for row in connection.execute(query)
    }


def lines(connection: sa.Connection, who: str | None, limit: int) -> list[ActLine]:
    """Return the latest acts, of one person or of all, the latest first."""
    query = sa.select(act_table).order_by(act_table.c.id.desc()).limit(limit)
    if who is not None:
        query = query.where(act_table.c.who == who)
    standing: dict[int, bool] = {}  # by the act that is reversed: whether it is reversed now
    found = []
    for act in connection.execute(query):
        undone = standing.get(act.id, False)
        if act.of_act is not None:
            standing[act.of_act] = not undone
        found.append(line(act, undone=undone))
    return found


def line(act: sa.Row[Any], *, undone: bool) -> ActLine:
    """Return an act as it is listed."""
    return ActLine(act.id, act.who, act.at, act.title, act.kind, act.changed, undone)


def _shortened(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"


def _entry(row: Any) -> Entry:
    body = entry_body(row.body)
    return Entry(row.seq, row.at, row.kind, row.key, row.what, body.before, body.after)
