"""`changes-N.json`: the changes that turn release N−1 of a directory into release N, byte for byte.

    {"schema_version":"1.0","from":{"serial":6,"sha256":"…"},
    "to":{"serial":7,"sha256":"…","updated_on":"2026-10-09"},
    "header":{…},
    "categories":{"put":[…],"remove":[…]},
    …
    "links":{"put":[…],"remove":[…]}}

A website that has release N−1 of a large directory fetches this small file instead of the whole. To
apply it: take the header; from each list remove the entries whose key is in `remove`; put each
entry of `put` in the place of the one with its key, or add it; sort by key. The key of categories
and notices is `slug`, that of links and tombstones `id`; a withheld id is its own key. The digests
are those of `directory.json`, before and after.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from directory.publishing.release.directory_file import Section, canonical, read_document, rewritten
from directory.publishing.release.public_schema import SCHEMA_VERSION


class DirectoryState(msgspec.Struct, frozen=True):
    """A directory: its serial, and the SHA-256 of its file."""

    serial: int
    sha256: str


class NewState(DirectoryState, frozen=True):
    """The directory after the changes, with the day on which it was updated."""

    updated_on: date


class _Key(msgspec.Struct):
    id: int = 0
    slug: str = ""


#: The rank of its section with its key, and its JSON.
_Entry = tuple[tuple[int, Any], bytes]
_K = TypeVar("_K", int, tuple[int, Any])
_Old = TypeVar("_Old")
_New = TypeVar("_New")

END: Final = b"}\n"
_RANKS: Final = {section: rank for rank, section in enumerate(Section)}
_KEY: Final = msgspec.json.Decoder(_Key)


def changes_file(serial: int) -> str:
    """Return the name of the file that leads to the directory with this serial."""
    return f"changes-{serial}.json"


def changes_between(
    old: Path, before: DirectoryState, new: Path, after: NewState
) -> Iterator[bytes]:
    """Yield the content of that file in pieces; this program has written both directories.

    Raise LayoutBroken or ValueError if one of them is not a valid directory.
    """
    with old.open("rb") as old_file, new.open("rb") as new_file:
        olds, news = read_document(old_file), read_document(new_file)
        next(olds)
        _, _, header = next(news)
        yield beginning(before, after, header)
        steps = side_by_side(_entries(olds), _entries(news))
        step = next(steps, None)
        for rank, section in enumerate(Section):
            removed: list[int | str] = []
            yield opening(section)
            separator = b"\n"
            while step is not None and step[0][0] == rank:
                (_, key), was, now = step
                if now is None:
                    removed.append(key)
                elif now != was:
                    yield separator + now
                    separator = b",\n"
                step = next(steps, None)
            yield closing(removed)
        yield END


def beginning(before: DirectoryState, after: NewState, header: bytes) -> bytes:
    """Return the beginning of the file. header: that of the new directory, as it is written
    there."""
    head = {"schema_version": SCHEMA_VERSION, "from": before, "to": after}
    return rewritten(head).removesuffix(b"}") + b',\n"header":' + header


def opening(section: Section) -> bytes:
    """Return the text before the entries that are put into a section."""
    return b',\n"' + section.encode() + b'":{"put":['


def closing(removed: Sequence[int | str]) -> bytes:
    """Return the text after them, with the keys that are removed."""
    return b'],"remove":' + canonical(removed) + b"}"


def _entries(document: Iterator[tuple[Section | None, int, bytes]]) -> Iterator[_Entry]:
    for section, _, raw in document:
        if section is not None:
            yield (_RANKS[section], key_of(section, raw)), raw


def key_of(section: Section, raw: bytes) -> int | str:
    """Return the key by which a change refers to this entry."""
    if section is Section.WITHHELD:
        return int(raw)
    key = _KEY.decode(raw)
    return key.slug or key.id


def side_by_side(
    olds: Iterable[tuple[_K, _Old]], news: Iterable[tuple[_K, _New]]
) -> Iterator[tuple[_K, _Old | None, _New | None]]:
    """Merge two series of keys and values, each sorted by key: yield each key with both values,
    None where a series lacks it."""
    old_rest, new_rest = iter(olds), iter(news)
    old: tuple[_K, _Old] | None = next(old_rest, None)
    new: tuple[_K, _New] | None = next(new_rest, None)
    while old is not None or new is not None:
        if old is not None and (new is None or old[0] < new[0]):
            yield old[0], old[1], None
            old = next(old_rest, None)
        elif new is not None and (old is None or new[0] < old[0]):
            yield new[0], None, new[1]
            new = next(new_rest, None)
        elif old is not None and new is not None:
            yield old[0], old[1], new[1]
            old, new = next(old_rest, None), next(new_rest, None)
