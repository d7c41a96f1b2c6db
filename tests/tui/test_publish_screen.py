"""The screen Publish: what would change is shown, published, and can be taken back."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link, edit_link
from directory.clock import clock_starting_at
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState
from directory.publishing.export.publish import publish
from directory.publishing.release.history import past_releases, present_release
from directory.publishing.verify.verify import verify_release
from tests.directory.publishing.samples import (
    NOW,
    TODAY,
    add_shelves,
    filled_catalog,
    link,
    look,
    new_catalog,
    release,
)
from tests.tui.in_loop import in_loop
from tests.tui.piloting import decide
from tests.tui.publishing import (
    SIZES,
    at_cursor,
    desk_of,
    publishing,
    worked_out,
)
from tests.tui.waiting import lines, seen, until
from tui.screens.publish import PublishScreen
from tui.services.publish import accept_waiting, forecast

pytestmark = pytest.mark.slow

HOSTILE = "[@click=app.quit]x[/] \x1b]52;c;aGk=\x07\u202egnp"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a catalog with links in every state, and of its release; left as it is."""
    home = tmp_path_factory.mktemp("published")
    with closing(filled_catalog(home)) as catalog:
        release(catalog, home / "release")
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(made, tmp_path / "copy")


@pytest.fixture
def catalog(home: Path) -> Iterator[Catalog]:
    """The catalog in the copy."""
    url = f"sqlite:///{home / 'jobbank.db'}"
    with closing(Catalog.open(url, clock_starting_at(NOW))) as catalog:
        yield catalog


@pytest.fixture
def folder(home: Path) -> Path:
    """The release in the copy."""
    return home / "release"


def edit(catalog: Catalog) -> None:
    """One new link, one changed, one retired, one that became a danger."""
    with catalog.change(who="eve") as change:
        add_link(change, link("https://new.example/", names={"en": "Brand new"}),
                        EditorialState.PUBLISHED)  # fmt: skip
        edit_link(change, 5, catalog.find(5).version, {"names": {"en": "Renamed"}})
        workflow.retire(change, 2, catalog.find(2).version)
    look(catalog, {3: Reason.PARKED}, NOW)


HEADINGS = (
    "Waiting for approval: 1", "New on the website: 1", "Changed: 1", "Taken off: 1",
    "Held back (danger): 1", "Held back as before (danger): 1",
)  # fmt: skip


@in_loop
async def test_all_that_would_change_is_shown_under_headings_with_counts(
    catalog: Catalog, folder: Path
) -> None:
    """At each size; the cursor goes from thing to thing, and by sections."""
    edit(catalog)
    async with publishing(desk_of(catalog, folder)) as pilot:
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: all(heading in seen(pilot) for heading in HEADINGS))
            shown = seen(pilot)
            assert "Publishing now would change 4 things. 1 link waits for approval." in shown
            assert "name (en): A link → Renamed" in shown
            for key in ("a Approve all", "P Publish", "R Roll back"):
                assert key in lines(pilot.app)[-1]
        names = []
        for key in ("g", "j", "down", "k", "right_square_bracket", "left_square_bracket", "G"):
            await pilot.press(key)
            names.append(at_cursor(pilot))
    assert names == [
        catalog.find(7).name, "Brand new", "Renamed", "Brand new", "Renamed", "Brand new",
        catalog.find(4).name,
    ]  # fmt: skip


@in_loop
async def test_a_release_that_expires_before_long_is_published_again_without_a_change(
    catalog: Catalog, tmp_path: Path
) -> None:
    folder = tmp_path / "site" / "release"
    desk = desk_of(catalog, folder)
    publish(
        catalog, folder, who="pia", as_of=TODAY, now=NOW - timedelta(days=8),
        settings=desk.settings, fewer=True, anyway=True,
    )  # fmt: skip
    async with publishing(desk) as pilot:
        assert "It expires on 2026-10-15: publish it again (P)." in seen(pilot)
        await decide(pilot, "P")
        await until(pilot, lambda: "Published 4 links" in seen(pilot))
        made = present_release(folder)
        assert made is not None
        assert made.expires == made.created_at + timedelta(days=14)
        assert made.created_at >= NOW


