"""Proposals: edits of published links that wait for somebody's approval.

A link has one proposal at the most: later edits go into the one that waits. Until
it is accepted (`workflow.accept`) visitors are shown the link as it was.

When a field of the link has been changed since somebody proposed another value
for it, two people disagree and neither is overruled unseen: `disputed` finds such
fields. What a field was when it was proposed stands in the audit trail.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from directory.catalog.transaction import Transaction
from directory.db import audit
from directory.errors import ChangeRefused
from directory.model.curation import Proposal
from directory.model.link import Link, LinkFields
from directory.model.tables import audit_entries as _audit
from directory.model.tables import proposals as _proposals
from directory.rules.workflow import with_author

#: As long as the column is.
_LONGEST_WHO = 300


def find(connection: sa.Connection, link_id: int | None) -> Proposal | None:
    """The proposal that waits for this link; None when there is none."""
    query = sa.select(_proposals).where(_proposals.c.link_id == link_id)
    row = connection.execute(query).first()
    return Proposal(**row._mapping) if row else None


def put(tx: Transaction, link: Link, waiting: Proposal | None, patch: Mapping[str, object]) -> None:
    """Makes this patch the link's proposal; an empty one takes the proposal back."""
    assert link.id is not None
    if patch:
        _keep(tx, link, waiting, patch)
    else:
        drop(tx, waiting, "withdraw")
    tx.proposed.append(link.id)


def _keep(
    tx: Transaction, link: Link, waiting: Proposal | None, patch: Mapping[str, object]
) -> None:
    who = with_author(waiting.who if waiting else "", tx.who)
    if len(who) > _LONGEST_WHO:
        raise ChangeRefused(
            f"link {link.id}: too many people have written this proposal already; "
            "accept it or send it back first"
        )
    row: dict[str, Any] = {
        "link_id": link.id,
        "based_on": waiting.based_on if waiting else link.version,
        "who": who,
        "at": tx.now,
        "why": tx.why or (waiting.why if waiting else ""),
        "patch": dict(patch),
    }
    before = waiting.model_dump() if waiting else None
    tx.propose(row["link_id"], row)
    tx.note("propose", "proposal", link.id, before, row)


def drop(tx: Transaction, waiting: Proposal | None, what: str) -> None:
    """Takes the proposal away, if there is one; `what` is said of it in the audit trail."""
    if waiting is None:
        return
    before = waiting.model_dump()
    tx.propose(waiting.link_id, None)
    tx.note(what, "proposal", waiting.link_id, before, None)


def disputed(tx: Transaction, link: Link, waiting: Proposal) -> list[str]:
    """The fields that somebody else changed after they were proposed, to another value."""
    then: dict[str, Any] = {}
    for entry in _entries_since(tx, waiting):
        before, after = entry["before"] or {}, entry["after"] or {}
        if entry["kind"] == "link":
            then = {name: before.get(name) for name in after} | then
        else:
            old, new = before.get("patch", {}), after.get("patch", {})
            for name in new:
                if old.get(name) != new[name]:
                    then.pop(name, None)
    now = _spelled({name: getattr(link, name) for name in LinkFields.model_fields})
    return sorted(
        name
        for name, value in waiting.patch.items()
        if name in then and now[name] not in (then[name], value)
    )


def _entries_since(tx: Transaction, waiting: Proposal) -> list[dict[str, Any]]:
    """What was done to the link and its proposal since that was made, first thing first."""
    found = []
    for entry in _latest_first(tx, waiting.link_id):
        found.append(entry)
        if entry["kind"] == "proposal" and entry["before"] is None:
            break
    return found[::-1]


def _latest_first(tx: Transaction, link_id: int) -> Iterator[dict[str, Any]]:
    key = str(link_id)
    for entry in reversed(tx.entries):
        if entry["kind"] in ("link", "proposal") and entry["key"] == key:
            yield _spelled(entry)
    yield from map(json.loads, _stored(tx.raw, key))


def _stored(connection: sa.Connection, key: str) -> Iterable[str]:
    query = (
        sa.select(_audit.c.body)
        .where(_audit.c.kind.in_(["link", "proposal"]), _audit.c.key == key)
        .order_by(_audit.c.seq.desc())
    )
    return connection.execute(query).scalars()


def _spelled(values: Mapping[str, Any]) -> Any:
    """The values as the audit trail spells them."""
    return json.loads(audit.canonical(values))
