"""Crawls over a catalog of which some rows cannot be read."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.behaviours import Fleet
from tests.crawler.crawling import Desk
from tests.directory.samples import rows

pytestmark = pytest.mark.slow

MONDAY = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(hours=20)
HOSTS = [f"h{number}.example" for number in range(8)]
#: Rows of a catalog, each with a value that its column cannot have.
HEALTH = (
    "UPDATE health SET since = 'yesterday' WHERE link_id = 3",
    "UPDATE health SET observation = x'00' WHERE link_id = 4",
)


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Iterator[Desk]:
    """A catalog that was crawled once, in a separate folder."""
    desk = Desk(tmp_path, sqlite_url)
    with Fleet(dict.fromkeys(HOSTS, "ok"), clock=MONDAY) as fleet:
        desk.add(*[f"http://{host}/" for host in HOSTS])
        assert desk.crawl(fleet).code == 0
    yield desk


def _spoil(desk: Desk, *statements: str) -> None:
    with closing(sqlite3.connect(desk.folder / "catalog.db")) as connection, connection:
        for statement in statements:
            assert connection.execute(statement).rowcount == 1


def test_health_that_cannot_be_read_is_dropped_and_its_links_are_checked_as_new(
    desk: Desk,
) -> None:
    _spoil(desk, *HEALTH)
    with Fleet(dict.fromkeys(HOSTS, "ok"), clock=TUESDAY) as fleet:
        done = desk.crawl(fleet)
    assert done.errors == ""
    assert (done.code, done.summary["status"], done.summary["checked"]) == (0, "complete", 8)
    health = desk.health()
    assert set(health) == set(range(1, 9))
    assert {key for key, row in health.items() if row["looks"] == 1} == {3, 4}
    with desk.catalog() as catalog:
        entry = json.loads(rows(catalog, "audit")[-2].body)
        assert entry["what"] == "drop-damaged"
        assert entry["after"] == {"links": [3, 4], "hosts": []}
        assert catalog.verify_audit().fault is None


def test_facts_of_a_host_that_cannot_be_read_are_dropped(desk: Desk) -> None:
    _spoil(desk, "UPDATE host_fact SET at = 'x' WHERE lane = 'h2.example' AND kind = 'robots'")
    with Fleet(dict.fromkeys(HOSTS, "ok"), clock=TUESDAY) as fleet:
        done = desk.crawl(fleet)
        assert done.code == 4
        assert "is damaged in host fact h2.example (at)" in done.errors
        assert "was dropped: crawl again" in done.errors
        assert desk.crawl(fleet).code == 0


def test_a_crawl_leaves_what_people_wrote_as_it_is(desk: Desk) -> None:
    """A link that cannot be read is damaged for good; the others are checked."""
    _spoil(desk, "UPDATE link SET updated_at = 'yesterday' WHERE id = 2")
    with Fleet(dict.fromkeys(HOSTS, "ok"), clock=TUESDAY) as fleet:
        done = desk.crawl(fleet)
    assert (done.code, done.summary["status"]) == (0, "complete")
    with desk.catalog() as catalog:
        assert [str(row) for row in catalog.damaged_rows()] == ["link 2 (updated at)"]
