"""The only road to the terminal: nothing that gets through can act on it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.safe_text import safe, safe_lines

HOSTILE = [
    "\x1b]52;c;ZXZpbA==\x07",  # writes the clipboard
    "\x1b[2J\x1b[H",  # clears the screen
    "\x9b31m",  # C1 control sequence introducer
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",  # a hidden link
    "invoice\u202egpj.exe",  # reads backwards
    "\u2066isolate\u2069",
    "zero\u200bwidth\ufeff",
    "tag\U000e0041\U000e0042",
    "\x00\x07\x08\x7f",
    "line\u2028separator\u2029",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_character_becomes_a_visible_mark(text: str) -> None:
    shown = safe(text)
    assert not _acting(shown)
    assert len(shown) >= len(unicodedata.normalize("NFC", text))  # nothing is hidden by dropping it


@given(st.text())
def test_no_text_brings_an_acting_character_through(text: str) -> None:
    assert not _acting(safe(text))
    assert "\n" not in safe(text)
    assert not _acting(safe_lines(text).replace("\n", ""))


@pytest.mark.parametrize(
    "text", ["Empleos en español", "求职", "नौकरी", "وظائف", "Việc làm", "👩‍🔧"]
)
def test_other_scripts_stay_as_they_are(text: str) -> None:
    assert safe(text) == unicodedata.normalize("NFC", text)


def test_a_long_text_is_cut_and_says_so() -> None:
    assert safe("x" * 50, longest=10) == "x" * 10 + "…"


def _acting(text: str) -> list[str]:
    return [
        character
        for character in text
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(character) in {"LRE", "RLE", "LRO", "RLO", "PDF"}
        or unicodedata.bidirectional(character) in {"LRI", "RLI", "FSI", "PDI"}
        or 0xE0000 <= ord(character) <= 0xE007F
        or character in "\u200b\u2060\ufeff"
    ]
