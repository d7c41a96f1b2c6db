"""Half-done forms: one for each person and link, and one for the link that is not there yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from directory.model.curation import FormDraft
from directory.model.tables import form_drafts as _drafts


def put(
    connection: sa.Connection,
    who: str,
    link_id: int,
    based_on: int,
    fields: Mapping[str, Any],
    now: datetime,
) -> None:
    """Keeps this draft in the place of the one before it."""
    drop(connection, who, link_id)
    connection.execute(
        sa.insert(_drafts).values(
            who=who, link_id=link_id, based_on=based_on, fields=dict(fields), saved_at=now
        )
    )


def drop(connection: sa.Connection, who: str, link_id: int) -> None:
    """Forgets the draft; nothing happens when there is none."""
    connection.execute(sa.delete(_drafts).where(_drafts.c.who == who, _drafts.c.link_id == link_id))


def find(connection: sa.Connection, who: str, link_id: int) -> FormDraft | None:
    """The draft of this person for this link; None when there is none."""
    row = connection.execute(
        sa.select(_drafts).where(_drafts.c.who == who, _drafts.c.link_id == link_id)
    ).first()
    return FormDraft(**row._mapping) if row else None


def of_person(connection: sa.Connection, who: str) -> list[FormDraft]:
    """All drafts of this person, the latest first."""
    rows = connection.execute(
        sa.select(_drafts)
        .where(_drafts.c.who == who)
        .order_by(_drafts.c.saved_at.desc(), _drafts.c.link_id)
    )
    return [FormDraft(**row._mapping) for row in rows]
