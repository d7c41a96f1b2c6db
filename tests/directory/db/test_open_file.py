"""A catalog's file that is removed or replaced while it is open: nothing is written any more."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.db.engine import Database
from directory.errors import CatalogUnavailable
from tests.directory.samples import add
from tests.tui.running import jobbank

REPLACED = r"file catalog\.db, or a file beside it, was removed or replaced while it was open"


@pytest.fixture
def file(sqlite_url: str) -> Path:
    """A catalog with one link, and a copy of it in `backup.db`."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with closing(Catalog.open(sqlite_url)) as catalog:
        add(catalog, "https://one.example/")
    shutil.copyfile(file, file.with_name("backup.db"))
    return file


@pytest.fixture
def opened(file: Path, sqlite_url: str) -> Iterator[Catalog]:
    """That catalog, open, with a second link written to it."""
    assert file.exists()
    with closing(Catalog.open(sqlite_url)) as catalog:
        add(catalog, "https://two.example/")
        yield catalog


def _remove(file: Path) -> None:
    file.unlink()


def _remove_all(file: Path) -> None:
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink()


def _move_over(file: Path) -> None:
    file.with_name("backup.db").replace(file)


def _put_another_in_its_place(file: Path) -> None:
    _remove_all(file)
    _move_over(file)


def _copy_over(file: Path) -> None:
    """As the README says: the copy in its place, and the files beside it removed."""
    shutil.copyfile(file.with_name("backup.db"), file)
    for side in ("-wal", "-shm"):
        file.with_name(f"{file.name}{side}").unlink()


def _remove_log(file: Path) -> None:
    file.with_name(f"{file.name}-wal").unlink()


DONE_TO_IT = [
    _remove,
    _remove_all,
    _move_over,
    _put_another_in_its_place,
    _copy_over,
    _remove_log,
]


@pytest.mark.parametrize("do", DONE_TO_IT)
def test_nothing_is_written_once_the_file_was_replaced(
    file: Path, opened: Catalog, do: Callable[[Path], None]
) -> None:
    do(file)
    there = file.read_bytes() if file.exists() else None
    for _ in range(2):
        with pytest.raises(CatalogUnavailable, match=REPLACED):
            add(opened, "https://three.example/")
    assert (file.read_bytes() if file.exists() else None) == there


@pytest.mark.parametrize("do", [_remove, _move_over, _put_another_in_its_place])
def test_a_new_connection_is_not_to_another_file(
    file: Path, opened: Catalog, do: Callable[[Path], None]
) -> None:
    """What was read goes on; another picture of another catalog would not fit it."""
    with opened.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM link").scalar_one() == 2
        do(file)
        assert connection.exec_driver_sql("SELECT count(*) FROM link").scalar_one() == 2
        with pytest.raises(CatalogUnavailable, match=REPLACED), opened.reading():
            pass
    assert opened.find(2).host == "two.example"
    assert file.exists() is (do is not _remove)


def test_a_file_replaced_between_reading_and_the_first_write_is_noticed(
    file: Path, sqlite_url: str
) -> None:
    with closing(Database(sqlite_url)) as database:
        with database.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM link").scalar_one() == 1
        _move_over(file)
        with pytest.raises(CatalogUnavailable, match=REPLACED), database.write():
            pass


def test_what_opens_it_afterwards_has_the_backup(
    file: Path, opened: Catalog, sqlite_url: str
) -> None:
    _put_another_in_its_place(file)
    with pytest.raises(CatalogUnavailable, match=REPLACED):
        add(opened, "https://three.example/")
    opened.close()
    with closing(Catalog.open(sqlite_url)) as catalog:
        assert catalog.find(1).host == "one.example"
        add(catalog, "https://three.example/")
        assert catalog.find(2).host == "three.example"
        assert catalog.verify_audit().fault is None


def test_other_programs_that_write_and_end_replace_nothing(
    opened: Catalog, sqlite_url: str, tmp_path: Path
) -> None:
    for number in range(3):
        done = jobbank(
            tmp_path, "add", f"https://other-{number}.example/", "--no-check", "--name", "Other",
            settings={"JOBBANK_DATABASE": sqlite_url},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        add(opened, f"https://ours-{number}.example/")
    assert opened.verify_audit().fault is None
