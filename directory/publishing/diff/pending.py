"""What waits for approval, and would be published with the next release once approved.

Links in review, and edits of published links that are kept as proposals.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from directory.model.fields import BY_NAME
from directory.model.tables import links as _links
from directory.model.tables import proposals as _proposals
from directory.model.vocab import EditorialState
from directory.publishing.diff.fields import FieldChange, in_words


@dataclass(frozen=True, slots=True)
class PendingApproval:
    """One link that waits. version: of the link, as read here. words: what waits, and by whom.

    changes: of an edit, field by field; empty for a new link.
    """

    link_id: int
    version: int
    name: str
    words: str
    changes: tuple[FieldChange, ...]


def waiting_for_approval(connection: sa.Connection) -> list[PendingApproval]:
    """Return all that waits, by id of the link."""
    edits = {row["link_id"]: row for row in connection.execute(sa.select(_proposals)).mappings()}
    query = (
        sa.select(_links)
        .where(
            sa.or_(
                _links.c.state == EditorialState.IN_REVIEW,
                _links.c.id.in_(sa.select(_proposals.c.link_id)),
            )
        )
        .order_by(_links.c.id)
    )
    return [_waiting(link, edits.get(link["id"])) for link in connection.execute(query).mappings()]


def _waiting(link: Any, edit: Any) -> PendingApproval:
    if edit is None:
        authors = ", ".join(link["written_by"].split("\n")) if link["written_by"] else ""
        by = f", written by {authors}" if authors else ""
        return PendingApproval(
            link["id"], link["version"], link["name"], f"to be published: {link['url']}{by}", ()
        )
    changes = tuple(
        change
        for field in sorted(edit["patch"])
        for change in _changes(field, link[field], edit["patch"][field])
    )
    why = f" ({edit['why']})" if edit["why"] else ""
    what = "; ".join(map(str, changes))
    return PendingApproval(
        link["id"], link["version"], link["name"], f"edited by {edit['who']}{why}: {what}", changes
    )


def _changes(field: str, before: Any, after: Any) -> list[FieldChange]:
    called = BY_NAME[field].words
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            FieldChange(f"{called} ({key})", in_words(before.get(key)), in_words(after.get(key)))
            for key in sorted(before.keys() | after.keys())
            if before.get(key) != after.get(key)
        ]
    if before == after:
        return []
    return [FieldChange(called, in_words(before), in_words(after))]
