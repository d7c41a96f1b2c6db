"""Who changed a link, when, why and what: its entries of the audit trail, newest first.

Those of its proposal are among them; of these, what was proposed is told field by field, as the
fields of the link are. Accepting or retiring writes two entries, of the proposal and of the link;
that of the link tells all.
"""

from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from directory.model.tables import audit_entries as _audit

#: The very expressions of the index `ix_audit_subject`, and what was done, of an entry, by kind of
#: database.
_SUBJECT: Final = {
    "sqlite": "json_extract({0}body, '$.{1}')",
    "postgresql": "({0}body::json) ->> '{1}'",
}


#: Fields that follow from others, and say nothing to staff.
_INTERNAL: Final = frozenset(
    {"url_key", "lane", "host", "name", "version", "created_at", "updated_at", "written_by",
     "snoozed_at", "released_at"}
)  # fmt: skip


class FieldEdit(msgspec.Struct, frozen=True):
    """One field before and after, in plain data as the audit trail keeps it; None for no value."""

    name: str
    before: Any
    after: Any


class Change(msgspec.Struct, frozen=True):
    """One entry of the audit trail. what: its word (`edit`, `move`, …, or of a proposal `propose`,
    `withdraw`, `send_back`)."""

    seq: int
    at: datetime
    who: str
    what: str
    why: str
    fields: tuple[FieldEdit, ...] = ()


class _Body(msgspec.Struct):
    at: datetime
    who: str
    what: str
    kind: str
    why: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


_bodies = msgspec.json.Decoder(_Body)


def changes(
    connection: sa.Connection, link_id: int, limit: int = 50, before: int | None = None
) -> list[Change]:
    """The changes of one link, newest first. before: a `seq`; only entries older than that."""
    key = subject(connection, "key") == str(link_id)
    mine = subject(connection, "kind").in_(
        [sa.literal_column("'link'"), sa.literal_column("'proposal'")]
    )
    query = (
        sa.select(_audit.c.seq, _audit.c.body)
        .where(mine, key, ~_told_by_the_next(connection))
        .order_by(_audit.c.seq.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(_audit.c.seq < before)
    return [_change(seq, body) for seq, body in connection.execute(query)]


def subject(connection: sa.Connection, name: str, of: str = "") -> sa.ColumnElement[str]:
    """A field of an entry of the audit trail, spelled as its index has it. name: `kind`, `key` or
    `what`; of: the table with a dot, where there are two."""
    return sa.literal_column(_SUBJECT[connection.dialect.name].format(of, name), sa.String())


def _told_by_the_next(connection: sa.Connection) -> sa.ColumnElement[bool]:
    """True of the entry of a proposal after which the same is told of the link itself."""
    following = _audit.alias("following")
    same = [
        subject(connection, name, "following.") == subject(connection, name, "audit.")
        for name in ("key", "what")
    ]
    return sa.and_(
        subject(connection, "kind", "audit.") == "proposal",
        subject(connection, "what", "audit.").in_(["accept", "retire"]),
        sa.exists().where(
            following.c.seq == _audit.c.seq + 1,
            subject(connection, "kind", "following.") == "link",
            *same,
        ),
    )


def _change(seq: int, text: str) -> Change:
    body = _bodies.decode(text)
    before, after = body.before or {}, body.after or {}
    if body.kind == "proposal":
        before, after = before.get("patch", {}), after.get("patch", {})
        same = {name for name in before if name in after and before[name] == after[name]}
        before = {name: value for name, value in before.items() if name not in same}
        after = {name: value for name, value in after.items() if name not in same}
    names = [name for name in {**after, **before} if name not in _INTERNAL]
    fields = tuple(FieldEdit(name, before.get(name), after.get(name)) for name in names)
    return Change(seq, body.at, body.who, body.what, body.why, fields)
