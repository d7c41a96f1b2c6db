"""The screen Publish: what would change is shown, published, and can be taken back."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.catalog import Catalog
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState
from directory.publishing.kept import past_releases, present_release
from directory.publishing.released import released_among
from directory.publishing.verify import verify_release
from tests.directory.publishing.samples import (
    NOW,
    add_shelves,
    filled_catalog,
    link,
    look,
    new_catalog,
    release,
)
from tests.tui.publishing import (
    SIZES,
    at_cursor,
    desk_of,
    publishing,
    worked_out,
)
from tests.tui.waiting import lines, seen, until
from tui.desk.publish import accept_waiting, forecast
from tui.screens.publish import PublishScreen

HOSTILE = "[@click=app.quit]x[/] \x1b]52;c;aGk=\x07\u202egnp"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """A catalog with links in every state, of which a release was made."""
    catalog = filled_catalog(tmp_path)
    yield catalog
    catalog.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the release goes."""
    return tmp_path / "site" / "release"


def edit(catalog: Catalog) -> None:
    """One new link, one changed, one retired, one that became a danger."""
    with catalog.change(who="eve") as change:
        change.add_link(link("https://new.example/", names={"en": "Brand new"}),
                        EditorialState.PUBLISHED)  # fmt: skip
        change.edit_link(5, catalog.find(5).version, {"names": {"en": "Renamed"}})
        change.move_to(2, catalog.find(2).version, EditorialState.RETIRED)
    look(catalog, {3: Reason.PARKED}, NOW)


@pytest.mark.parametrize("size", SIZES)
def test_all_that_would_change_is_shown_under_headings_with_counts(
    catalog: Catalog, folder: Path, size: tuple[int, int]
) -> None:
    release(catalog, folder)
    edit(catalog)

    async def journey() -> None:
        async with publishing(desk_of(catalog, folder), size) as pilot:
            shown = seen(pilot)
            for heading in (
                "Waiting for approval: 1",
                "New on the website: 1",
                "Changed: 1",
                "Taken off: 1",
                "Held back (danger): 1",
                "Held back as before (danger): 1",
            ):
                assert heading in shown
            assert "Publishing now would change 4 things. 1 link waits for approval." in shown
            assert "name (en): A link → Renamed" in shown
            for key in ("a Approve all", "P Publish", "R Roll back"):
                assert key in lines(pilot.app)[-1]

    asyncio.run(journey())


def test_before_anything_was_published_the_screen_says_so(catalog: Catalog, folder: Path) -> None:
    async def journey() -> None:
        async with publishing(desk_of(catalog, folder)) as pilot:
            assert "Nothing has been published yet. " not in seen(pilot)
            assert "Nothing has been published yet." in seen(pilot)
            assert "A first release would hold 4 links." in seen(pilot)
            await pilot.press("R")
            await until(pilot, lambda: "no earlier release" in seen(pilot))

    asyncio.run(journey())


def test_one_key_publishes_and_tells_what_went_out(catalog: Catalog, folder: Path) -> None:
    release(catalog, folder)
    edit(catalog)

    async def journey() -> None:
        async with publishing(desk_of(catalog, folder), (120, 40)) as pilot:
            await pilot.press("P")
            await until(pilot, lambda: "Published 3 links" in seen(pilot))
            await worked_out(pilot)
            shown = seen(pilot)
            assert "3 of them with an exit notice. 2 links held back as dangerous." in shown
            assert "Publishing now would change nothing." in shown

    asyncio.run(journey())
    assert verify_release(folder) == []
    assert [one.links for one in past_releases(folder)] == [4]


