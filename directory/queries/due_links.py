"""The links that a run still has to check, by lane, read from the database.

The list of lanes is a temporary table on a separate connection, the busiest lane first and those of
one length mixed; a lane's links are read one page at a time: memory does not grow with the catalog.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from directory.db.engine import Database
from directory.model.columns import UtcDateTime
from directory.rules.clock_faults import CLOCK_TOLERANCE

PAGE = 25

_LEFT = """
    FROM link l
    LEFT JOIN health h ON h.link_id = l.id
    LEFT JOIN link_baseline b ON b.link_id = l.id
    LEFT JOIN run_result r ON r.run_id = :run AND r.link_id = l.id
    WHERE l.state <> 'retired' AND r.link_id IS NULL
"""
_COLUMNS = (
    "l.id, l.url, CAST(l.names AS TEXT), l.operator, COALESCE(b.who, ''), b.page_key, "
    "COALESCE(CASE WHEN h.reason IN ('ok', 'permanent-redirect', 'https-upgrade') "
    "THEN h.final_url END, ''), COALESCE(h.etag, ''), COALESCE(h.last_modified, '')"
)
# Lanes of one length are mixed, always in the same way: neighbours by name often share a server,
# and those that are slow must not all come before those that are not.
_SHUFFLED = "CAST(MIN(l.id) AS BIGINT) * 2654435761 % 4294967291"
# A link that was checked in the future was checked under a fast clock.
_DUE = " AND (h.link_id IS NULL OR h.next_check_at <= :due OR h.last_at > :future)"
_CHOSEN = " AND l.id IN (SELECT id FROM worklist_chosen)"


@dataclass(frozen=True, slots=True)
class Lane:
    """One server whose load is limited, and the number of its links that wait."""

    key: str
    links: int


class KnownPage(NamedTuple):
    """What is known of a link's page before a check, to save requests and work.

    page_key: a digest of the page as approved (`baseline.page_key`), which needs no comparison;
    None before that. final_url, etag, last_modified: where the page was last seen, and the
    validators of a conditional request; "" if that is not possible, or if something was found in
    the page, which must be read again then.
    """

    page_key: int | None = None
    final_url: str = ""
    etag: str = ""
    last_modified: str = ""


class DueLink(NamedTuple):
    """A link to check.

    id, url: its number and href. names: the JSON of its names; operator: who runs it. approved_by:
    who approved its page; "" for a page that was approved automatically.
    """

    id: int
    url: str
    names: str
    operator: str
    approved_by: str
    known: KnownPage

    @property
    def own_names(self) -> tuple[str, ...]:
        """The names of the entry and of its operator."""
        return tuple(filter(None, [*json.loads(self.names).values(), self.operator]))


class WorkList:
    """The links that are left of one run. Use it from one thread at a time; close it at the end.

    Each method raises CatalogUnavailable if the database fails.
    """

    def __init__(
        self,
        database: Database,
        run_id: int,
        due: datetime | None,
        chosen: Sequence[int] | None = None,
    ) -> None:
        """Create the list. due: only links due by then; None for all. chosen: only links with these
        ids."""
        self._which = ("" if due is None else _DUE) + ("" if chosen is None else _CHOSEN)
        self._chosen = chosen
        self._values: dict[str, object] = {"run": run_id}
        self._moments = {} if due is None else {"due": due, "future": due + CLOCK_TOLERANCE}
        self._values |= self._moments
        self._place = 0
        self._database = database
        with ExitStack() as held:
            self._connection = held.enter_context(database.hold())
            self._create()
            self._held = held.pop_all()

    def close(self) -> None:
        """Drop the list and release the connection."""
        with self._held, self._transaction():
            self._connection.exec_driver_sql("DROP TABLE worklist")
            self._connection.exec_driver_sql("DROP TABLE IF EXISTS worklist_chosen")

    def total(self) -> int:
        """Return how many links are left, in all lanes."""
        query = "SELECT COALESCE(SUM(links), 0) FROM worklist"
        with self._transaction():
            return int(self._connection.exec_driver_sql(query).scalar_one())

    def next_lanes(self, number: int) -> list[Lane]:
        """Return the next lanes in order, at most `number`; empty if all have been returned."""
        query = sa.text(
            "SELECT place, lane, links FROM worklist WHERE place > :place "
            "ORDER BY place LIMIT :number"
        )
        with self._transaction():
            rows = self._connection.execute(query, {"place": self._place, "number": number}).all()
        if rows:
            self._place = rows[-1].place
        return [Lane(row.lane, row.links) for row in rows]

    def links(self, lane: str, after: int) -> list[DueLink]:
        """Return a page of this lane's links that are left, with ids above `after`."""
        query = sa.text(
            f"SELECT {_COLUMNS} {_LEFT}{self._which} AND l.lane = :lane AND l.id > :after "
            f"ORDER BY l.id LIMIT {PAGE}"
        )
        values = self._values | {"lane": lane, "after": after}
        with self._transaction():
            rows = self._connection.execute(self._typed(query), values).all()
        return [
            DueLink(row[0], row[1], row[2], row[3], row[4], KnownPage(*row[5:])) for row in rows
        ]

    def _create(self) -> None:
        query = sa.text(
            "CREATE TEMPORARY TABLE worklist AS SELECT l.lane AS lane, COUNT(*) AS links, "
            f"ROW_NUMBER() OVER (ORDER BY COUNT(*) DESC, {_SHUFFLED}, l.lane) AS place "
            f"{_LEFT}{self._which} GROUP BY l.lane"
        )
        with self._transaction():
            self._create_chosen()
            self._connection.execute(self._typed(query), self._values)
            self._connection.exec_driver_sql("CREATE INDEX worklist_place ON worklist (place)")

    def _create_chosen(self) -> None:
        if self._chosen is None:
            return
        self._connection.exec_driver_sql(
            "CREATE TEMPORARY TABLE worklist_chosen (id INTEGER PRIMARY KEY)"
        )
        rows = [{"id": link_id} for link_id in self._chosen]
        self._connection.execute(sa.text("INSERT INTO worklist_chosen (id) VALUES (:id)"), rows)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._database.translated(), self._connection.begin():
            yield

    def _typed(self, query: sa.TextClause) -> sa.TextClause:
        return query.bindparams(*(sa.bindparam(name, type_=UtcDateTime) for name in self._moments))
