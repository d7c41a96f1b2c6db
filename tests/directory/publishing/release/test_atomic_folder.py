"""The release's folder: replaced whole or not at all, and never anybody else's."""

import errno
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.publishing.release.atomic_folder import staged, swap_by_renames
from directory.publishing.release.faults import ReleaseRefused
from directory.publishing.release.manifest import digest_of
from directory.publishing.verify.verify import verify_release
from tests import forked
from tests.directory.publishing.samples import TODAY, add_shelves, many_links, new_catalog, release
from tests.forked import PATIENCE, ROOT

pytestmark = pytest.mark.slow

NOWHERE = {1: Path(os.devnull), 2: Path(os.devnull)}
#: Releases that are written while somebody reads; the benchmark `readers.py` has a thousand.
READ_MEANWHILE = 12


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """A catalog whose directory.json is half a megabyte, so that writing it takes a while."""
    catalog = new_catalog(tmp_path_factory.mktemp("large"))
    with catalog.change(who="a test") as change:
        add_shelves(change)
        many_links(change, range(100), length=4800)
    yield catalog
    catalog.close()


EXPORTING = "tests.directory.publishing.exporting:main"


def exporting(catalog: Catalog, *arguments: object) -> list[str]:
    """The arguments of a process that writes releases of this catalog."""
    return [catalog.label.removeprefix("sqlite:///"), *map(str, arguments)]


