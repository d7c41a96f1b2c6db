"""Proving the audit trail: time and peak memory, with several entries for each link.

    python -m tests.benchmarks.audit_speed --links 100000

Rows and entries go in directly, as the use cases would write them: each link is added, edited and
published in four entries, by which the proof must find no fault. On SQLite; with --postgresql on
PostgreSQL, whose server is not counted. The process that proves is measured from its start.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.db import audit
from directory.db.engine import Database
from directory.model.tables import links as _links
from directory.model.vocab import EditorialState, OperatorBasis, OperatorClass
from tests.benchmarks.rig import show_table
from tests.databases import PostgresServer, new_sqlite

BEGAN = datetime(2026, 10, 9, 12, tzinfo=UTC)
ROWS = 2000
EDITS = 2


def main() -> None:
    """Make a catalog, prove it in another process, and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--prove", metavar="URL", help="only prove this catalog")
    options = parser.parse_args()
    if options.prove:
        prove(options.prove)
    elif options.postgresql:
        server = PostgresServer()
        try:
            with server.catalog() as url:
                show("PostgreSQL", url, options.links)
        finally:
            server.stop()
    else:
        with TemporaryDirectory() as folder:
            show("SQLite", new_sqlite(Path(folder) / "catalog.db"), options.links)


def show(name: str, url: str, links: int) -> None:
    """Fill the catalog, prove it, and print the figures."""
    fill(url, links)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.measure", "-m", __spec__.name, "--prove", url],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told, figures = done.stdout.split()[0], done.stdout.splitlines()[-1]
    measured = json.loads(figures)
    row = [name, told.strip(), *(f"{measured[one]:.1f}" for one in ("wall", "cpu", "peak_mb"))]
    show_table([f"{links:,} links", "entries", "wall s", "CPU s", "peak MB"], [row])


def prove(url: str) -> None:
    """Print how many entries were proved. Raises SystemExit at a fault."""
    with closing(Catalog.open(url)) as catalog:
        proof = catalog.verify_audit()
    if proof.fault:
        sys.exit(proof.fault)
    sys.stdout.write(f"{proof.entries:,}\n")


def fill(url: str, links: int) -> None:
    """Add links and their entries to an empty catalog."""
    with closing(Catalog.open(url, lambda: BEGAN)) as catalog, catalog.change(who="ana") as change:
        add_category(change, "jobs", {"en": "Jobs"})
    with closing(Database(url)) as database:
        for start in range(1, links + 1, ROWS):
            made = [_link(number) for number in range(start, min(start + ROWS, links + 1))]
            with database.write() as connection:
                connection.execute(sa.insert(_links), [_in_the_end(row) for row in made])
                audit.append(connection, (body for row in made for body in _entries(row)))


def _link(number: int) -> dict[str, Any]:
    url = f"https://host-{number}.example/jobs/openings"
    return {
        "id": number,
        "url": url,
        "names": {"en": f"Jobs of county {number}", "es": f"Empleos del condado {number}"},
        "descriptions": {"en": f"Openings, training and résumé help in county {number}. " * 3},
        "category": "jobs",
        "operator_class": OperatorClass.LOCAL,
        "operator_basis": OperatorBasis.CURATOR,
        "operator": f"County {number}",
        "service_areas": ["US-MA"],
        "name": f"Jobs of county {number}",
        "url_key": url.removeprefix("https://"),
        "host": f"host-{number}.example",
        "lane": f"host-{number}.example",
        "previous_urls": [],
        "state": EditorialState.DRAFT,
        "created_at": BEGAN,
        "updated_at": BEGAN,
        "written_by": "ana",
        "version": 1,
    }


def _edit(row: dict[str, Any], place: int) -> dict[str, Any]:
    return {"notes": f"Note {place} on link {row['id']}"} if place else {"notes": ""}


def _published() -> dict[str, Any]:
    return {"state": EditorialState.PUBLISHED, "published_at": _at(EDITS + 1), "written_by": ""}


def _at(place: int) -> datetime:
    return BEGAN + timedelta(hours=place)


def _in_the_end(row: dict[str, Any]) -> dict[str, Any]:
    late = {"updated_at": _at(EDITS + 1), "version": EDITS + 2}
    return row | _edit(row, EDITS) | _published() | late


def _entries(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    def entry(place: int, what: str, before: Any, after: Any) -> dict[str, Any]:
        return {"at": _at(place), "who": "ana", "why": "benchmark", "what": what, "kind": "link",
                "key": str(row["id"]), "before": before, "after": after}  # fmt: skip

    yield entry(0, "add", None, {name: value for name, value in row.items() if name != "id"})
    for place in range(1, EDITS + 1):
        yield entry(place, "edit", _edit(row, place - 1), _edit(row, place))
    before = {"state": EditorialState.DRAFT, "published_at": None, "written_by": "ana"}
    yield entry(EDITS + 1, "accept", before, _published())


if __name__ == "__main__":
    main()
