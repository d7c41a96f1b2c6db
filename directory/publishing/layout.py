"""How `directory.json` is laid out: one JSON document, one entry per line.

    {"schema_version":"1.0",…,"categories":[
    {"slug":"job-banks",…},
    …
    ],"notices":[
    …
    ],"withheld":[
    17
    ],"links":[
    {"id":1,…},
    {"id":2,…}
    ]}

There is one way to write a given directory, so that equal directories are equal
bytes, and a change of one link is a change of one line. Writing and reading take
a line at a time: memory does not grow with the number of links.

`<`, `>`, `&`, U+2028 and U+2029 are written as `\\uXXXX`, so that the file can
stand inside an HTML page and nothing in it is taken for markup.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import BinaryIO

import msgspec

from directory.publishing.entries import Header

MAX_LINE = 4 * 1024 * 1024

_ESCAPES = tuple(
    (sign.encode(), f"\\u{ord(sign):04x}".encode()) for sign in ("<", ">", "&", "\u2028", "\u2029")
)
_encoder = msgspec.json.Encoder(order="deterministic")


class Section(StrEnum):
    """The lists of the document, in their order."""

    CATEGORIES = "categories"
    NOTICES = "notices"
    WITHHELD = "withheld"
    LINKS = "links"


_SECTIONS = tuple(Section)


class LayoutBroken(Exception):
    """The file is not laid out as above. line: where, counted from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def canonical(value: object) -> bytes:
    """The one way to write a value: fields in their order, keys of texts sorted, no blanks.

    Raises ValueError for text that is no Unicode (a lone surrogate).
    """
    encoded = _encoder.encode(value)
    for sign, escape in _ESCAPES:
        encoded = encoded.replace(sign, escape)
    return encoded


def document(
    header: Header, sections: Iterable[tuple[Section, Iterable[object]]]
) -> Iterator[bytes]:
    """The document, an entry at a time; `sections` are all of Section, in that order."""
    before = canonical(header).removesuffix(b"}")
    for section, entries in sections:
        yield before + _opening(section)
        separator = b"\n"
        for entry in entries:
            yield separator + canonical(entry)
            separator = b",\n"
        before = b"\n]"
    yield before + b"}\n"


def read_document(file: BinaryIO) -> Iterator[tuple[Section | None, int, bytes]]:
    """The entries of a document as (section, line number, bytes of the JSON value).

    The header comes first, with section None. Nothing is said of the values.
    Raises LayoutBroken at the first line that is not as it should be.
    """
    lines = _numbered(file)
    number, line = next(lines, (1, b""))
    opening = _opening(Section.CATEGORIES)
    if not line.endswith(opening):
        raise LayoutBroken(number, "the directory does not begin as a directory does.")
    yield None, number, line.removesuffix(opening) + b"}"
    for section, following in zip(_SECTIONS, (*_SECTIONS[1:], None), strict=True):
        closing = b"]}" if following is None else b"]" + _opening(following)
        for number, entry in _entries(lines, section, closing):
            yield section, number, entry
    for number, _ in lines:
        raise LayoutBroken(number, "there is something after the end of the directory.")


def _entries(
    lines: Iterator[tuple[int, bytes]], section: Section, closing: bytes
) -> Iterator[tuple[int, bytes]]:
    number, may_follow, must_follow = 1, True, False
    for number, line in lines:
        if line == closing and not must_follow:
            return
        if line.startswith(b"]") or not may_follow:
            raise LayoutBroken(number, f"the list of {section} is not closed as it should be.")
        may_follow = must_follow = line.endswith(b",")
        yield number, line.removesuffix(b",")
    raise LayoutBroken(number, f"the file ends within the list of {section}.")


def _opening(section: Section) -> bytes:
    return b',"' + section.encode() + b'":['


def _numbered(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := file.readline(MAX_LINE):
        number += 1
        if not line.endswith(b"\n"):
            what = "is too long" if len(line) == MAX_LINE else "is cut off"
            raise LayoutBroken(number, f"this line {what}.")
        yield number, line.removesuffix(b"\n")
