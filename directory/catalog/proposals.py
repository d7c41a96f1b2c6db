"""Proposals: edits of published links that wait for approval.

A link has at most one proposal: later edits are added to the one that waits. Until it is accepted
(`workflow.accept`), visitors see the link unchanged.

If a field of the link has been changed since another value was proposed for it, two people
disagree; `disputed` finds such fields, so that neither value is overwritten without notice. The
value that a field had when the proposal was made is in the audit trail.
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
    """Return the proposal that waits for this link; None if there is none."""
    query = sa.select(_proposals).where(_proposals.c.link_id == link_id)
    row = connection.execute(query).first()
    return Proposal(**row._mapping) if row else None


def put(tx: Transaction, link: Link, waiting: Proposal | None, patch: Mapping[str, object]) -> None:
    """Make this patch the link's proposal; an empty patch withdraws the proposal."""
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
    """Remove the proposal, if there is one. what: the word for it in the audit trail."""
    if waiting is None:
        return
    before = waiting.model_dump()
    tx.propose(waiting.link_id, None)
    tx.note(what, "proposal", waiting.link_id, before, None)


def disputed(tx: Transaction, link: Link, waiting: Proposal) -> list[str]:
    """Return the fields that another person has set to another value since they were proposed."""
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
    """Return the audit entries of the link and its proposal since that was made, the oldest
    first."""
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
    """Return the values as the audit trail encodes them."""
    return json.loads(audit.canonical(values))
