"""The database: how it is opened, and what its transactions promise."""

import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from importlib.util import find_spec
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
import sqlalchemy as sa

from directory.catalog.catalog import Catalog
from directory.db import engine
from directory.db.engine import (
    BUSY_SECONDS,
    Database,
    explain,
    inserted_id,
    is_affected_by_wal_bug,
    sqlite_module,
)
from directory.errors import CatalogUnavailable
from tests.databases import new_sqlite
from tests.directory.samples import add

pytestmark = pytest.mark.both_databases


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with an empty catalog in it, and a table to count in."""
    database = Database(database_url)
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE counter (name VARCHAR PRIMARY KEY, value INTEGER)")
        connection.exec_driver_sql("INSERT INTO counter VALUES ('one', 0)")
    yield database
    database.close()


def _value(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("SELECT value FROM counter").scalar_one())


def test_the_sqlite_without_the_wal_bug_is_used_where_it_is_installed(sqlite_url: str) -> None:
    wanted = "pysqlite3.dbapi2" if find_spec("pysqlite3") else "sqlite3"
    assert sqlite_module().__name__ == wanted
    database = Database(sqlite_url)
    with database.read() as connection:
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    database.close()
    assert version == sqlite_module().sqlite_version


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
        ((4, 0, 0), False),
    ],
)
def test_it_is_known_which_versions_of_sqlite_can_corrupt_a_catalog(
    version: tuple[int, ...], affected: bool
) -> None:
    assert is_affected_by_wal_bug(version) is affected


@pytest.mark.parametrize("access", ["read", "write"])
def test_every_sqlite_connection_is_made_safe(sqlite_url: str, access: str) -> None:
    database = Database(sqlite_url)
    with database.write():
        pass  # which makes it WAL
    with getattr(database, access)() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout", "mmap_size")
        }
    database.close()
    assert settings == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,  # FULL
        "busy_timeout": BUSY_SECONDS * 1000 if access == "read" else 200,
        "mmap_size": 0,
    }


def test_a_row_that_refers_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO category (slug, parent, names, position) VALUES ('a', 'none', '{}', 0)"
        )


def test_an_error_in_a_transaction_leaves_nothing_of_it(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        connection.exec_driver_sql("UPDATE counter SET value = 5")
        raise ZeroDivisionError
    with database.read() as connection:
        assert _value(connection) == 0


def test_writers_wait_for_each_other_and_no_change_is_lost(database: Database) -> None:
    """Each reads first and writes then, which is where deferred transactions fail."""

    def count_up(_: int) -> None:
        with database.write() as connection:
            values = {"value": _value(connection) + 1}
            connection.execute(sa.text("UPDATE counter SET value = :value"), values)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(count_up, range(60)))
    with database.read() as connection:
        assert _value(connection) == 60


def test_a_reader_sees_one_picture_while_others_write(database: Database) -> None:
    with database.read() as reader:
        before = _value(reader)
        with database.write() as writer:
            writer.exec_driver_sql("UPDATE counter SET value = 7")
        assert _value(reader) == before == 0
    with database.read() as reader:
        assert _value(reader) == 7


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    with database.write() as writer:
        writer.exec_driver_sql("UPDATE counter SET value = 7")
        with database.read() as reader:
            assert _value(reader) == 0


def test_a_held_connection_keeps_its_temporary_table(database: Database) -> None:
    with database.hold() as connection:
        with connection.begin():
            connection.exec_driver_sql("CREATE TEMPORARY TABLE mine AS SELECT 3 AS three")
        with connection.begin():
            assert connection.exec_driver_sql("SELECT three FROM mine").scalar_one() == 3


def test_the_number_of_an_inserted_row_is_told(database: Database) -> None:
    table = sa.Table("thing", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
    with database.write() as connection:
        table.create(connection)
        assert [inserted_id(connection.execute(sa.insert(table))) for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///jobbank.db", Path("jobbank.db")),
        ("sqlite:////var/lib/jobbank.db", Path("/var/lib/jobbank.db")),
        ("sqlite:///:memory:", None),
        ("sqlite://", None),
        ("postgresql+psycopg://maria@db.example/jobbank", None),
    ],
)
def test_the_file_of_a_database_is_known_where_there_is_one(url: str, file: Path | None) -> None:
    assert Database(url).file == file


@pytest.mark.parametrize(
    "url",
    [
        "",
        "jobbank.db",
        "sqlite",
        "nosuch://x",
        "mysql://db/x",
        "sqlite+nosuch:///x",
        "postgresql://db:port/x",
    ],
)
def test_a_setting_that_is_no_database_is_named_with_an_example(url: str) -> None:
    with pytest.raises(CatalogUnavailable) as refusal:
        Database(url)
    said = str(refusal.value)
    assert said.startswith("the setting JOBBANK_DATABASE cannot be used: ")
    assert said.endswith("Give an SQLAlchemy URL such as sqlite:///jobbank.db.")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://db/x", "the Python package “MySQLdb” is not installed"),
        ("nosuch://db/x", "there is no kind of database that is called “nosuch”"),
        ("postgresql://db:port/x", "it is not the URL of a database"),
        ("jobbank.db", "it is not the URL of a database"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_without_words_of_libraries(
    url: str, said: str
) -> None:
    with pytest.raises(CatalogUnavailable) as refusal:
        Database(url)
    assert f"cannot be used: {said}. Give" in str(refusal.value)


def test_no_message_tells_the_password() -> None:
    with socket.socket() as unheard:  # bound and not listening: whoever dials it is refused
        unheard.bind(("127.0.0.1", 0))
        port = unheard.getsockname()[1]
        database = Database(f"postgresql+psycopg://maria:topsecret@127.0.0.1:{port}/jobbank")
        with pytest.raises(CatalogUnavailable) as failure, database.read():
            pass
    assert f"maria:***@127.0.0.1:{port}/jobbank does not answer. " in str(failure.value)
    assert "topsecret" not in str(failure.value)
    assert "topsecret" not in database.label


@pytest.mark.slow
def test_a_writer_waits_for_another_for_a_while_and_not_without_end(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 1)
    with closing(Database(database_url)) as one, closing(Database(database_url)) as other:
        with one.write(), pytest.raises(CatalogUnavailable) as failure, other.write():
            pass
        with other.write() as connection:
            connection.exec_driver_sql("SELECT 1")
    assert "was kept busy by another program for too long. Try again." in str(failure.value)


@pytest.mark.slow
def test_what_runs_unattended_waits_for_another_writer_as_long_as_it_takes(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 1)
    with closing(Database(database_url)) as one, closing(Database(database_url)) as other:
        other.patience = inf

        def write() -> None:
            with other.write() as connection:
                connection.exec_driver_sql("SELECT 1")

        with one.write():
            patient = Thread(target=write)
            patient.start()
            patient.join(2.5)
            assert patient.is_alive()
        patient.join(10)
        assert not patient.is_alive()


def test_reading_leaves_a_foreign_file_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "foreign.db"
    with closing(sqlite_module().connect(str(file))) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = file.read_bytes()
    with pytest.raises(CatalogUnavailable, match="there is no catalog at"):
        Catalog.open(f"sqlite:///{file}")
    assert file.read_bytes() == before


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account may enter."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_catalog_that_may_only_be_read_can_be_read(open_folder: Path) -> None:
    file = open_folder / "catalog.db"
    url = new_sqlite(file)
    with closing(Catalog.open(url)) as catalog:
        add(catalog, "https://example.com/")
    file.chmod(0o444)
    open_folder.chmod(0o555)
    with _as_another_account(), closing(Catalog.open(url)) as catalog:
        assert catalog.find(1).url == "https://example.com/"
        with pytest.raises(CatalogUnavailable, match="may only be read by this account"):
            add(catalog, "https://other.example/")


@contextmanager
def _as_another_account() -> Iterator[None]:
    """Root may write everywhere; any other account is as good as one of its kind."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(own)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("file is not a database", "is damaged (file is not a database). Restore it from a backup"),
        ("database disk image is malformed", "is damaged (database disk image is malformed)"),
        ("database is locked", "kept busy by another program for too long. Try again."),
        ("database table is locked: link", "kept busy by another program"),
        ("unable to open database file", "Check the folder, its permissions and the space"),
        ("attempt to write a readonly database", "may only be read by this account"),
        ("database or disk is full", "and the space on the disk."),
        ("terminating connection due to administrator command", "has ended the connection. What"),
        ("consuming input failed: server closed", "What was complete is stored."),
        ('relation "worklist" does not exist', "a crawl goes on from there"),
        ("connection failed: connection to server failed: refused", "does not answer. Check that"),
        ("connection failed: FATAL: password authentication failed", "password authentication"),
        ("canceling statement due to lock timeout", "kept busy by another program"),
        ("no such table: link\nand more", "cannot be used: no such table: link"),
        ("", "cannot be used: Exception"),
    ],
)
def test_a_database_error_is_told_in_words_for_staff(error: str, said: str) -> None:
    for wrapped in (Exception(error), sa.exc.OperationalError("SELECT 1", {}, Exception(error))):
        told = explain("sqlite:///jobbank.db", wrapped)
        assert told.startswith("the catalog sqlite:///jobbank.db ")
        assert said in told
        assert "\n" not in told


def test_an_error_of_the_database_reaches_its_user_in_plain_words(database: Database) -> None:
    words = r"cannot be used: .*nothing_here"
    with pytest.raises(CatalogUnavailable, match=words), database.read() as connection:
        connection.exec_driver_sql("SELECT * FROM nothing_here")
