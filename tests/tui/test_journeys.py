"""The jobs of a day, each within its budget of keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.model.vocab import EditorialState
from tests.tui import piloting as p
from tests.tui.in_loop import in_loop
from tests.tui.piloting import Seat, curating, desk_of

pytestmark = pytest.mark.slow


@pytest.fixture
def work(sqlite_url: str) -> Iterator[Catalog]:
    """A catalog with links of all sorts that need a person."""
    catalog = p.worklist(sqlite_url)
    yield catalog
    catalog.close()


def state(catalog: Catalog, link_id: int) -> EditorialState:
    """The editorial state of the link."""
    return catalog.find(link_id).state


@in_loop
async def test_from_the_start_each_link_of_the_queue_takes_one_key(work: Catalog) -> None:
    """Retire, retire, fix (a new address), vouch, approve: no key to get to the next link."""
    async with curating(desk_of(work)) as seat:
        assert seat.table.cursor_id == p.PARKED
        await seat.press("d", "d", "d")  # the parked one, and two that are gone
        await seat.press("full_stop", "full_stop")  # two that have moved
        await seat.press("v", "b")  # one that lets nobody in, one with a new page
        assert seat.pressed == 7
        await seat.until(lambda: len(work.acts(who="maria")) == 7)
        # What was fixed waits to be checked, as soon as the list has been read anew.
        unchecked = {p.UNSEEN, p.MOVED, p.MOVED_TOO}
        await seat.until(lambda: seat.table.cursor_id in unchecked)
    for retired in (p.PARKED, p.GONE, p.GONE_TOO):
        assert state(work, retired) is EditorialState.RETIRED
    for moved in (p.MOVED, p.MOVED_TOO):
        assert work.find(moved).url == f"{p.NEW_PLACE}/{moved}"
    assert work.find(p.BLOCKED).vouched_by == "maria"


@in_loop
async def test_the_queue_is_worked_off_link_by_link_group_by_group_and_all_at_once(
    work: Catalog,
) -> None:
    """A word of praise is left."""
    async with curating(desk_of(work)) as seat:
        await snooze_for_a_week(seat, work)
        await accept_redirects_in_three_keys(seat, work)
        # Those that were fixed are listed again, as never checked: beside UNSEEN.
        await seat.until(lambda: seat.text.count("- unchecked") == 3 and seat.settled)
        await seat.press("asterisk", "asterisk", "d")
        await seat.until(lambda: "Nothing needs you" in seat.text)


async def snooze_for_a_week(seat: Seat, work: Catalog) -> None:
    """Takes the first link off the queue."""
    await seat.press("s")
    await seat.until(lambda: work.find(p.PARKED).snoozed_until is not None)
    await seat.until(lambda: p.PARKED not in seat.table.spine)


async def accept_redirects_in_three_keys(seat: Seat, work: Catalog) -> None:
    """Any number of them, as one act."""
    await p.at_group(seat, p.MOVED)
    seat.pressed, acts = 0, len(work.acts(who="maria"))
    await seat.press("asterisk", "full_stop")
    await seat.until(lambda: work.find(p.MOVED_TOO).url.startswith(p.NEW_PLACE))
    assert seat.pressed <= 3
    assert work.find(p.MOVED).url.startswith(p.NEW_PLACE)
    assert state(work, p.GONE) is EditorialState.PUBLISHED, "only the group was meant"
    assert len(work.acts(who="maria")) == acts + 1


@in_loop
async def test_all_rows_of_a_query_are_recategorised_at_once_and_undone_at_once(
    work: Catalog,
) -> None:
    """`/ query Enter * t letters Enter`, then `u`."""
    async with curating(desk_of(work)) as seat:
        await seat.press("2")
        await seat.until(lambda: seat.settled and len(seat.table.spine) == 12)
        seat.pressed = 0
        await seat.press("slash")
        await seat.press(*"verdict:gone")
        await seat.press("enter")
        await seat.until(lambda: list(seat.table.spine) == [p.GONE, p.GONE_TOO])
        await seat.press("asterisk", "t")
        await seat.until(lambda: seat.app.screen.is_modal)
        await seat.press(*"sta", "enter")
        assert seat.pressed <= 5 + len("verdict:gone") + 3
        await seat.until(lambda: work.find(p.GONE_TOO).category == "job-banks/state")
        assert work.find(p.GONE).category == "job-banks/state"
        await seat.until(lambda: seat.settled)
        await seat.press("u")
        await seat.until(lambda: work.find(p.GONE_TOO).category == "job-banks")
        assert work.find(p.GONE).category == "job-banks"


@in_loop
async def test_what_waits_is_approved_and_published_in_four_keys(
    work: Catalog, tmp_path: Path
) -> None:
    release = tmp_path / "release"
    async with curating(desk_of(work, release=release)) as seat:
        seat.pressed = 0
        await seat.press("4")
        await seat.until(lambda: "Waiting for approval: 1" in seat.text)
        await seat.press("a")
        await seat.until(lambda: "New on the website: 10" in seat.text)
        await seat.press("P")
        await seat.until((release / "manifest.json").exists)
        assert seat.pressed <= 4
    assert state(work, p.WAITING) is EditorialState.PUBLISHED


@in_loop
async def test_two_people_at_one_catalog_see_what_the_other_does(work: Catalog) -> None:
    """A decision on a link that the other has changed is not carried out. Undo survives a restart,
    and redo does it again."""
    other = Catalog.open(str(work._database.url), work.now)
    async with curating(desk_of(work)) as maria, curating(desk_of(other, "ben")) as ben:
        await ben.press("d")
        await maria.until(lambda: p.PARKED not in maria.table.spine)
        await maria.press("d")
        await ben.until(lambda: p.GONE not in ben.table.spine)
        await maria.until(lambda: maria.table.cursor_id == p.GONE_TOO)
        await maria.until(lambda: maria.table.row(p.GONE_TOO) is not None)
        with other.change(who="ben") as change:
            version = other.find(p.GONE_TOO).version
            edit_link(change, p.GONE_TOO, version, {"notes": "I asked the owner."})
        await maria.press("d")
        await maria.until(
            lambda: any("was changed after it was shown" in told for told in maria.told())
        )
    other.close()
    assert state(work, p.GONE) is EditorialState.RETIRED
    assert state(work, p.GONE_TOO) is EditorialState.PUBLISHED
    async with curating(desk_of(work)) as maria:
        await maria.press("ctrl+z")
        await maria.until(lambda: state(work, p.GONE) is EditorialState.PUBLISHED)
        await maria.until(lambda: maria.table.spine[0] == p.GONE)
        await maria.press("U")
        await maria.until(lambda: state(work, p.GONE) is EditorialState.RETIRED)
