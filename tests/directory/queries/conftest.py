"""A stocked catalog."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from directory.catalog.catalog import Catalog
from tests.clocks import HandClock
from tests.databases import PostgresServer, new_sqlite
from tests.directory.queries.stock import stock


@pytest.fixture(scope="module")
def stocked(
    database_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Catalog]:
    """Three hundred links of all kinds; tests only read them."""
    if database_kind == "sqlite":
        yield from _stocked(new_sqlite(tmp_path_factory.mktemp("stocked") / "catalog.db"))
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.catalog() as url:
        yield from _stocked(url)


@pytest.fixture
def own_stock(database_url: str) -> Iterator[Catalog]:
    """The same, for a test that changes it."""
    yield from _stocked(database_url)


def _stocked(url: str) -> Iterator[Catalog]:
    stock(url)
    with closing(Catalog.open(url, HandClock())) as catalog:
        yield catalog
