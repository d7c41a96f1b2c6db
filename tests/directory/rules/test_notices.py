"""Notices: which wording holds on a day, and what is filled in."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.rules.notices import (
    PLACEHOLDERS,
    UnknownPlaceholder,
    announced_versions,
    fill,
    missing_languages,
    placeholders,
    version_in_force,
)


@dataclass(frozen=True)
class Wording:
    """A wording as the rules see it."""

    number: int
    announced_on: date
    effective_from: date


TODAY = date(2026, 10, 9)


def wording(number: int, announced: int, effective: int) -> Wording:
    """A wording announced and effective so many days from today."""
    return Wording(number, TODAY + timedelta(announced), TODAY + timedelta(effective))


@pytest.mark.parametrize(
    ("versions", "current", "coming"),
    [
        ([], None, []),
        ([wording(1, -30, 0)], 1, []),
        ([wording(1, 0, 1)], None, [1]),
        ([wording(1, -90, -60), wording(2, -40, -10)], 2, []),
        ([wording(2, -40, -10), wording(1, -90, -60)], 2, []),
        ([wording(1, -90, -60), wording(2, -1, 29)], 1, [2]),
        ([wording(1, -90, -60), wording(3, -1, 60), wording(2, -1, 29)], 1, [2, 3]),
        ([wording(1, -90, -60), wording(2, 1, 31)], 1, []),
        ([wording(1, -30, -5), wording(2, -30, -5)], 2, []),
    ],
)
def test_the_wording_that_took_effect_last_holds_and_announced_ones_are_told(
    versions: list[Wording], current: int | None, coming: list[int]
) -> None:
    held = version_in_force(versions, TODAY)
    assert (held and held.number) == current
    assert [version.number for version in announced_versions(versions, TODAY)] == coming


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
wordings = st.builds(Wording, st.integers(1, 9), days, days)


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(wordings), days)
def test_no_wording_holds_before_its_day_and_none_that_holds_is_announced(
    versions: list[Wording], day: date
) -> None:
    held = version_in_force(versions, day)
    begun = [version for version in versions if version.effective_from <= day]
    assert (held is None) == (not begun)
    if held is not None:
        assert held in begun
        assert all(version.effective_from <= held.effective_from for version in begun)
    coming = announced_versions(versions, day)
    assert all(v.announced_on <= day < v.effective_from for v in coming)
    assert [v.effective_from for v in coming] == sorted(v.effective_from for v in coming)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{agency} is not {host}.", "The {name} Office is not {host}."),
        ("{agency}{agency}", "The {name} OfficeThe {name} Office"),
        ("{{agency}}", "{The {name} Office}"),
        ("{} { } {a b} {agency", "{} { } {a b} {agency"),
        ("}{ {name} }{", "}{ {name} }{"),
        ("{1}", "{1}"),
        ("", ""),
    ],
)
def test_placeholders_with_a_value_are_filled_and_all_else_stays(text: str, expected: str) -> None:
    assert fill(text, {"agency": "The {name} Office"}) == expected


@pytest.mark.parametrize("word", ["agancy", "Agency", "__class__", "url"])
def test_a_placeholder_that_nobody_can_fill_is_named(word: str) -> None:
    with pytest.raises(UnknownPlaceholder, match="which is not known") as caught:
        fill("Write to {" + word + "}.", dict.fromkeys(PLACEHOLDERS, "x"))
    assert "{" + word + "}" in str(caught.value)


@pytest.mark.slow
@settings(deadline=None)
@given(st.text(), st.dictionaries(st.sampled_from(sorted(PLACEHOLDERS)), st.text()))
def test_filling_any_text_either_names_what_it_does_not_know_or_leaves_no_known_one(
    text: str, values: dict[str, str]
) -> None:
    unknown = set(placeholders(text)) - PLACEHOLDERS
    if unknown:
        with pytest.raises(UnknownPlaceholder):
            fill(text, values)
    else:
        assert fill(text, {}) == text
        assert fill(text, dict.fromkeys(PLACEHOLDERS, "-")).count("-") >= len(placeholders(text))


def test_placeholders_are_told_once_each_in_the_order_of_the_text() -> None:
    assert placeholders("{host} {agency} {host} {x}") == ("host", "agency", "x")


def test_a_language_without_a_text_or_with_an_empty_one_is_missing() -> None:
    assert missing_languages({"en": "Text", "fr": ""}, ["en", "es", "fr"]) == ("es", "fr")
