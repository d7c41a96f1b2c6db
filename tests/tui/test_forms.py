"""The form of a link, its pickers and the three-way view, on a real catalog."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.geometry import Region
from textual.pilot import Pilot

from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.links import add_link
from directory.catalog.people import set_person
from directory.model.link import Link
from directory.model.vocab import EditorialState, Role
from tests.clocks import HandClock
from tests.directory.samples import add, edit, fields, rows
from tests.tui.form_host import WHO, Host
from tests.tui.in_loop import in_loop
from tests.tui.waiting import lines, picture, until
from tui.modals.confirm import Confirm
from tui.modals.form_editor import NoEditor, edited, editor_command
from tui.modals.link_form import LinkForm, LinkFormLeft
from tui.modals.merge_conflict import DifferenceBox, ThreeWay
from tui.modals.pick import PickOne, PickSome
from tui.modals.prompt import Prompt
from tui.presenters.form_words import told
from tui.processes.child import CheckFailed
from tui.services.forms import clock_words
from tui.state.choices import AUDIENCES
from tui.state.form_sheet import Saved
from tui.state.option_match import Option
from tui.widgets.fields import FieldBox

pytestmark = pytest.mark.slow

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


async def opened(pilot: Pilot[None], app: Host, form: LinkForm) -> None:
    """Opens another form, and waits until it shows its fields."""
    app.open(form)
    await until(pilot, lambda: app.screen is form)
    await ready(pilot, app)


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
        add_category(change, "job-banks", {"en": "Job banks"})
        add_category(change, "job-banks/veterans", {"en": "Jobs for veterans"}, "job-banks", 1)
        add_category(change, "job-banks/state", {"en": "State job banks"}, "job-banks", 2)


def drafts(catalog: Catalog) -> list[Any]:
    """The half-done forms of the person at the form."""
    return [draft for draft in rows(catalog, "form_draft") if draft.who == WHO]


def number(link: Link) -> int:
    """The number of a link."""
    assert link.id is not None
    return link.id


@in_loop
async def test_an_edit_is_saved_with_ctrl_s_as_one_act_that_can_be_taken_back(
    sqlite_catalog: Catalog,
) -> None:
    """A letter on a choice opens its list with what fits that letter."""
    categorised(sqlite_catalog)
    link = add(sqlite_catalog, operator="A board")
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await pilot.press("X")
        box(app, "category").editor.focus()
        await pilot.pause()
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, PickOne))
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("e", "t", "enter")
        await until(pilot, lambda: isinstance(app.screen, LinkForm))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.results)
    assert app.results == [Saved(number(link), new=False)]
    after = sqlite_catalog.find(number(link))
    assert (after.names, after.category) == ({"en": "A linkX"}, "job-banks/veterans")
    assert (after.operator, after.version) == ("A board", 2)
    assert drafts(sqlite_catalog) == []
    undone = sqlite_catalog.undo(WHO)
    assert undone is not None
    assert undone.title == "Edit “A link”"
    before = sqlite_catalog.find(number(link))
    assert (before.names, before.category) == ({"en": "A link"}, None)


@in_loop
async def test_texts_of_all_languages_are_side_by_side_where_there_is_room(
    sqlite_catalog: Catalog,
) -> None:
    """And a form that is left untouched keeps nothing."""
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot, app)
        await until(pilot, partial(beside, app))
        await pilot.resize_terminal(80, 40)
        await until(pilot, partial(below, app))
        await pilot.press("tab", "tab", "escape")
        await until(pilot, lambda: app.results)
    assert app.results == [LinkFormLeft()]
    assert drafts(sqlite_catalog) == []


def beside(app: Host) -> bool:
    """The boxes of both names are in one line."""
    english, spanish = box(app, "names:en").region, box(app, "names:es").region
    return bool(english.height and spanish.height) and english.y == spanish.y


def below(app: Host) -> bool:
    """The box of the Spanish name is below that of the English one."""
    english, spanish = box(app, "names:en").region, box(app, "names:es").region
    return bool(english.height and spanish.height) and english.bottom <= spanish.y


Texts = dict[str, str]
#: What is written into fields, and what is said of it below fields; all by key.
WRONG: tuple[tuple[Texts, Texts], ...] = (
    (
        {
            "url": "ftp://a.example/",
            "names:en": "",
            "review_by": "31.1.2027",
            "service_areas": "Atlantis",
            "languages": "xx-",
            "steward": "x" * 301,
            "exit_override_until": "soon",
        },
        {
            "url": "Only http and https",
            "names:en": "A link needs a name",
            "review_by": "Write the day as",
            "service_areas": "is not an ISO 3166 code",
            "languages": "is not a language tag",
            "steward": "longer than 300 characters",
            "exit_override_until": "Write the day as",
        },
    ),
    (
        {"url": "", "exit_override_until": "2030-01-31"},
        {
            "url": "There is no address",
            "exit_override_until": "Only an exit notice that is forced",
        },
    ),
    ({"exit_override": "forced_on"}, {"exit_override_reason": "give a reason"}),
)


@in_loop
async def test_what_is_wrong_shows_below_its_field_until_it_is_right_and_is_not_saved(
    sqlite_catalog: Catalog,
) -> None:
    """It shows while one types."""
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(120, 36)) as pilot:
        await ready(pilot, app)
        for wrong, problems in WRONG:
            await go_wrong_and_back(pilot, app, wrong, problems)
        assert app.results == []
    assert sqlite_catalog.find(number(link)).version == 1


async def go_wrong_and_back(pilot: Pilot[None], app: Host, wrong: Texts, problems: Texts) -> None:
    """Writes what is wrong, tries to save it, and writes what was there before."""
    right = {key: box(app, key).text for key in wrong}
    for key, text in wrong.items():
        await write(pilot, app, key, text)
    await until(pilot, lambda: shown_of(app, problems) == problems)
    await pilot.press("ctrl+s")
    await until(pilot, lambda: f"Not saved yet: {len(problems)} field" in picture(app))
    assert shown_of(app, problems) == problems
    for key, text in right.items():
        await write(pilot, app, key, text)
    await until(pilot, lambda: shown_of(app, problems) == {})


def shown_of(app: Host, problems: Texts) -> Texts:
    """Those of the problems that are painted within the field to which they belong."""
    painted = lines(app)
    return {
        key: problem
        for key, problem in problems.items()
        if problem in within(painted, box(app, key).region)
    }


def within(painted: Sequence[str], area: Region) -> str:
    """What is painted in this area, in one line."""
    rows = [line[area.x : area.right] for line in painted[area.y : area.bottom]]
    return " ".join(" ".join(rows).split())


@in_loop
async def test_leaving_keeps_what_was_typed_and_says_so(
    sqlite_catalog: Catalog, clock: HandClock
) -> None:
    """For the person who typed it, and for no one else."""
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await pilot.press("X", "escape")
        await until(pilot, lambda: app.results)
        assert app.results == [LinkFormLeft(kept=True)]
        assert any("is kept" in words for words in app.told)
        assert sqlite_catalog.find(number(link)).version == 1
        assert await name_shown_to(sqlite_catalog, link, "jo") == "A link"
        at = clock.now.astimezone()
        clock.advance(minutes=1)
        await opened(pilot, app, LinkForm(number(link)))
        kept = f"Your unfinished changes from {at:%H:%M} were kept"
        await until(pilot, lambda: kept in picture(app))
        assert box(app, "names:en").text == "A linkX"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(app.results) == 2)
    assert sqlite_catalog.find(number(link)).names == {"en": "A linkX"}
    assert drafts(sqlite_catalog) == []


async def name_shown_to(catalog: Catalog, link: Link, who: str) -> str:
    """The English name with which this person's form begins."""
    app = Host(catalog, lambda: LinkForm(number(link)), who=who)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        return box(app, "names:en").text


