"""The jobs of a day, each within its budget of keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.catalog import Catalog
from directory.model.vocab import EditorialState
from tests.tui import piloting as p
from tests.tui.in_loop import in_loop
from tests.tui.piloting import Seat, curating, desk_of


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
        await seat.press("d", "d", "full_stop")  # the parked one, and two that are gone
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
async def test_snoozing_takes_a_link_off_the_queue_for_a_week(work: Catalog) -> None:
    async with curating(desk_of(work)) as seat:
        await seat.press("s")
        await seat.until(lambda: work.find(p.PARKED).snoozed_until is not None)
        await seat.until(lambda: p.PARKED not in seat.table.spine)


@in_loop
async def test_any_number_of_redirects_are_accepted_in_three_keys(work: Catalog) -> None:
    async with curating(desk_of(work)) as seat:
        await at_group(seat, p.MOVED)
        seat.pressed = 0
        await seat.press("asterisk", "full_stop")
        await seat.until(lambda: work.find(p.MOVED_TOO).url.startswith(p.NEW_PLACE))
        assert seat.pressed <= 3
        assert work.find(p.MOVED).url.startswith(p.NEW_PLACE)
        assert state(work, p.GONE) is EditorialState.PUBLISHED, "only the group was meant"
        assert len(work.acts(who="maria")) == 1


async def at_group(seat: Seat, link_id: int) -> None:
    """Goes from group to group until the cursor is at this link."""
    for _ in range(12):
        if seat.table.cursor_id == link_id:
            return
        await seat.press("right_square_bracket")
    raise AssertionError("there is no such group")


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
async def test_undo_survives_a_restart_and_redo_does_it_again(work: Catalog) -> None:
    async with curating(desk_of(work)) as seat:
        await seat.press("d")
        await seat.until(lambda: state(work, p.PARKED) is EditorialState.RETIRED)
    async with curating(desk_of(work)) as seat:
        await seat.press("ctrl+z")
        await seat.until(lambda: state(work, p.PARKED) is EditorialState.PUBLISHED)
        await seat.until(lambda: seat.table.spine[0] == p.PARKED)
        await seat.press("U")
        await seat.until(lambda: state(work, p.PARKED) is EditorialState.RETIRED)


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
    other = Catalog.open(str(work._database.url), work.now)
    async with curating(desk_of(work)) as maria, curating(desk_of(other, "ben")) as ben:
        await ben.press("d")
        await maria.until(lambda: p.PARKED not in maria.table.spine)
        await maria.press("d")
        await ben.until(lambda: p.GONE not in ben.table.spine)
    other.close()
    assert state(work, p.GONE) is EditorialState.RETIRED


@in_loop
async def test_a_decision_on_a_link_that_somebody_else_has_changed_is_not_carried_out(
    work: Catalog,
) -> None:
    async with curating(desk_of(work)) as seat:
        seen = seat.table.row(p.PARKED)
        assert seen is not None
        with work.change(who="ben") as change:
            change.edit_link(p.PARKED, work.find(p.PARKED).version, {"notes": "I asked the owner."})
        await seat.press("d")
        await seat.until(lambda: any("changed by somebody else" in told for told in seat.told()))
    assert state(work, p.PARKED) is EditorialState.PUBLISHED


@in_loop
async def test_the_last_link_of_the_queue_leaves_a_word_of_praise(work: Catalog) -> None:
    async with curating(desk_of(work)) as seat:
        await seat.press("asterisk", "asterisk", "d")
        await seat.until(lambda: "Nothing needs you" in seat.text)
