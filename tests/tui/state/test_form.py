"""The state of forms: what stands in them, what they would save, and how two edits are merged."""

import csv
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.vocab import Audience
from directory.starter import starter_links_path
from tests.rows import each
from tui.safe_text import safe
from tui.state.form import (
    day_problem,
    empty_link,
    form_fields,
    hides,
    key_of_problem,
    shown,
)
from tui.state.form_merge import Side, differences, merged, still_open, to_keep
from tui.state.form_sheet import Sheet
from tui.state.option_match import Option, labels, matching
from tui.state.titles import clipboard_address, name_from_title

LINK: dict[str, Any] = {
    "url": "https://jobs.example/",
    "names": {"en": "Jobs", "es": "Empleos", "fr": "Emplois"},
    "descriptions": {"en": "Two\nlines"},
    "category": "job-banks/state",
    "operator": "A board",
    "operator_class": "state",
    "operator_basis": "imported",
    "service_areas": ["US-MA", "US-RI"],
    "languages": ["en"],
    "audiences": ["veterans", "youth"],
    "cost": None,
    "account_needed": False,
    "how_to_apply": None,
    "disclaimers": [],
    "exit_override": "by_rule",
    "exit_override_reason": "",
    "exit_override_until": None,
    "notes": "",
    "steward": "",
    "review_by": "2027-01-31",
}
LANGUAGES = ("en", "es")
ANY_TEXT = st.text(st.characters(), max_size=60)


def sheet(**changed: Any) -> Sheet:
    """A form of that link, with these fields of it different."""
    return Sheet.of(LANGUAGES, LINK | changed, 3)


def test_a_form_has_a_field_for_each_language_of_the_agency_and_of_the_link() -> None:
    keys = [field.key for field in form_fields(LANGUAGES, LINK)]
    assert [key for key in keys if key.startswith("names")] == ["names:en", "names:es", "names:fr"]
    assert [key for key in keys if key.startswith("desc")] == ["descriptions:en", "descriptions:es"]


def test_the_form_of_an_untouched_link_changes_nothing() -> None:
    assert sheet().patch == {}
    assert sheet().to_keep == {}


@each(
    ("key", "text", "patch"),
    [
        ("url", " https://b.example/ ", {"url": "https://b.example/"}),
        ("names:es", "Trabajos", {"names": {"en": "Jobs", "es": "Trabajos", "fr": "Emplois"}}),
        ("names:es", "  ", {"names": {"en": "Jobs", "fr": "Emplois"}}),
        ("descriptions:es", "Hola", {"descriptions": {"en": "Two\nlines", "es": "Hola"}}),
        ("category", "", {"category": None}),
        ("cost", "free", {"cost": "free"}),
        ("account_needed", "yes", {"account_needed": True}),
        ("account_needed", "", {"account_needed": None}),
        ("audiences", "", {"audiences": []}),
        ("service_areas", "US; US-NH,", {"service_areas": ["US", "US-NH"]}),
        ("review_by", "", {"review_by": None}),
        ("exit_override_until", " 2027-01-31", {"exit_override_until": "2027-01-31"}),
        ("operator_class", "local", {"operator_class": "local", "operator_basis": "curator"}),
    ],
)
def test_only_what_was_touched_is_saved(key: str, text: str, patch: dict[str, Any]) -> None:
    assert sheet().typed(key, text).patch == patch


def test_what_is_typed_back_to_what_it_was_is_not_touched() -> None:
    assert sheet().typed("operator", "x").typed("operator", "A board").touched == frozenset()


@pytest.mark.parametrize(
    ("text", "told"),
    [("2027-01-31", ""), ("", ""), ("31.1.2027", "Write"), ("2027-02-30", "Write")],
)
def test_a_day_that_is_none_is_told(text: str, told: str) -> None:
    assert day_problem(text).startswith(told)
    assert bool(day_problem(text)) == bool(told)


@pytest.mark.parametrize(
    ("name", "message", "key"),
    [
        ("names", "a link needs a name", "names:en"),
        ("descriptions", "the es text is longer than 5000 characters", "descriptions:es"),
        ("operator", "this is too long", "operator"),
        ("", "to force the exit notice on or off, give a reason", "exit_override_reason"),
    ],
)
def test_a_problem_is_shown_below_its_field(name: str, message: str, key: str) -> None:
    assert key_of_problem(name, message, form_fields(LANGUAGES, LINK)) == key


@given(ANY_TEXT)
def test_nothing_that_acts_on_a_terminal_stands_in_a_field(text: str) -> None:
    inside = shown(text)
    assert shown(inside) == inside
    assert all(safe(line, 10_000) == line for line in inside.split("\n"))


