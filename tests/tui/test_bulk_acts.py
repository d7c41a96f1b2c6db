"""Acts on many links in the app: asked about once, stopped by Escape, listed with what was done,
and taken back as a whole; and undo, which says what it takes back."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from directory.catalog import workflow
from directory.catalog.bulk import BATCH
from directory.catalog.catalog import Catalog
from directory.catalog.transaction import Transaction
from directory.catalog.views import save_view
from directory.db.engine import sqlite_module
from directory.model.link import Link
from directory.model.vocab import EditorialState
from tests.databases import filled_sqlite
from tests.directory.publishing.samples import NOW
from tests.directory.samples import add_hosts
from tests.tui.in_loop import in_loop
from tests.tui.piloting import Seat, curating, desk_of

pytestmark = pytest.mark.slow

MANY = 2_000


def _fill(url: str) -> None:
    with closing(Catalog.open(url, lambda: NOW)) as catalog:
        add_hosts(catalog, MANY)


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Catalog]:
    """A catalog with MANY published links, which no crawl has seen."""
    with closing(Catalog.open(filled_sqlite(tmp_path / "many.db", _fill), lambda: NOW)) as catalog:
        yield catalog


def retire_one(change: Transaction, link: Link) -> Link:
    """Retires a link."""
    assert link.id is not None
    return workflow.retire(change, link.id, link.version)


def retired(catalog: Catalog) -> int:
    """How many links are retired."""
    return MANY - catalog.count_published()


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Another program writes to the catalog meanwhile: an act waits for it between two steps."""
    with closing(sqlite_module().connect(folder / "many.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def open_catalog(seat: Seat) -> None:
    """Goes to the list of all links, and waits for it."""
    await seat.press("2")
    await seat.until(lambda: seat.settled and len(seat.table.spine) == MANY)


async def retire_all(seat: Seat) -> None:
    """Marks all, asks for all to be retired, and says yes to the question."""
    await open_catalog(seat)
    await seat.press("asterisk", "d")
    await seat.until(lambda: "That is all of the 2,000 links that are published." in seat.text)
    await seat.press("y")


@in_loop
async def test_an_act_on_all_that_is_published_is_asked_about_and_no_leaves_all(
    many: Catalog,
) -> None:
    async with curating(desk_of(many)) as seat:
        await open_catalog(seat)
        await seat.press("asterisk", "d")
        await seat.until(lambda: "Retire 2,000 links?" in seat.text)
        await seat.press("n")
        await seat.until(lambda: "Retire 2,000 links?" not in seat.text)
        assert many.acts("maria") == []
        assert retired(many) == 0


@in_loop
async def test_escape_stops_an_act_and_one_undo_takes_back_what_was_done(
    many: Catalog, tmp_path: Path
) -> None:
    async with curating(desk_of(many)) as seat:
        with writing(tmp_path):
            await retire_all(seat)
            await seat.until(lambda: seat.app.activity.act is not None)
            await seat.press("escape")
            await seat.until(seat.app.stopping)
        await seat.until(lambda: seat.app.activity.act is None)
        done = retired(many)
        assert done == BATCH  # the step that had begun
        sentence = f"Retired {done:,} of 2,000 links. u takes it back."
        await seat.until(lambda: sentence in seat.told())
        await seat.press("H")
        await seat.until(lambda: "What was done" in seat.text)
        assert f"Retire 2,000 links, {done:,} of them done" in seat.text
        await seat.press("escape", "u")
        await seat.until(lambda: retired(many) == 0)


@in_loop
async def test_an_undo_of_many_is_stopped_by_escape_and_gone_on_with(
    many: Catalog, tmp_path: Path
) -> None:
    async with curating(desk_of(many)) as seat:
        await open_catalog(seat)
        many.for_each("maria", "Retire 2,000 links", range(1, MANY + 1), retire_one)
        with writing(tmp_path):
            await seat.press("u")
            await seat.until(lambda: seat.app.activity.act is not None)
            await seat.press("escape")
            await seat.until(seat.app.stopping)
        await seat.until(lambda: seat.app.activity.act is None)
        assert retired(many) == MANY - BATCH
        await seat.until(lambda: any("Press the key again to go on" in t for t in seat.told()))
        await seat.press("u")
        await seat.until(lambda: retired(many) == 0)


@in_loop
async def test_leaving_asks_while_an_act_is_under_way(many: Catalog, tmp_path: Path) -> None:
    async with curating(desk_of(many)) as seat:
        with writing(tmp_path):
            await retire_all(seat)
            await seat.until(lambda: seat.app.activity.act is not None)
            await seat.press("q")
            await seat.until(lambda: "Stop here and leave?" in seat.text)
            assert "0 of 2,000 links are done" in " ".join(seat.text.split())
            await seat.press("escape")
            await seat.until(lambda: "Stop here and leave?" not in seat.text)
        await seat.until(lambda: retired(many) == MANY)
        assert seat.app.is_running


@in_loop
async def test_undo_says_that_the_last_thing_cannot_be_taken_back_before_it_goes_further(
    many: Catalog,
) -> None:
    async with curating(desk_of(many)) as seat:
        await open_catalog(seat)
        await seat.press("d")
        await seat.until(lambda: retired(many) == 1)
        with many.change(who="maria") as change:
            save_view(change, "Dead ones", "verdict:gone")
        await seat.press("u")
        await seat.until(lambda: "The last thing you did cannot be taken back" in seat.text)
        assert "Retire “A link”" in seat.text
        await seat.press("n")
        await seat.until(lambda: "Take back something older?" not in seat.text)
        assert retired(many) == 1
        await seat.press("u")
        await seat.until(lambda: "Take back something older?" in seat.text)
        await seat.press("y")
        await seat.until(lambda: retired(many) == 0)
        assert many.find(1).state is EditorialState.PUBLISHED
