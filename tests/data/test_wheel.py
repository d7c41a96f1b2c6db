"""An installed package brings the starter files along and finds them."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from directory.starter import STARTER_FILES, starter_categories, starter_path

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]

ASK = """
import json, directory
from directory import starter
print(json.dumps({
    "package": directory.__file__,
    "folder": str(starter.starter_path()),
    "links": str(starter.starter_links_path()),
    "categories": len(starter.starter_categories()),
    "notices": [notice.slug for notice in starter.starter_notices()],
}))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contents of a wheel, built from this checkout without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-index",
         "--no-deps", "--no-build-isolation", "--wheel-dir", folder, PROJECT],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_wheel_contains_the_files_of_the_checkout(unpacked: Path) -> None:
    for name in STARTER_FILES:
        packed = unpacked / "directory" / "starter_data" / name
        assert packed.read_bytes() == (starter_path() / name).read_bytes()


def test_an_installed_package_finds_them_from_any_folder(unpacked: Path, tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    installed = unpacked / "directory"
    assert Path(answer["package"]).parent == installed
    assert Path(answer["folder"]) == installed / "starter_data"
    assert Path(answer["links"]) == installed / "starter_data" / "links.csv"
    assert answer["categories"] == len(starter_categories())
    assert len(answer["notices"]) == 6
