"""The release that the browser tests look at too, read without a browser."""

from pathlib import Path

import pytest

from directory.publishing.release.manifest import DIRECTORY
from directory.publishing.release.reader import Edition, read_edition
from tests.directory.publishing.samples import contents
from tests.web.offered import released_once


@pytest.fixture(scope="session")
def offered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with something of everything; see `tests/web/offered.py`."""
    return released_once(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def everything(offered: Path) -> dict[str, bytes]:
    """All of its files, by their paths."""
    return contents(offered)


@pytest.fixture
def edition(offered: Path) -> Edition:
    """What its pages are made from."""
    return read_edition(offered / DIRECTORY)
