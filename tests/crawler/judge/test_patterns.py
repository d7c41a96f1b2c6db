"""Lists of signs: found as whole words, as hosts and their parts, as markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.judge.patterns import make_list
from crawler.judge.text.normalize import plain
from tests.rows import each

words = st.text(st.characters(codec="ascii", categories=("Ll", "Nd")), min_size=1, max_size=8)
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)
labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
hosts = st.lists(labels, min_size=2, max_size=4).map(".".join)


@each(
    ("phrase", "text", "found"),
    [
        ("not found", "Page not found.", True),
        ("not found", "NOT—FOUND", True),
        ("not found", "not foundation", False),
        ("not found", "knot found", False),
        ("no encontrada", "¡Página no encontrada!", True),
        ("página", "pagina", True),
        ("parked", "sparked", False),
        ("404", "4040", False),
        ("не найдена", "страница не найдена", True),
        ("сайт", "веб сайты", False),
        ("найдена", "ненайдена", False),
        ("σελίδα", "ιστοσελίδα", False),
        ("找不到页面", "抱歉，找不到页面。", True),
        ("غير موجودة", "الصفحة غير موجودة", True),
        ("찾을 수 없습니다", "페이지를 찾을 수 없습니다", True),
        ("페이지", "페이지를 찾을 수", True),
    ],
)
def test_phrases_are_found_as_whole_words_where_a_script_parts_words(
    phrase: str, text: str, found: bool
) -> None:
    """In Chinese there are no blanks; in Arabic and Korean particles are stuck to a word."""
    one = make_list("any.titles", [phrase])
    assert one.found_in(plain(text)) == (plain(phrase) if found else None)
    assert one.all_in(plain(text)) == ([plain(phrase)] if found else [])


@pytest.mark.slow
@given(phrases, phrases, phrases)
def test_a_phrase_among_other_words_is_found(before: str, phrase: str, after: str) -> None:
    one = make_list("any.titles", [phrase])
    for text in (phrase, f"{before} {phrase}", f"{phrase} {after}", f"{before} {phrase} {after}"):
        assert one.found_in(text) == phrase


@pytest.mark.slow
@given(phrases, words)
def test_a_part_of_a_word_is_not_found(phrase: str, more: str) -> None:
    one = make_list("any.titles", [phrase])
    wanted, text = phrase.split(), f"{more}{phrase}{more}".split()
    whole = any(text[at : at + len(wanted)] == wanted for at in range(len(text)))
    assert (one.found_in(" ".join(text)) is not None) is whole


def test_all_phrases_that_are_there_are_told() -> None:
    one = make_list("any.titles", ["gone", "not found", "Not Found!", "closed"])
    assert one.members == {"gone", "not found", "closed"}
    assert one.all_in("gone not found") == ["gone", "not found"]


@pytest.mark.parametrize("name", ["any.titles", "any.hosts", "any.markup"])
@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_entry_is_no_sign_and_hides_none(name: str, empty: str) -> None:
    one = make_list(name, [empty, "sign.example"])
    assert len(one.members) == len(one.sought) == 1
    assert one.markup_in("<p>sign.example</p>") is None or one.markup_in("sign.example")
    assert one.host_of("") is None
    assert make_list(name, [empty]).found_in("anything at all") is None
    assert make_list(name, [empty]).markup_in("anything at all") is None


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("example.com", "example.com"),
        ("www.example.com", "example.com"),
        ("a.b.example.com", "example.com"),
        ("notexample.com", None),
        ("example.com.evil.example", None),
        ("example.org", None),
        ("com", None),
        ("", None),
        ("shop.example.net", "shop.example.net"),
        ("example.net", None),
    ],
)
def test_a_host_is_listed_with_all_that_is_below_it(host: str, found: str | None) -> None:
    listed = make_list("parked.script_hosts", [" Example.com ", "shop.example.net"])
    assert listed.host_of(host) == found


@pytest.mark.slow
@given(hosts, labels)
def test_another_name_that_ends_alike_is_another_host(host: str, more: str) -> None:
    listed = make_list("any.hosts", [host])
    assert listed.host_of(f"{more}.{host}") == host
    assert listed.host_of(f"{more}{host}") is None
    assert listed.host_of(f"{host}.{more}") in (None, host)
    assert listed.host_of(host.partition(".")[2]) is None


def test_markup_is_found_anywhere_as_it_is_written() -> None:
    listed = make_list("parked.page_markup", ['<div id="Lander', "window.park="])
    assert listed.markup_in('<p><div id="lander-root">') == '<div id="lander'
    assert listed.markup_in("window.parking=1") is None