@in_loop
async def test_the_first_release_is_published_once(catalog: Catalog, tmp_path: Path) -> None:
    """Before it, the screen says that there is none; what is there is not published again."""
    folder = tmp_path / "site" / "release"
    async with publishing(desk_of(catalog, folder)) as pilot:
        assert "Nothing has been published yet. " not in seen(pilot)
        assert "Nothing has been published yet." in seen(pilot)
        assert "A first release would have 4 links." in seen(pilot)
        await pilot.press("R")
        await until(pilot, lambda: "no earlier release" in seen(pilot))
        await decide(pilot, "P")
        await until(pilot, lambda: "Published 4 links" in seen(pilot))
        await worked_out(pilot)
        made = present_release(folder)
        assert made is not None
        await decide(pilot, "P")
        await until(pilot, lambda: "has all of this already" in seen(pilot))
    there = present_release(folder)
    assert there is not None
    assert there.digest == made.digest


@in_loop
async def test_one_key_publishes_what_was_seen_and_says_what_went_out(
    catalog: Catalog, folder: Path
) -> None:
    """What was not seen is not published, but shown."""
    before = present_release(folder)
    async with publishing(desk_of(catalog, folder), (120, 40)) as pilot:
        edit(catalog)
        await decide(pilot, "P")
        await until(pilot, lambda: "Brand new" in seen(pilot))
        await worked_out(pilot)
        assert present_release(folder) == before
        await decide(pilot, "P")
        await until(pilot, lambda: "Published 3 links" in seen(pilot))
        await worked_out(pilot)
        shown = seen(pilot)
        assert "3 of them with an exit notice. 2 links held back as dangerous." in shown
        assert "Publishing now would change nothing." in shown
    assert verify_release(folder) == []
    assert [one.links for one in past_releases(folder)] == [4]


@in_loop
async def test_rolling_back_asks_once_and_another_key_says_yes(
    catalog: Catalog, folder: Path
) -> None:
    """A key pressed while it publishes neither stops nor repeats that."""
    first = (folder / "manifest.json").read_bytes()
    edit(catalog)
    async with publishing(desk_of(catalog, folder)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, PublishScreen)
        for _ in range(3):
            screen.action_publish_now()
        await until(pilot, lambda: "Published 3 links" in seen(pilot))
        await until(pilot, lambda: "still being worked out" in seen(pilot))
        assert len(past_releases(folder)) == 1
        await worked_out(pilot)
        await pilot.press("R")
        await until(pilot, lambda: "Bring back the release" in seen(pilot))
        await pilot.press("R", "enter")
        assert "Bring back the release" in seen(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: "Bring back the release" not in seen(pilot))
        assert (folder / "manifest.json").read_bytes() != first
        await pilot.press("R")
        await until(pilot, lambda: "Bring back the release" in seen(pilot))
        await decide(pilot, "y")
        await until(pilot, lambda: "Brought back the release" in seen(pilot))
        await worked_out(pilot)
        assert "lead to something dangerous by now: 3." in " ".join(seen(pilot).split())
        assert "Publishing now would change" in seen(pilot)
    there = present_release(folder)
    assert there is not None
    assert (there.serial, there.restores) == (2, 1)


