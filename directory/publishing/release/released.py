"""Reading back what was released, to compare it: all but the links in memory.

A file that is not laid out as a release gives `Broken`, never another error.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, TypeVar

import msgspec

from directory.publishing.release.directory_file import LayoutBroken, Section, read_document
from directory.publishing.release.public_schema import (
    CategoryEntry,
    Header,
    LinkEntry,
    NoticeEntry,
    Tail,
    Withdrawn,
)

_Entry = TypeVar("_Entry")


class Broken(Exception):
    """The old release is not as a release is; says how."""


@dataclass(slots=True)
class Released:
    """A release that was written. header: None when there is none.

    links: their lines, by id, read from the file as they are taken. serial: known when they
    have been.
    """

    header: Header | None = None
    categories: dict[str, CategoryEntry] = field(default_factory=dict)
    notices: dict[str, NoticeEntry] = field(default_factory=dict)
    withheld: set[int] = field(default_factory=set)
    withdrawn: dict[int, Withdrawn] = field(default_factory=dict)
    links: Iterable[bytes] = ()
    serial: int = 0


class _Id(msgspec.Struct):
    id: int


_ID = msgspec.json.Decoder(_Id)
_LINK = msgspec.json.Decoder(LinkEntry)
_NUMBER = msgspec.json.Decoder(int)
_TAIL = msgspec.json.Decoder(Tail)
_WITHDRAWN = msgspec.json.Decoder(Withdrawn)
_HEADER = msgspec.json.Decoder(Header)
_CATEGORY = msgspec.json.Decoder(CategoryEntry)
_NOTICE = msgspec.json.Decoder(NoticeEntry)


def _decoded(decoder: msgspec.json.Decoder[_Entry], raw: bytes) -> _Entry:
    try:
        return decoder.decode(raw)
    except (ValueError, RecursionError) as error:
        raise Broken(f"{error}.") from None


def _entries(file: BinaryIO) -> Iterator[tuple[Section | None, bytes]]:
    try:
        for section, _, raw in read_document(file):
            yield section, raw
    except LayoutBroken as error:
        raise Broken(f"line {error.line}: {error}") from None


def read_released(file: BinaryIO) -> Released:
    """The release in this `directory.json`. Raises Broken, also while its links are taken."""
    released = Released()
    entries = _entries(file)
    _, raw = next(entries)
    released.header = _decoded(_HEADER, raw)
    for section, raw in entries:
        match section:
            case None:
                released.serial = _decoded(_TAIL, raw).serial
            case Section.CATEGORIES:
                category = _decoded(_CATEGORY, raw)
                released.categories[category.slug] = category
            case Section.NOTICES:
                notice = _decoded(_NOTICE, raw)
                released.notices[notice.slug] = notice
            case Section.WITHHELD:
                released.withheld.add(_decoded(_NUMBER, raw))
            case Section.WITHDRAWN:
                gone = _decoded(_WITHDRAWN, raw)
                released.withdrawn[gone.id] = gone
            case Section.LINKS:
                released.links = _links(released, raw, entries)
                break
    return released


def _links(
    released: Released, first: bytes, entries: Iterator[tuple[Section | None, bytes]]
) -> Iterator[bytes]:
    yield first
    for section, raw in entries:
        if section is None:
            released.serial = _decoded(_TAIL, raw).serial
        else:
            yield raw


def id_in(raw: bytes) -> int:
    """The id of the link on this line. Raises Broken."""
    return _decoded(_ID, raw).id


def link_in(raw: bytes) -> LinkEntry:
    """The link on this line. Raises Broken."""
    return _decoded(_LINK, raw)


def tail_in(line: bytes) -> Tail:
    """What the last line of a `directory.json` says. Raises Broken."""
    return _decoded(_TAIL, b"{" + line.strip().removeprefix(b"],"))
