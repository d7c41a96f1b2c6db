"""Earlier releases are kept, and one comes back as it was, whatever happens on the way."""

import json
import os
import re
import shutil
import signal
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.model.reasons import Reason
from directory.publishing.export.publish import bring_back
from directory.publishing.export.publish import publish as publish_release
from directory.publishing.release.atomic_folder import staged
from directory.publishing.release.faults import ReleaseRefused
from directory.publishing.release.history import (
    KeptRelease,
    one_before,
    past_folder,
    past_releases,
    present_release,
)
from directory.publishing.verify.proof import prove_release
from directory.publishing.verify.verify import verify_release
from tests import forked
from tests.directory.publishing.release.test_atomic_folder import (
    NOWHERE,
    large,
    released_day,
)
from tests.directory.publishing.samples import NOW, SETTINGS, TODAY, contents, look
from tests.forked import PATIENCE, ROOT

pytestmark = pytest.mark.slow

__all__ = ["large"]  # the fixture of a catalog that takes a while to write


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the release goes."""
    return tmp_path / "site" / "release"


def publish(catalog: Catalog, target: Path, *days: int, keep: int = 10) -> None:
    """A release for each of these days after TODAY, in which link 1 is named after the day."""
    for number in days:
        with catalog.change(who="maria") as change:
            version = catalog.find(1).version
            edit_link(change, 1, version, {"names": {"en": f"Day {number}"}})
        publish_release(
            catalog, target, who="maria", as_of=TODAY + timedelta(days=number), now=NOW,
            settings=SETTINGS.model_copy(update={"releases_kept": keep}), anyway=True,
        )  # fmt: skip


def roll_back(catalog: Catalog, target: Path, to: str | None = None) -> KeptRelease:
    """Brings an earlier release back; what is there now."""
    bring_back(catalog, target, who="maria", now=NOW, settings=SETTINGS, to=to)
    there = present_release(target)
    assert there is not None
    return there


def name(folder: Path) -> str:
    """How link 1 is called in this release."""
    found = re.search(r'"id":1,.*?"en":"(Day \d)"', (folder / "directory.json").read_text("utf-8"))
    assert found is not None
    return found[1]


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
    kept = files(past_releases(target)[0].folder).keys()
    assert files(target).keys() - kept == {"changes-2.json"}
    assert past_folder(target) == target.parent / "release.past"


def test_no_more_are_kept_than_wanted(catalog: Catalog, target: Path) -> None:
    publish(catalog, target, 0, 1, 2, 3, 4, keep=2)
    assert days(target) == [3, 2]


def test_without_a_wish_none_is_kept_and_those_that_are_stay(
    catalog: Catalog, target: Path
) -> None:
    publish(catalog, target, 0, keep=0)
    publish(catalog, target, 1, keep=0)
    assert not past_folder(target).exists()
    publish(catalog, target, 2)
    publish(catalog, target, 3, keep=0)
    assert days(target) == [1]


def test_a_roll_back_publishes_the_earlier_content_as_a_new_release(
    catalog: Catalog, target: Path
) -> None:
    publish(catalog, target, 0)
    first = files(target)
    publish(catalog, target, 1)
    second = files(target)
    brought = roll_back(catalog, target)
    assert (name(target), brought.as_of) == ("Day 0", TODAY)
    assert (brought.serial, brought.restores) == (3, 1)
    proof = prove_release(target)
    assert (list(proof.faults), list(proof.unproved), list(proof.unchecked)) == ([], [], [])
    for file in ("links.jsonl", "site/index.html", "out/5/index.html", "directory.csv"):
        assert files(target)[file] == first[file]
    latest = past_releases(target)[0]
    assert files(latest.folder) == second
    again = roll_back(catalog, target, latest.id)
    assert (name(target), again.serial, again.restores) == ("Day 1", 4, 2)


def test_links_that_are_dangerous_today_do_not_come_back(catalog: Catalog, target: Path) -> None:
    """Also one that was retired meanwhile."""
    publish(catalog, target, 0, 1)
    for hours in (5, 4, 3, 2, 1):
        look(catalog, {2: Reason.PARKED, 3: Reason.PARKED}, NOW - timedelta(hours=hours))
    with catalog.change(who="maria") as change:
        workflow.retire(change, 3, catalog.find(3).version)
    brought = roll_back(catalog, target)
    directory = json.loads(files(target)["directory.json"])
    shown = [link["id"] for link in directory["links"]]
    earlier = json.loads(files(past_releases(target)[-1].folder)["directory.json"])
    before = [link["id"] for link in earlier["links"]]
    assert set(before) - set(shown) == {2, 3}
    assert {2, 3} <= set(directory["withheld"])
    assert brought.links == len(before) - 2
    assert list(prove_release(target).faults) == []


def test_rolling_back_goes_further_back_each_time_until_nothing_is_left(
    catalog: Catalog, target: Path
) -> None:
    publish(catalog, target, 0, 1, 2)
    roll_back(catalog, target)
    assert name(target) == "Day 1"
    roll_back(catalog, target)
    assert name(target) == "Day 0"
    assert one_before(target) is None
    with pytest.raises(ReleaseRefused, match=r"nothing to bring back. Nothing was changed"):
        roll_back(catalog, target)
    assert days(target) == [1, 2, 1, 0]


def test_after_a_roll_back_and_a_release_the_one_before_is_the_one_brought_back(
    catalog: Catalog, target: Path
) -> None:
    publish(catalog, target, 0, 1, 2)
    roll_back(catalog, target)
    publish(catalog, target, 3)
    roll_back(catalog, target)
    assert name(target) == "Day 1"


def test_a_release_after_a_roll_back_follows_the_one_that_is_there(
    catalog: Catalog, target: Path
) -> None:
    publish(catalog, target, 0, 1)
    back = roll_back(catalog, target)
    publish(catalog, target, 2)
    assert f'"previous": "{back.digest}"'.encode() in files(target)["manifest.json"]


def test_where_nothing_was_released_nothing_comes_back(catalog: Catalog, target: Path) -> None:
    assert past_releases(target) == ()
    assert present_release(target) is None
    with pytest.raises(ReleaseRefused, match="nothing to bring back"):
        roll_back(catalog, target)
    assert not target.exists()


@pytest.mark.parametrize("wanted", ["", "abc", "00000000", "../..", "*"])
def test_an_id_that_is_not_kept_is_refused(catalog: Catalog, target: Path, wanted: str) -> None:
    publish(catalog, target, 0, 1)
    before = files(target)
    with pytest.raises(ReleaseRefused, match=r"is kept for .*jobbank rollback --list"):
        roll_back(catalog, target, wanted)
    assert files(target) == before


def test_the_one_that_is_there_is_not_brought_back(catalog: Catalog, target: Path) -> None:
    """As after somebody copied a kept release by hand."""
    publish(catalog, target, 0, 1)
    (kept,) = past_releases(target)
    shutil.rmtree(target)
    shutil.copytree(kept.folder, target)
    with pytest.raises(ReleaseRefused, match="already"):
        roll_back(catalog, target, kept.id)


def test_a_kept_release_that_was_tampered_with_does_not_come_back(
    catalog: Catalog, target: Path
) -> None:
    publish(catalog, target, 0, 1)
    before = files(target)
    kept = past_releases(target)[0].folder / "directory.json"
    kept.write_bytes(kept.read_bytes().replace(b"Day 0", b"Dey 0"))
    with pytest.raises(ReleaseRefused, match=r"is damaged: .*Nothing was changed"):
        roll_back(catalog, target)
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
    roll_back(catalog, door)
    assert day(target) == 0
    assert door.is_symlink()


def test_during_an_export_a_roll_back_is_told_to_wait(catalog: Catalog, target: Path) -> None:
    publish(catalog, target, 0, 1)
    with (
        pytest.raises(ReleaseRefused, match="another export is writing"),
        staged(target),
    ):
        roll_back(catalog, target)
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
    database, target = arguments[0], Path(arguments[1])
    with closing(Catalog.open(f"sqlite:///{database}", lambda: NOW)) as catalog:
        while True:
            roll_back(catalog, target, past_releases(target)[0].id)


KILL_POINTS: dict[str, Callable[[Path], bool]] = {
    "staging begins": lambda target: staging_of(target).exists(),
    "the copy is begun": lambda target: (staging_of(target) / "directory.json").exists(),
    "the old one is back": lambda target: name(target) == "Day 0",
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
    wholes = {one.digest: files(one.folder) for one in past_releases(target)}
    there = present_release(target)
    assert there is not None
    wholes[there.digest] = files(target)
    rolling = f"{__name__}:{roll_back_for_ever.__name__}"
    database = large.label.removeprefix("sqlite:///")
    process = forked.start(rolling, [database, str(target)], ROOT, os.environ, NOWHERE)
    forked.await_that(lambda: KILL_POINTS[point](target))
    process.kill()
    assert process.wait(PATIENCE) == -signal.SIGKILL
    assert verify_release(target) == []
    publish(large, target, 2)
    kept = {one.digest: files(one.folder) for one in past_releases(target)}
    assert wholes.items() <= kept.items()
    assert all(verify_release(one.folder) == [] for one in past_releases(target))
