"""Read unfinished forms."""

import sqlalchemy as sa

from directory.model.curation import FormDraft
from directory.model.tables import form_drafts


def draft_of(connection: sa.Connection, who: str, link_id: int) -> FormDraft | None:
    """Return the draft of this person for this link; None if there is none."""
    query = sa.select(form_drafts).where(form_drafts.c.who == who, form_drafts.c.link_id == link_id)
    row = connection.execute(query).first()
    return FormDraft(**row._mapping) if row else None
