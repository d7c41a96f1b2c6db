"""Text from people and files: tidied, and free of what only serves to deceive."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.text import language_tag, shows, texts_by_language, tidy_line, tidy_text
from tests.rows import each

DECEPTIVE = "\u202a\u202e\u2066\u2069\ufeff\U000e0041\ud800"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("Mass JobQuest", "Mass JobQuest"),
        ("  Mass \t JobQuest \n", "Mass JobQuest"),
        ("Mass\r\nJobQuest", "Mass JobQuest"),
        ("Mass\u00a0\u3000JobQuest", "Mass JobQuest"),
        ("Mass\u2028Job\u2029Quest", "Mass Job Quest"),
        ("Mass\x00Job\x1b[31mQuest\x9f", "Mass Job [31mQuest"),
        ("Empleos en Espan\u0303a", "Empleos en España"),
        (f"gov.{DECEPTIVE}live", "gov.live"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # a joiner that Persian needs
        ("👩\u200d🏭", "👩\u200d🏭"),
    ],
)
def test_a_line_is_one_line_without_noise(text: str, line: str) -> None:
    assert tidy_line(text) == line


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("one \t\n\n  two", "one\n\n  two"),
        ("a\tb\x00c\u2028d", "a b c d"),
        ("Espan\u0303a", "España"),
        (f"a{DECEPTIVE}b", "ab"),
        ("\n\n one \n\n", "one"),
    ],
)
def test_a_text_keeps_its_lines(text: str, tidied: str) -> None:
    assert tidy_text(text) == tidied


any_text = st.text(st.characters(exclude_categories=()))


@given(any_text)
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy_line(tidy_line(text)) == tidy_line(text)
    assert tidy_text(tidy_text(text)) == tidy_text(text)


@given(any_text)
def test_nothing_that_is_tidied_holds_a_control_or_a_mark_that_deceives(text: str) -> None:
    for tidied in (tidy_line(text), tidy_text(text).replace("\n", "")):
        assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in tidied)
        assert not set(tidied) & set(DECEPTIVE)
        assert tidied == tidied.strip()
        tidied.encode()  # what is kept can be written out


@given(any_text)
def test_a_line_and_a_text_are_in_unicodes_composed_form(text: str) -> None:
    assert unicodedata.is_normalized("NFC", tidy_line(text))
    assert unicodedata.is_normalized("NFC", tidy_text(text))


@pytest.mark.parametrize(
    ("tag", "standard"),
    [
        ("en", "en"),
        (" EN-us ", "en-US"),
        ("zh-hans", "zh-Hans"),
        ("es_MX", "es-MX"),
        ("pt-br", "pt-BR"),
        ("ht", "ht"),
        ("fil", "fil"),
    ],
)
def test_a_language_tag_is_put_in_its_standard_spelling(tag: str, standard: str) -> None:
    assert language_tag(tag) == standard


@pytest.mark.parametrize("tag", ["", "  ", "english language", "xx", "e", "en-", "en\x00", "*"])
def test_what_is_no_language_tag_is_refused_by_name(tag: str) -> None:
    with pytest.raises(ValueError, match="is not a language tag such as en, es or zh-Hans"):
        language_tag(tag)


INVISIBLE = "\u200b\u200c\u200d\u2060\u00ad\u115f\u3164\u2800\ufe0f\u180e"


@each("text", ["", " ", "\n", *INVISIBLE, INVISIBLE, f" {INVISIBLE}\n"])
def test_a_text_in_which_nothing_can_be_seen_is_no_text(text: str) -> None:
    assert not shows(text)
    assert texts_by_language({"en": text, "es": "Empleos"}) == {"es": "Empleos"}


@pytest.mark.parametrize("text", ["a", "7", "?", "工", "می\u200cخواهم", "👩\u200d🏭", "\u200bé"])
def test_a_text_that_shows_anything_is_one(text: str) -> None:
    assert shows(text)
    assert texts_by_language({"EN": text}) == {"en": text}


@pytest.mark.parametrize(("one", "other"), [("en", "EN"), ("zh-hans", "zh-Hans"), ("es", " es ")])
def test_two_texts_in_one_language_are_refused_and_not_silently_made_one(
    one: str, other: str
) -> None:
    with pytest.raises(ValueError, match="there are two texts in the language “"):
        texts_by_language({one: "Jobs", other: "Work"})
    assert list(texts_by_language({one: "Jobs", other: " "}).values()) == ["Jobs"]
