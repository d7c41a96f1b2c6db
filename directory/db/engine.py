"""The database: how connections are made and transactions begin.

SQLite needs care (each line below prevents a fault that was measured):

- the library is `pysqlite3`'s where it exists, because the system's may have
  the WAL-reset bug that corrupts files (3.7.0 to 3.51.2);
- a write transaction begins IMMEDIATE: one that begins as a reader and then
  writes fails with "database is locked" however long the time-out;
- WAL, so that readers never wait for a writer; foreign keys on; no mmap.

PostgreSQL gets the same order by one advisory lock: one writer at a time, so that two of them can
never follow the same entry of the audit trail.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from directory.db.damage import damaged_rows, hide, is_of_a_row
from directory.db.local_day import add_to_sqlite
from directory.db.open_file import OpenFile
from directory.db.read_only import connect_to_read
from directory.errors import (
    CatalogBusy,
    CatalogReplaced,
    CatalogUnavailable,
    DamagedRow,
    DamagedRows,
)

BUSY_SECONDS = 10
IDLE_MINUTES = 15
_STEP_MILLIS = 200
#: Seconds and counts after which the driver gives up on a PostgreSQL server that does not answer.
_PATIENCE: dict[str, Any] = {
    "connect_timeout": 10, "keepalives": 1, "keepalives_idle": 30, "keepalives_interval": 10,
    "keepalives_count": 3,
}  # fmt: skip
_FILE_MODE = 0o660  # staff share a catalog as a group; others may not read it
_WRITER_LOCK = 5624562  # any number, the same in every version of this program


def _to_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _from_json(text: str | bytes) -> Any:
    """Decode a value of a JSON column. Raise ValueError, also for one that is nested too deep."""
    try:
        return msgspec.json.decode(text)
    except RecursionError:
        raise ValueError("JSON is nested too deep") from None


_FAST_JSON: dict[str, Any] = {
    "json_serializer": _to_json,
    "json_deserializer": _from_json,
}


#: Damaged rows by the file in which this process has found them.
_found: dict[Path, tuple[DamagedRow, ...]] = {}


def sqlite_module() -> ModuleType:
    """Return the SQLite library in use: pysqlite3's where it is installed."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    module: ModuleType = dbapi2
    return module


def make_sqlite_file(file: Path) -> None:
    """Create an empty file for this user and the group of its folder, unless it exists.

    SQLite gives the files beside it (`-wal`, `-shm`) the same permissions. If the file cannot be
    created, SQLite reports why when it opens the file.
    """
    with suppress(OSError):
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC)
        os.fchmod(handle, _FILE_MODE)
        os.close(handle)


def is_affected_by_wal_bug(version: tuple[int, ...]) -> bool:
    """Return True for SQLite versions whose WAL reset can corrupt a database."""
    return (3, 7, 0) <= version <= (3, 51, 2)


