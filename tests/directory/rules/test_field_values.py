"""What is typed, or stands in a cell, becomes the value of its field."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.fields import BY_NAME, FIELDS
from directory.rules.field_values import as_text, read, typed
from tests.rows import each


@each(
    ("name", "text", "value"),
    [
        ("operator", " A board ", "A board"),
        ("notes", "Two\nlines\n", "Two\nlines"),
        ("category", "", None),
        ("category", " job-banks ", "job-banks"),
        ("cost", "Free and paid", "free_and_paid"),
        ("cost", " ", None),
        ("how_to_apply", "on-site form", "on_site_form"),
        ("audiences", "Youth; laid-off workers, youth", ["laid_off_workers", "youth"]),
        ("audiences", "", []),
        ("disclaimers", "fees|accuracy", ["fees", "accuracy"]),
        ("service_areas", "us-ri\nUS-MA", ["US-MA", "US-RI"]),
        ("languages", "ES, en", ["en", "es"]),
        ("account_needed", "Yes", True),
        ("account_needed", "0", False),
        ("account_needed", "", None),
        ("review_by", " 2027-01-31 ", date(2027, 1, 31)),
        ("review_by", "", None),
    ],
)
def test_a_text_is_read_by_the_kind_of_its_field(name: str, text: str, value: Any) -> None:
    assert read(BY_NAME[name], text) == value
    plain = str(value) if isinstance(value, date) else value
    assert typed(BY_NAME[name], text) == plain


@each(
    ("name", "text", "words", "left"),
    [
        ("cost", " much", "“much” is not one of free, free_and_paid, paid", "much"),
        ("operator_class", "", "“” is not one of federal, ", ""),
        ("audiences", "all; youth", "“all” is not one of everyone, ", ["all", "youth"]),
        ("service_areas", "US-MA; x", "“X” is not an ISO 3166 code", ["US-MA", "x"]),
        ("languages", "english please", "is not a language tag", ["english please"]),
        ("account_needed", "perhaps", "“perhaps” is neither yes nor no", "perhaps"),
        ("review_by", "31.1.2027", "“31.1.2027” is not a date such as 2027-01-31", "31.1.2027"),
    ],
)
def test_what_cannot_be_read_is_refused_in_plain_words_or_left_for_the_link_to_refuse(
    name: str, text: str, words: str, left: Any
) -> None:
    with pytest.raises(ValueError, match="“") as refused:
        read(BY_NAME[name], text)
    assert words in str(refused.value)
    assert typed(BY_NAME[name], text) == left


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
@given(text=st.text(max_size=40))
def test_a_value_that_was_read_is_read_again_from_its_text(field: Any, text: str) -> None:
    value = typed(field, text)
    assert typed(field, as_text(value)) == value
    assert typed(field, as_text(value, "; ")) == value
