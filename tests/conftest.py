"""Fixtures for all tests: empty catalogs, on SQLite and on a real PostgreSQL."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from directory.catalog import Catalog
from tests.clocks import HandClock
from tests.databases import KINDS, PostgresServer, new_sqlite

# A machine that does other things besides makes a pause, and nothing is wrong with the test.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")

# Python looks for what nobody needs any more after so many new objects: by default so often that
# a fifth of the time of the tests went into it.
gc.set_threshold(50_000, 20, 20)

# Programs that tests start keep what they have compiled, or each would compile all of it anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

#: Files that take longest, to be begun first: what is begun last, all else waits for.
SLOW = {
    "test_crawl.py", "test_untrusted.py", "test_demo.py", "test_terminal.py", "test_forms.py",
    "test_crawl_commands.py", "test_commands.py", "test_readme.py", "test_migrations.py",
    "test_screens.py", "test_manners.py", "test_publish_commands.py", "test_folder.py",
    "test_runs_screen.py", "test_children.py", "test_publish_screen.py", "test_cut_off.py",
    "test_pages.py", "test_widget.py", "test_notices_screen.py",
}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow files first; else in the usual order."""
    items.sort(key=lambda item: item.path.name not in SLOW)


def pytest_collection_finish() -> None:
    """All that is loaded by now stays: it is not looked at again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL that lasts as long as the session."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty catalog in a file."""
    return new_sqlite(tmp_path / "catalog.db")


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty catalog, on each kind of database in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.catalog() as url:
        yield url


@pytest.fixture(params=KINDS)
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bare.db'}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.new_database()


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands still until the test moves it."""
    return HandClock()


@pytest.fixture
def catalog(database_url: str, clock: HandClock) -> Iterator[Catalog]:
    """An empty catalog by that clock, on each kind of database in turn."""
    catalog = Catalog.open(database_url, clock)
    yield catalog
    catalog.close()


@pytest.fixture
def sqlite_catalog(sqlite_url: str, clock: HandClock) -> Iterator[Catalog]:
    """An empty catalog by that clock, in a file."""
    catalog = Catalog.open(sqlite_url, clock)
    yield catalog
    catalog.close()
