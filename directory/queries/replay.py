"""The audit trail replayed and compared with the tables that it describes.

The trail is read twice, so that little memory is needed: once in its order, to verify the chain, to
apply entries that are not about links, and to note which entries are about which link (8 bytes
each); then link by link, in parallel with the rows of links. Both are read in one transaction, and
by number: an index may be forged, too.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from directory.db import audit
from directory.model.audit import OF_LINKS, entry_body, entry_facts
from directory.model.tables import audit_entries as _audit
from directory.model.tables import metadata
from directory.queries import registries
from directory.queries.links import HIGHEST_ID
from directory.queries.replay_acts import ActReplay
from directory.rules.replay import (
    SMALL_TABLES,
    Discrepancy,
    LinkReplay,
    Row,
    SmallTables,
    column_differences,
    differences_of,
)

#: The number of differences that are listed; all are counted.
TOLD: Final = 1000
_PAGE = 500
#: A link and an entry as one number, with the entry in the lower bits.
_SEQ_BITS: Final = 33
_LONGEST_TRAIL: Final = 2**_SEQ_BITS
_BODIES = sa.select(_audit.c.seq, _audit.c.body).where(
    _audit.c.seq.in_(sa.bindparam("seqs", expanding=True))
)
_Tagged = tuple[int, str, Any]


@dataclass(slots=True)
class TrailProof:
    """The result of the verification. entries: how many there are up to the first fault of the
    chain; head: the hash of the last of them. broken: the fault of the chain, None for none; then
    nothing was compared. differences: the first thousand; differing: how many there are. heads: the
    numbers of the requested entries, by hash. releases: the number of the entry by the digest of
    the manifest."""

    entries: int = 0
    head: str = audit.GENESIS
    broken: str | None = None
    differences: list[Discrepancy] = field(default_factory=list)
    differing: int = 0
    heads: dict[str, int] = field(default_factory=dict)
    releases: Mapping[str, int] = field(default_factory=dict)

    @property
    def fault(self) -> str | None:
        """The first fault; None if there is none."""
        return self.broken or next(map(str, self.differences), None)

    def count(self, found: Iterable[Discrepancy]) -> None:
        """Count these, and keep the first ones."""
        for one in found:
            self.differing += 1
            if len(self.differences) < TOLD:
                self.differences.append(one)


def prove(connection: sa.Connection, heads: Collection[str] = ()) -> TrailProof:
    """Verify the chain, and compare the tables with it.

    heads: hashes whose entries are searched for; that of an empty trail is its entry 0.
    """
    proof, small, of_links = TrailProof(), SmallTables(), array("Q")
    wanted = set(heads)
    if audit.GENESIS in wanted:
        proof.heads[audit.GENESIS] = 0
    with closing(ActReplay(connection)) as acts:
        try:
            for row in audit.walk(connection):
                proof.entries, proof.head = row.seq, row.hash
                if row.hash in wanted:
                    proof.heads[row.hash] = row.seq
                number = _read(row, small, acts)
                if number is not None:
                    of_links.append(number)
        except audit.ChainBroken as error:
            proof.broken = str(error)
            return proof
        of_acts = acts.finish(proof.entries)
    proof.releases = small.releases
    proof.count(small.odd)
    proof.count(_small_differences(connection, small))
    proof.count(_link_differences(connection, small, of_links))
    proof.count(of_acts)
    return proof


def _read(row: Any, small: SmallTables, acts: ActReplay) -> int | None:
    """Process an entry; return link and entry as one number if it is about a link."""
    try:
        facts = entry_facts(row.body)
        small.odd += column_differences(row, facts)
        small.odd += acts.see(row.seq, facts.who)
        if facts.kind not in OF_LINKS:
            small.apply(row.seq, entry_body(row.body))
            return None
        link_id = int(facts.key)
        if not (0 < link_id <= HIGHEST_ID and str(link_id) == facts.key):
            raise ValueError(f"there is no link “{facts.key}”")
    except (msgspec.MsgspecError, ValueError) as error:
        small.odd.append(_odd(row.seq, error))
        return None
    seq: int = row.seq
    return link_id << _SEQ_BITS | seq


def _odd(seq: int, error: Exception) -> Discrepancy:
    return Discrepancy("audit", str(seq), "body", f"it cannot be understood ({error})")


def _small_differences(connection: sa.Connection, small: SmallTables) -> Iterator[Discrepancy]:
    for name in SMALL_TABLES:
        there = dict(_rows(connection, metadata.tables[name]))
        wanted = small.rows[name]
        for key in chain(there, (key for key in wanted if key not in there)):
            yield from differences_of(name, key, there.get(key), wanted.get(key))
    digests = registries.digests(connection)
    for name in digests | small.registry_entries:
        if digests.get(name, "") != small.registry_entries.get(name):
            words = "its entries are not those that were loaded by the trail"
            yield Discrepancy("registry_entry", name, "", words)


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[tuple[Any, Row]]:
    """Yield the rows by key, as the trail would encode it."""
    names = [column.name for column in table.primary_key]
    for row in connection.execute(sa.select(table).order_by(*table.primary_key)):
        values = dict(row._mapping)
        yield tuple(_key(values[name]) for name in names), values


def _key(value: Any) -> str | int:
    return value if isinstance(value, int) else str(value)


def _link_differences(
    connection: sa.Connection, small: SmallTables, of_links: "array[int]"
) -> Iterator[Discrepancy]:
    streams = (
        _trail(connection, of_links),
        *(_stream(connection, name) for name in ("link", "proposal", "retirement", "link_removed")),
    )
    for link_id, found in groupby(merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
        replay = LinkReplay(link_id, small.times)
        there: dict[str, list[Row]] = {}
        unreadable = []
        for _, source, value in found:
            if source != "trail":
                there.setdefault(source, []).append(value)
                continue
            seq, body = value
            try:
                replay.apply(seq, entry_body(body))
            except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
                unreadable.append(_odd(seq, error))
        replay.finish()
        yield from unreadable
        yield from replay.odd
        yield from _differences_of_link(replay, there)


def _differences_of_link(
    replay: LinkReplay, there: Mapping[str, Sequence[Row]]
) -> Iterator[Discrepancy]:
    key = (replay.link_id,)
    yield from differences_of("link", key, _first(there, "link"), replay.row)
    yield from differences_of("proposal", key, _first(there, "proposal"), replay.proposal)
    removed = {"id": replay.link_id} if replay.removed else None
    yield from differences_of("link_removed", key, _first(there, "link_removed"), removed)
    days = {str(row["from_day"]): row for row in there.get("retirement", ())}
    for day in sorted(days.keys() | replay.retirements.keys()):
        wanted = None
        if day in replay.retirements:
            until = replay.retirements[day]
            wanted = {"link_id": replay.link_id, "from_day": day, "until_day": until}
        yield from differences_of("retirement", (*key, day), days.get(day), wanted)


def _first(there: Mapping[str, Sequence[Row]], name: str) -> Row | None:
    return next(iter(there.get(name, ())), None)


def _trail(connection: sa.Connection, of_links: "array[int]") -> Iterator[_Tagged]:
    """Yield the entries about links, by link and place in the trail."""
    numbers = sorted(of_links)
    del of_links[:]
    for start in range(0, len(numbers), _PAGE):
        page = numbers[start : start + _PAGE]
        seqs = [number % _LONGEST_TRAIL for number in page]
        bodies = {row.seq: row.body for row in connection.execute(_BODIES, {"seqs": seqs})}
        for number, seq in zip(page, seqs, strict=True):
            yield number >> _SEQ_BITS, "trail", (seq, bodies[seq])


def _stream(connection: sa.Connection, name: str) -> Iterator[_Tagged]:
    """Yield the rows of a table, by the link to which they belong."""
    table = metadata.tables[name]
    query = sa.select(table).order_by(*table.primary_key)
    columns = tuple(table.columns.keys())
    place = columns.index("link_id" if "link_id" in columns else "id")
    with connection.execute(query, execution_options={"yield_per": _PAGE}) as rows:
        for row in rows:
            yield row[place], name, dict(zip(columns, row, strict=True))
