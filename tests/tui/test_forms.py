"""The form of a link, its pickers and the three-way view, on a real catalog."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from directory.catalog import Catalog
from directory.model.link import Link
from directory.model.vocab import EditorialState, Role
from tests.clocks import HandClock
from tests.directory.samples import add, edit, fields
from tests.tui.form_host import WHO, Host
from tests.tui.in_loop import in_loop
from tests.tui.waiting import picture, until
from tui.children.look import CheckFailed
from tui.desk.forms import clock_words
from tui.modals.confirm import Confirm
from tui.modals.form import Left, LinkForm, Saved
from tui.modals.form_editor import NoEditor, edited, editor_command
from tui.modals.form_look import told
from tui.modals.pick import PickOne, PickSome
from tui.modals.prompt import Prompt
from tui.modals.three_way import DifferenceBox, ThreeWay
from tui.state.choices import AUDIENCES
from tui.state.picking import Option
from tui.widgets.fields import FieldBox

SIZES = [(80, 24), (120, 40)]
CATEGORIES = (
    Option("job-banks", "Job banks"),
    Option("job-banks/veterans", "Jobs for veterans", "Job banks"),
    Option("job-banks/state", "State job banks", "Job banks"),
)


def box(app: Host, key: str) -> FieldBox:
    """A field of the form."""
    return next(found for found in app.screen.query(FieldBox) if found.field.key == key)


async def ready(pilot: Pilot[None], app: Host) -> None:
    """Waits until the form shows its fields."""
    await until(pilot, lambda: len(app.screen.query(FieldBox)) > 10)
    await until(pilot, lambda: app.focused is not None and "Start over" in picture(app))


async def write(pilot: Pilot[None], app: Host, key: str, text: str) -> None:
    """Puts a text into a field, as if it had been typed."""
    box(app, key).editor.focus()
    await pilot.pause()
    box(app, key).text = text
    form = app.screen
    assert isinstance(form, LinkForm)
    await until(pilot, lambda: form._sheet is not None and form._sheet.now[key] == text)


def form_for(address: str = "") -> LinkForm:
    """The form of a new link, which looks at no page."""
    return LinkForm(address=address, look_at=None)


def categorised(catalog: Catalog) -> None:
    """Some categories."""
    with catalog.change(who="a test") as change:
        change.add_category("job-banks", {"en": "Job banks"})
        change.add_category("job-banks/veterans", {"en": "Jobs for veterans"}, "job-banks", 1)
        change.add_category("job-banks/state", {"en": "State job banks"}, "job-banks", 2)


def drafts(catalog: Catalog) -> list[Any]:
    """The half-done forms of the person at the form."""
    from directory.usecases.drafts import drafts_of

    with catalog.reading() as connection:
        return drafts_of(connection, WHO)


def number(link: Link) -> int:
    """The number of a link."""
    assert link.id is not None
    return link.id


@pytest.mark.parametrize("size", SIZES)
@in_loop
async def test_an_edit_is_saved_with_ctrl_s(sqlite_catalog: Catalog, size: tuple[int, int]) -> None:
    link = add(sqlite_catalog, operator="A board")
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=size) as pilot:
        await ready(pilot, app)
        await pilot.press("X", "ctrl+s")
        await until(pilot, lambda: app.results)
    assert app.results == [Saved(number(link), new=False)]
    after = sqlite_catalog.find(number(link))
    assert (after.names, after.operator, after.version) == ({"en": "A linkX"}, "A board", 2)
    assert drafts(sqlite_catalog) == []


@in_loop
async def test_texts_of_all_languages_stand_side_by_side_where_there_is_room(
    sqlite_catalog: Catalog,
) -> None:
    link = add(sqlite_catalog)
    for width, beside in ((120, True), (80, False)):
        app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
        async with app.run_test(size=(width, 40)) as pilot:
            await ready(pilot, app)
            await until(pilot, partial(laid_out, app))
            english, spanish = box(app, "names:en").region, box(app, "names:es").region
            assert (english.y == spanish.y) is beside


def laid_out(app: Host) -> bool:
    """The boxes of both names have their places."""
    return all(box(app, key).region.height for key in ("names:en", "names:es"))


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("url", "ftp://a.example/", "Only http and https"),
        ("url", "", "There is no address"),
        ("names:en", "", "A link needs a name"),
        ("review_by", "31.1.2027", "Write the day as"),
        ("service_areas", "Atlantis", "is not an ISO 3166 code"),
        ("languages", "xx-", "is not a language tag"),
        ("steward", "x" * 301, "longer than 300 characters"),
        ("exit_override", "forced_on", "give a reason"),
        ("exit_override_until", "2030-01-31", "Only an exit notice that is forced"),
        ("exit_override_until", "soon", "Write the day as"),
    ],
)
@in_loop
async def test_what_is_wrong_is_told_below_the_field_and_not_saved(
    sqlite_catalog: Catalog, key: str, text: str, words: str
) -> None:
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(120, 50)) as pilot:
        await ready(pilot, app)
        await write(pilot, app, key, text)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Not saved yet" in picture(app))
        assert words in " ".join(picture(app).split())
        assert app.results == []
    assert sqlite_catalog.find(number(link)).version == 1


@in_loop
async def test_a_problem_shows_while_one_types_and_goes_when_it_is_mended(
    sqlite_catalog: Catalog,
) -> None:
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(120, 50)) as pilot:
        await ready(pilot, app)
        await write(pilot, app, "review_by", "soon")
        await until(pilot, lambda: "Write the day" in picture(app))
        await write(pilot, app, "review_by", "2030-01-31")
        await until(pilot, lambda: "Write the day" not in picture(app))


@in_loop
async def test_leaving_keeps_what_was_typed_and_says_so(
    sqlite_catalog: Catalog, clock: HandClock
) -> None:
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await pilot.press("X", "escape")
        await until(pilot, lambda: app.results)
        assert app.results == [Left(kept=True)]
        assert any("is kept" in words for words in app.told)
        assert sqlite_catalog.find(number(link)).version == 1
        at = clock.now.astimezone()
        clock.advance(minutes=1)
        app.open(LinkForm(number(link)))
        await ready(pilot, app)
        kept = f"Your unfinished changes from {at:%H:%M} were kept"
        await until(pilot, lambda: kept in picture(app))
        assert box(app, "names:en").text == "A linkX"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(app.results) == 2)
    assert sqlite_catalog.find(number(link)).names == {"en": "A linkX"}
    assert drafts(sqlite_catalog) == []


@in_loop
async def test_a_draft_is_kept_while_keys_go_on_coming(sqlite_catalog: Catalog) -> None:
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        async with asyncio.timeout(20):
            while not drafts(sqlite_catalog):
                await pilot.press("x")


@in_loop
async def test_quitting_the_app_keeps_the_last_key(sqlite_catalog: Catalog) -> None:
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await pilot.press("X", "ctrl+q")
    assert [draft.fields for draft in drafts(sqlite_catalog)] == [
        {"names:en": ["A link", "A linkX"]}
    ]


@in_loop
async def test_leaving_an_untouched_form_keeps_nothing(sqlite_catalog: Catalog) -> None:
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await pilot.press("tab", "tab", "escape")
        await until(pilot, lambda: app.results)
    assert app.results == [Left()]
    assert drafts(sqlite_catalog) == []


@in_loop
async def test_ctrl_r_throws_away_what_was_typed(sqlite_catalog: Catalog) -> None:
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await pilot.press("X")
        await until(pilot, lambda: drafts(sqlite_catalog))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: "thrown away" in picture(app))
        await ready(pilot, app)
        assert box(app, "names:en").text == "A link"
        assert drafts(sqlite_catalog) == []


@in_loop
async def test_the_drafts_of_two_people_do_not_meet(sqlite_catalog: Catalog) -> None:
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await pilot.press("X", "escape")
        await until(pilot, lambda: app.results)
    other = Host(sqlite_catalog, lambda: LinkForm(number(link)), who="jo")
    async with other.run_test(size=(80, 24)) as pilot:
        await ready(pilot, other)
        assert box(other, "names:en").text == "A link"


@in_loop
async def test_a_refusal_leaves_the_form_as_it_is(sqlite_catalog: Catalog) -> None:
    link = add(sqlite_catalog)
    with sqlite_catalog.change(who="a test") as change:
        change.set_person("somebody else", Role.ADMIN)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await pilot.press("X", "ctrl+s")
        await until(pilot, lambda: app.told)
        assert box(app, "names:en").text == "A linkX"
        assert app.results == []


@in_loop
async def test_an_edit_that_waits_for_approval_is_shown(sqlite_catalog: Catalog) -> None:
    with sqlite_catalog.change(who="a test") as change:
        published = change.add_link(fields("https://b.example/"), EditorialState.PUBLISHED)
        change.set_person("a test", Role.ADMIN)
        change.set_person(WHO, Role.EDITOR)
    app = Host(sqlite_catalog, lambda: LinkForm(number(published)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await pilot.press("X", "ctrl+s")
        await until(pilot, lambda: app.results)
        assert app.results == [Saved(number(published), new=False, proposed=True)]
        app.open(LinkForm(number(published)))
        await ready(pilot, app)
        assert box(app, "names:en").text == "A linkX"
        await until(pilot, lambda: f"An edit by {WHO} waits for approval" in picture(app))
    assert sqlite_catalog.find(number(published)).names == {"en": "A link"}


# Adding


async def look_at(urls: Sequence[str]) -> AsyncGenerator[dict[str, Any], None]:
    """A look that finds a page at every address."""
    for url in urls:
        yield {"url": url, "verdict": "ok", "reasons": ["ok"], "title": "Jobs for veterans | Home"}


@in_loop
async def test_a_link_from_the_clipboard_is_added_by_ctrl_s(sqlite_catalog: Catalog) -> None:
    categorised(sqlite_catalog)
    app = Host(
        sqlite_catalog, lambda: LinkForm(address="https://www.new.example/", look_at=look_at)
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "ok: " in picture(app))
        await until(pilot, lambda: "filled in from the title" in picture(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.results)
    (saved,) = app.results
    assert saved == Saved(saved.link_id, new=True)
    link = sqlite_catalog.find(saved.link_id)
    assert link.url == "https://www.new.example/"
    assert link.names == {"en": "Jobs for veterans"}
    assert (link.category, link.state) == ("job-banks/veterans", EditorialState.DRAFT)


@in_loop
async def test_the_operator_is_taken_from_the_other_links_to_the_site(
    sqlite_catalog: Catalog,
) -> None:
    add(
        sqlite_catalog,
        "https://jobs.state.example/",
        operator="A board",
        operator_class="state",
        operator_basis="imported",
    )
    app = Host(sqlite_catalog, lambda: form_for("https://www.state.example/new"))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "as for 1 other link" in picture(app))
        assert box(app, "operator").text == "A board"
        await write(pilot, app, "names:en", "New")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.results)
    link = sqlite_catalog.find(app.results[0].link_id)
    assert (link.operator, link.operator_class, link.operator_basis) == (
        "A board",
        "state",
        "imported",
    )


@in_loop
async def test_filling_in_leaves_what_the_person_typed(sqlite_catalog: Catalog) -> None:
    gate = asyncio.Event()

    async def late(urls: Sequence[str]) -> AsyncGenerator[dict[str, Any], None]:
        await gate.wait()
        async for seen in look_at(urls):
            yield seen

    app = Host(sqlite_catalog, lambda: LinkForm(address="https://a.example/", look_at=late))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Looking at a.example" in picture(app))
        await write(pilot, app, "names:en", "Mine")
        gate.set()
        await until(pilot, lambda: "ok: " in picture(app))
        assert box(app, "names:en").text == "Mine"


@in_loop
async def test_a_look_that_fails_is_told_and_the_link_can_be_saved(
    sqlite_catalog: Catalog,
) -> None:
    async def broken(urls: Sequence[str]) -> AsyncGenerator[dict[str, Any], None]:
        for url in urls:
            if url:
                raise CheckFailed("The check broke off.")
            yield {}

    app = Host(sqlite_catalog, lambda: LinkForm(address="https://a.example/", look_at=broken))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "The check broke off" in picture(app))
        await write(pilot, app, "names:en", "A")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.results)
    assert sqlite_catalog.find(app.results[0].link_id).names == {"en": "A"}


@in_loop
async def test_an_address_that_is_known_already_offers_its_link(sqlite_catalog: Catalog) -> None:
    link = add(sqlite_catalog, "https://known.example/")
    app = Host(
        sqlite_catalog,
        lambda: form_for("https://known.example/?utm_source=x"),
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "has this address already" in picture(app))
        await pilot.press("ctrl+o")
        await until(pilot, lambda: app.results)
    assert app.results == [Left(kept=False, open_link=number(link))]


@in_loop
async def test_a_kept_new_link_is_shown_and_ctrl_r_begins_with_the_clipboard(
    sqlite_catalog: Catalog,
) -> None:
    app = Host(sqlite_catalog, form_for)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await write(pilot, app, "url", "https://half.example/")
        await pilot.press("escape")
        await until(pilot, lambda: app.results)
        app.open(form_for("https://copied.example/"))
        await ready(pilot, app)
        assert box(app, "url").text == "https://half.example/"
        await until(pilot, lambda: "clipboard holds https://copied.example/" in picture(app))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: box(app, "url").text == "https://copied.example/")


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ({"verdict": "ok", "reasons": ["ok"]}, "+ ok"),
        ({"verdict": "gone", "reasons": ["not-found"]}, "x gone"),
        ({"verdict": "moved", "reasons": ["https-upgrade"], "suggested_url": "https://b/"}, "b/"),
        ({"verdict": "ok", "reasons": ["never heard of"]}, "looked at just now"),
    ],
)
def test_a_look_is_told_with_sign_and_word(seen: dict[str, Any], words: str) -> None:
    assert words in told(seen)


# Two people


@pytest.mark.parametrize("size", SIZES)
@in_loop
async def test_two_edits_of_one_link_are_put_together(
    sqlite_catalog: Catalog, size: tuple[int, int]
) -> None:
    link = add(sqlite_catalog, operator="Before", steward="Jo")
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=size) as pilot:
        await ready(pilot, app)
        await write(pilot, app, "operator", "Mine")
        await write(pilot, app, "notes", "Mine alone")
        edit(sqlite_catalog, link, {"operator": "Theirs", "steward": "Theirs alone"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(app.screen.query(DifferenceBox)) == 3)
        for text in ("yours: Mine", "theirs: Theirs", "before: Before", "? choose"):
            await until(pilot, lambda text=text: text in picture(app))  # type: ignore[misc]
        await pilot.press("ctrl+s")  # one is open still
        assert isinstance(app.screen, ThreeWay)
        await pilot.press("right", "enter", "ctrl+s")
        await until(pilot, lambda: app.results)
    after = sqlite_catalog.find(number(link))
    assert (after.operator, after.notes, after.steward) == ("Theirs", "Mine alone", "Theirs alone")
    assert after.version == 3
    assert drafts(sqlite_catalog) == []


@in_loop
async def test_what_a_form_saved_is_one_act_that_can_be_taken_back(
    sqlite_catalog: Catalog,
) -> None:
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await pilot.press("X", "ctrl+s")
        await until(pilot, lambda: app.results)
    undone = sqlite_catalog.undo(WHO)
    assert undone is not None
    assert undone.title == "Edit “A link”"
    assert sqlite_catalog.find(number(link)).names == {"en": "A link"}


@pytest.mark.parametrize(("key", "kept"), [("m", "Mine"), ("t", "Theirs")])
@in_loop
async def test_a_clash_is_decided_by_one_key(sqlite_catalog: Catalog, key: str, kept: str) -> None:
    link = add(sqlite_catalog, operator="Before")
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await write(pilot, app, "operator", "Mine")
        edit(sqlite_catalog, link, {"operator": "Theirs"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.focused, DifferenceBox))
        await pilot.press(key, "ctrl+s")
        await until(pilot, lambda: app.results)
    assert sqlite_catalog.find(number(link)).operator == kept


@in_loop
async def test_a_clash_can_be_written_anew(sqlite_catalog: Catalog) -> None:
    link = add(sqlite_catalog, operator="Before")
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await write(pilot, app, "operator", "Mine")
        edit(sqlite_catalog, link, {"operator": "Theirs"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.focused, DifferenceBox))
        await pilot.press("e")
        await until(pilot, lambda: app.screen.query(FieldBox))
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("!", "ctrl+s")
        await until(pilot, lambda: "anew: Mine!" in picture(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.results)
    assert sqlite_catalog.find(number(link)).operator == "Mine!"


@in_loop
async def test_going_back_from_the_three_way_view_loses_nothing(sqlite_catalog: Catalog) -> None:
    link = add(sqlite_catalog, operator="Before")
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await write(pilot, app, "operator", "Mine")
        edit(sqlite_catalog, link, {"operator": "Theirs"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ThreeWay))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, LinkForm))
        assert box(app, "operator").text == "Mine"
        await pilot.press("escape")
        await until(pilot, lambda: app.results)
        app.open(LinkForm(number(link)))
        await ready(pilot, app)
        assert box(app, "operator").text == "Mine"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.focused, DifferenceBox))
        await until(pilot, lambda: "before: Before" in picture(app))
    assert sqlite_catalog.find(number(link)).operator == "Theirs"


# Text from outside


@in_loop
async def test_what_a_field_hides_does_not_reach_the_terminal_and_stays_unless_edited(
    sqlite_catalog: Catalog,
) -> None:
    hidden = "Board\u200b\u2060 of\u200f jobs"
    link = add(sqlite_catalog, operator=hidden, notes=hidden)
    assert link.operator == hidden
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot, app)
        await until(pilot, lambda: "Board of jobs" in picture(app))
        shown = picture(app)
        assert not {"\u200b", "\u2060", "\u200f"} & set(shown)
        assert "invisible characters" in " ".join(shown.split())
        await write(pilot, app, "notes", "Board of jobs.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.results)
    after = sqlite_catalog.find(number(link))
    assert (after.operator, after.notes) == (hidden, "Board of jobs.")


@pytest.mark.parametrize("key", ["names:en", "notes"])
@in_loop
async def test_what_is_pasted_is_made_fit_for_the_terminal(
    sqlite_catalog: Catalog, key: str
) -> None:
    from textual.events import Paste

    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot, app)
        box(app, key).editor.focus()
        await pilot.pause()
        box(app, key).editor.post_message(Paste("\x1b]52;c;eA==\x07\u202e[/]pasted"))
        await until(pilot, lambda: "pasted" in picture(app))
        assert box(app, key).text.endswith("]52;c;eA==[/]pasted")
        assert not {"\x1b", "\x07", "\u202e"} & set(picture(app))


# The boxes


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("v", "e", "t", "enter"), "job-banks/veterans"),
        (("enter",), "job-banks/state"),  # it begins at what was chosen
        (("up", "enter"), "job-banks/veterans"),
        (("j", "o", "down", "enter"), "job-banks/veterans"),
        (("escape",), None),
    ],
)
@in_loop
async def test_one_is_picked_by_typing(
    sqlite_catalog: Catalog, keys: tuple[str, ...], value: str | None
) -> None:
    app = Host(sqlite_catalog, lambda: PickOne("Category", CATEGORIES, "job-banks/state"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.focused is not None)
        await pilot.press(*keys)
        await until(pilot, lambda: app.results)
    assert app.results == [value]


@in_loop
async def test_enter_takes_nothing_when_nothing_matches(sqlite_catalog: Catalog) -> None:
    app = Host(sqlite_catalog, lambda: PickOne("Category", CATEGORIES))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("x", "x", "enter")
        await until(pilot, lambda: "Nothing matches" in picture(app))
        assert app.results == []


@pytest.mark.parametrize(
    ("keys", "values"),
    [
        (("v", "e", "t", "enter"), ["veterans", "youth"]),
        (("v", "e", "t", "space", "w", "o", "m", "space", "enter"), ["veterans", "youth", "women"]),
        (("y", "o", "u", "space", "enter"), []),
        (("y", "o", "u", "enter"), ["youth"]),  # Enter never drops
        (("enter",), ["youth"]),
        (("escape",), None),
    ],
)
@in_loop
async def test_several_are_picked_by_typing(
    sqlite_catalog: Catalog, keys: tuple[str, ...], values: list[str] | None
) -> None:
    app = Host(sqlite_catalog, lambda: PickSome("For whom", AUDIENCES, ["youth"]))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.focused is not None)
        await pilot.press(*keys)
        await until(pilot, lambda: app.results)
    assert app.results == [values]


@in_loop
async def test_a_letter_on_a_choice_opens_its_list_filtered(sqlite_catalog: Catalog) -> None:
    categorised(sqlite_catalog)
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        box(app, "category").editor.focus()
        await pilot.pause()
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, PickOne))
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("e", "t", "enter")
        await until(pilot, lambda: isinstance(app.screen, LinkForm))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.results)
    assert sqlite_catalog.find(number(link)).category == "job-banks/veterans"


@in_loop
async def test_a_prompt_hands_back_a_line(sqlite_catalog: Catalog) -> None:
    app = Host(sqlite_catalog, lambda: Prompt("Why?", needed=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("enter")
        await until(pilot, lambda: "Write something" in picture(app))
        await pilot.press("s", "o", "space", "enter")
        await until(pilot, lambda: app.results)
    assert app.results == ["so"]


# The person's own editor


def test_a_text_comes_back_from_the_editor(tmp_path: Path) -> None:
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nprintf "more\\n" >> "$1"\n')
    script.chmod(0o755)
    assert edited("first\n", [str(script)]) == "first\nmore"


@pytest.mark.parametrize(
    ("command", "words"),
    [(["false"], "ended with an error"), (["/nowhere/ed"], "cannot be started")],
)
def test_an_editor_that_fails_is_told(command: list[str], words: str) -> None:
    with pytest.raises(NoEditor, match=words):
        edited("text", command)


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        ({"EDITOR": "nano -w"}, ["nano", "-w"]),
        ({"VISUAL": "code --wait", "EDITOR": "ed"}, ["code", "--wait"]),
        ({}, ["vi"]),
    ],
)
def test_the_editor_is_the_one_of_the_environment(
    environment: dict[str, str], command: list[str]
) -> None:
    assert editor_command(environment) == command


def test_an_editor_that_cannot_be_read_is_told() -> None:
    with pytest.raises(NoEditor, match="cannot be read"):
        editor_command({"EDITOR": "'"})


def test_a_clock_of_another_day_names_the_day(clock: HandClock) -> None:
    assert len(clock_words(clock.now, clock.now)) == 5
    assert clock_words(clock.now, clock.now + timedelta(days=2)).startswith("2026-10-")
