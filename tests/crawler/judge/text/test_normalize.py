"""Words made plain: what people read as the same is the same, and nothing else is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.judge.text.normalize import parts, plain, tokens
from tests.cpu import within_cpu_seconds
from tests.rows import each

any_text = st.text(st.characters(exclude_categories=()), max_size=60)


@each(
    ("text", "words"),
    [
        ("", ""),
        ("  ", ""),
        ("!?…—", ""),
        ("Page Not Found", "page not found"),
        ("Error_404 (page-not-found)!", "error 404 page not found"),
        ("¡Página no encontrada!", "pagina no encontrada"),
        ("Page introuvable\u00a0!", "page introuvable"),
        ("Năo encontrada", "nao encontrada"),
        ("Pa\u0301gina", "pagina"),
        ("Paj la pa egziste — è", "paj la pa egziste e"),
        ("Không tìm thấy trang Đăng", "khong tim thay trang dang"),
        ("Страница не найдена", "страница не наидена"),
        ("ΣΕΛΊΔΑ", "σελιδα"),
        ("找不到页面。", "找不到页面"),
        ("페이지를 찾을 수 없습니다", "페이지를 찾을 수 없습니다"),
        ("الصَّفحة", "الصفحة"),
        ("İstanbul STRASSE Straße", "istanbul strasse strasse"),
        ("ｐａｇｅ　ﬁle", "page file"),
        ("𝐏𝐚𝐠𝐞 ℡", "page tel"),
        ("isn’t", "isn t"),
        ("isn't", "isn t"),
    ],
)
def test_words_are_compared_as_people_read_them(text: str, words: str) -> None:
    assert plain(text) == words


@given(any_text)
def test_to_make_plain_twice_is_to_make_plain_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(any_text)
def test_plain_words_stand_one_blank_apart_and_hold_no_sign(text: str) -> None:
    made = plain(text)
    assert made == " ".join(made.split())
    assert all(char == " " or char.isalnum() for char in made)


@given(any_text)
def test_case_and_composition_make_no_difference(text: str) -> None:
    assert plain(unicodedata.normalize("NFD", text)) == plain(text)
    assert plain(text.casefold()) == plain(text)


@given(any_text, any_text)
def test_what_stands_apart_is_made_plain_apart(one: str, other: str) -> None:
    assert plain(f"{one} | {other}") == f"{plain(one)} {plain(other)}".strip()


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Page not found | Elm County", ["page not found", "elm county"]),
        ("Jobs – Elm  —  Home", ["jobs", "elm", "home"]),
        ("Jobs - Elm / Home", ["jobs", "elm", "home"]),
        ("e-mail and/or well-being", ["e mail and or well being"]),
        ("Home :: Jobs >> List", ["home", "jobs", "list"]),
        (" | ", []),
        ("", []),
    ],
)
def test_a_title_has_parts(title: str, found: list[str]) -> None:
    assert parts(title) == found


@given(any_text)
def test_the_parts_of_a_title_are_all_of_its_words(title: str) -> None:
    assert " ".join(parts(title)) == plain(title)


def test_a_title_of_blanks_is_parted_in_time_that_grows_with_its_length_alone() -> None:
    with within_cpu_seconds():
        assert parts("a" + " " * 200_000 + "b") == ["a b"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Find work, now!", ["find", "work", "now"]),
        ("找不到页面", ["找不", "不到", "到页", "页面"]),
        ("页 jobs", ["页", "jobs"]),
        ("", []),
    ],
)
def test_a_text_has_words_and_chinese_pairs_of_characters(text: str, words: list[str]) -> None:
    assert tokens(text) == words
