"""The starter categories and notices: complete, in both languages, fit for any agency."""

import re

import pytest

from directory.model.category import TOP_CATEGORIES
from directory.model.vocab import NoticeKind
from directory.rules import notices as rules
from directory.starter import NoticeText, starter_categories, starter_notices
from tests.data.reading import LANGUAGES

NOTICES = {notice.slug: notice for notice in starter_notices()}
TEXTS = [(slug, tag) for slug in NOTICES for tag in LANGUAGES]

MAX_NOTICE = 500


def test_the_top_categories_come_first_and_in_their_order() -> None:
    rows = starter_categories()
    assert tuple(row.slug for row in rows[:4]) == TOP_CATEGORIES
    assert [row.position for row in rows[:4]] == [1, 2, 3, 4]


def test_every_category_follows_its_parent() -> None:
    seen: set[str | None] = {None}
    for row in starter_categories():
        assert row.parent in seen
        seen.add(row.slug)


def test_every_category_has_a_name_in_each_language_and_none_is_used_twice() -> None:
    for language in LANGUAGES:
        names = [(row.parent, row.names[language]) for row in starter_categories()]
        assert len(set(names)) == len(names)


def test_siblings_are_counted_from_one_without_gaps() -> None:
    for parent in (None, *TOP_CATEGORIES):
        places = [row.position for row in starter_categories() if row.parent == parent]
        assert places == list(range(1, len(places) + 1))


def test_the_notices_are_those_that_the_rules_name() -> None:
    assert {slug: notice.kind for slug, notice in NOTICES.items()} == {
        rules.NO_ENDORSEMENT: NoticeKind.DISCLAIMER,
        rules.JOB_LISTINGS: NoticeKind.DISCLAIMER,
        rules.ACCURACY: NoticeKind.DISCLAIMER,
        rules.EXIT_GOVERNMENT: NoticeKind.EXIT,
        rules.EXIT_UNKNOWN: NoticeKind.EXIT,
        rules.EXIT_NONGOVERNMENT: NoticeKind.EXIT,
    }


@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
def test_a_notice_speaks_both_languages(notice: NoticeText) -> None:
    assert sorted(notice.texts) == sorted(LANGUAGES)
    assert notice.texts["en"] != notice.texts["es"]
    assert sorted(notice.titles) == sorted(LANGUAGES)
    assert notice.titles["en"] != notice.titles["es"]


@pytest.mark.parametrize(("slug", "language"), TEXTS)
def test_a_notice_asks_only_for_what_can_be_filled_in(slug: str, language: str) -> None:
    """A disclaimer names the agency; an exit notice also names the destination and its host."""
    wanted = {"agency"}
    if NOTICES[slug].kind is NoticeKind.EXIT:
        wanted |= {"name", "host"}
    text = NOTICES[slug].texts[language]
    assert set(rules.placeholders(text)) == wanted
    values = {"agency": "Example Agency", "name": "Example", "host": "www.example.org"}
    assert not re.search(r"[{}]", rules.fill(text, values))


@pytest.mark.parametrize(("slug", "language"), TEXTS)
def test_a_notice_has_one_to_four_sentences_on_one_line(slug: str, language: str) -> None:
    text = NOTICES[slug].texts[language]
    assert 1 <= len(re.findall(r"\.(?: |$)", text)) <= 4
    assert len(text) <= MAX_NOTICE
    assert text == " ".join(text.split())
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("slug", "language", "says"),
    [
        ("no-endorsement", "en", "not an endorsement"),
        ("no-endorsement", "es", "no significa que respalde"),
        ("job-listings", "en", "directly to the employer or to a private placement agency"),
        ("job-listings", "es", "el empleador o ante una agencia privada de colocación"),
        ("accuracy", "en", "cannot guarantee"),
        ("accuracy", "es", "no puede garantizar"),
        ("exit-government", "en", "privacy policy of that website applies"),
        ("exit-government", "es", "se aplica la política de privacidad de ese sitio"),
        ("exit-nongovernment", "en", "privacy policy of that website applies"),
        ("exit-nongovernment", "es", "se aplica la política de privacidad de ese sitio"),
        ("exit-unknown", "en", "We do not run or control that website"),
        ("exit-unknown", "es", "No administramos ni controlamos ese sitio"),
    ],
)
def test_a_notice_says_what_it_is_for(slug: str, language: str, says: str) -> None:
    assert says in NOTICES[slug].texts[language]
