"""Earlier releases are kept, and one comes back as it was, whatever happens on the way."""

import os
import signal
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from directory.catalog import Catalog
from directory.publishing.faults import ReleaseRefused
from directory.publishing.folder import staged
from directory.publishing.kept import (
    one_before,
    past_folder,
    past_releases,
    present_release,
    roll_back,
)
from directory.publishing.verify import verify_release
from tests import forked
from tests.directory.publishing.samples import TODAY, contents, release
from tests.directory.publishing.test_folder import (
    NOWHERE,
    large,
    released_day,
)
from tests.forked import PATIENCE, ROOT

pytestmark = pytest.mark.slow

__all__ = ["large"]  # the fixture of a catalog that takes a while to write


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the release goes."""
    return tmp_path / "site" / "release"


def publish(catalog: Catalog, target: Path, *days: int, keep: int = 10) -> None:
    """A release for each of these days after TODAY."""
    for number in days:
        release(catalog, target, as_of=TODAY + timedelta(days=number), keep=keep)


def days(target: Path) -> list[int]:
    """For which days after TODAY the kept releases were made, the last one first."""
    return [(one.as_of - TODAY).days for one in past_releases(target)]


def day(target: Path) -> int:
    """For which day after TODAY the present release was made."""
    return (released_day(target) - TODAY).days


def files(folder: Path) -> dict[str, bytes]:
    """Everything in the folder."""
    return contents(folder)


def test_each_release_that_is_replaced_is_kept_whole(catalog: Catalog, target: Path) -> None:
    publish(catalog, target, 0)
    first = files(target)
    assert past_releases(target) == ()
    publish(catalog, target, 1, 2)
    assert days(target) == [1, 0]
    oldest = past_releases(target)[-1]
    assert files(oldest.folder) == first
    assert oldest.links == 4
    assert not oldest.present
    assert all(verify_release(one.folder) == [] for one in past_releases(target))


def test_nothing_of_what_is_kept_stands_where_the_website_reads(
    catalog: Catalog, target: Path
) -> None:
    publish(catalog, target, 0, 1)
    assert files(target).keys() == files(past_releases(target)[0].folder).keys()
    assert past_folder(target) == target.parent / "release.past"


def test_no_more_are_kept_than_wanted(catalog: Catalog, target: Path) -> None:
    publish(catalog, target, 0, 1, 2, 3, 4, keep=2)
    assert days(target) == [3, 2]


def test_without_a_wish_none_is_kept_and_those_that_are_stay(
    catalog: Catalog, target: Path
) -> None:
    release(catalog, target)
    release(catalog, target)
    assert not past_folder(target).exists()
    publish(catalog, target, 1)
    publish(catalog, target, 2, keep=0)
    assert days(target) == [0]


def test_a_roll_back_brings_back_the_same_bytes_and_keeps_what_was_there(
    catalog: Catalog, target: Path
) -> None:
    publish(catalog, target, 0)
    first = files(target)
    publish(catalog, target, 1)
    second = files(target)
    brought = roll_back(target)
    assert files(target) == first
    assert brought.present
    assert brought.as_of == TODAY
    latest = past_releases(target)[0]
    assert files(latest.folder) == second
    roll_back(target, latest.id)
    assert files(target) == second


def test_rolling_back_goes_further_back_each_time_until_nothing_is_left(
    catalog: Catalog, target: Path
) -> None:
    publish(catalog, target, 0, 1, 2)
    assert [roll_back(target).as_of, roll_back(target).as_of] == [TODAY + timedelta(days=1), TODAY]
    assert one_before(target) is None
    with pytest.raises(ReleaseRefused, match=r"nothing to bring back. Nothing was changed"):
        roll_back(target)
    assert days(target) == [2, 1, 0]


def test_after_a_roll_back_and_a_release_the_one_before_is_the_one_brought_back(
    catalog: Catalog, target: Path
) -> None:
    publish(catalog, target, 0, 1, 2)
    roll_back(target)
    publish(catalog, target, 3)
    assert days(target) == [1, 2, 0]
    roll_back(target)
    assert day(target) == 1


def test_a_release_after_a_roll_back_follows_the_one_that_is_there(
    catalog: Catalog, target: Path
) -> None:
    publish(catalog, target, 0, 1)
    back = roll_back(target)
    publish(catalog, target, 2)
    assert f'"previous": "{back.digest}"'.encode() in files(target)["manifest.json"]


def test_where_nothing_was_released_nothing_comes_back(target: Path) -> None:
    assert past_releases(target) == ()
    assert present_release(target) is None
    with pytest.raises(ReleaseRefused, match="nothing to bring back"):
        roll_back(target)
    assert not target.exists()


@pytest.mark.parametrize("wanted", ["", "abc", "00000000", "../..", "*"])
def test_an_id_that_is_not_kept_is_refused(catalog: Catalog, target: Path, wanted: str) -> None:
    publish(catalog, target, 0, 1)
    before = files(target)
    with pytest.raises(ReleaseRefused, match=r"is kept for .*jobbank rollback --list"):
        roll_back(target, wanted)
    assert files(target) == before


def test_the_one_that_is_there_is_not_brought_back(catalog: Catalog, target: Path) -> None:
    publish(catalog, target, 0, 1)
    back = roll_back(target)
    with pytest.raises(ReleaseRefused, match="already"):
        roll_back(target, back.id)


def test_a_kept_release_that_was_tampered_with_does_not_come_back(
    catalog: Catalog, target: Path
) -> None:
    publish(catalog, target, 0, 1)
    before = files(target)
    kept = past_releases(target)[0].folder / "directory.json"
    kept.write_bytes(kept.read_bytes().replace(b"A link", b"A lynk"))
    with pytest.raises(ReleaseRefused, match=r"is damaged: .*Nothing was changed"):
        roll_back(target)
    assert files(target) == before


def test_what_else_stands_among_the_kept_ones_is_left_alone(catalog: Catalog, target: Path) -> None:
    publish(catalog, target, 0, 1)
    foreign = past_folder(target) / "notes.txt"
    foreign.write_text("mine")
    (past_folder(target) / "0009-abcdef01").mkdir()
    (past_folder(target) / "0010-abcdef01").symlink_to(target)
    publish(catalog, target, 2, 3, keep=1)
    assert days(target) == [2]
    assert foreign.read_text() == "mine"
    assert (past_folder(target) / "0009-abcdef01").exists()


def test_a_link_to_the_folder_leads_to_what_is_kept(catalog: Catalog, target: Path) -> None:
    publish(catalog, target, 0, 1)
    door = target.parent / "door"
    door.symlink_to(target)
    assert days(door) == [0]
    roll_back(door)
    assert day(target) == 0
    assert door.is_symlink()


def test_during_an_export_a_roll_back_is_told_to_wait(catalog: Catalog, target: Path) -> None:
    publish(catalog, target, 0, 1)
    with (
        pytest.raises(ReleaseRefused, match="another export is writing"),
        staged(target),
    ):
        roll_back(target)
    assert day(target) == 1


def test_what_a_killed_run_left_among_the_kept_ones_is_cleared_away(
    catalog: Catalog, target: Path
) -> None:
    publish(catalog, target, 0, 1)
    for name in (".making", ".removing"):
        (past_folder(target) / name).mkdir()
        (past_folder(target) / name / "directory.json").write_bytes(b"half")
    assert days(target) == [0]
    publish(catalog, target, 2)
    assert days(target) == [1, 0]
    assert not list(past_folder(target).glob(".*"))


def roll_back_for_ever(arguments: Sequence[str]) -> None:
    """The program that is killed: brings back what was before, again and again."""
    target = Path(arguments[0])
    while True:
        roll_back(target, next(one.id for one in past_releases(target) if not one.present))


KILL_POINTS: dict[str, Callable[[Path], bool]] = {
    "staging begins": lambda target: staging_of(target).exists(),
    "the copy is begun": lambda target: (staging_of(target) / "directory.json").exists(),
    "the old one is back": lambda target: day(target) == 0,
    "the new one is kept": lambda target: len(past_releases(target)) == 2,
}


def staging_of(target: Path) -> Path:
    """Where a release is while it is made."""
    return target.with_name(".release.staging")


@pytest.mark.parametrize("point", KILL_POINTS)
def test_a_roll_back_that_is_killed_leaves_one_whole_release_and_all_that_were_kept(
    large: Catalog, target: Path, point: str
) -> None:
    publish(large, target, 0, 1)
    wholes = {released_day(one.folder): files(one.folder) for one in past_releases(target)}
    wholes[released_day(target)] = files(target)
    rolling = f"{__name__}:{roll_back_for_ever.__name__}"
    process = forked.start(rolling, [str(target)], ROOT, os.environ, NOWHERE)
    forked.await_that(lambda: KILL_POINTS[point](target))
    process.kill()
    assert process.wait(PATIENCE) == -signal.SIGKILL
    assert files(target) == wholes[released_day(target)]
    publish(large, target, 2)
    assert {0, 1} <= set(days(target))
    for one in past_releases(target):
        assert files(one.folder) == wholes[one.as_of]
