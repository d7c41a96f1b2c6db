"""The changes of a link: its entries of the audit trail, newest first.

Entries of its proposals are included, with the proposed values field by field, as for fields of the
link. Accepting or retiring writes two entries, of the proposal and of the link; only that of the
link is listed, since it contains everything.
"""

from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from directory.model.audit import OF_LINKS, entry_body
from directory.model.tables import audit_entries

#: Fields that follow from others, and are of no use to staff.
_INTERNAL: Final = frozenset(
    {"url_key", "lane", "host", "name", "version", "created_at", "updated_at", "written_by",
     "snoozed_at", "released_at"}
)  # fmt: skip


class FieldEdit(msgspec.Struct, frozen=True):
    """One field before and after, in plain data as in the audit trail; None for no value."""

    name: str
    before: Any
    after: Any


class Change(msgspec.Struct, frozen=True):
    """One entry of the audit trail. what: its word (`edit`, `move`, …, or for a proposal `propose`,
    `withdraw`, `send_back`)."""

    seq: int
    at: datetime
    who: str
    what: str
    why: str
    fields: tuple[FieldEdit, ...] = ()


def changes(
    connection: sa.Connection, link_id: int, limit: int = 50, before: int | None = None
) -> list[Change]:
    """Return the changes of one link, newest first. before: a `seq`; only entries older than
    that."""
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
    return [_change(row) for row in connection.execute(query)]


def _told_by_the_next() -> sa.ColumnElement[bool]:
    """Return the condition that the next entry, of the link itself, repeats this entry of a
    proposal."""
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


def _change(row: sa.Row[Any]) -> Change:
    body = entry_body(row.body)
    before, after = body.before or {}, body.after or {}
    if row.kind == "proposal":
        before, after = before.get("patch", {}), after.get("patch", {})
        same = {name for name in before if name in after and before[name] == after[name]}
        before = {name: value for name, value in before.items() if name not in same}
        after = {name: value for name, value in after.items() if name not in same}
    names = [name for name in {**after, **before} if name not in _INTERNAL]
    fields = tuple(FieldEdit(name, before.get(name), after.get(name)) for name in names)
    return Change(row.seq, row.at, row.who, row.what, body.why, fields)
