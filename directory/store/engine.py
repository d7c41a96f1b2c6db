"""The database: how connections are made and transactions begun.

SQLite needs care (each line below answers a fault that was measured):

- the library is `pysqlite3`'s where it exists, because the system's may have
  the WAL-reset bug that corrupts files (3.7.0 to 3.51.2);
- a writing transaction begins IMMEDIATE: one that begins as a reader and then
  writes fails with "database is locked" however long the time-out;
- WAL, so that readers never wait for a writer; foreign keys on; no mmap.

PostgreSQL gets the same order by one advisory lock: one writer at a time, so
that two of them can never follow the same entry of the audit trail.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

BUSY_SECONDS = 10
_FILE_MODE = 0o660  # staff share a catalog as a group; others may not read it
_WRITER_LOCK = 5624562  # any number, the same in every version of this program


def _to_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


_FAST_JSON: dict[str, Any] = {
    "json_serializer": _to_json,
    "json_deserializer": msgspec.json.decode,
}


class CatalogUnavailable(Exception):
    """The catalog cannot be opened or has failed; says why and what to do."""


def sqlite_module() -> ModuleType:
    """The SQLite library in use: pysqlite3's where it is installed."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    module: ModuleType = dbapi2
    return module


def make_sqlite_file(file: Path) -> None:
    """Make an empty file for this user and the group of its folder, unless it is there.

    SQLite gives the files beside it (`-wal`, `-shm`) the same rights. Where no file can be made,
    SQLite says why when it is opened.
    """
    with suppress(OSError):
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC)
        os.fchmod(handle, _FILE_MODE)
        os.close(handle)


def is_affected_by_wal_bug(version: tuple[int, ...]) -> bool:
    """True for SQLite versions whose WAL reset can corrupt a database."""
    return (3, 7, 0) <= version <= (3, 51, 2)


class Database:
    """One database, with an engine for writing and one for reading."""

    def __init__(self, url: str) -> None:
        """Raises CatalogUnavailable when the URL cannot be understood."""
        try:
            self.url: URL = make_url(url)
            self.is_sqlite = self.url.get_backend_name() == "sqlite"
            self._writer = self._engine(writes=True)
            self._reader = self._engine(writes=False)
        except (sa.exc.ArgumentError, ImportError, ValueError) as error:
            raise CatalogUnavailable(
                f"the setting JOBBANK_DATABASE cannot be used: {_url_problem(error)}. "
                "Give an SQLAlchemy URL such as sqlite:///jobbank.db."
            ) from None

    @property
    def file(self) -> Path | None:
        """The database's file, when it is an SQLite file."""
        if not self.is_sqlite or self.url.database in (None, "", ":memory:"):
            return None
        return Path(str(self.url.database))

    @property
    def label(self) -> str:
        """The database as it may be named in a message: without a password."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A writing transaction: committed at the end, rolled back on any error."""
        with self.translated(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A reading transaction: one consistent picture of the database."""
        with self.translated(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def hold(self) -> Iterator[sa.Connection]:
        """One connection for many short transactions of its holder, who begins each, within
        `translated`; for temporary tables, which belong to a connection."""
        with self.translated(), self._reader.connect() as connection:
            yield connection

    def close(self) -> None:
        """Closes all connections."""
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Database errors within become CatalogUnavailable, in plain words."""
        try:
            yield
        except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
            if isinstance(error, sa.exc.IntegrityError):
                raise
            raise CatalogUnavailable(explain(self.label, error)) from error

    def _engine(self, *, writes: bool) -> sa.Engine:
        if self.is_sqlite:
            engine = sa.create_engine(
                self.url,
                module=sqlite_module(),
                connect_args={"timeout": BUSY_SECONDS},
                **_FAST_JSON,
            )
            sa.event.listen(engine, "connect", _prepare_sqlite)
            _begin_with(engine, "BEGIN IMMEDIATE" if writes else "BEGIN")
            return engine
        isolation = "READ COMMITTED" if writes else "REPEATABLE READ"
        engine = sa.create_engine(self.url, isolation_level=isolation, **_FAST_JSON)
        if engine.dialect.name == "postgresql":
            sa.event.listen(engine, "connect", _limit_waiting)
        if writes and engine.dialect.name == "postgresql":
            _begin_with(engine, f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
        return engine


def _begin_with(engine: sa.Engine, statement: str) -> None:
    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(statement)


def inserted_id(result: sa.CursorResult[Any]) -> int:
    """The number that the database gave to the row just inserted."""
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def _url_problem(error: Exception) -> str:
    """Why SQLAlchemy cannot use the URL of a database."""
    if isinstance(error, ImportError):
        return f"the Python package “{error.name}” is not installed"
    if isinstance(error, sa.exc.NoSuchModuleError):
        return f"there is no kind of database that is called “{str(error).rpartition(':')[2]}”"
    return "it is not the URL of a database"


def explain(label: str, error: Exception) -> str:
    """A database error in words for staff."""
    cause = getattr(error, "orig", None) or error
    text = next(iter(str(cause).strip().splitlines()), type(cause).__name__)
    if "not a database" in text or "malformed" in text:
        return (
            f"the catalog {label} is damaged ({text}). Restore it from a backup; "
            "nothing was changed now."
        )
    if "locked" in text or "lock timeout" in text:
        return f"the catalog {label} was kept busy by another program for too long. Try again."
    if "unable to open" in text or "readonly" in text or "full" in text:
        return (
            f"the catalog {label} cannot be read or written ({text}). "
            "Check the folder, its permissions and the space on the disk."
        )
    return f"the catalog {label} cannot be used: {text}"


def _limit_waiting(connection: Any, _record: object) -> None:
    """Have PostgreSQL give up waiting for a lock when SQLite does."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.commit()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by the listener above
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",  # else REPLACE deletes rows without asking the triggers
        "mmap_size = 0",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