@in_loop
async def test_enter_shows_before_and_after_in_full_and_escape_goes_back(
    catalog: Catalog, folder: Path
) -> None:
    """Far fewer links are published only when that is confirmed."""
    with catalog.change(who="eve") as change:
        edit_link(change, 5, catalog.find(5).version, {"descriptions": {"en": "Three\nnew lines"}})
        for link_id in (1, 2):
            workflow.retire(change, link_id, catalog.find(link_id).version)
    async with publishing(desk_of(catalog, folder)) as pilot:
        await pilot.press("j")
        assert at_cursor(pilot) == "A link"
        await pilot.press("enter")
        await until(pilot, lambda: "after:" in seen(pilot))
        rows = [row.split("│")[1].strip() for row in lines(pilot.app) if row.count("│") > 1]
        start = rows.index("description (en)")
        assert rows[start + 1 : start + 6] == ["before:", "nothing", "after:", "Three", "new lines"]
        await pilot.press("escape")
        await worked_out(pilot)
        assert at_cursor(pilot) == "A link"
        await decide(pilot, "P")
        await until(pilot, lambda: "far fewer links" in seen(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "far fewer links" not in seen(pilot))
        await decide(pilot, "P")
        await until(pilot, lambda: "far fewer links" in seen(pilot))
        await decide(pilot, "y")
        await until(pilot, lambda: "Published 2 links" in seen(pilot))


@in_loop
async def test_why_no_release_can_be_made_is_said(tmp_path: Path) -> None:
    """Once one can be made, no byte of a name or text acts on the terminal."""
    catalog, folder = new_catalog(tmp_path), tmp_path / "release"
    with catalog.change(who="eve") as change:
        add_link(change, link("https://bare.example/"), EditorialState.PUBLISHED)
    async with publishing(desk_of(catalog, folder), (120, 40)) as pilot:
        shown = " ".join(seen(pilot).split())
        assert "No release was made. Link 1 must carry the notice “exit-unknown”" in shown
        await decide(pilot, "P")
        await pilot.pause()
        assert not folder.exists()
        with catalog.change(who="eve") as change:
            add_shelves(change)
            texts = {"names": {"en": HOSTILE}, "descriptions": {"en": HOSTILE}}
            add_link(change, link("https://x.example/", **texts), EditorialState.PUBLISHED)
        await until(pilot, lambda: "[@click=app.quit]x[/]" in seen(pilot))
        await worked_out(pilot)
        assert not set("\x1b\x07\u202e") & set(seen(pilot))
        await pilot.press("g", "j", "enter")
        await until(pilot, lambda: "before:" in seen(pilot))
        assert "[@click=app.quit]x[/]" in seen(pilot)
        assert not set("\x1b\x07\u202e") & set(seen(pilot))
    catalog.close()


@in_loop
async def test_approve_and_publish_takes_three_keys_from_the_queue(
    catalog: Catalog, folder: Path
) -> None:
    waiting = next(key for key in (6, 7, 8)
                   if catalog.find(key).state is EditorialState.IN_REVIEW)  # fmt: skip
    async with publishing(desk_of(catalog, folder)) as pilot:  # the first key is 4
        assert "Waiting for approval: 1" in seen(pilot)
        await decide(pilot, "a")
        await until(pilot, lambda: "Approved 1 link." in seen(pilot))
        await worked_out(pilot)
        assert "Waiting for approval" not in seen(pilot)
        assert "New on the website: 1" in seen(pilot)
        await decide(pilot, "P")
        await until(pilot, lambda: "Published 5 links" in seen(pilot))
        await decide(pilot, "a")
        await until(pilot, lambda: "Nothing waits for approval." in seen(pilot))
    assert f'{{"id":{waiting},' in (folder / "directory.json").read_text("utf-8")


def test_what_waits_and_was_changed_since_is_left_and_reported(
    catalog: Catalog, folder: Path
) -> None:
    desk = desk_of(catalog, folder)
    seen = forecast(desk).waiting
    ((key, version),) = [(one.link_id, one.version) for one in seen]
    with catalog.change(who="eve") as change:
        edit_link(change, key, version, {"names": {"en": "Not what you saw"}})
    done = accept_waiting(desk, seen)
    assert done.attention
    assert done.words.startswith("Approved 0 links. 1 link left as before: link ")
    assert catalog.find(key).state is EditorialState.IN_REVIEW


@in_loop
async def test_a_first_release_in_no_ones_name_is_asked_about_and_then_made(
    tmp_path: Path,
) -> None:
    """The question lists what is missing, with the remedies; a no leaves all as it was."""
    folder = tmp_path / "release"
    with closing(filled_catalog(tmp_path)) as catalog:
        async with publishing(desk_of(catalog, folder, agency="Our agency")) as pilot:
            await pilot.press("P")
            await until(pilot, lambda: "Publish the first release now?" in seen(pilot))
            assert "The agency has no name yet" in seen(pilot)
            assert "never checked" not in seen(pilot)  # most of them were checked
            await pilot.press("n")
            await worked_out(pilot)
            assert not folder.exists()
            await pilot.press("P")
            await until(pilot, lambda: pilot.app.screen.is_modal)
            await decide(pilot, "y")
            await until(pilot, (folder / "manifest.json").exists)