def size_of(path: Path) -> int:
    """The file's size; 0 when there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def released_day(folder: Path) -> date:
    """The day for which the release in the folder was made."""
    return date.fromisoformat(json.loads((folder / "manifest.json").read_bytes())["as_of"])


def left_beside(folder: Path) -> list[str]:
    """What else stands in the folder above, but for the release before, for those who are just
    reading it."""
    known = {folder.name, f".{folder.name}.previous"}
    return sorted(path.name for path in folder.parent.iterdir() if path.name not in known)


KILL_POINTS: dict[str, Callable[[Path, Path], bool]] = {
    "staging begins": lambda staging, _: staging.exists(),
    "the directory is opened": lambda staging, _: (staging / "directory.json").exists(),
    "the first part is written": lambda staging, _: size_of(staging / "directory.json") > 0,
    "half is written": lambda staging, _: size_of(staging / "directory.json") > 150_000,
    "most is written": lambda staging, _: size_of(staging / "directory.json") > 350_000,
    "the schema is written": lambda staging, _: size_of(staging / "directory.schema.json") > 0,
    "the pages are begun": lambda staging, _: (staging / "site").exists(),
    "the manifest is written": lambda staging, _: size_of(staging / "manifest.json") > 0,
    "the old one is put aside": lambda _, folder: (folder.parent / ".release.previous").exists(),
    "the new one is in its place": lambda _, folder: released_day(folder) > TODAY,
}


@pytest.mark.parametrize("point", KILL_POINTS)
def test_a_run_killed_at_any_point_leaves_the_old_release_or_the_new_one(
    large: Catalog, tmp_path: Path, point: str
) -> None:
    folder, staging = tmp_path / "release", tmp_path / ".release.staging"
    release(large, folder)
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    process = forked.start(
        EXPORTING, exporting(large, folder, tomorrow, 1000), ROOT, os.environ, NOWHERE
    )
    forked.await_that(lambda: KILL_POINTS[point](staging, folder))
    process.kill()
    assert process.wait(PATIENCE) == -signal.SIGKILL
    assert verify_release(folder) == []
    assert released_day(folder) >= TODAY
    release(large, folder, as_of=TODAY + timedelta(days=5000))
    assert released_day(folder) == TODAY + timedelta(days=5000)
    assert left_beside(folder) == []


def read_through(folder: int) -> tuple[str, list[str]]:
    """The day of a release that is read through a handle of its folder, and those of its files
    that are not as its manifest says."""

    def content(name: str) -> bytes:
        with os.fdopen(os.open(name, os.O_RDONLY, dir_fd=folder), "rb") as file:
            return file.read()

    manifest = json.loads(content("manifest.json"))
    listed = {one["name"]: one["sha256"] for one in manifest["files"]}
    faults = [name for name, digest in listed.items() if digest_of(content(name)) != digest]
    return manifest["as_of"], faults


def test_a_reader_meanwhile_sees_one_whole_release_after_another(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    """Each file, whichever is read when: a reader that opened the folder once has one release.

    The one that was replaced is there until the next one is, so no more is written than read.
    """
    folder, was_read = tmp_path / "release", threading.Event()
    release(bare_catalog, folder)

    def write() -> None:
        for number in range(1, READ_MEANWHILE):
            release(bare_catalog, folder, as_of=TODAY + timedelta(days=number))
            was_read.clear()
            was_read.wait(PATIENCE)

    writing = threading.Thread(target=write)
    writing.start()
    seen = []
    while writing.is_alive():
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        day, faults = read_through(handle)
        os.close(handle)
        was_read.set()
        assert faults == []
        seen.append(day)
    writing.join()
    assert seen == sorted(seen)
    assert len(set(seen)) > 2


def test_a_full_disk_is_told_and_leaves_the_old_release(large: Catalog, tmp_path: Path) -> None:
    folder = tmp_path / "release"
    release(large, folder)
    before = (folder / "manifest.json").read_bytes()
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    arguments = exporting(large, folder, tomorrow, 1, 230_000)
    outcome = forked.run(EXPORTING, arguments, ROOT, os.environ, PATIENCE)
    assert outcome.returncode == 3
    assert "not enough room on the disk" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert (folder / "manifest.json").read_bytes() == before
    assert verify_release(folder) == []
    assert left_beside(folder) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "not enough room on the disk"),
        (errno.EDQUOT, "not enough room on the disk"),
        (errno.EROFS, "you may not write"),
        (errno.EBUSY, "mount point"),
        (errno.EIO, "could not be written: Input/output error"),
    ],
)
def test_each_way_of_failing_to_write_is_told_in_plain_words(
    tmp_path: Path, number: int, words: str
) -> None:
    with pytest.raises(ReleaseRefused, match=words) as refusal, staged(tmp_path / "release"):
        raise OSError(number, os.strerror(number))
    assert "Nothing was changed there." in str(refusal.value)
    assert left_beside(tmp_path / "release") == []


def test_where_one_may_not_write_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    program = (
        "import os, sys, pathlib\n"
        "from directory.publishing.release.atomic_folder import staged\n"
        "from directory.publishing.release.faults import ReleaseRefused\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"
        "try:\n"
        "    with staged(pathlib.Path(sys.argv[1])): sys.exit('it could be written')\n"
        "except ReleaseRefused as refusal:\n"
        "    sys.stdout.write(str(refusal))\n"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "release"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    tmp_path.chmod(0o700)
    assert "you may not write where the release" in outcome.stdout


@pytest.mark.parametrize("name", ["notes.txt", ".htaccess", "index.html"])
def test_a_folder_with_a_file_that_is_not_ours_is_never_replaced(
    bare_catalog: Catalog, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "release"
    release(bare_catalog, folder)
    (folder / name).write_text("mine")
    with pytest.raises(ReleaseRefused, match=f"contains “{name}”, which no release has put there"):
        release(bare_catalog, folder)
    assert (folder / name).read_text() == "mine"


def test_a_file_put_there_while_the_release_was_written_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "release"
    folder.mkdir()
    with pytest.raises(ReleaseRefused, match=r"contains “late\.txt”"), staged(folder):
        (folder / "late.txt").write_text("mine")
    assert (folder / "late.txt").read_text() == "mine"


def test_a_folder_within_the_release_is_kept(bare_catalog: Catalog, tmp_path: Path) -> None:
    folder = tmp_path / "release"
    release(bare_catalog, folder)
    (folder / "images").mkdir()
    with pytest.raises(ReleaseRefused, match="contains “images”"):
        release(bare_catalog, folder)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b'{"x":' + b"[" * 100_000, b"\xff", b'{"files": [{"name": "directory.json"}]}'],
)
def test_a_folder_whose_manifest_is_not_ours_is_never_replaced(
    bare_catalog: Catalog, tmp_path: Path, content: bytes
) -> None:
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(ReleaseRefused, match=r"contains “manifest\.json”"):
        release(bare_catalog, folder)


def test_a_manifest_of_another_program_does_not_make_a_folder_ours(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    release(bare_catalog, folder)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"jobbank"', '"other"'))
    with pytest.raises(ReleaseRefused, match="which no release has put there"):
        release(bare_catalog, folder)


def test_a_file_in_the_place_of_the_folder_is_kept(bare_catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "release").write_text("mine")
    with pytest.raises(ReleaseRefused, match="is a file, and a release is a folder"):
        release(bare_catalog, tmp_path / "release")
    assert (tmp_path / "release").read_text() == "mine"


def test_the_folder_one_works_in_is_not_replaced(
    bare_catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "work" / "inner"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    for name in (".", ".."):
        with pytest.raises(ReleaseRefused, match="the folder you are working in"):
            release(bare_catalog, Path(name))


def test_an_empty_folder_is_filled_and_missing_folders_above_are_made(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "a" / "b" / "release"):
        release(bare_catalog, folder)
        assert verify_release(folder) == []


def test_a_link_to_a_folder_leads_to_the_release(bare_catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "release").symlink_to("real")
    release(bare_catalog, tmp_path / "release")
    assert (tmp_path / "release").is_symlink()
    assert verify_release(tmp_path / "real") == []


@pytest.mark.parametrize(
    ("umask", "folders", "files"),
    [(0o077, 0o755, 0o644), (0o022, 0o755, 0o644), (0o002, 0o775, 0o664)],
)
def test_all_may_read_a_release_whatever_the_umask(
    bare_catalog: Catalog, tmp_path: Path, umask: int, folders: int, files: int
) -> None:
    """The umask says who may write it."""
    before = os.umask(umask)
    try:
        release(bare_catalog, tmp_path / "www" / "release")
    finally:
        os.umask(before)
    paths = [tmp_path / "www", tmp_path / "www" / "release"]
    paths += (tmp_path / "www" / "release").rglob("*")
    modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in paths}
    assert modes == {(True, folders), (False, files)}


def test_the_new_folder_has_the_permissions_of_the_old_one(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    release(bare_catalog, folder)
    folder.chmod(0o711)
    release(bare_catalog, folder)
    assert folder.stat().st_mode & 0o777 == 0o711


def test_a_second_export_to_the_same_folder_is_told_to_wait(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    with staged(tmp_path / "release") as staging:
        staging.write("directory.json", [b"x"])
        with pytest.raises(ReleaseRefused, match="another export is writing"):
            release(bare_catalog, tmp_path / "release")
        release(bare_catalog, tmp_path / "other")
    assert (tmp_path / "release" / "directory.json").read_bytes() == b"x"


def test_what_dead_runs_left_is_cleared_away(bare_catalog: Catalog, tmp_path: Path) -> None:
    folder = tmp_path / "release"
    release(bare_catalog, folder)
    (tmp_path / ".release.staging").mkdir()
    (tmp_path / ".release.staging" / "directory.json").write_bytes(b"half")
    (tmp_path / ".release.previous").mkdir()
    (tmp_path / ".release.lock").touch()
    release(bare_catalog, folder)
    assert verify_release(folder) == []
    assert list(tmp_path.glob(".release.*")) == [tmp_path / ".release.previous"]


def test_two_renames_put_a_release_in_its_place_too(tmp_path: Path) -> None:
    folder, staging = tmp_path / "release", tmp_path / ".release.staging"
    folder.mkdir()
    (folder / "old").touch()
    staging.mkdir()
    (staging / "new").touch()
    swap_by_renames(staging, folder)
    assert [path.name for path in folder.iterdir()] == ["new"]
    assert left_beside(folder) == []


def test_a_run_killed_between_two_renames_is_mended_by_the_next(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    release(bare_catalog, folder)
    old = digest_of((folder / "manifest.json").read_bytes())
    folder.rename(tmp_path / ".release.previous")
    release(bare_catalog, folder)
    assert json.loads((folder / "manifest.json").read_bytes())["previous"] == old
    assert list(tmp_path.glob(".release.*")) == [tmp_path / ".release.previous"]