@given(ANY_TEXT, ANY_TEXT)
def test_a_field_that_was_not_touched_is_not_saved_whatever_it_hides(one: str, two: str) -> None:
    hiding = sheet(operator=one, names={"en": two}, notes=two)
    assert hiding.patch == {}


def test_hidden_characters_are_told_of_and_go_with_an_edit() -> None:
    hiding = sheet(operator="A\u202eboard\x1b]52;c;x\x07")
    assert "operator" in hides(hiding.fields, hiding.link)
    assert hiding.now["operator"] == "Aboard]52;c;x"
    assert hides(sheet().fields, LINK) == frozenset()


def test_a_new_link_is_saved_with_all_that_was_filled_in() -> None:
    new = Sheet.of(LANGUAGES, empty_link(), 0).filled(
        {
            "url": "https://a.example/",
            "names:en": "A",
            "operator_class": "federal",
            "operator_basis": "registry",
        }
    )
    assert new.touched == frozenset()
    assert new.patch == empty_link() | {
        "url": "https://a.example/",
        "names": {"en": "A"},
        "operator_class": "federal",
        "operator_basis": "registry",
    }


def test_filling_in_leaves_what_the_person_typed() -> None:
    new = Sheet.of(LANGUAGES, empty_link(), 0).typed("names:en", "Mine")
    filled = new.filled({"names:en": "Theirs", "operator": "A board"})
    assert (filled.now["names:en"], filled.now["operator"]) == ("Mine", "A board")
    assert filled.to_keep == {"names:en": ["", "Mine"]}


def test_a_class_that_a_person_chose_rests_on_their_word() -> None:
    new = Sheet.of(LANGUAGES, empty_link(), 0).filled(
        {"operator_class": "federal", "operator_basis": "registry"}
    )
    assert new.typed("operator_class", "local").patch["operator_basis"] == "curator"


def test_a_draft_taken_up_again_holds_what_was_typed() -> None:
    typed = sheet().typed("operator", "Mine").typed("names:en", "Work")
    again = sheet().taken_up(typed.to_keep, 3)
    assert again.now == typed.now
    assert again.touched == {"operator", "names:en"}


def test_a_draft_of_an_older_version_remembers_what_it_was_made_from() -> None:
    kept = sheet().typed("operator", "Mine").to_keep
    again = sheet(operator="Theirs", steward="Bo").taken_up(kept, 2)
    assert again.version == 2
    assert (again.before["operator"], again.now["operator"]) == ("A board", "Mine")
    assert again.touched == {"operator"}


def test_a_draft_may_name_fields_that_the_form_has_no_more() -> None:
    assert sheet().taken_up({"names:xx": ["", "x"]}, 3).touched == frozenset()


MERGES = [
    # before, mine, theirs, side, clash
    ("a", "b", "a", Side.MINE, False),
    ("a", "a", "c", Side.THEIRS, False),
    ("a", "b", "c", Side.OPEN, True),
    ("a", "b", "b", Side.MINE, False),
]


@pytest.mark.parametrize(("before", "mine", "theirs", "side", "clash"), MERGES)
def test_a_field_that_one_side_changed_is_merged_and_a_clash_waits(
    before: str, mine: str, theirs: str, side: Side, clash: bool
) -> None:
    fields = form_fields(LANGUAGES, LINK)
    texts = [{"operator": text} for text in (before, mine, theirs)]
    (found,) = differences(fields, *texts)
    assert (found.side, found.clash) == (side, clash)
    assert still_open([found]) == int(clash)


def test_what_nobody_changed_is_no_difference_and_clashes_come_first() -> None:
    fields = form_fields(LANGUAGES, LINK)
    before = {"url": "u", "operator": "a", "notes": "n"}
    mine, theirs = before | {"notes": "1", "url": "v"}, before | {"notes": "2"}
    found = differences(fields, before, mine, theirs)
    assert [difference.field.key for difference in found] == ["notes", "url"]


@pytest.mark.parametrize(
    ("side", "edited", "result"),
    [(Side.MINE, "", "b"), (Side.THEIRS, "", "c"), (Side.EDITED, "d", "d"), (Side.OPEN, "", "b")],
)
def test_a_choice_decides_what_a_field_gets(side: Side, edited: str, result: str) -> None:
    (found,) = differences(
        form_fields(LANGUAGES, LINK), {"operator": "a"}, {"operator": "b"}, {"operator": "c"}
    )
    assert merged({"operator": "c", "url": "u"}, [found.chosen(side, edited)]) == {
        "operator": result,
        "url": "u",
    }


