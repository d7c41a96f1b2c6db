"""Read notices: their wordings, and wordings that wait for a second person."""

import sqlalchemy as sa

from directory.model.notice import NoticeVersion, PendingNotice
from directory.model.tables import notice_periods as _periods
from directory.model.tables import notice_versions as _versions
from directory.model.tables import notices as _notices
from directory.model.tables import pending_notices as _pending
from directory.model.vocab import NoticeKind
from directory.rules.notice_schedule import Period


def kinds(connection: sa.Connection) -> dict[str, NoticeKind]:
    """Return the kind of each notice, by slug, in the order in which they are shown."""
    query = sa.select(_notices.c.slug, _notices.c.kind)
    found = connection.execute(query.order_by(_notices.c.position, _notices.c.slug))
    return {row.slug: row.kind for row in found}


def versions(connection: sa.Connection, slug: str) -> list[NoticeVersion]:
    """Return all wordings of a notice, by number; empty if there is no such notice."""
    query = sa.select(_versions).where(_versions.c.notice == slug).order_by(_versions.c.number)
    return [NoticeVersion(**row._mapping) for row in connection.execute(query)]


def pending(connection: sa.Connection) -> list[PendingNotice]:
    """Return the wordings that wait for a second person, by notice."""
    query = sa.select(_pending).order_by(_pending.c.notice)
    return [PendingNotice(**row._mapping) for row in connection.execute(query)]


def pending_of(connection: sa.Connection, slug: str) -> PendingNotice | None:
    """Return the wording of this notice that waits; None if there is none."""
    return next((one for one in pending(connection) if one.notice == slug), None)


def periods(connection: sa.Connection) -> list[Period]:
    """Return the periods of notice that were set, by their first day."""
    query = sa.select(_periods.c.days, _periods.c.effective_from)
    found = connection.execute(query.order_by(_periods.c.effective_from))
    return [Period(row.days, row.effective_from) for row in found]
