"""Unfinished forms, stored so that a lost connection does not lose what a person has typed.

They are personal notes: no audit entry, no version, and only their author sees them. They are in
the catalog and not in a separate file, so that they can be continued on another machine.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from directory.errors import ChangeRefused
from directory.model.tables import form_drafts

#: Characters in all fields of a draft together: far more than a link can contain.
LARGEST_DRAFT = 200_000


def put(
    connection: sa.Connection,
    who: str,
    link_id: int,
    based_on: int,
    fields: Mapping[str, Any],
    now: datetime,
) -> None:
    """Store the draft of this person for this link in place of the previous one, unless it is
    empty.

    Raise ChangeRefused if it is too large.
    """
    if sum(len(str(value)) for value in fields.values()) > LARGEST_DRAFT:
        raise ChangeRefused(
            "there is too much text in the form to keep it as a draft; shorten it and save it"
        )
    mine = (form_drafts.c.who == who, form_drafts.c.link_id == link_id)
    connection.execute(sa.delete(form_drafts).where(*mine))
    if fields:
        row = {"who": who, "link_id": link_id, "based_on": based_on, "fields": dict(fields)}
        connection.execute(sa.insert(form_drafts).values(row | {"saved_at": now}))