def test_the_merge_of_two_edits_saves_mine_onto_theirs() -> None:
    mine = sheet().typed("names:en", "Mine")
    theirs = mine.onto(LANGUAGES, LINK | {"names": {"en": "Jobs", "de": "Arbeit"}}, 4)
    found = differences(theirs.fields, mine.before, mine.now, theirs.now)
    assert {one.field.key: one.side for one in found} == {
        "names:en": Side.MINE,
        "names:es": Side.THEIRS,
        "names:fr": Side.THEIRS,
        "names:de": Side.THEIRS,
    }
    result = merged(theirs.now, found)
    assert to_keep(theirs.now, result) == {"names:en": ["Jobs", "Mine"]}


# Picking

OPTIONS = (
    Option("j", "Jobs for veterans", "Job banks"),
    Option("v", "Veterans", "Government agencies"),
    Option("r", "Résumés and interviews", "Career resources"),
)


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("", "jvr"),
        ("vet", "vj"),
        ("VET", "vj"),
        ("jfv", "j"),
        ("resu", "r"),
        ("int res", "r"),
        ("gov", "v"),
        ("job vet", "j"),
        ("zzz", ""),
        ("--", ""),
    ],
)
def test_options_are_found_by_beginnings_of_words(typed: str, values: str) -> None:
    assert "".join(option.value for option in matching(OPTIONS, typed)) == values


def test_labels_stand_in_the_order_of_the_list_and_unknown_values_for_themselves() -> None:
    assert labels(OPTIONS, ["r", "x", "j"]) == ["Jobs for veterans", "Résumés and interviews", "x"]


def test_every_category_is_the_first_for_some_three_letters() -> None:
    text = starter_links_path().with_name("categories.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()[1:]))
    names = {row[0]: row[3] for row in rows}
    options = [Option(row[0], row[3], names.get(row[1], "top category")) for row in rows]
    for option in options:
        words = [word for word in option.label.lower().replace(",", "").split() if word.isalpha()]
        tries = {word[:size] for word in words for size in (1, 2, 3)}
        tries |= {words[0][:size] + words[1][: 3 - size] for size in (1, 2) if len(words) > 1}
        tries |= {"".join(word[0] for word in words)[:3]}
        assert any(matching(options, typed)[:1] == [option] for typed in tries), option.label


# Titles and clipboards


@each(
    ("title", "host", "name"),
    [
        ("Find a job | Mass.gov", "www.mass.gov", "Find a job"),
        ("Mass.gov", "www.mass.gov", "Mass.gov"),
        ("Home | Mass.gov", "www.mass.gov", "Mass.gov"),
        ("Unemployment | U.S. Department of Labor", "www.dol.gov", "Unemployment"),
        ("USAJOBS - Search", "www.usajobs.gov", "Search"),
        ("JobQuest - Massachusetts", "elsewhere.example", "JobQuest - Massachusetts"),
        ("  Two\n lines ", "a.example", "Two lines"),
        ("Home", "a.example", ""),
        ("Welcome - Home", "a.example", ""),
        ("", "a.example", ""),
        ("Job-Search", "a.example", "Job-Search"),
        ("Bad\x1b[2J\u202ename", "a.example", "Bad[2Jname"),
    ],
)
def test_a_name_is_made_of_a_title(title: str, host: str, name: str) -> None:
    assert name_from_title(title, host) == name


@given(ANY_TEXT, st.sampled_from(["www.mass.gov", "a.example", "127.0.0.1", ""]))
def test_any_title_makes_a_name_of_one_line_or_none(title: str, host: str) -> None:
    name = name_from_title(title, host)
    assert "\n" not in name
    assert len(name) <= 300
    assert safe(name) == name


@each(
    ("text", "address"),
    [
        ("https://a.example/b?c=1#d", "https://a.example/b?c=1#d"),
        ("  https://a.example/\n", "https://a.example/"),
        ("See https://a.example/x.", "https://a.example/x"),
        ("(https://a.example/x)", "https://a.example/x"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("www.example.org/jobs", "https://www.example.org/jobs"),
        ("https://a.example/ and https://b.example/", ""),
        ("https://a.example/ https://a.example/", "https://a.example/"),
        ("ftp://a.example/", ""),
        ("hello there", ""),
        ("version 1.2", ""),
        ("", ""),
        ("https://a.example/\u202egpj", ""),
        ("https://a.example/" + "a" * 3000, ""),
    ],
)
def test_an_address_is_found_in_what_was_copied(text: str, address: str) -> None:
    assert clipboard_address(text) == address


@given(ANY_TEXT)
def test_what_comes_of_a_clipboard_is_an_address_or_nothing(text: str) -> None:
    address = clipboard_address(text)
    assert not address or address.lower().startswith(("http://", "https://"))


def test_every_audience_has_words() -> None:
    from tui.state.choices import AUDIENCES

    assert [option.value for option in AUDIENCES] == list(Audience)
    assert all(option.label and "_" not in option.label for option in AUDIENCES)