def test_rolling_back_asks_once_and_another_key_says_yes(catalog: Catalog, folder: Path) -> None:
    release(catalog, folder)
    first = (folder / "manifest.json").read_bytes()
    edit(catalog)
    release(catalog, folder, keep=3)

    async def journey() -> None:
        async with publishing(desk_of(catalog, folder)) as pilot:
            await pilot.press("R")
            await until(pilot, lambda: "Bring back the release" in seen(pilot))
            await pilot.press("R", "enter")
            assert "Bring back the release" in seen(pilot)
            await pilot.press("escape")
            await until(pilot, lambda: "Bring back the release" not in seen(pilot))
            assert (folder / "manifest.json").read_bytes() != first
            await pilot.press("R")
            await until(pilot, lambda: "Bring back the release" in seen(pilot))
            await pilot.press("y")
            await until(pilot, lambda: "Brought back the release" in seen(pilot))
            await worked_out(pilot)
            assert "links that have become dangerous since: 3." in " ".join(seen(pilot).split())
            assert "Publishing now would change 4 things." in seen(pilot)

    asyncio.run(journey())
    assert (folder / "manifest.json").read_bytes() == first


def test_enter_shows_before_and_after_in_full_and_escape_goes_back(
    catalog: Catalog, folder: Path
) -> None:
    release(catalog, folder)
    with catalog.change(who="eve") as change:
        change.edit_link(5, catalog.find(5).version, {"descriptions": {"en": "Three\nnew lines"}})

    async def journey() -> None:
        async with publishing(desk_of(catalog, folder)) as pilot:
            await pilot.press("j")
            assert at_cursor(pilot) == "A link"
            await pilot.press("enter")
            await until(pilot, lambda: "after:" in seen(pilot))
            rows = [row.split("│")[1].strip() for row in lines(pilot.app) if row.count("│") > 1]
            start = rows.index("description (en)")
            assert rows[start + 1 : start + 6] == [
                "before:", "nothing", "after:", "Three", "new lines",
            ]  # fmt: skip
            await pilot.press("escape")
            await worked_out(pilot)
            assert at_cursor(pilot) == "A link"

    asyncio.run(journey())


def test_what_was_not_seen_is_not_published(catalog: Catalog, folder: Path) -> None:
    release(catalog, folder)
    before = present_release(folder)

    async def journey() -> None:
        async with publishing(desk_of(catalog, folder)) as pilot:
            edit(catalog)
            await pilot.press("P")
            await until(pilot, lambda: "Brand new" in seen(pilot))
            await worked_out(pilot)
            assert present_release(folder) == before
            await pilot.press("P")
            await until(pilot, lambda: "Published 3 links" in seen(pilot))

    asyncio.run(journey())


def test_why_no_release_can_be_made_is_said_in_plain_words(tmp_path: Path, folder: Path) -> None:
    catalog = new_catalog(tmp_path)
    with catalog.change(who="eve") as change:
        change.add_link(link("https://bare.example/"), EditorialState.PUBLISHED)

    async def journey() -> None:
        async with publishing(desk_of(catalog, folder)) as pilot:
            shown = " ".join(seen(pilot).split())
            assert "No release was made. Link 1 must carry the notice “exit-nongovernment”" in shown
            await pilot.press("P")
            await pilot.pause()
            assert not folder.exists()

    asyncio.run(journey())
    catalog.close()


def test_no_byte_of_a_name_or_text_acts_on_the_terminal(tmp_path: Path, folder: Path) -> None:
    catalog = new_catalog(tmp_path)
    with catalog.change(who="eve") as change:
        add_shelves(change)
        change.add_link(
            link("https://x.example/", names={"en": HOSTILE}, descriptions={"en": HOSTILE}),
            EditorialState.PUBLISHED,
        )

    async def journey() -> None:
        async with publishing(desk_of(catalog, folder), (120, 40)) as pilot:
            assert "[@click=app.quit]x[/]" in seen(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: "before:" in seen(pilot))
            assert "[@click=app.quit]x[/]" in seen(pilot)
            assert not set("\x1b\x07\u202e") & set(seen(pilot))

    asyncio.run(journey())
    catalog.close()


