"""The audit trail: appending to the chain, and verifying it.

Each entry's hash covers the entry before it and its own body, so that nothing can be changed,
dropped or inserted without breaking every hash that follows. Entries are ordered by `seq`, never by
time: clocks can be wrong.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from directory.model.audit import ENTRY_COLUMNS
from directory.model.tables import audit_entries

GENESIS = "0" * 64


def _spelled(value: object) -> str:
    isoformat = getattr(value, "isoformat", None)
    if isoformat is None:
        raise TypeError(f"{type(value).__name__} cannot be written to the audit trail")
    return str(isoformat())


_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_spelled
)


def canonical(body: Mapping[str, Any]) -> str:
    """Return the canonical JSON text of a body: sorted keys, no blanks, dates in ISO form.

    Raise TypeError for a value that has no canonical form.
    """
    return _ENCODER.encode(body)


def digest(prev: str, body: str) -> str:
    """Return the SHA-256 of the previous entry's hash and the body, in hex."""
    return hashlib.sha256(f"{prev}\n{body}".encode()).hexdigest()


def head(connection: sa.Connection) -> tuple[int, str]:
    """Return the last entry's number and hash; (0, 64 zeros) for an empty chain."""
    columns = audit_entries.c
    last = sa.select(columns.seq, columns.hash).order_by(columns.seq.desc()).limit(1)
    row = connection.execute(last).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def newest_at(connection: sa.Connection) -> datetime | None:
    """Return when the last entry was written, by the clock of that time; None for no entry."""
    newest = sa.select(audit_entries.c.at).order_by(audit_entries.c.seq.desc()).limit(1)
    return connection.execute(newest).scalar()


def append(connection: sa.Connection, bodies: Iterable[Mapping[str, Any]]) -> None:
    """Append entries with these bodies, in order, in the transaction of `connection`.

    bodies: see `model.audit.EntryBody`; `at` is a moment. Two writers cannot both follow the same
    entry: `prev` is unique.
    """
    seq, prev = head(connection)
    rows: list[dict[str, Any]] = []
    for body in bodies:
        text = canonical(body)
        seq += 1
        row = {name: body[name] for name in ENTRY_COLUMNS}
        rows.append(row | {"seq": seq, "prev": prev, "hash": digest(prev, text), "body": text})
        prev = rows[-1]["hash"]
    if rows:
        connection.execute(sa.insert(audit_entries), rows)


class ChainBroken(Exception):
    """The chain is broken; the message says at which entry and how."""


def walk(connection: sa.Connection) -> Iterator[Any]:
    """Yield the rows of the trail, the oldest first, up to the first fault of the chain.

    Raise ChainBroken at the first entry that does not fit.
    """
    prev, count = GENESIS, 0
    query = sa.select(audit_entries).order_by(audit_entries.c.seq)
    with connection.execute(query, execution_options={"yield_per": 1000}) as rows:
        for row in rows:
            fault = _fault(row, count + 1, prev)
            if fault:
                raise ChainBroken(fault)
            count, prev = count + 1, row.hash
            yield row


def _fault(row: Any, place: int, prev: str) -> str | None:
    if row.seq != place:
        return f"entry {place} is missing (the next one found is {row.seq})"
    if row.prev != prev:
        return f"entry {place} does not follow the entry before it"
    if row.hash != digest(prev, row.body):
        return f"entry {place} has been changed: its contents do not match its hash"
    return None
