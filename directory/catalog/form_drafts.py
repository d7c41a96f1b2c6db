"""Half-done forms are kept, so that no lost connection costs anybody what they typed.

They are personal notes: no audit entry, no version, nobody else sees them. They go into the
catalog and not into a file beside it, so that one finds them again on another machine.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from directory.catalog import form_draft_rows
from directory.errors import ChangeRefused
from directory.model.curation import FormDraft

#: Characters in all fields of a draft together: far more than a link can hold.
LARGEST_DRAFT = 200_000


def save_draft(
    connection: sa.Connection,
    who: str,
    link_id: int,
    based_on: int,
    fields: Mapping[str, Any],
    now: datetime,
) -> None:
    """Keeps what stands in somebody's form, in the place of what was kept before.

    link_id: 0 for a link that is not there yet. based_on: the version of the link that the
    person saw. Raises ChangeRefused when it is too much to keep.
    """
    if sum(len(str(value)) for value in fields.values()) > LARGEST_DRAFT:
        raise ChangeRefused(
            "there is too much text in the form to keep it as a draft; shorten it and save it"
        )
    form_draft_rows.put(connection, who, link_id, based_on, fields, now)


def drop_draft(connection: sa.Connection, who: str, link_id: int) -> None:
    """Forgets a draft that was saved or thrown away; nothing happens when there is none."""
    form_draft_rows.drop(connection, who, link_id)


def draft_of(connection: sa.Connection, who: str, link_id: int) -> FormDraft | None:
    """The draft of this person for this link; None when there is none."""
    return form_draft_rows.find(connection, who, link_id)


def drafts_of(connection: sa.Connection, who: str) -> list[FormDraft]:
    """All drafts of this person, the latest first."""
    return form_draft_rows.of_person(connection, who)
