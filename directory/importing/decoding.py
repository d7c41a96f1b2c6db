"""Decode the bytes of a file.

Certain evidence comes before guesses: a byte-order mark, then UTF-8 (text in another encoding is
hardly ever valid UTF-8 by chance), then the charset that the file declares. A file that is UTF-8
but for a few stray bytes is read as UTF-8 and those bytes as Windows-1252: rows pasted from an
older program must not damage all others. Most other files come from Windows programs of the Western
world; a statistical guess, made for long prose, reads such short lists wrongly, so it comes last.
"""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from directory.importing.records import ImportRefused

_BYTE_ORDER_MARKS = (
    # UTF-32 before UTF-16: the mark of UTF-32 begins with that of UTF-16.
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KNOWN_KINDS = (
    (b"PK\x03\x04", "a spreadsheet, a document or a ZIP archive; save the table as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file; save the table as CSV"),
    (b"%PDF", "a PDF; copy the list into a spreadsheet and save it as CSV"),
    (b"SQLite format 3", "a database; export the list as CSV"),
    (b"mozLz4", "a compressed Firefox backup; export the bookmarks as HTML"),
    (b"\x1f\x8b", "compressed; unpack it first"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*+=\s*+["']?+\s*+([A-Za-z0-9._:-]{2,40})""", re.I)
_DECLARED_WITHIN = 2048
#: Declarations that browsers read as Windows-1252, which contains them.
_LATIN = frozenset({"iso8859-1", "ascii"})
#: Prefixes of the codecs that a file may declare; the others are not text encodings, or can hide
#: the content of a text.
_DECLARABLE = (
    "utf-8", "utf-16", "utf-32", "iso8859", "cp", "koi8", "mac", "shift_jis", "euc", "gb",
    "big5", "tis", "johab", "hz", "iso2022", "ascii",
)  # fmt: skip
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_SIGN_INSIDE_A_WORD = re.compile("[^\\W\\d_][^\\w\\s\\x00-\\x7f’‘–—·…\\xad][^\\W\\d_]")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text without a byte-order mark; remarks: what was guessed or corrected."""

    text: str
    encoding: str
    remarks: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Return the text of a file.

    Raise ImportRefused if the bytes are not text.
    """
    _refuse_known_kinds(data)
    decoded = (
        _by_byte_order_mark(data)
        or _as_utf8(data)
        or _as_unmarked_utf16(data)
        or _as_declared(data)
        or _as_nearly_utf8(data)
        or _as_windows_1252(data)
        or _as_guessed(data)
    )
    if decoded is None or "\x00" in decoded.text:
        raise ImportRefused(
            "the file is not text, so there are no links to read from it; "
            "save it as CSV in UTF-8 and import that"
        )
    return decoded


def _refuse_known_kinds(data: bytes) -> None:
    for magic, what in _KNOWN_KINDS:
        if data.startswith(magic):
            raise ImportRefused(f"the file is {what}, and import that")


def _by_byte_order_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            if encoding == "utf-8":
                return _mended(body.decode(encoding, errors="surrogateescape"))
            text = body.decode(encoding, errors="replace")
            damaged = "\ufffd" in text
            remark = (f"parts of the file are not valid {encoding}",) if damaged else ()
            return Decoded(text, encoding, remark)
    return None


def _as_utf8(data: bytes) -> Decoded | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else Decoded(text, "utf-8")


def _as_unmarked_utf16(data: bytes) -> Decoded | None:
    """Decode UTF-16 without its mark: in any mostly Latin text every other byte is zero."""
    if len(data) % 2 or not data:
        return None
    half = len(data) / 2
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        if data[first::2].count(0) > 0.5 * half and data[1 - first :: 2].count(0) == 0:
            try:
                return Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError:
                return None
    return None


def _as_declared(data: bytes) -> Decoded | None:
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    name = "cp1252" if name in _LATIN else name
    if not name.startswith(_DECLARABLE):
        return None
    try:
        return Decoded(data.decode(name), name)
    except UnicodeError:
        return None


def _as_nearly_utf8(data: bytes) -> Decoded | None:
    text = data.decode("utf-8", errors="surrogateescape")
    strays = len(_ESCAPED_BYTE.findall(text))
    sound = sum(1 for character in text if character > "\x7f") - strays
    return _mended(text) if sound >= 3 * strays else None


def _mended(text: str) -> Decoded:
    """Return text decoded with `surrogateescape`, with the escaped bytes read as Windows-1252."""
    first = _ESCAPED_BYTE.search(text)
    if first is None:
        return Decoded(text, "utf-8")
    line = text.count("\n", 0, first.start()) + 1
    remark = f"not all of the file is UTF-8 (see line {line}); the rest was read as Windows-1252"
    return Decoded(_ESCAPED_BYTE.sub(_windows_1252_character, text), "utf-8", (remark,))


def _windows_1252_character(stray: re.Match[str]) -> str:
    return bytes([ord(stray[0]) - 0xDC00]).decode("cp1252", errors="replace")


def _as_windows_1252(data: bytes) -> Decoded | None:
    """Decode as Windows-1252 if the result reads like a Western language: at most half of the
    letters of words that have a marked letter are marked, and no word has a sign inside."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    if _SIGN_INSIDE_A_WORD.search(text):
        return None
    words = [word for word in _LETTERS.findall(text) if not word.isascii()]
    letters = sum(len(word) for word in words)
    marked = sum(1 for word in words for letter in word if not letter.isascii())
    if marked * 2 > letters:
        return None
    return Decoded(text, "cp1252", ("the file does not name its encoding; read as Windows-1252",))


def _as_guessed(data: bytes) -> Decoded | None:
    guess = from_bytes(data).best()
    if guess is None:
        return None
    remark = f"the file does not name its encoding; guessed as {guess.encoding}: check the plan"
    return Decoded(str(guess), guess.encoding, (remark,))
