"""Reading the starter files: what is wrong with one is told with its place, all at once."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.vocab import NoticeKind
from directory.starter import (
    STARTER_FILES,
    NoticeText,
    StarterCategory,
    StarterDataError,
    first_complete,
    starter_categories,
    starter_links_path,
    starter_notices,
    starter_path,
)

HEAD = "slug,parent,position,name:en,name:es\n"
TOPS = (
    "job-banks,,1,Job banks,Bancos de empleo\n"
    "career-resources,,2,Career resources,Recursos\n"
    "government-agencies,,3,Government agencies,Agencias\n"
    "local-services,,4,Local services,Servicios locales\n"
)
GOOD_NOTICE = '[[notice]]\nslug = "a"\nkind = "exit"\n[notice.texts]\nen = "{agency}."\n'


def _categories(folder: Path, text: str) -> list[StarterCategory]:
    (folder / "categories.csv").write_text(text, encoding="utf-8")
    return starter_categories(folder)


def _notices(folder: Path, text: str) -> list[NoticeText]:
    (folder / "notices.toml").write_text(text, encoding="utf-8")
    return starter_notices(folder)


def test_the_checkout_has_all_starter_files() -> None:
    assert all((starter_path() / name).is_file() for name in STARTER_FILES)
    assert starter_links_path().parent == starter_path()


def test_the_installed_folder_is_taken_before_the_checkout(tmp_path: Path) -> None:
    installed, checkout = tmp_path / "starter_data", tmp_path / "data"
    for folder in (checkout, installed):
        folder.mkdir()
        for name in STARTER_FILES:
            (folder / name).touch()
    assert first_complete(installed, checkout) == installed
    assert first_complete(tmp_path / "nowhere", checkout) == checkout


def test_a_missing_folder_is_told_with_the_places_and_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(StarterDataError) as refusal:
        first_complete(tmp_path / "one", tmp_path / "two")
    assert str(tmp_path / "one") in str(refusal.value)
    assert str(tmp_path / "two") in str(refusal.value)
    assert "jobbank init --empty" in str(refusal.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for name in STARTER_FILES[1:]:
        (tmp_path / name).touch()
    with pytest.raises(StarterDataError, match=r"lacks categories\.csv\."):
        first_complete(tmp_path)


def test_categories_are_read_with_their_names(tmp_path: Path) -> None:
    """A byte order mark, as spreadsheets write it, does no harm; parents come first."""
    rows = _categories(tmp_path, "\ufeff" + HEAD + "job-banks/state,job-banks,1,State,\n" + TOPS)
    assert rows[0] == StarterCategory(
        "job-banks", None, 1, {"en": "Job banks", "es": "Bancos de empleo"}
    )
    assert rows[-1] == StarterCategory("job-banks/state", "job-banks", 1, {"en": "State"})


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("job-banks/,job-banks,1,A,B", "line 6: “job-banks/” is not a slug"),
        ("a/b/c,a/b,1,A,B", "line 6: “a/b/c” is not a slug"),
        (",,1,A,B", "line 6: “” is not a slug"),
        ("job-banks/state,,1,A,B", "line 6: the parent of “job-banks/state”"),
        ("job-banks/state,job-banks,first,A,B", "not a whole number: “first”"),
        ("job-banks/state,job-banks,²,A,B", "not a whole number: “²”"),
        ("job-banks/state,job-banks,1,,", "“job-banks/state” has no name"),
        ("job-banks/state,job-banks,1,A,B,C", "line 6: there are more cells than headings"),
        ("job-banks/state,job-banks", "not a whole number: “”"),
        ("job-banks,,1,A,B", "“job-banks” occurs twice"),
        ("other,,5,A,B", "“other” is under none of job-banks"),
        ("other/second,other,5,A,B", "“other/second” is under none of job-banks"),
    ],
)
def test_a_faulty_category_is_refused_with_its_line(
    tmp_path: Path, row: str, complaint: str
) -> None:
    with pytest.raises(StarterDataError) as refusal:
        _categories(tmp_path, HEAD + TOPS + row + "\n")
    assert complaint in str(refusal.value)
    assert "categories.csv" in str(refusal.value)


def test_all_faulty_categories_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(StarterDataError, match=r"line 6: .*; line 7: "):
        _categories(tmp_path, HEAD + TOPS + "a/,,1,A,\nb/,,1,B,\n")


def test_a_missing_top_category_is_named(tmp_path: Path) -> None:
    with pytest.raises(StarterDataError, match="“local-services” is missing"):
        _categories(tmp_path, HEAD + TOPS.rsplit("local-services", maxsplit=1)[0])


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StarterDataError, match="“english” is not a language tag"):
        _categories(tmp_path, HEAD.replace("name:en", "name:english") + TOPS)


@pytest.mark.parametrize("titles", ["titles.en = ''", "titles.en = '{host}'", "titles = 'a'"])
def test_a_title_that_says_nothing_or_asks_for_something_is_refused(
    tmp_path: Path, titles: str
) -> None:
    with pytest.raises(StarterDataError, match="title"):
        _notices(tmp_path, GOOD_NOTICE + "\n" + f"[[notice]]\nslug = 'b'\nkind = 'exit'\n"
                 f"texts.en = 'x'\n{titles}\n")  # fmt: skip


def test_notices_are_read_with_their_kind_and_texts(tmp_path: Path) -> None:
    assert _notices(tmp_path, GOOD_NOTICE) == [
        NoticeText("a", NoticeKind.EXIT, {"en": "{agency}."})
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[notice]", "is not readable as TOML"),
        ("[notice]\nslug = 1\n", "write [[notice]] in double brackets"),
        ("notice = [1]\n", "notice 1: this is no [[notice]]"),
        ('[[notice]]\nkind = "exit"\n', "notice 1: it has no slug"),
        (GOOD_NOTICE.replace("exit", "banner"), "the kind of “a” is not one of disclaimer, exit"),
        ('[[notice]]\nslug = "a"\nkind = "exit"\n', "“a” has no texts"),
        (GOOD_NOTICE.replace("{agency}.", "  "), "“a” says nothing in “en”"),
        (GOOD_NOTICE.replace('"{agency}."', "7"), "“a” says nothing in “en”"),
        (GOOD_NOTICE.replace("en =", "english ="), "“english” is not a language tag"),
        (GOOD_NOTICE.replace("agency", "address"), "asks for {address}, which is unknown"),
        (GOOD_NOTICE * 2, "“a” occurs twice"),
    ],
)
def test_a_faulty_notice_is_refused_with_its_place(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(StarterDataError) as refusal:
        _notices(tmp_path, text)
    assert complaint in str(refusal.value)
    assert "notices.toml" in str(refusal.value)


@pytest.mark.parametrize("read", [starter_categories, starter_notices])
def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path, read: object) -> None:
    assert callable(read)
    with pytest.raises(StarterDataError, match="cannot be read as UTF-8 text"):
        read(tmp_path)
    for name in STARTER_FILES:
        (tmp_path / name).write_bytes(b"\xff\xfe\xff")
    with pytest.raises(StarterDataError, match="cannot be read as UTF-8 text"):
        read(tmp_path)


@pytest.mark.slow
@given(st.text())
def test_any_text_gives_categories_or_a_refusal(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "categories.csv").write_bytes((HEAD + TOPS + text).encode(errors="replace"))
        try:
            rows = starter_categories(path)
        except StarterDataError:
            return
        assert len({row.slug for row in rows}) == len(rows)


@pytest.mark.slow
@given(slug=st.text(), kind=st.text(), texts=st.dictionaries(st.text(), st.text(), max_size=3))
def test_any_notice_is_read_or_refused(slug: str, kind: str, texts: dict[str, str]) -> None:
    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    lines = ["[[notice]]", f"slug = {quoted(slug)}", f"kind = {quoted(kind)}", "[notice.texts]"]
    lines += [f"{quoted(tag)} = {quoted(text)}" for tag, text in texts.items()]
    with TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "notices.toml").write_bytes("\n".join(lines).encode(errors="replace"))
        try:
            notices = starter_notices(path)
        except StarterDataError:
            return
        assert all(text for notice in notices for text in notice.texts.values())
