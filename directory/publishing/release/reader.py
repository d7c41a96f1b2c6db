"""A directory that is written, to be read as often as need be: what the rest of a release is
made from.

Site, exit pages, feeds and lists are made from `directory.json` and nothing else. So they
cannot say anything that it does not say, and anybody can make them anew from it. All but the
links is held in memory; those are read from the file, and of each only its place is held.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from directory.publishing.release.directory_file import Section, read_document
from directory.publishing.release.public_schema import (
    CategoryEntry,
    Header,
    LinkEntry,
    NoticeEntry,
    Withdrawn,
)
from directory.publishing.release.released import read_released, tail_in

_BEFORE_LINKS = b'"links":[\n'
_LINK = msgspec.json.Decoder(LinkEntry)


class _Shelf(msgspec.Struct):
    category: str | None


_SHELF = msgspec.json.Decoder(_Shelf)


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file of a release in the making. name: its path, with slashes; count: how many links it
    holds, None where that says nothing."""

    name: str
    chunks: Iterable[bytes]
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """A written directory. categories, notices: by slug, in the order of the file.

    places: of the links, by category (None for those without one), where in the file the line
    of each begins.
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
        """The links as they stand in the file, by id: each one JSON value, without a line end."""
        with self.path.open("rb") as file:
            for section, _, raw in read_document(file):
                if section is Section.LINKS:
                    yield raw

    def links(self) -> Iterator[LinkEntry]:
        """The links, by id."""
        return map(_LINK.decode, self.lines())

    def lines_in(self, category: str | None) -> Iterator[bytes]:
        """As `lines`, of the links of one category itself, by id."""
        with self.path.open("rb") as file:
            for place in self.places.get(category, ()):
                file.seek(place)
                yield file.readline().rstrip(b"\n").removesuffix(b",")

    def links_in(self, category: str | None) -> Iterator[LinkEntry]:
        """As `links`, of the links of one category itself."""
        return map(_LINK.decode, self.lines_in(category))

    def below(self, top: str | None) -> list[CategoryEntry]:
        """The categories right under a category, or the top ones, in the order for visitors."""
        found = [one for one in self.categories.values() if one.parent == top]
        return sorted(found, key=lambda one: (one.position, one.slug))


def read_edition(path: Path) -> Edition:
    """The directory in this file, which this program has written.

    Raises Broken when it is not as a directory is.
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
    """Where the lines of links begin, by category; and the last line of the file."""
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
