"""What the audit trail says of the past: which release was on the website, how a link was then."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from directory.model.tables import audit_entries as _audit
from directory.queries.link_history import subject


class Released(NamedTuple):
    """A record of a release: its place in the trail, who put it on the website and when, the
    digest of its manifest, and what was noted of it. what: `publish` or `bring back`; in
    what was noted of the latter, `restores` is the digest of the earlier release."""

    seq: int
    at: datetime
    who: str
    what: str
    digest: str
    about: Mapping[str, Any]


class _Body(msgspec.Struct):
    at: datetime
    who: str
    what: str
    key: str
    after: dict[str, Any] | None = None


_bodies = msgspec.json.Decoder(_Body)


def released(connection: sa.Connection) -> list[Released]:
    """All records of releases, the first one first."""
    query = (
        sa.select(_audit.c.seq, _audit.c.body)
        .where(subject(connection, "kind") == sa.literal_column("'release'"))
        .order_by(_audit.c.seq)
    )
    return [_released(seq, _bodies.decode(body)) for seq, body in connection.execute(query)]


def last_released_at(connection: sa.Connection) -> datetime | None:
    """When a release was put on the website last (UTC); None when none ever was."""
    query = (
        sa.select(_audit.c.body)
        .where(subject(connection, "kind") == sa.literal_column("'release'"))
        .order_by(_audit.c.seq.desc())
        .limit(1)
    )
    body = connection.execute(query).scalar()
    return None if body is None else _bodies.decode(body).at


class LastDirectory(NamedTuple):
    """The directory that was released last. content: its digest, see `publishing.numbering`;
    updated_on: the day for which this content was first released."""

    serial: int
    content: str
    updated_on: date


def last_directory(connection: sa.Connection) -> LastDirectory | None:
    """What is on record of the last release that was made; None when none was."""
    made = released(connection)
    if not made:
        return None
    last = made[-1].about
    return LastDirectory(last["serial"], last["content"], date.fromisoformat(last["updated_on"]))


def link_before(connection: sa.Connection, link_id: int, seq: int) -> dict[str, Any] | None:
    """The columns of a link just before that entry of the trail, as far as they had ever been
    set; None when it was not there."""
    query = (
        sa.select(_audit.c.body)
        .where(
            subject(connection, "kind") == sa.literal_column("'link'"),
            subject(connection, "key") == str(link_id),
            _audit.c.seq < seq,
        )
        .order_by(_audit.c.seq)
    )
    held: dict[str, Any] | None = None
    for text in connection.execute(query).scalars():
        after = _bodies.decode(text).after
        held = None if after is None else (held or {}) | after
    return held


def _released(seq: int, body: _Body) -> Released:
    return Released(seq, body.at, body.who, body.what, body.key, body.after or {})