@in_loop
async def test_what_is_typed_is_kept_at_once_until_ctrl_r_throws_it_away(
    sqlite_catalog: Catalog,
) -> None:
    """While keys go on coming, and with the last key before the app is left."""
    link = add(sqlite_catalog)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    typed = 0
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await pilot.press("X")
        await until(pilot, lambda: drafts(sqlite_catalog))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: "discarded" in picture(app))
        await ready(pilot, app)
        assert box(app, "names:en").text == "A link"
        assert drafts(sqlite_catalog) == []
        async with asyncio.timeout(20):
            while not drafts(sqlite_catalog):
                await pilot.press("x")
                typed += 1
        await pilot.press("X", "ctrl+q")
    assert [draft.fields for draft in drafts(sqlite_catalog)] == [
        {"names:en": ["A link", f"A link{'x' * typed}X"]}
    ]


@in_loop
async def test_a_refusal_leaves_the_form_as_it_is_and_an_edit_that_waits_is_shown(
    sqlite_catalog: Catalog,
) -> None:
    """A viewer's edit is refused; once they are an editor, it waits for approval."""
    with sqlite_catalog.change(who="a test") as change:
        published = add_link(change, fields("https://b.example/"), EditorialState.PUBLISHED)
        set_person(change, "a test", Role.ADMIN)
    app = Host(sqlite_catalog, lambda: LinkForm(number(published)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await pilot.press("X", "ctrl+s")
        await until(pilot, lambda: app.told)
        assert box(app, "names:en").text == "A linkX"
        assert app.results == []
        with sqlite_catalog.change(who="a test") as change:
            set_person(change, WHO, Role.EDITOR)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.results)
        assert app.results == [Saved(number(published), new=False, proposed=True)]
        await opened(pilot, app, LinkForm(number(published)))
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
async def test_what_is_known_of_the_site_is_filled_in_and_what_the_person_typed_stays(
    sqlite_catalog: Catalog,
) -> None:
    """The operator comes from the other links to the site; the page is seen only later."""
    add(
        sqlite_catalog,
        "https://jobs.state.example/",
        operator="A board",
        operator_class="state",
        operator_basis="imported",
    )
    gate = asyncio.Event()

    async def late(urls: Sequence[str]) -> AsyncGenerator[dict[str, Any], None]:
        await gate.wait()
        async for seen in look_at(urls):
            yield seen

    address = "https://www.state.example/new"
    app = Host(sqlite_catalog, lambda: LinkForm(address=address, look_at=late))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "as for 1 other link" in picture(app))
        await until(pilot, lambda: "Checking www.state.example" in picture(app))
        assert box(app, "operator").text == "A board"
        await write(pilot, app, "names:en", "Mine")
        gate.set()
        await until(pilot, lambda: "ok: " in picture(app))
        assert box(app, "names:en").text == "Mine"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.results)
    link = sqlite_catalog.find(app.results[0].link_id)
    assert (link.operator, link.operator_class, link.operator_basis) == (
        "A board",
        "state",
        "curator",
    )
    assert link.names == {"en": "Mine"}


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
async def test_a_kept_new_link_is_shown_and_ctrl_r_begins_with_the_clipboard(
    sqlite_catalog: Catalog,
) -> None:
    app = Host(sqlite_catalog, form_for)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await write(pilot, app, "url", "https://half.example/")
        await pilot.press("escape")
        await until(pilot, lambda: app.results)
        await opened(pilot, app, form_for("https://copied.example/"))
        assert box(app, "url").text == "https://half.example/"
        await until(pilot, lambda: "clipboard has https://copied.example/" in picture(app))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: box(app, "url").text == "https://copied.example/")


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
    assert app.results == [LinkFormLeft(kept=False, open_link=number(link))]


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ({"verdict": "ok", "reasons": ["ok"]}, "+ ok"),
        ({"verdict": "gone", "reasons": ["not-found"]}, "x gone"),
        ({"verdict": "moved", "reasons": ["https-upgrade"], "suggested_url": "https://b/"}, "b/"),
        ({"verdict": "ok", "reasons": ["never heard of"]}, "checked just now"),
    ],
)
def test_a_look_is_told_with_sign_and_word(seen: dict[str, Any], words: str) -> None:
    assert words in told(seen)


