"""Read a written directory: as a stream, to compare it, or repeatedly, to make files from it.

Site, exit pages, feeds and lists are made from `directory.json` and nothing else. So they contain
nothing that it does not contain, and anyone can make them again from it. Everything except the
links is in memory; those are read from the file. A file that is not laid out as a release raises
`Broken`, never another error.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
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
    """The old release is not a valid release; says how."""


@dataclass(slots=True)
class DirectoryStream:
    """A release that was written. header: None if there is none.

    links: their lines, by id, read from the file when iterated.
    """

    header: Header | None = None
    categories: dict[str, CategoryEntry] = field(default_factory=dict)
    notices: dict[str, NoticeEntry] = field(default_factory=dict)
    withheld: set[int] = field(default_factory=set)
    withdrawn: dict[int, Withdrawn] = field(default_factory=dict)
    links: Iterable[bytes] = ()


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


def read_released(file: BinaryIO) -> DirectoryStream:
    """Return the release in this `directory.json`. Raise Broken, also while its links are read."""
    released = DirectoryStream()
    entries = _entries(file)
    _, raw = next(entries)
    released.header = _decoded(_HEADER, raw)
    for section, raw in entries:
        match section:
            case None:
                _decoded(_TAIL, raw)
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
                released.links = _links(raw, entries)
                break
    return released


def _links(first: bytes, entries: Iterator[tuple[Section | None, bytes]]) -> Iterator[bytes]:
    yield first
    for section, raw in entries:
        if section is None:
            _decoded(_TAIL, raw)
        else:
            yield raw


def id_in(raw: bytes) -> int:
    """Return the id of the link on this line. Raise Broken."""
    return _decoded(_ID, raw).id


def link_in(raw: bytes) -> LinkEntry:
    """Return the link on this line. Raise Broken."""
    return _decoded(_LINK, raw)


def tail_in(line: bytes) -> Tail:
    """Return the tail on the last line of a `directory.json`. Raise Broken."""
    return _decoded(_TAIL, b"{" + line.strip().removeprefix(b"],"))


_BEFORE_LINKS = b'"links":[\n'


class _Shelf(msgspec.Struct):
    category: str | None


_SHELF = msgspec.json.Decoder(_Shelf)


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file of a release in the making. name: its path, with slashes; count: how many links it
    contains, None if the number has no meaning."""

    name: str
    chunks: Iterable[bytes]
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """A written directory. categories, notices: by slug, in the order of the file.

    places: where in the file the line of each link begins, by category (None for links without
    one).
    """

    path: Path
    header: Header
    serial: int
    updated_on: date
    categories: Mapping[str, CategoryEntry]
    notices: Mapping[str, NoticeEntry]
    withheld: tuple[int, ...]
    withdrawn: tuple[Withdrawn, ...]
    places: Mapping[str | None, "array[int]"]

    def lines(self) -> Iterator[bytes]:
        """Yield the links as they are in the file, by id: each one JSON value, without a line
        end."""
        with self.path.open("rb") as file:
            for section, _, raw in read_document(file):
                if section is Section.LINKS:
                    yield raw

    def links(self) -> Iterator[LinkEntry]:
        """Return the links, by id."""
        return map(_LINK.decode, self.lines())

    def lines_in(self, category: str | None) -> Iterator[bytes]:
        """Return `lines` for the links of this category itself, by id."""
        return self._lines_at(self.places.get(category, ()))

    def _lines_at(self, places: Iterable[int]) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            for place in places:
                file.seek(place)
                yield file.readline().rstrip(b"\n").removesuffix(b",")

    def links_in(self, category: str | None) -> Iterator[LinkEntry]:
        """Return `links` for the links of this category itself."""
        return map(_LINK.decode, self.lines_in(category))

    def links_at(self, places: Iterable[int]) -> Iterator[LinkEntry]:
        """Return the links at these places of the file; see `places`."""
        return map(_LINK.decode, self._lines_at(places))

    @property
    def total(self) -> int:
        """How many links there are."""
        return sum(map(len, self.places.values()))

    def below(self, top: str | None) -> list[CategoryEntry]:
        """Return the categories directly under a category, or the top ones, in the order for
        visitors."""
        found = [one for one in self.categories.values() if one.parent == top]
        return sorted(found, key=lambda one: (one.position, one.slug))


def read_edition(path: Path) -> Edition:
    """Return the directory in this file, which this program has written.

    Raise Broken if it is not a valid directory.
    """
    with path.open("rb") as file:
        head = read_released(file)
    assert head.header is not None
    places, last = _places(path)
    tail = tail_in(last)
    return Edition(
        path=path,
        header=head.header,
        serial=tail.serial,
        updated_on=tail.updated_on,
        categories=head.categories,
        notices=head.notices,
        withheld=tuple(sorted(head.withheld)),
        withdrawn=tuple(head.withdrawn.values()),
        places=places,
    )


def _places(path: Path) -> tuple[Mapping[str | None, "array[int]"], bytes]:
    """Return where the lines of links begin, by category; and the last line of the file."""
    places: dict[str | None, array[int]] = defaultdict(lambda: array("Q"))
    place, inside, line = 0, False, b""
    with path.open("rb") as file:
        for line in file:
            if inside and line.startswith(b"{"):
                places[_SHELF.decode(line.removesuffix(b",\n")).category].append(place)
            else:
                inside = line.endswith(_BEFORE_LINKS)
            place += len(line)
    return dict(places), line
