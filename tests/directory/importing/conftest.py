"""A fresh catalog with a few categories, and the settings that imports are planned by."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.settings import Settings
from tests.databases import new_sqlite


@pytest.fixture
def settings() -> Settings:
    """English first, Spanish second; only the public internet may be linked."""
    return Settings(languages=("en", "es"), allow_networks="")


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """No links; two top categories, with one below."""
    catalog = Catalog.open(new_sqlite(tmp_path / "catalog.db"))
    with catalog.change(who="maria") as change:
        add_category(change, "job-banks", {"en": "Job banks", "es": "Bolsas de empleo"})
        add_category(change, "local-services", {"en": "Local services"})
        add_category(change, "job-banks/veterans", {"en": "For veterans"}, parent="job-banks")
    yield catalog
    catalog.close()
