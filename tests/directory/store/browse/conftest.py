"""A stocked catalog, on each kind of database in turn."""

from collections.abc import Iterator

import pytest

from directory.catalog import Catalog
from tests.clocks import HandClock
from tests.directory.store.browse.stock import stock


@pytest.fixture
def stocked(database_url: str, clock: HandClock) -> Iterator[Catalog]:
    """Three hundred links of all kinds."""
    stock(database_url)
    catalog = Catalog.open(database_url, clock)
    yield catalog
    catalog.close()
