"""The editorial flow: which moves there are, and what is said of the others."""

from itertools import product

import pytest

from directory.model.link import LinkFields
from directory.model.vocab import EditorialState as State
from directory.rules.workflow import (
    INTERNAL_FIELDS,
    MOVES,
    IllegalMove,
    authors,
    check_move,
    is_author,
    with_author,
    writes_public,
)

ALLOWED = {
    (State.DRAFT, State.IN_REVIEW),
    (State.DRAFT, State.RETIRED),
    (State.IN_REVIEW, State.DRAFT),
    (State.IN_REVIEW, State.PUBLISHED),
    (State.IN_REVIEW, State.RETIRED),
    (State.PUBLISHED, State.IN_REVIEW),
    (State.PUBLISHED, State.RETIRED),
    (State.RETIRED, State.DRAFT),
}
ALL = set(product(State, State))


@pytest.mark.parametrize(("current", "wanted"), sorted(ALLOWED))
def test_a_link_may_move_along_the_flow(current: State, wanted: State) -> None:
    check_move(current, wanted)


@pytest.mark.parametrize(("current", "wanted"), sorted(ALL - ALLOWED))
def test_any_other_move_is_refused_and_the_possible_ones_are_named(
    current: State, wanted: State
) -> None:
    with pytest.raises(IllegalMove) as refusal:
        check_move(current, wanted)
    said = str(refusal.value)
    assert f"“{current}” cannot become “{wanted}”" in said
    possible = said.partition("it can become: ")[2].split(", ")
    assert possible == sorted(b for a, b in ALLOWED if a is current)


def test_the_table_speaks_of_every_state() -> None:
    assert set(MOVES) == set(State)


def test_nothing_reaches_the_public_without_review() -> None:
    assert {a for a, b in ALLOWED if b is State.PUBLISHED} == {State.IN_REVIEW}


@pytest.mark.parametrize(
    ("fields", "public"),
    [
        ([], False),
        (["notes"], False),
        (["steward", "review_by", "notes"], False),
        (["names"], True),
        (["notes", "url"], True),
    ],
)
def test_only_what_visitors_may_see_needs_approval(fields: list[str], public: bool) -> None:
    assert writes_public(fields) is public


def test_the_internal_fields_are_fields_of_a_link() -> None:
    assert set(LinkFields.model_fields) > INTERNAL_FIELDS


@pytest.mark.parametrize(
    ("names", "who", "then"),
    [
        ("", "ana", "ana"),
        ("ana", "ana", "ana"),
        ("ana\nben", "cem", "ana\nben\ncem"),
        ("ana\nben", "ana", "ben\nana"),
        ("ana", "ben\nda", "ana\nben da"),
    ],
)
def test_each_author_stands_once_on_a_line_the_newest_last(names: str, who: str, then: str) -> None:
    assert with_author(names, who) == then
    assert is_author(then, who)
    assert authors(then) == then.split("\n")


def test_nobody_is_an_author_of_what_nobody_wrote() -> None:
    assert authors("") == []
    assert not is_author("", "ana")
    assert not is_author("anabel", "ana")
