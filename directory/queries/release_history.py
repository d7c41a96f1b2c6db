"""Past states from the audit trail: which release was on the website, how a link was then."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from directory.model.audit import entry_body
from directory.model.tables import audit_entries


class Released(NamedTuple):
    """A record of a release: its number in the trail, who put it on the website and when, the
    digest of its manifest, and the data noted about it. what: `publish` or `bring back`; for the
    latter, `restores` in `about` is the digest of the earlier release."""

    seq: int
    at: datetime
    who: str
    what: str
    digest: str
    about: Mapping[str, Any]


_RELEASES = sa.select(audit_entries).where(audit_entries.c.kind == "release")


def released(connection: sa.Connection) -> list[Released]:
    """Return all records of releases, the oldest first."""
    rows = connection.execute(_RELEASES.order_by(audit_entries.c.seq))
    return [
        Released(row.seq, row.at, row.who, row.what, row.key, entry_body(row.body).after or {})
        for row in rows
    ]


def last_released_at(connection: sa.Connection) -> datetime | None:
    """Return when a release was last put on the website (UTC); None if none ever was."""
    last = _RELEASES.with_only_columns(audit_entries.c.at).order_by(audit_entries.c.seq.desc())
    return connection.execute(last.limit(1)).scalar()


class LastDirectory(NamedTuple):
    """The directory that was released last. content: its digest, see `publishing.numbering`;
    updated_on: the day for which this content was first released."""

    serial: int
    content: str
    updated_on: date


def last_directory(connection: sa.Connection) -> LastDirectory | None:
    """Return the record of the last release that was made; None if there is none."""
    made = released(connection)
    if not made:
        return None
    last = made[-1].about
    return LastDirectory(last["serial"], last["content"], date.fromisoformat(last["updated_on"]))


def link_before(connection: sa.Connection, link_id: int, seq: int) -> dict[str, Any] | None:
    """Return the columns of a link just before that entry of the trail; None if it did not exist.

    Columns that had never been set are left out.
    """
    query = (
        sa.select(audit_entries.c.body)
        .where(
            audit_entries.c.kind == "link",
            audit_entries.c.key == str(link_id),
            audit_entries.c.seq < seq,
        )
        .order_by(audit_entries.c.seq)
    )
    found: dict[str, Any] | None = None
    for text in connection.execute(query).scalars():
        after = entry_body(text).after
        found = None if after is None else (found or {}) | after
    return found
