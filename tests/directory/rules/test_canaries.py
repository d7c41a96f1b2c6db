"""Canaries as staff write them down, and what counts as their answer."""

from collections.abc import Sequence

import pytest

from directory.rules.canaries import Canary, parse_canary, word_of
from directory.rules.network_health import Canaries
from directory.settings import SettingsError, load_settings


@pytest.mark.parametrize(
    ("written", "canary"),
    [
        ("https://example.com", Canary("https://example.com/")),
        (" http://example.com/alive  success ", Canary("http://example.com/alive", "success")),
        ("http://example.com/ two words", Canary("http://example.com/", "two words")),
        ("http://127.0.0.1:8000/", Canary("http://127.0.0.1:8000/")),
    ],
)
def test_a_canary_is_an_address_and_maybe_a_text(written: str, canary: Canary) -> None:
    assert parse_canary(written) == canary


def test_canaries_come_from_the_settings_with_commas_between() -> None:
    settings = load_settings(canaries="https://example.com/, http://example.org/ok success")
    assert settings.canary_pages == (
        Canary("https://example.com/"),
        Canary("http://example.org/ok", "success"),
    )
    assert load_settings().canary_pages == ()


@pytest.mark.parametrize("written", ["success", "ftp://example.com/", "https://", "example.com x"])
def test_a_canary_that_is_no_address_is_refused_in_plain_words(written: str) -> None:
    with pytest.raises(SettingsError, match=r"canaries: “.*” is not an address of a page"):
        load_settings(canaries=f"https://example.com/,{written}")


@pytest.mark.parametrize(
    ("status", "body", "right"),
    [
        (200, b"<p>success</p>", True),
        (204, b"", False),
        (200, b"Welcome to the hotel", False),
        (200, b"\xff\xfe success", True),
        (302, b"success", False),
        (503, b"success", False),
        (None, b"", False),
    ],
)
def test_a_canary_with_a_text_must_hold_it(status: int | None, body: bytes, right: bool) -> None:
    assert Canary("http://example.com/", "success").answers_with(status, body) is right


@pytest.mark.parametrize(("status", "right"), [(200, True), (204, True), (301, False)])
def test_of_a_canary_without_a_text_any_page_will_do(status: int, right: bool) -> None:
    assert Canary("https://example.com/").answers_with(status, b"") is right


@pytest.mark.parametrize(
    ("answered", "word"),
    [
        ([], Canaries.UNKNOWN),
        ([True], Canaries.ALL_WELL),
        ([False], Canaries.SILENT),
        ([True, False], Canaries.SOME_WELL),
        ([False, False], Canaries.SILENT),
    ],
)
def test_canaries_are_silent_only_when_all_are(answered: Sequence[bool], word: Canaries) -> None:
    assert word_of(answered) is word