class Database:
    """One database, with an engine for writing and one for reading.

    patience: for how many seconds a write transaction waits for other writers, if that is more than
    BUSY_SECONDS. It waits in short steps, so that signals are handled meanwhile.
    """

    def __init__(self, url: str) -> None:
        """Prepare the engines. Raise CatalogUnavailable if the URL is not valid."""
        self.patience = 0.0
        self._checked = False
        try:
            self.url: URL = make_url(url)
            self.is_sqlite = self.url.get_backend_name() == "sqlite"
            self._open_file = OpenFile(self.file) if self.file is not None else None
            self._writer = self._engine(writes=True)
            self._reader = self._engine(writes=False)
        except (sa.exc.ArgumentError, ImportError, ValueError) as error:
            raise CatalogUnavailable(
                f"the setting JOBBANK_DATABASE cannot be used: {_url_problem(error)}. "
                "Give an SQLAlchemy URL such as sqlite:///jobbank.db."
            ) from None

    @property
    def file(self) -> Path | None:
        """The database's file, if it is an SQLite file."""
        if not self.is_sqlite or self.url.database in (None, "", ":memory:"):
            return None
        return Path(str(self.url.database))

    @property
    def label(self) -> str:
        """The database's URL for messages, without a password."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Yield a write transaction: committed at the end, rolled back on any error.

        Raise CatalogUnavailable, before the first one, if the file is damaged: what is written to
        it could be lost with it. Raise CatalogReplaced if the file, or one beside it, was removed
        or replaced since it was opened.
        """
        if not self._checked:
            self.check()
            self._checked = True
        with self.translated(), self._begin_writing() as connection:
            yield connection

    @contextmanager
    def _begin_writing(self) -> Iterator[sa.Connection]:
        """Begin a write transaction as soon as no other program writes.

        Only the beginning is retried, so nothing is done twice.
        """
        until = time.monotonic() + max(self.patience, BUSY_SECONDS)
        while True:
            connection = self._writer.connect()
            try:
                transaction = connection.begin()
                break
            except sa.exc.DBAPIError as error:
                connection.close()
                if not _is_busy(_driver_text(error)) or time.monotonic() >= until:
                    raise
        with connection, transaction:
            self._require_files(connection)
            yield connection

    def _require_files(self, connection: sa.Connection) -> None:
        """Raise CatalogReplaced if the files differ from those that this connection has opened."""
        files = self._open_file
        if files is None:
            return
        beside = files.beside()
        if files.is_replaced() or beside != connection.info.setdefault("beside", beside):
            raise CatalogReplaced(files.file)

    def check(self) -> None:
        """Raise CatalogUnavailable if the catalog's file is damaged.

        Takes about 20 ms per 1,000 links. PostgreSQL checks itself.
        """
        file = self.file
        if file is None or not file.exists():
            return
        try:
            # A connection that has read the full-text index before can report a false fault
            # after another connection has written to it.
            fresh, _ = connect_to_read(sqlite_module(), file)
            with closing(fresh) as connection:
                faults = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
        except sqlite_module().Error as error:
            raise _unavailable(self.label, error) from error
        if faults != ["ok"]:
            raise CatalogUnavailable(_damaged_file(self.label, faults[0].splitlines()[-1]))

    def find_damaged_rows(self) -> tuple[DamagedRow, ...]:
        """Read all rows of the catalog, and return those that cannot be read."""
        file = self.file
        if file is None:
            return ()
        try:
            rows = tuple(damaged_rows(sqlite_module(), file))
        except sqlite_module().Error as error:
            raise _unavailable(self.label, error) from error
        if rows != self._damaged():
            _found[file.resolve()] = rows
            self._reader.dispose()  # new connections are without them
        return rows

    def _damaged(self) -> tuple[DamagedRow, ...]:
        return _found.get(self.file.resolve(), ()) if self.file is not None else ()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Yield a read transaction, which sees one consistent state of the database."""
        with self.translated(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def hold(self) -> Iterator[sa.Connection]:
        """Yield one connection for many short transactions, each begun by the caller within
        `translated`.

        It is for temporary tables, which belong to a connection.
        """
        with self.translated(), self._reader.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Convert database errors within the block to CatalogUnavailable, with a message for
        staff."""
        try:
            yield
        except Exception as error:
            if is_of_a_row(error) and (rows := self.find_damaged_rows()):
                raise DamagedRows(self.label, rows) from error
            if isinstance(error, sa.exc.IntegrityError):
                raise
            if isinstance(error, sa.exc.DBAPIError | sa.exc.TimeoutError):
                raise _unavailable(self.label, error) from error
            raise

    def _engine(self, *, writes: bool) -> sa.Engine:
        if self.is_sqlite:
            engine = sa.create_engine(
                self.url,
                module=sqlite_module(),
                connect_args={"timeout": BUSY_SECONDS},
                **_FAST_JSON,
            )
            if self._open_file is not None:
                _watch_file(engine, self._open_file)
            sa.event.listen(engine, "connect", _prepare_sqlite)
            if writes:
                sa.event.listen(engine, "connect", _use_wal)
            else:
                sa.event.listen(engine, "do_connect", _connect_to_read)
                sa.event.listen(engine, "checkin", _close_unless_it_sees_changes)
                sa.event.listen(engine, "connect", self._hide_damaged)
            _begin_with(engine, "BEGIN IMMEDIATE" if writes else "BEGIN")
            return engine
        isolation = "READ COMMITTED" if writes else "REPEATABLE READ"
        engine = sa.create_engine(
            self.url,
            isolation_level=isolation,
            pool_pre_ping=True,  # a server that was restarted has closed pooled connections
            connect_args=_PATIENCE if self.url.get_backend_name() == "postgresql" else {},
            **_FAST_JSON,
        )
        if engine.dialect.name == "postgresql":
            sa.event.listen(engine, "connect", _limit_waiting)
        if writes and engine.dialect.name == "postgresql":
            _begin_with(engine, f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
        return engine

    def _hide_damaged(self, connection: Any, _record: object) -> None:
        hide(connection, self._damaged())


def _begin_with(engine: sa.Engine, statement: str) -> None:
    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(statement)


def _watch_file(engine: sa.Engine, files: OpenFile) -> None:
    """Refuse connections of an engine to any other file than the one that was opened first."""

    @sa.event.listens_for(engine, "do_connect")
    def _refuse_another(*_: object) -> None:
        if files.is_replaced():
            raise CatalogReplaced(files.file)

    @sa.event.listens_for(engine, "connect")
    def _note(*_: object) -> None:
        files.note()


def inserted_id(result: sa.CursorResult[Any]) -> int:
    """Return the number that the database gave to the inserted row."""
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def _url_problem(error: Exception) -> str:
    """Return why SQLAlchemy cannot use the URL of a database."""
    if isinstance(error, ImportError):
        return f"the Python package “{error.name}” is not installed"
    if isinstance(error, sa.exc.NoSuchModuleError):
        return f"there is no kind of database that is called “{str(error).rpartition(':')[2]}”"
    return "it is not the URL of a database"


def _unavailable(label: str, error: Exception) -> CatalogUnavailable:
    kind = CatalogBusy if _is_busy(_driver_text(error)) else CatalogUnavailable
    return kind(explain(label, error))


def _driver_text(error: Exception) -> str:
    """Return the first line of the driver's message."""
    cause = getattr(error, "orig", None) or error
    return next(iter(str(cause).strip().splitlines()), type(cause).__name__)


def _is_busy(text: str) -> bool:
    return "locked" in text or "lock timeout" in text or "too many clients" in text


def explain(label: str, error: Exception) -> str:
    """Return the meaning of a database error, for staff, and what to do."""
    text = _driver_text(error)
    if "not a database" in text or "malformed" in text:
        return _damaged_file(label, text)
    if _is_busy(text):
        return f"the catalog {label} was kept busy by another program for too long. Try again."
    if "readonly" in text:
        return (
            f"the catalog {label} may only be read by this account ({text}). "
            "Check the permissions of the file and of its folder."
        )
    if "unable to open" in text or "full" in text:
        return (
            f"the catalog {label} cannot be read or written ({text}). "
            "Check the folder, its permissions and the space on the disk."
        )
    if getattr(error, "connection_invalidated", False) or any(
        sign in text for sign in _SERVER_LOST
    ):
        return (
            f"the catalog {label} has ended the connection. What was complete is stored. Check "
            "that the database server runs, then try again: a crawl goes on from there."
        )
    if "connection" in text and "failed" in text and "FATAL" not in text:
        return (
            f"the catalog {label} does not answer. Check that the database server runs and that "
            "the setting JOBBANK_DATABASE is right, then try again."
        )
    return f"the catalog {label} cannot be used: {text}"


def _damaged_file(label: str, text: str) -> str:
    return (
        f"the catalog {label} is damaged ({text}). Restore it from a backup; "
        "nothing was changed now."
    )


#: Parts of the messages of PostgreSQL and its driver when a connection is lost.
_SERVER_LOST = (
    "terminating connection", "server closed the connection", "consuming input failed",
    "connection is lost", "connection is closed", "connection already closed",
    "shutting down", "starting up", "in recovery mode", "“worklist”", '"worklist"',
)  # fmt: skip


def _limit_waiting(connection: Any, _record: object) -> None:
    """Limit waits for a lock in PostgreSQL as in SQLite, and end transactions of a program that
    hangs."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_MINUTES}min'")
    connection.commit()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by the listener above
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",  # else REPLACE deletes rows without running the triggers
        "mmap_size = 0",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    add_to_sqlite(connection)


def _use_wal(connection: Any, _record: object) -> None:
    """Switch a file to WAL permanently; a reader leaves it as it is."""
    connection.execute("PRAGMA journal_mode = WAL").close()
    connection.execute(f"PRAGMA busy_timeout = {_STEP_MILLIS}").close()


def _connect_to_read(
    dialect: sa.Dialect, record: Any, arguments: list[Any], parameters: dict[str, Any]
) -> Any:
    """Connect to an SQLite file, also to one that this account may only read."""
    del dialect
    [file] = arguments
    connection, is_fixed = connect_to_read(sqlite_module(), Path(file), **parameters)
    record.info["immutable"] = is_fixed
    return connection


def _close_unless_it_sees_changes(_connection: object, record: Any) -> None:
    """Reconnect for the next transaction, if the file is read as one that does not change."""
    if record.info.pop("immutable", False):
        record.invalidate()
