"""The editorial flow: which moves there are, and what is said of the others."""

from itertools import product

import pytest

from directory.model.link import LinkFields
from directory.model.vocab import EditorialState as State
from directory.rules.permissions import Right
from directory.rules.workflow import (
    INTERNAL_FIELDS,
    RULES,
    Verb,
    VerbRefused,
    authors,
    is_author,
    right_for,
    with_author,
    writes_public,
)


@pytest.mark.parametrize(("verb", "state"), list(product(Verb, State)))
def test_a_verb_accepts_the_states_of_its_rule_and_refuses_the_others_by_name(
    verb: Verb, state: State
) -> None:
    rule = RULES[verb]
    if state in rule.rights:
        assert right_for(verb, state) is rule.rights[state]
        return
    with pytest.raises(VerbRefused) as refused:
        right_for(verb, state)
    already = state is rule.leads_to
    assert (f"cannot be {rule.done}" in str(refused.value)) is not already
    assert str(refused.value).endswith(("already", "."))


def test_every_verb_has_a_rule() -> None:
    assert set(RULES) == set(Verb)


def test_a_published_link_leaves_the_website_by_being_retired_alone() -> None:
    moves = {verb: rule.leads_to for verb, rule in RULES.items() if State.PUBLISHED in rule.rights}
    assert {verb for verb, to in moves.items() if to not in (None, State.PUBLISHED)} == {
        Verb.RETIRE
    }


def test_what_visitors_notice_needs_the_right_to_publish() -> None:
    for rule in RULES.values():
        for state, right in rule.rights.items():
            noticed = rule.leads_to is not None and State.PUBLISHED in (state, rule.leads_to)
            assert not noticed or right is Right.PUBLISH


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
