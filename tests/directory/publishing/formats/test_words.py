"""What the formats say themselves."""

import re
from dataclasses import fields
from datetime import date

import pytest

from directory.publishing.formats.words import ENGLISH, OFFERED, SPANISH, FormatWords, words_in


@pytest.mark.parametrize("words", OFFERED, ids=lambda words: words.language)
def test_each_language_says_everything_and_fills_in_the_same(words: FormatWords) -> None:
    assert len(words.months) == 12
    for field in fields(FormatWords):
        said, english = getattr(words, field.name), getattr(ENGLISH, field.name)
        assert said
        if isinstance(said, str):
            assert set(re.findall(r"{\w+}", said)) == set(re.findall(r"{\w+}", english))


@pytest.mark.parametrize(
    ("tag", "words"),
    [("en", ENGLISH), ("es", SPANISH), ("es-MX", SPANISH), ("ES", SPANISH), ("fr", ENGLISH)],
)
def test_a_region_has_the_words_of_its_language_and_an_unknown_one_english(
    tag: str, words: FormatWords
) -> None:
    assert words_in(tag) is words


def test_a_day_is_written_as_people_write_it() -> None:
    day = date(2027, 1, 5)
    assert ENGLISH.day(day) == "January 5, 2027"
    assert SPANISH.day(day) == "5 de enero de 2027"
