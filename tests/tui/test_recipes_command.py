"""`jobbank recipes`: every recipe arrives, and no file of others is replaced."""

from importlib.resources import files
from pathlib import Path

import pytest

from directory.publishing.site.recipe_files import recipes
from tests.tui.running import jobbank

SOURCE = files("directory.publishing.site") / "recipes"


def written(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_all_recipes_are_written_and_listed(tmp_path: Path) -> None:
    done = jobbank(tmp_path, "recipes", "new/website")
    assert done.returncode == 0
    folder = tmp_path / "new" / "website"
    assert written(folder) == recipes()
    assert {"README.md", "nginx.conf", "wordpress/job-bank-directory.php"} <= recipes().keys()
    assert all((SOURCE / name).read_bytes() == data for name, data in recipes().items())
    assert done.stdout.splitlines() == [f"new/website/{name}" for name in recipes()]


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    assert jobbank(tmp_path, "recipes", "website").returncode == 0
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "website").rglob("*")}
    assert jobbank(tmp_path, "recipes", "website").returncode == 0
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "website").rglob("*")} == before


@pytest.mark.parametrize("what", ["changed", "link", "folder"])
def test_a_file_of_others_is_not_replaced_and_nothing_is_written(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "website"
    folder.mkdir()
    ours = folder / "nginx.conf"
    match what:
        case "changed":
            ours.write_text("# ours")
        case "link":
            (tmp_path / "elsewhere").write_text("# ours")
            ours.symlink_to(tmp_path / "elsewhere")
        case _:
            ours.mkdir()
    before = sorted(tmp_path.rglob("*"))
    done = jobbank(tmp_path, "recipes", "website")
    assert done.returncode == 2
    assert "nginx.conf" in done.stderr
    assert sorted(tmp_path.rglob("*")) == before
    if what != "folder":
        assert ours.read_text() == "# ours"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "website").write_text("ours")
    done = jobbank(tmp_path, "recipes", "website")
    assert done.returncode == 2
    assert (tmp_path / "website").read_text() == "ours"
