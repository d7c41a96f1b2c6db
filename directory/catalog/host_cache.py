"""What is remembered of hosts: read lane by lane, written a batch at a time."""

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
#: What was learnt of a host longer ago is dropped; each use asks for something fresher.
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
    """One fact of a host, and since when it is known; see HostFact."""

    lane: str
    kind: HostFactKind
    key: str
    at: datetime
    body: Body


def facts_of(connection: sa.Connection, lanes: Sequence[str]) -> list[Fact]:
    """All that is known of these lanes."""
    query = sa.select(_facts).where(_facts.c.lane.in_(lanes))
    return [_fact(row) for row in connection.execute(query)]


def asked_of(connection: sa.Connection, lanes: Sequence[str]) -> list[Fact]:
    """When crawls asked these lanes last."""
    found: list[Fact] = []
    for start in range(0, len(lanes), _LANES_A_QUESTION):
        some = lanes[start : start + _LANES_A_QUESTION]
        query = sa.select(_facts).where(
            _facts.c.lane.in_(some), _facts.c.kind == HostFactKind.ASKED, _facts.c.key == ""
        )
        found += [_fact(row) for row in connection.execute(query)]
    return found


def remember(connection: sa.Connection, facts: Iterable[Fact]) -> None:
    """Keeps facts, each in the place of an older one, within the transaction. When a host was
    asked last, several crawls may write; the latest counts."""
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
    """Drops what was learnt so long ago that it is too old to go by."""
    was_asked = _facts.c.kind == HostFactKind.ASKED
    old = sa.or_(
        _facts.c.at < now - FACTS_KEPT, sa.and_(was_asked, _facts.c.at < now - LONGEST_PAUSE)
    )
    connection.execute(sa.delete(_facts).where(old))


def forget_hosts(connection: sa.Connection, lanes: Iterable[object]) -> None:
    """Drop all that is known of these lanes."""
    connection.execute(sa.delete(_facts).where(_facts.c.lane.in_(list(lanes))))


def _insert_for(connection: sa.Connection) -> Any:
    """An INSERT that can give way to an UPDATE; each database has its own."""
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
