"""A catalog with links of all kinds, put in by rows: for tests of what is read from it."""

import random
from contextlib import closing
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from directory.catalog.catalog import Catalog
from directory.db.engine import Database
from directory.model.category import Category
from directory.model.curation import Proposal
from directory.model.reasons import REASONS, Reason
from directory.model.run import CrawlRun
from directory.model.vocab import EditorialState, ExitOverride
from tests.benchmarks.big_catalog import SHELVES, Maker, insert
from tests.clocks import NOW

TODAY = NOW.date()
LINKS = 300


class AllKinds(Maker):
    """Of everything much, so that every group and every value has some links."""

    def link(self, number: int) -> dict[str, Any]:
        """One link, in any state, snoozed or not, with names that come more than once."""
        chance, row = self.chance, super().link(number)
        snoozed = chance.random() < 0.3
        row |= {
            "name": row["name"] if number % 3 else "One name for many",
            "state": chance.choice(list(EditorialState)),
            "snoozed_until": TODAY + timedelta(days=chance.randint(-1, 1)) if snoozed else None,
            "snoozed_at": NOW - timedelta(hours=chance.randrange(4800)) if snoozed else None,
            "snoozed_for": chance.choice(["", "hijacked"]) if snoozed else "",
            "review_by": TODAY + timedelta(days=chance.randint(-1, 1)),
            "vouched_until": TODAY + timedelta(days=chance.randint(-1, 1)),
            "exit_override": chance.choice(list(ExitOverride)),
            "exit_override_until": TODAY + timedelta(days=number % 3 - 1) if number % 4 else None,
            "languages": chance.choice([[], ["en"], ["en", "es-MX"], ["es"]]),
        }
        return row

    def is_checked(self, link: dict[str, Any]) -> bool:
        """Three of four, whichever."""
        del link
        return self.chance.random() < 0.75

    def health(self, link: dict[str, Any]) -> dict[str, Any]:
        """Any verdict, confirmed or not."""
        reason = self.chance.choice(list(Reason))
        confirmed = self.chance.random() < 0.7
        verdict = REASONS[reason].verdict
        return super().health(link) | {
            "verdict": verdict, "reason": reason.value, "confirmed": confirmed,
        }  # fmt: skip


def stock(url: str, made: Maker | None = None, links: int = LINKS) -> list[dict[str, Any]]:
    """Fills an empty catalog; returns the rows of its links."""
    made = made or AllKinds(random.Random(links))
    shelves = [{"slug": top, "parent": None, "names": {"en": top}} for top in SHELVES]
    for top, within in SHELVES.items():
        shelves += [{"slug": f"{top}/{s}", "parent": top, "names": {"en": s}} for s in within]
    rows = [made.link(number) for number in range(1, links + 1)]
    proposals = [
        {
            "link_id": row["id"], "based_on": 1, "who": "maria", "at": NOW, "why": "new name",
            "patch": {"names": {"en": "Better"}},
        }
        for row in rows
        if row["id"] % 10 == 0 and row["state"] is EditorialState.PUBLISHED
    ]  # fmt: skip
    with closing(Database(url)) as database, database.write() as connection:
        connection.execute(sa.insert(CrawlRun), made.runs(links))
        connection.execute(sa.insert(Category), shelves)
        insert(connection, made, rows)
        connection.execute(sa.insert(Proposal), proposals)
        if connection.dialect.name == "postgresql":  # which counts apart from the rows
            connection.execute(sa.text("SELECT setval('link_id_seq', 1000)"))
    return rows


def held(catalog: Catalog) -> dict[int, Any]:
    """All links with their health, straight from the tables, by id."""
    query = sa.text(
        "SELECT l.*, h.verdict, h.reason, h.confirmed, h.suggested_url, "
        "p.link_id AS proposed FROM link l LEFT JOIN health h ON h.link_id = l.id "
        "LEFT JOIN proposal p ON p.link_id = l.id"
    )
    with catalog.reading() as connection:
        return {row.id: row for row in connection.execute(query)}
