"""`changes-N.json`: what makes release N of a directory out of release N−1, byte for byte.

    {"schema_version":"1.0","from":{"serial":6,"sha256":"…"},
    "to":{"serial":7,"sha256":"…","updated_on":"2026-10-09"},
    "header":{…},
    "categories":{"put":[…],"remove":[…]},
    …
    "links":{"put":[…],"remove":[…]}}

A website that holds release N−1 of a large directory fetches this small file in place of the
whole. To apply it: take the header; from each list remove the entries whose key stands in
`remove`; lay each entry of `put` over the one with its key, or add it; sort by key. The key of
categories and notices is `slug`, that of links and tombstones `id`; a withheld id is its own
key. The digests are those of `directory.json`, before and after.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from directory.publishing.release.directory_file import Section, canonical, read_document
from directory.publishing.release.public_schema import SCHEMA_VERSION


class State(msgspec.Struct, frozen=True):
    """A directory: its serial, and the SHA-256 of its file."""

    serial: int
    sha256: str


class NewState(State, frozen=True):
    """The directory that the changes make, with the day on which it was updated."""

    updated_on: date


class _Head(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    schema_version: str
    from_: State
    to: NewState


class _Key(msgspec.Struct):
    id: int = 0
    slug: str = ""


class _Entry(NamedTuple):
    section: Section
    key: int | str
    raw: bytes


class _Step(NamedTuple):
    """An entry as it was and as it is; None where it is not."""

    section: Section
    key: int | str
    old: bytes | None
    new: bytes | None


END: Final = b"}\n"
_SECTIONS: Final = tuple(Section)
_KEY: Final = msgspec.json.Decoder(_Key)


def changes_file(serial: int) -> str:
    """The name of the file that leads to the directory with this serial."""
    return f"changes-{serial}.json"


def changes_between(old: Path, before: State, new: Path, after: NewState) -> Iterator[bytes]:
    """The content of that file, a piece at a time; both are files that this program has written.

    Raises LayoutBroken, and ValueError, when one of them is not as a directory is.
    """
    with old.open("rb") as old_file, new.open("rb") as new_file:
        olds, news = read_document(old_file), read_document(new_file)
        next(olds)
        _, _, header = next(news)
        yield beginning(before, after, header)
        steps = _merged(_entries(olds), _entries(news))
        step = next(steps, None)
        for section in _SECTIONS:
            removed: list[int | str] = []
            yield opening(section)
            separator = b"\n"
            while step is not None and step.section is section:
                if step.new is None:
                    removed.append(step.key)
                elif step.new != step.old:
                    yield separator + step.new
                    separator = b",\n"
                step = next(steps, None)
            yield closing(removed)
        yield END


def beginning(before: State, after: NewState, header: bytes) -> bytes:
    """Return how the file begins. header: that of the new directory, as it is written there."""
    head = canonical(_Head(SCHEMA_VERSION, before, after)).removesuffix(b"}")
    return head + b',\n"header":' + header


def opening(section: Section) -> bytes:
    """Return what comes before the entries that are put into a section."""
    return b',\n"' + section.encode() + b'":{"put":['


def closing(removed: Sequence[int | str]) -> bytes:
    """Return what comes after them: the keys that are removed."""
    return b'],"remove":' + canonical(removed) + b"}"


def _entries(document: Iterator[tuple[Section | None, int, bytes]]) -> Iterator[_Entry]:
    for section, _, raw in document:
        if section is not None:
            yield _Entry(section, key_of(section, raw), raw)


def key_of(section: Section, raw: bytes) -> int | str:
    """Return the key of an entry, by which a change names it."""
    if section is Section.WITHHELD:
        return int(raw)
    key = _KEY.decode(raw)
    return key.slug or key.id


def _merged(olds: Iterator[_Entry], news: Iterator[_Entry]) -> Iterator[_Step]:
    """Both, side by side: they are in the same order."""
    old, new = next(olds, None), next(news, None)
    while old is not None or new is not None:
        if new is None or (old is not None and _place(old) < _place(new)):
            assert old is not None
            yield _Step(old.section, old.key, old.raw, None)
            old = next(olds, None)
        elif old is None or _place(new) < _place(old):
            yield _Step(new.section, new.key, None, new.raw)
            new = next(news, None)
        else:
            yield _Step(new.section, new.key, old.raw, new.raw)
            old, new = next(olds, None), next(news, None)


def _place(entry: _Entry) -> tuple[int, int | str]:
    return _SECTIONS.index(entry.section), entry.key
