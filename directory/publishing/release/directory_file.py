"""How `directory.json` is laid out: one JSON document, one entry per line.

    {"schema_version":"1.0",…,"categories":[
    {"slug":"job-banks",…},
    …
    ],"notices":[
    …
    ],"withheld":[
    17
    ],"withdrawn":[
    {"id":12,"on":"2026-10-09"}
    ],"links":[
    {"id":1,…},
    {"id":2,…}
    ],"serial":7,"updated_on":"2026-10-09"}

There is one way to write a given directory, so that equal directories are equal bytes, and a change
of one link is a change of one line. The file is written and read line by line: memory does not grow
with the number of links.

`<`, `>`, `&`, U+2028 and U+2029 are written as `\\uXXXX`, so that the file can be put into an HTML
page and nothing in it is parsed as markup.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from enum import StrEnum
from itertools import islice
from typing import BinaryIO

import msgspec

from directory.publishing.release.public_schema import Header, Tail

#: How many lines are joined at once.
_AT_ONCE = 500
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
    WITHDRAWN = "withdrawn"
    LINKS = "links"


_SECTIONS = tuple(Section)
_TAIL = b'],"serial":'


class LayoutBroken(Exception):
    """The file is not laid out as above. line: where, counted from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def canonical(value: object) -> bytes:
    """Return the canonical bytes of a value: fields in their order, keys of texts sorted, no
    blanks.

    Raise ValueError for text that is not valid Unicode (a lone surrogate).
    """
    return _escaped(_encoder.encode(value))


def rewritten(value: object) -> bytes:
    """Return the bytes of a decoded value, with its fields in their present order."""
    return _escaped(msgspec.json.encode(value))


def _escaped(encoded: bytes) -> bytes:
    for sign, escape in _ESCAPES:
        if sign[-1:] in encoded:  # a search for one byte is much faster than one for three
            encoded = encoded.replace(sign, escape)
    return encoded


def document(
    header: Header,
    sections: Iterable[tuple[Section, Iterable[object]]],
    tail: Callable[[], Tail],
) -> Iterator[bytes]:
    """Yield the document, several entries at a time. sections: all of Section, in that order. tail:
    called when everything else is written."""
    before = canonical(header).removesuffix(b"}")
    for section, entries in sections:
        yield before + _opening(section)
        yield from map(_escaped, separated(map(_encoder.encode, entries)))
        before = b"\n]"
    yield before + b"," + canonical(tail()).removeprefix(b"{") + b"\n"


def listed(head: bytes, name: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a JSON object: `head` with one more list, an entry a line. lines: canonical entries."""
    yield head.removesuffix(b"}") + b',"' + name.encode() + b'":['
    yield from separated(lines)
    yield b"\n]}\n"


def separated(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines one below the other, with commas between them; several at a time, which is
    faster."""
    separator = b"\n"
    rest = iter(lines)
    while some := list(islice(rest, _AT_ONCE)):
        yield separator + b",\n".join(some)
        separator = b",\n"


def read_document(file: BinaryIO) -> Iterator[tuple[Section | None, int, bytes]]:
    """Yield the entries of a document as (section, line number, bytes of the JSON value).

    The header comes first and the tail last, with section None. Values are not checked. Raise
    LayoutBroken at the first line that does not fit the layout.
    """
    lines = _numbered(file)
    number, line = next(lines, (1, b""))
    opening = _opening(Section.CATEGORIES)
    if not line.endswith(opening):
        raise LayoutBroken(number, "the directory does not begin as a directory does.")
    yield None, number, line.removesuffix(opening) + b"}"
    for section, following in zip(_SECTIONS, (*_SECTIONS[1:], None), strict=True):
        closing = _TAIL if following is None else b"]" + _opening(following)
        number, last = yield from _entries(lines, section, closing)
    yield None, number, b"{" + last.removeprefix(b"],")
    for number, _ in lines:
        raise LayoutBroken(number, "there is something after the end of the directory.")


def _entries(
    lines: Iterator[tuple[int, bytes]], section: Section, closing: bytes
) -> Generator[tuple[Section, int, bytes], None, tuple[int, bytes]]:
    """Yield the entries of a section; return the line that closes it, which begins with
    `closing`."""
    number, may_follow, must_follow = 1, True, False
    for number, line in lines:
        closes = line.startswith(closing) if closing is _TAIL else line == closing
        if closes and not must_follow:
            return number, line
        if line.startswith(b"]") or not may_follow:
            raise LayoutBroken(number, f"the list of {section} is not closed as it should be.")
        may_follow = must_follow = line.endswith(b",")
        yield section, number, line.removesuffix(b",")
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
