"""Catalogs and releases for the tests of this package."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from tests.directory.publishing.samples import add_shelves, filled_catalog, new_catalog, release


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """A catalog with links in every state and of every health."""
    catalog = filled_catalog(tmp_path)
    yield catalog
    catalog.close()


@pytest.fixture
def bare_catalog(tmp_path: Path) -> Iterator[Catalog]:
    """A catalog with categories and notices and no link."""
    catalog = new_catalog(tmp_path, "bare")
    with catalog.change(who="a test") as change:
        add_shelves(change)
    yield catalog
    catalog.close()


@pytest.fixture
def folder(catalog: Catalog, tmp_path: Path) -> Path:
    """A release of the filled catalog."""
    release(catalog, tmp_path / "release")
    return tmp_path / "release"