# Two people

#: Fields of one line or more that two people change, in the order of the form.
CLASHING = ("operator", "steward", "notes")


@in_loop
async def test_two_edits_of_one_link_are_put_together(sqlite_catalog: Catalog) -> None:
    """Both texts and the one before can be read at each size of the terminal."""
    link = add(sqlite_catalog, operator="Before", steward="Jo")
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        await write(pilot, app, "operator", "Mine")
        await write(pilot, app, "notes", "Mine alone")
        edit(sqlite_catalog, link, {"operator": "Theirs", "steward": "Theirs alone"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(app.screen.query(DifferenceBox)) == 3)
        sides = ("yours: Mine", "theirs: Theirs", "before: Before", "? choose")
        await until(pilot, lambda: all(text in picture(app) for text in sides))
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: app.screen.size.width == 120)
        await until(pilot, lambda: all(text in picture(app) for text in sides))
        await pilot.press("ctrl+s")  # one is open still
        assert isinstance(app.screen, ThreeWay)
        await pilot.press("right", "enter", "ctrl+s")
        await until(pilot, lambda: app.results)
    after = sqlite_catalog.find(number(link))
    assert (after.operator, after.notes, after.steward) == ("Theirs", "Mine alone", "Theirs alone")
    assert after.version == 3
    assert drafts(sqlite_catalog) == []


