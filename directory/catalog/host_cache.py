"""Facts about hosts, read by lane and written in batches."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from directory.model.host import AskedFact, HostFactKind, ProbeFact, RobotsFact, WaitFact
from directory.model.tables import host_facts as _facts

_KEY = ("lane", "kind", "key")
_LANES_A_QUESTION = 500
#: Older facts about a host are dropped; each use needs more recent ones.
FACTS_KEPT = timedelta(days=30)
#: No pause between two requests to a host is longer.
LONGEST_PAUSE = timedelta(minutes=2)
_encode = msgspec.json.Encoder().encode
Body = RobotsFact | ProbeFact | WaitFact | AskedFact
_DECODERS: dict[HostFactKind, msgspec.json.Decoder[Any]] = {
    HostFactKind.ROBOTS: msgspec.json.Decoder(RobotsFact),
    HostFactKind.PROBE: msgspec.json.Decoder(ProbeFact),
    HostFactKind.WAIT: msgspec.json.Decoder(WaitFact),
    HostFactKind.ASKED: msgspec.json.Decoder(AskedFact),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about a host, and since when it is known; see HostFact."""

    lane: str
    kind: HostFactKind
    key: str
    at: datetime
    body: Body


def facts_of(connection: sa.Connection, lanes: Sequence[str]) -> list[Fact]:
    """Return all that is known about these lanes."""
    query = sa.select(_facts).where(_facts.c.lane.in_(lanes))
    return [_fact(row) for row in connection.execute(query)]


def asked_of(connection: sa.Connection, lanes: Sequence[str]) -> list[Fact]:
    """Return when crawls last sent requests to these lanes."""
    found: list[Fact] = []
    for start in range(0, len(lanes), _LANES_A_QUESTION):
        some = lanes[start : start + _LANES_A_QUESTION]
        query = sa.select(_facts).where(
            _facts.c.lane.in_(some), _facts.c.kind == HostFactKind.ASKED, _facts.c.key == ""
        )
        found += [_fact(row) for row in connection.execute(query)]
    return found


def remember(connection: sa.Connection, facts: Iterable[Fact]) -> None:
    """Store facts, each in place of an older one, within the transaction.

    Several crawls may write when a host was last sent a request; the latest counts.
    """
    rows = {(fact.lane, fact.kind, fact.key): _row(fact) for fact in facts}
    if rows:
        insert: Any = _insert_for(connection)
        new = insert.excluded
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=_KEY,
                set_={"at": new.at, "body": new.body},
                where=sa.or_(_facts.c.kind != HostFactKind.ASKED, new.at >= _facts.c.at),
            ),
            list(rows.values()),
        )


def forget_old(connection: sa.Connection, now: datetime) -> None:
    """Drop facts that are too old to use."""
    was_asked = _facts.c.kind == HostFactKind.ASKED
    old = sa.or_(
        _facts.c.at < now - FACTS_KEPT, sa.and_(was_asked, _facts.c.at < now - LONGEST_PAUSE)
    )
    connection.execute(sa.delete(_facts).where(old))


def forget_hosts(connection: sa.Connection, lanes: Iterable[object]) -> None:
    """Drop all that is known about these lanes."""
    connection.execute(sa.delete(_facts).where(_facts.c.lane.in_(list(lanes))))


def _insert_for(connection: sa.Connection) -> Any:
    """Return an INSERT that can fall back to an UPDATE; each database has its own."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]
    return insert(_facts)


def _row(fact: Fact) -> dict[str, Any]:
    return {
        "lane": fact.lane,
        "kind": fact.kind,
        "key": fact.key[:2048],
        "at": fact.at,
        "body": zlib.compress(_encode(fact.body), 1),
    }


def _fact(row: Any) -> Fact:
    body = _DECODERS[row.kind].decode(zlib.decompress(row.body))
    return Fact(row.lane, row.kind, row.key, row.at, body)
