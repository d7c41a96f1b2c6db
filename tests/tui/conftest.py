"""Fixtures of what people touch."""

import shutil
from pathlib import Path

import pytest

from tests.tui.running import jobbank


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty catalog, as `jobbank init` makes it; to be copied."""
    folder = tmp_path_factory.mktemp("initialised")
    assert jobbank(folder, "init", "--empty").returncode == 0
    return folder


@pytest.fixture
def folder(initialised: Path, tmp_path: Path) -> Path:
    """A folder with an empty catalog."""
    return shutil.copytree(initialised, tmp_path, dirs_exist_ok=True)