@in_loop
async def test_going_back_from_the_three_way_view_loses_nothing_and_a_key_decides_each_clash(
    sqlite_catalog: Catalog,
) -> None:
    """`m` takes mine, `t` theirs, and `e` writes the field anew."""
    before = dict.fromkeys(CLASHING, "Before")
    link = add(sqlite_catalog, **before)
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        for key in CLASHING:
            await write(pilot, app, key, "Mine")
        edit(sqlite_catalog, link, dict.fromkeys(CLASHING, "Theirs"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ThreeWay))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, LinkForm))
        assert {box(app, key).text for key in CLASHING} == {"Mine"}
        await pilot.press("escape")
        await until(pilot, lambda: app.results)
        await opened(pilot, app, LinkForm(number(link)))
        assert {box(app, key).text for key in CLASHING} == {"Mine"}
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.focused, DifferenceBox))
        await until(pilot, lambda: "before: Before" in picture(app))
        after = sqlite_catalog.find(number(link))
        assert {getattr(after, key) for key in CLASHING} == {"Theirs"}
        await pilot.press("e")
        await until(pilot, lambda: app.screen.query(FieldBox))
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("!", "ctrl+s")
        await until(pilot, lambda: "edited: Mine!" in picture(app))
        await pilot.press("down", "m", "t", "ctrl+s")
        await until(pilot, lambda: len(app.results) == 2)
    after = sqlite_catalog.find(number(link))
    assert [getattr(after, key) for key in CLASHING] == ["Mine!", "Mine", "Theirs"]


# Text from outside


@in_loop
async def test_what_a_field_hides_and_what_is_pasted_does_not_reach_the_terminal(
    sqlite_catalog: Catalog,
) -> None:
    """What is hidden stays in a field that is not edited."""
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
        for key, word in (("names:en", "pasted"), ("descriptions:en", "likewise")):
            await paste(pilot, app, key, f"\x1b]52;c;eA==\x07\u202e[/]{word}")
            await until(pilot, lambda word=word: word in picture(app))  # type: ignore[misc]
            assert box(app, key).text.endswith(f"]52;c;eA==[/]{word}")
            assert not {"\x1b", "\x07", "\u202e"} & set(picture(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.results)
    after = sqlite_catalog.find(number(link))
    assert (after.operator, after.notes) == (hidden, "Board of jobs.")


async def paste(pilot: Pilot[None], app: Host, key: str, text: str) -> None:
    """Pastes a text into a field, as the terminal sends it."""
    box(app, key).editor.focus()
    await pilot.pause()
    box(app, key).editor.post_message(Paste(text))


# The boxes


async def picked(
    pilot: Pilot[None], app: Host, box: PickOne | PickSome, keys: tuple[str, ...]
) -> Any:
    """What a box hands back after these keys."""
    before = len(app.results)
    app.open(box)
    await until(pilot, lambda: app.screen is box and app.focused is not None)
    await pilot.press(*keys)
    await until(pilot, lambda: len(app.results) > before)
    return app.results[-1]


@in_loop
async def test_one_is_picked_by_typing(sqlite_catalog: Catalog) -> None:
    expected = {
        ("v", "e", "t", "enter"): "job-banks/veterans",
        ("enter",): "job-banks/state",  # it begins at what was chosen
        ("up", "enter"): "job-banks/veterans",
        ("j", "o", "down", "enter"): "job-banks/veterans",
        ("escape",): None,
    }
    app = Host(sqlite_catalog)
    async with app.run_test(size=(80, 24)) as pilot:
        found = {
            keys: await picked(pilot, app, PickOne("Category", CATEGORIES, "job-banks/state"), keys)
            for keys in expected
        }
        assert found == expected
        app.results.clear()
        app.open(PickOne("Category", CATEGORIES))
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("x", "x", "enter")
        await until(pilot, lambda: "Nothing matches" in picture(app))
        assert app.results == [], "Enter takes nothing when nothing matches"


@in_loop
async def test_several_are_picked_by_typing(sqlite_catalog: Catalog) -> None:
    expected = {
        ("v", "e", "t", "enter"): ["veterans", "youth"],
        ("v", "e", "t", "space", "w", "o", "m", "space", "enter"): ["veterans", "youth", "women"],
        ("y", "o", "u", "space", "enter"): [],
        ("y", "o", "u", "enter"): ["youth"],  # Enter never drops
        ("enter",): ["youth"],
        ("escape",): None,
    }
    app = Host(sqlite_catalog)
    async with app.run_test(size=(80, 24)) as pilot:
        found = {
            keys: await picked(pilot, app, PickSome("For whom", AUDIENCES, ["youth"]), keys)
            for keys in expected
        }
    assert found == expected


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
