"""Who changed a link, when, why and what: its entries of the audit trail, newest first.

Those of its proposal are among them; of these, what was proposed is told field by field, as the
fields of the link are. Accepting or retiring writes two entries, of the proposal and of the link;
that of the link tells all.
"""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from directory.model.audit import OF_LINKS, entry_body
from directory.model.tables import audit_entries


class Entry(msgspec.Struct, frozen=True):
    """One change. seq: its place in the trail. what: the act's word (`edit`, `move`, …, or of a
    proposal `propose`, `withdraw`, `send_back`).
    before, after: the values that were changed, by field; empty when there was nothing."""

    seq: int
    at: datetime
    who: str
    why: str
    what: str
    before: dict[str, Any]
    after: dict[str, Any]


def changes(
    connection: sa.Connection, link_id: int, limit: int = 50, before: int | None = None
) -> list[Entry]:
    """The changes of one link, newest first. before: a `seq`; only entries older than that."""
    query = (
        sa.select(audit_entries)
        .where(
            audit_entries.c.kind.in_(OF_LINKS),
            audit_entries.c.key == str(link_id),
            ~_told_by_the_next(),
        )
        .order_by(audit_entries.c.seq.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(audit_entries.c.seq < before)
    return [_entry(row) for row in connection.execute(query)]


def _told_by_the_next() -> sa.ColumnElement[bool]:
    """True of the entry of a proposal after which the same is told of the link itself."""
    following = audit_entries.alias("following")
    return sa.and_(
        audit_entries.c.kind == "proposal",
        audit_entries.c.what.in_(["accept", "retire"]),
        sa.exists().where(
            following.c.seq == audit_entries.c.seq + 1,
            following.c.kind == "link",
            following.c.key == audit_entries.c.key,
            following.c.what == audit_entries.c.what,
        ),
    )


def _entry(row: sa.Row[Any]) -> Entry:
    body = entry_body(row.body)
    before, after = body.before or {}, body.after or {}
    if row.kind == "proposal":
        before, after = before.get("patch", {}), after.get("patch", {})
        same = {name for name in before if name in after and before[name] == after[name]}
        before = {name: value for name, value in before.items() if name not in same}
        after = {name: value for name, value in after.items() if name not in same}
    return Entry(row.seq, row.at, row.who, body.why, row.what, before, after)
