"""The interface's own sentences, and what is said of a link."""

import json
import string
from datetime import date
from importlib.resources import files

import pytest

from directory.model.vocab import Audience, Cost, HowToApply, OperatorClass, Verdict
from directory.publishing.release.paths import way
from directory.publishing.release.public_schema import HealthEntry
from directory.publishing.site.link_text import area_name, remark
from directory.publishing.site.words import direction, health_words, marked, own_name, words_for
from tests.directory.publishing.formats.editions import link
from tests.rows import each

FOLDER = files("directory.publishing.site") / "words"
ENGLISH, SPANISH = (json.loads((FOLDER / f"{one}.json").read_text("utf-8")) for one in ("en", "es"))
DAY = date(2026, 3, 1)


def fields(sentence: str) -> set[str]:
    """What a sentence asks to have filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_every_sentence_is_there_in_each_language_and_asks_for_the_same() -> None:
    """Else one language would say less than the other."""
    assert list(ENGLISH) == list(SPANISH)
    for key, sentence in ENGLISH.items():
        assert fields(sentence) == fields(SPANISH[key]), key
        assert SPANISH[key].strip()


def test_every_word_of_the_catalog_has_its_sentence() -> None:
    """So that no link can be without words."""
    wanted = {
        *(f"class_{one}" for one in OperatorClass),
        *(f"cost_{one}" for one in Cost),
        *(f"apply_{one}" for one in HowToApply),
        *(f"audience_{one}" for one in Audience),
        *(f"health_{one}" for one in Verdict if one not in {Verdict.OK, Verdict.BLOCKED}),
    }
    assert wanted <= set(ENGLISH)


@each(
    ("language", "written"),
    [
        ("en", "ltr"), ("ar", "rtl"), ("AR-eg", "rtl"), ("he", "rtl"), ("fa", "rtl"),
        ("ur", "rtl"), ("ckb", "rtl"), ("uz-Arab", "rtl"), ("ar-Latn", "ltr"), ("zh-Hans", "ltr"),
        ("pa-PK", "ltr"), ("az-Arab-IR", "rtl"),
    ],
)  # fmt: skip
def test_a_language_is_written_in_its_direction(language: str, written: str) -> None:
    """By its script when the tag names one."""
    assert direction(language) == written


@pytest.mark.parametrize(
    ("language", "spoken"), [("es", "es"), ("es-US", "es-US"), ("vi", "en"), ("en-GB", "en-GB")]
)
def test_what_nobody_has_put_into_a_language_is_in_english_and_says_so(
    language: str, spoken: str
) -> None:
    """A regional variety is no other language."""
    words = words_for(language, "en")
    assert words.spoken == spoken
    assert (' lang="en"' in words.say("home")) == (spoken == "en")


def test_what_is_filled_into_a_sentence_is_escaped() -> None:
    """The sentence itself is too."""
    said = words_for("en", "en").say("continue", host="<b>{0}</b>")
    assert str(said) == "Continue to &lt;b&gt;{0}&lt;/b&gt;"


def test_languages_are_called_what_they_call_themselves() -> None:
    """A language that we do not know, by its tag."""
    assert [own_name(one) for one in ("es", "es-US", "pt-BR", "tlh")] == [
        "Español", "Español", "Português (Brasil)", "tlh",
    ]  # fmt: skip
    assert str(marked("ar", "en")) == ' lang="ar" dir="rtl"'
    assert str(marked("en", "en")) == ""


@pytest.mark.parametrize(
    ("health", "said"),
    [
        (None, ""),
        (HealthEntry(Verdict.OK, "ok", DAY, True), ""),
        (HealthEntry(Verdict.BLOCKED, "bot-wall", DAY, True), ""),
        (HealthEntry(Verdict.FAILING, "timeout", DAY, False), ""),
        (
            HealthEntry(Verdict.FAILING, "timeout", DAY, True),
            "The website was not reachable when we last checked. Since March 1, 2026.",
        ),
    ],
)
def test_ill_is_spoken_of_a_website_only_when_it_is_confirmed_and_matters(
    health: HealthEntry | None, said: str
) -> None:
    """One bad look is not enough, and that a program was not let in says nothing to people."""
    words = words_for("en", "en")
    assert remark(link(1, health=health), words) == said
    assert remark(link(1, health=health, released_until=DAY), words) == ""


@each(
    ("languages", "expected"),
    [
        (("en", "es"), {"en", "es"}),
        (("ar", "es"), {"es"}),
        (("es-US",), {"es-US"}),
        (("ar",), {"en"}),
    ],
)
def test_a_release_has_the_words_for_links_that_are_not_well(
    languages: tuple[str, ...], expected: set[str]
) -> None:
    """In its languages, where there are any; for each verdict that visitors are shown."""
    found = health_words(languages)
    assert set(found) == {"changed", "insecure", "gone", "failing", "moved", "since"}
    assert all(set(texts) == expected for texts in found.values())
    for verdict in Verdict:
        health = HealthEntry(verdict, "x", date(2026, 3, 1), confirmed=True)
        entry = link(1, health=health)
        assert bool(remark(entry, words_for("en", "en"))) is (verdict in found)


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("US-NY", "en", "New York"),
        ("US-NY", "es", "Nueva York"),
        ("US", "es", "Estados Unidos"),
        ("ZZ-ZZ", "en", "ZZ-ZZ"),
    ],
)
def test_areas_have_names(code: str, language: str, name: str) -> None:
    """In the language of the words; what has none keeps its code."""
    assert area_name(code, language) == name


@pytest.mark.parametrize(
    ("start", "end", "leads"),
    [
        ("site/", "site/site.css", "site.css"),
        ("site/", "site/", "./"),
        ("site/es/", "site/", "../"),
        ("site/category/a/b/", "out/7/es/", "../../../../out/7/es/"),
        ("site/category/a/b/", "site/category/a/", "../"),
        ("site/category/a/b/page-2.html", "site/category/a/b/", "./"),
        ("site/category/a/b/page-2.html", "site/category/a/b/page-3.html", "page-3.html"),
        ("out/7/", "out/exit.css", "../exit.css"),
        ("out/7/es/", "out/7/", "../"),
        ("out/7/es/", "site/es/category/a/", "../../../site/es/category/a/"),
    ],
)
def test_one_place_of_a_release_leads_to_another(start: str, end: str, leads: str) -> None:
    """By a relative address, whatever the path under which all of it is served."""
    assert way(start, end) == leads