def test_the_cursor_goes_from_thing_to_thing_and_by_sections(
    catalog: Catalog, folder: Path
) -> None:
    release(catalog, folder)
    edit(catalog)

    async def journey() -> None:
        async with publishing(desk_of(catalog, folder)) as pilot:
            seen = []
            for key in ("g", "j", "down", "k", "right_square_bracket", "left_square_bracket", "G"):
                await pilot.press(key)
                seen.append(at_cursor(pilot))
            waiting = catalog.find(7).name
            assert seen == [
                waiting, "Brand new", "Renamed", "Brand new", "Renamed", "Brand new",
                catalog.find(4).name,
            ]  # fmt: skip

    asyncio.run(journey())


def test_approve_and_publish_takes_three_keys_from_the_queue(
    catalog: Catalog, folder: Path
) -> None:
    release(catalog, folder)
    waiting = next(key for key in (6, 7, 8)
                   if catalog.find(key).state is EditorialState.IN_REVIEW)  # fmt: skip

    async def journey() -> None:
        async with publishing(desk_of(catalog, folder)) as pilot:  # the first key is 4
            assert "Waiting for approval: 1" in seen(pilot)
            await pilot.press("a")
            await until(pilot, lambda: "Approved 1 link." in seen(pilot))
            await worked_out(pilot)
            assert "Waiting for approval" not in seen(pilot)
            assert "New on the website: 1" in seen(pilot)
            await pilot.press("P")
            await until(pilot, lambda: "Published 5 links" in seen(pilot))
            await pilot.press("a")
            await until(pilot, lambda: "Nothing waits for approval." in seen(pilot))

    asyncio.run(journey())
    assert released_among(folder, {waiting}) == (waiting,)


def test_what_waits_and_was_changed_since_is_left_and_told(catalog: Catalog, folder: Path) -> None:
    desk = desk_of(catalog, folder)
    seen = forecast(desk).waiting
    ((key, version),) = seen.versions
    with catalog.change(who="eve") as change:
        change.edit_link(key, version, {"names": {"en": "Not what you saw"}})
    done = accept_waiting(desk, seen)
    assert done.attention
    assert done.sentence.startswith("Approved 0 links. 1 link left as before: link ")
    assert catalog.find(key).state is EditorialState.IN_REVIEW


def test_a_key_pressed_while_it_publishes_neither_stops_nor_repeats_it(
    catalog: Catalog, folder: Path
) -> None:
    release(catalog, folder)
    edit(catalog)

    async def journey() -> None:
        async with publishing(desk_of(catalog, folder)) as pilot:
            screen = pilot.app.screen
            assert isinstance(screen, PublishScreen)
            for _ in range(3):
                screen.action_publish_now()
            await until(pilot, lambda: "Published 3 links" in seen(pilot))
            await until(pilot, lambda: "still being worked out" in seen(pilot))

    asyncio.run(journey())
    assert len(past_releases(folder)) == 1


def test_far_fewer_links_are_published_only_when_that_is_confirmed(
    catalog: Catalog, folder: Path
) -> None:
    release(catalog, folder)
    with catalog.change(who="ana") as change:
        for link_id in (1, 2):
            change.retire(link_id, catalog.find(link_id).version)

    async def journey() -> None:
        async with publishing(desk_of(catalog, folder)) as pilot:
            await pilot.press("P")
            await until(pilot, lambda: "far fewer links" in seen(pilot))
            await pilot.press("escape")
            await until(pilot, lambda: "far fewer links" not in seen(pilot))
            await pilot.press("P")
            await until(pilot, lambda: "far fewer links" in seen(pilot))
            await pilot.press("y")
            await until(pilot, lambda: "Published 2 links" in seen(pilot))

    asyncio.run(journey())


def test_what_the_website_has_already_is_not_published_again(
    catalog: Catalog, folder: Path
) -> None:
    made = release(catalog, folder)

    async def journey() -> None:
        async with publishing(desk_of(catalog, folder)) as pilot:
            await pilot.press("P")
            await until(pilot, lambda: "has all of this already" in seen(pilot))

    asyncio.run(journey())
    there = present_release(folder)
    assert there is not None
    assert there.digest == made.digest
