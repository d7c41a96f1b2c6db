"""From bytes to text: what is known comes before what is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.importing.decoding import decode
from directory.importing.records import ImportRefused

SPANISH = "url,name\nhttps://a.org,Búsqueda de empleo en español – “ya”\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SPANISH.encode("utf-8"), "utf-8"),
        (SPANISH.encode("utf-8-sig"), "utf-8"),
        (b"\xff\xfe" + SPANISH.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + SPANISH.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\x00\x00" + SPANISH.encode("utf-32-le"), "utf-32-le"),
        (SPANISH.encode("utf-16-le"), "utf-16-le"),
        (SPANISH.encode("utf-16-be"), "utf-16-be"),
        (SPANISH.encode("cp1252"), "cp1252"),
    ],
)
def test_the_usual_encodings_give_the_same_text(data: bytes, encoding: str) -> None:
    """With or without a byte-order mark."""
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (SPANISH, encoding)


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    """Valid UTF-8 is never taken for anything else."""
    if not text.encode().startswith((b"\xef\xbb\xbf", b"PK", b"%PDF", b"SQLite", b"mozLz4")):
        assert decode(text.encode()).text == text


def test_a_declared_charset_is_believed_before_a_guess() -> None:
    """A bookmark file that says it is Cyrillic is."""
    head = '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1251">'
    text = f"{head}<DL><DT><A HREF='https://a.org'>Работа</A></DL>"
    assert decode(text.encode("cp1251")).text == text


def test_latin_1_means_windows_1252_as_in_browsers() -> None:
    """What calls itself ISO-8859-1 often has Windows' quotation marks."""
    text = "<?xml version='1.0' encoding='ISO-8859-1'?><opml>“é”</opml>"
    assert decode(text.encode("cp1252")).text == text


@pytest.mark.parametrize("name", ["rot13", "unicode_escape", "idna", "no-such-charset", "utf-7"])
def test_a_declaration_that_is_no_charset_is_passed_over(name: str) -> None:
    """A file cannot choose a codec that is not a text encoding."""
    text = f"charset={name}\nurl,name\nhttps://a.org,Montréal\n"
    assert decode(text.encode("cp1252")).text == text


def test_a_declaration_that_the_bytes_belie_is_passed_over() -> None:
    """What says Shift-JIS and cannot be, is read as if it had said nothing."""
    text = "charset=shift_jis\nurl,name\nhttps://a.org,Café Zoë\n"
    assert decode(text.encode("cp1252")).text == text


def test_zeros_at_every_other_byte_that_are_no_utf16_are_no_text() -> None:
    """As in a table of small numbers."""
    with pytest.raises(ImportRefused, match="not text"):
        decode(b"a\x00" * 20 + b"\x01\xd8")


def test_a_stray_byte_does_not_spoil_a_utf8_file() -> None:
    """It is read as Windows-1252, and the remark says where."""
    data = "Ünïcödé ĝojo\n".encode() + b"caf\xe9\n"
    decoded = decode(data)
    assert decoded.text == "Ünïcödé ĝojo\ncafé\n"
    assert "line 2" in decoded.remarks[0]


def test_a_stray_byte_after_a_byte_order_mark_is_mended_too() -> None:
    """The mark says UTF-8, whatever stands behind it."""
    assert decode(b"\xef\xbb\xbfcaf\xe9").text == "café"


def test_half_a_character_of_utf16_costs_only_itself() -> None:
    """A file that was cut short is still read."""
    decoded = decode(b"\xff\xfe" + "url".encode("utf-16-le") + b"x")
    assert decoded.text.startswith("url")
    assert decoded.remarks == ("parts of the file are not valid utf-16-le",)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("url,name\nhttps://a.org,Биржа труда для всех работников страны\n", "cp1251"),
        ("url,name\nhttps://a.org,求人情報サイトの一覧はこちらにあります\n", "cp932"),
    ],
)
def test_what_is_not_western_is_guessed_and_said_so(text: str, encoding: str) -> None:
    """The remark asks staff to look the plan over."""
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert "guessed" in decoded.remarks[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04...", "save the table as CSV"),
        (b"\xd0\xcf\x11\xe0...", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"SQLite format 3\x00", "database"),
        (b"mozLz40\x00", "export the bookmarks as HTML"),
        (b"\x1f\x8b\x08", "unpack it"),
        (b"abc\x00\x01\x02def", "not text"),
        (b"\x81\x8d\x8f\x90\x9d" * 9, "not text"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    """The likely kinds are named."""
    with pytest.raises(ImportRefused, match=words):
        decode(data)
