"""What has changed in a directory, as it can be told from one edition of it: the newest first.

A link was listed or withdrawn, a wording was announced or took effect. Of links, only
the newest are kept while the file is gone through, and those as their lines of JSON.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import msgspec

from directory.publishing.release.public_schema import (
    AnnouncedWording,
    LinkEntry,
    NoticeEntry,
    Wording,
)
from directory.publishing.release.reader import Edition


@dataclass(frozen=True, slots=True)
class Listed:
    """A link was put on the website."""

    link: LinkEntry


@dataclass(frozen=True, slots=True)
class Gone:
    """A link was taken from the website; id: all that is still said of it."""

    id: int


@dataclass(frozen=True, slots=True)
class Announced:
    """A wording of a notice was announced."""

    notice: NoticeEntry
    wording: AnnouncedWording


@dataclass(frozen=True, slots=True)
class InForce:
    """A wording of a notice took effect."""

    notice: NoticeEntry
    wording: Wording


What = Listed | Gone | Announced | InForce

#: Within a day, notices come before links: they concern many.
_NOTICE, _GONE, _LISTED = 3, 2, 1


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that changed on a day (UTC). The order of events is that in which they are told,
    the last first."""

    day: date
    rank: int
    number: int
    slug: str
    what: What = field(compare=False)


class _Day(msgspec.Struct):
    id: int
    listed_on: date | None


_DAY: Final = msgspec.json.Decoder(_Day)
_LINK: Final = msgspec.json.Decoder(LinkEntry)


def newest(edition: Edition, most: int) -> list[Event]:
    """The newest changes, at most so many. What has no known day is left out."""
    events = [*_of_notices(edition), *_withdrawn(edition), *_listed(edition, most)]
    return heapq.nlargest(most, events)


def _listed(edition: Edition, most: int) -> Iterator[Event]:
    for day, number, line in heapq.nlargest(most, _listings(edition)):
        yield Event(day, _LISTED, number, "", Listed(_LINK.decode(line)))


def _listings(edition: Edition) -> Iterator[tuple[date, int, bytes]]:
    for line in edition.lines():
        entry = _DAY.decode(line)
        if entry.listed_on is not None:
            yield entry.listed_on, entry.id, line


def _withdrawn(edition: Edition) -> Iterator[Event]:
    for one in edition.withdrawn:
        if one.on is not None:
            yield Event(one.on, _GONE, one.id, "", Gone(one.id))


def _of_notices(edition: Edition) -> Iterator[Event]:
    for notice in edition.notices.values():
        current = notice.current
        if current is not None:
            told = InForce(notice, current)
            yield Event(current.effective_from, _NOTICE, current.number, notice.slug, told)
        for coming in notice.upcoming:
            about = Announced(notice, coming)
            yield Event(coming.announced_on, _NOTICE, coming.number, notice.slug, about)
