"""The language of the project: plain technical English, one name for one thing."""

import pytest

from tests.language import AVOIDED, Counts, above, allowed, counted, lowered


@pytest.fixture(scope="module")
def counts() -> Counts:
    """How often each word to avoid is used."""
    return counted()


@pytest.mark.slow
def test_no_word_to_avoid_is_used_more_often_than_before(counts: Counts) -> None:
    """And no name of a class stands for more things than before."""
    hint = "see where: python -m tests.language PART WORD; what to write: CONTRIBUTING.md"
    assert above(counts, allowed()) == [], hint


@pytest.mark.slow
def test_what_is_allowed_shrinks_with_what_is_used(counts: Counts) -> None:
    assert lowered(counts, allowed()) == allowed(), "run: python -m tests.language --lower"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Staff are told of it.", {"is told"}),
        ("A lock that is held holds others up.", {"holds"}),
        ("It is held back, as DESIGN has it.", set()),
        ("Whoever STANDS there", {"whoever", "stands"}),
        ("a folder of its own, in plain words", {"of its own", "in words"}),
        ("so many links", {"so many"}),
        ("so many as asked; so that all", set()),
        ("one bad look; looked at twice", {"look"}),
        ("look it up; it looks like a date", set()),
    ],
)
def test_a_word_to_avoid_is_found(text: str, words: set[str]) -> None:
    assert {word for word, pattern in AVOIDED.items() if pattern.search(text)} == words
