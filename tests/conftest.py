"""Markers, and fixtures for all tests: empty catalogs, on SQLite or on a real PostgreSQL."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from directory.catalog.catalog import Catalog
from tests.clocks import HandClock
from tests.compiled import share_compiled_statements
from tests.databases import KINDS, PostgresServer, new_sqlite

# A machine that does other things besides makes a pause, and nothing is wrong with the test.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")

share_compiled_statements()

# Python looks for what nobody needs any more after so many new objects: by default so often that
# a fifth of the time of the tests went into it.
gc.set_threshold(50_000, 20, 20)

# Programs that tests start keep what they have compiled, or each would compile all of it anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


# In memory, where there is room: the tests write some hundred thousand files.
if Path("/dev/shm").is_dir() and shutil.disk_usage("/dev/shm").free > 4 << 30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/dev/shm")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: crawls and terminals wait a third of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is begun first: what is begun last, all else waits for."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that is marked `both_databases` runs on each kind of database in turn."""
    marked = metafunc.definition.get_closest_marker("both_databases")
    if marked and "database_kind" in metafunc.fixturenames:
        # A server of one's own takes time to start, and each of its databases to be emptied.
        slow = [pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS[1:]]
        kinds = [*KINDS[:1], *slow]
        metafunc.parametrize("database_kind", kinds, indirect=True, scope="module")


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


@pytest.fixture(scope="module")
def database_kind(request: pytest.FixtureRequest) -> str:
    """SQLite; for a test that is marked `both_databases`, PostgreSQL as well."""
    kind: str = getattr(request, "param", "sqlite")
    return kind


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty catalog."""
    if database_kind == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.catalog() as url:
        yield url


@pytest.fixture
def bare_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'bare.db'}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.new_database()


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands still until the test moves it."""
    return HandClock()


@pytest.fixture
def catalog(database_url: str, clock: HandClock) -> Iterator[Catalog]:
    """An empty catalog by that clock."""
    catalog = Catalog.open(database_url, clock)
    yield catalog
    catalog.close()


@pytest.fixture
def sqlite_catalog(sqlite_url: str, clock: HandClock) -> Iterator[Catalog]:
    """An empty catalog by that clock, in a file."""
    catalog = Catalog.open(sqlite_url, clock)
    yield catalog
    catalog.close()
