"""SQLite catalogs that are damaged: not written on, and a bad row costs itself alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from directory.catalog.catalog import Catalog
from directory.db.engine import Database, sqlite_module
from directory.db.read_only import connect_to_read
from directory.errors import CatalogUnavailable, DamagedRows
from directory.model.vocab import RunStatus
from directory.rules.query import QueryRefused, parse_query
from tests.clocks import NOW
from tests.directory.pages import as_the_sites_own, page_look
from tests.directory.samples import HOLDER, add, add_hosts, rows

LINKS = 30


@pytest.fixture
def file(sqlite_catalog: Catalog, sqlite_url: str) -> Path:
    """The file of a catalog with links and their health, which nobody has open."""
    links = add_hosts(sqlite_catalog, LINKS)
    begun = sqlite_catalog.runs.begin(holder=HOLDER, now=NOW, due_only=False, fresh=False)
    sqlite_catalog.runs.record(begun.run_id, HOLDER, NOW, [page_look(one, NOW) for one in links])
    watch = as_the_sites_own(sqlite_catalog, begun.run_id)
    sqlite_catalog.runs.settle(begun.run_id, now=NOW, status=RunStatus.COMPLETE, watch=watch)
    sqlite_catalog.close()
    return Path(sqlite_url.removeprefix("sqlite:///"))


def _spoil(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            assert connection.execute(statement).rowcount == 1


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE health SET since = 'yesterday' WHERE link_id = 3", "health of link 3 (since)"),
        ("UPDATE health SET last_at = 7 WHERE link_id = 3", "health of link 3 (last at)"),
        ("UPDATE health SET observation = x'00' WHERE link_id = 3",
         "health of link 3 (observation)"),
        ("UPDATE health SET verdict = 'okay' WHERE link_id = 3", "health of link 3 (verdict)"),
        ("UPDATE health SET findings = '[[\"slow\"]]' WHERE link_id = 3",
         "health of link 3 (findings)"),
        ("UPDATE link SET state = 'publishfd' WHERE id = 3", "link 3 (state)"),
        ("UPDATE link SET how_to_apply = CAST(x'ff41' AS TEXT) WHERE id = 3",
         "link 3 (how to apply)"),
        ("UPDATE link SET disclaimers = '{}' WHERE id = 3", "link 3 (disclaimers)"),
        ("UPDATE link SET names = '{\"en\": 5}' WHERE id = 3", "link 3 (names)"),
        ("UPDATE link SET operator = x'41' WHERE id = 3", "link 3 (operator)"),
        ("UPDATE link SET version = 'x' WHERE id = 3", "link 3 (version)"),
    ],
)  # fmt: skip
def test_a_bad_value_costs_its_row_which_is_named(file: Path, statement: str, named: str) -> None:
    _spoil(file, statement)
    with closing(Database(f"sqlite:///{file}")) as database:
        [row] = database.find_damaged_rows()
        assert str(row) == named
        table = SQLModel.metadata.tables[row.table]
        with database.read() as connection:
            links = connection.execute(sa.select(SQLModel.metadata.tables["link"].c.id)).scalars()
            assert 3 not in set(links)
            assert len(connection.execute(sa.select(table)).all()) == LINKS - 1


def test_the_first_read_that_fails_says_so_and_the_next_goes_without_the_row(file: Path) -> None:
    _spoil(file, "UPDATE link SET updated_at = 'yesterday' WHERE id = 3")
    with closing(Catalog.open(f"sqlite:///{file}")) as catalog:
        with pytest.raises(DamagedRows, match=r"link 3 \(updated at\).*Restore") as refused:
            rows(catalog, "link")
        assert [row.key for row in refused.value.rows] == [3]
        assert 3 not in {row.id for row in rows(catalog, "link")}


def test_a_fault_of_the_program_is_not_taken_for_damage(file: Path) -> None:
    with closing(Database(f"sqlite:///{file}")) as database:
        with pytest.raises(KeyError), database.read():
            raise KeyError("x")
        with pytest.raises(ValueError, match="x"), database.read() as connection:
            connection.exec_driver_sql("SELECT 1")
            raise ValueError("x")


def test_a_refusal_of_ours_is_not_taken_for_damage_even_beside_some(file: Path) -> None:
    _spoil(file, "UPDATE link SET updated_at = 'yesterday' WHERE id = 3")
    with (
        closing(Database(f"sqlite:///{file}")) as database,
        pytest.raises(QueryRefused),
        database.read(),
    ):
        parse_query("verdict:nonsense")


def test_a_file_that_is_locked_is_not_read_as_one_that_does_not_change(file: Path) -> None:
    """It would be read in the midst of a change, and called damaged."""
    with closing(sqlite_module().connect(str(file), isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite_module().OperationalError, match="locked"):
            connect_to_read(sqlite_module(), file, timeout=0)


def _condemned(file: Path) -> bool:
    """Whether SQLite's own full check finds a fault in the file."""
    with closing(sqlite_module().connect(str(file))) as connection:
        try:
            return bool(connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)])
        except sqlite_module().DatabaseError:
            return True


def _damaged_files(file: Path) -> Iterator[Path]:
    """Copies of a file with a page zeroed, or filled with noise."""
    whole, draw = file.read_bytes(), Random(14)
    page = int.from_bytes(whole[16:18], "big")
    for number in range(1, len(whole) // page):
        for noise in (bytes(page), draw.randbytes(page)):
            copy = file.with_name(f"damaged-{number}-{noise[0]}.db")
            copy.write_bytes(whole[: number * page] + noise + whole[(number + 1) * page :])
            yield copy
            copy.unlink()


@pytest.mark.slow
def test_a_damaged_file_is_not_written_on(file: Path) -> None:
    """With any one of its pages destroyed, either nothing is changed, or the page was free."""
    condemned = 0
    for damaged in _damaged_files(file):
        before, is_condemned = damaged.read_bytes(), _condemned(damaged)
        condemned += is_condemned
        try:
            with closing(Catalog.open(f"sqlite:///{damaged}")) as catalog:
                add(catalog, "https://new.example/")
        except CatalogUnavailable as error:
            assert "damaged" in str(error)
            assert damaged.read_bytes() == before
        else:
            assert not is_condemned, damaged.name
    assert condemned > 50


def test_the_trail_of_a_damaged_file_is_not_proved(file: Path) -> None:
    with closing(Catalog.open(f"sqlite:///{file}")) as catalog:
        assert catalog.verify_audit().fault is None
    whole = file.read_bytes()
    page = int.from_bytes(whole[16:18], "big")
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'link'"
        [(root,)] = connection.execute(query)
    file.write_bytes(whole[: (root - 1) * page] + bytes(page) + whole[root * page :])
    with (
        closing(Catalog.open(f"sqlite:///{file}")) as catalog,
        pytest.raises(CatalogUnavailable, match="damaged"),
    ):
        catalog.verify_audit()
