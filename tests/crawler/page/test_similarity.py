"""How much one page is like another, by their words."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.request import FetchResponse
from crawler.page import similarity as pages
from crawler.page.parse import read_page
from crawler.page.similarity import SKETCH, alike, fingerprint_of, sketch
from tests.crawler.scripted import answer

URL = "https://a.example/jobs/welder-in-elm"
RANDOM = "https://a.example/jobs/qhzkwvxnmjrtpsdlgyfbceuio"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def words(count: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    return ["".join(draw.choices(LETTERS, k=8)) for _ in range(count)]


def likeness(one: Sequence[str] | str, other: Sequence[str] | str) -> float:
    texts = [text if isinstance(text, str) else " ".join(text) for text in (one, other)]
    return alike(*(sketch(text, RANDOM) for text in texts))


def page(text: str) -> FetchResponse:
    return answer(200, f"<html><title>Jobs</title><body><p>{text}</p></body></html>")


def compared(
    one: FetchResponse, other: FetchResponse, url: str = URL, other_url: str = RANDOM
) -> float:
    kept = fingerprint_of(other, read_page(other), other_url)
    return pages.likeness(one, read_page(one), url, kept)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("find work close", "find work close", 1.0),
        ("find work close", "close work find", 1.0),
        ("Find WORK, close!", "find work close", 1.0),
        ("find work close", "eat more fruit", 0.0),
        ("one two three four", "three four five six", 0.5),
        ("12 jobs open", "345 jobs open", 1.0),
        ("", "", 1.0),
        ("", "words", 0.0),
    ],
)
def test_short_texts_are_compared_exactly(one: str, other: str, expected: float) -> None:
    assert likeness(one, other) == pytest.approx(expected)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8, 0.95])
def test_of_long_texts_the_share_of_common_words_is_estimated_well(share: float) -> None:
    """The estimate of 512 hashes; its standard error is below 0.03."""
    common, count = words(int(4000 * share), 1), int(4000 * (1 - share))
    assert likeness(common + words(count, 2), common + words(count, 3)) == pytest.approx(
        share, abs=0.08
    )


def test_a_sketch_is_small_however_long_the_text() -> None:
    assert len(sketch(" ".join(words(20_000, 4)), URL)) <= 4 * SKETCH


def test_words_of_the_pages_own_address_do_not_count() -> None:
    """A page that could not find what was asked for repeats it."""
    text = "We have nothing at jobs {}, sorry"
    mine = sketch(text.format("welder-in-elm"), URL)
    others = sketch(text.format("qhzkwvxnmjrtpsdlgyfbceuio"), RANDOM)
    assert alike(mine, others) == 1.0


_TEXTS = st.lists(st.sampled_from(words(40, 5)), max_size=60)


@pytest.mark.slow
@given(_TEXTS, _TEXTS)
def test_likeness_goes_both_ways_and_lies_between_none_and_all(
    one: list[str], other: list[str]
) -> None:
    found = likeness(one, other)
    assert found == likeness(other, one)
    assert 0 <= found <= 1
    assert likeness(one, one) == 1


@pytest.mark.slow
@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_has_a_sketch(text: str, path: str) -> None:
    url = f"https://a.example/{path}"
    assert alike(sketch(text, url), sketch(text, url)) == 1


# --- pages -----------------------------------------------------------------------------


def test_the_same_bytes_are_the_same_page() -> None:
    same = page("Nothing is here.")
    assert compared(same, same) == 1.0


def test_pages_that_begin_alike_and_go_on_differently_are_told_apart_by_the_whole() -> None:
    menu = " ".join(words(500, 6))
    one, other = (page(f"{menu} {' '.join(words(4000, seed))}") for seed in (7, 8))
    assert compared(one, other) < 0.4


def test_pages_that_begin_differently_are_different_pages() -> None:
    one, other = (page(" ".join(words(2000, seed))) for seed in (9, 10))
    assert compared(one, other) < 0.1


def test_a_page_with_todays_date_and_number_is_the_same_page() -> None:
    text = f"{' '.join(words(300, 11))} visitor number {{}}"
    assert compared(page(text.format(17)), page(text.format(90210))) == 1.0


def test_two_empty_pages_are_alike_and_an_empty_one_is_like_no_other() -> None:
    empty, other_empty, full = page(""), page(" "), page("Find work close to home.")
    assert compared(empty, other_empty) == 1.0
    assert compared(empty, full) < 0.5
