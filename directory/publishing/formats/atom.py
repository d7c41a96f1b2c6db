"""`changes.atom`: what is new in the directory, as a feed (RFC 4287).

An entry for each link listed or withdrawn and each wording announced or in force, the newest first,
at most 100. An entry leads to the exit page of its link, or to the link itself where no exit notice
is due; a withdrawn link appears with its id alone. Texts are plain, in the default language where
possible. The feed does not contain the time of its making: a day is its midnight (UTC), and the
feed was updated on the day of the directory.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, assert_never

import msgspec
from lxml import etree

from directory.program import PROGRAM
from directory.publishing.formats.folders import name_and_description
from directory.publishing.formats.words import FormatWords, words_in
from directory.publishing.formats.xml_stream import element, streamed
from directory.publishing.release.paths import SITE, address, mail_of, urn
from directory.publishing.release.placeholders import text_in
from directory.publishing.release.public_schema import (
    AnnouncedWording,
    LinkEntry,
    NoticeEntry,
    Withdrawn,
    Wording,
)
from directory.publishing.release.reader import Edition, MadeFile

NAME: Final = "changes.atom"
MOST_ENTRIES: Final = 100

_NAMESPACE: Final = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class _Told:
    """The content of an entry. name: what its permanent id is made of; leads_to: None for no
    link."""

    name: str
    title: str
    paragraphs: tuple[str, ...]
    leads_to: str | None = None


#: Within a day, notices come before links: they concern many.
_NOTICE, _GONE, _LISTED = 3, 2, 1


@dataclass(frozen=True, slots=True, order=True)
class _Event:
    """A change of the directory on a day (UTC): a link was listed or withdrawn, a wording was
    announced or took effect. The feed lists them in reverse order."""

    day: date
    rank: int
    number: int
    slug: str
    what: LinkEntry | Withdrawn | tuple[NoticeEntry, Wording | AnnouncedWording] = field(
        compare=False
    )


class _Day(msgspec.Struct):
    id: int
    listed_on: date | None


_DAY: Final = msgspec.json.Decoder(_Day)
_LINK: Final = msgspec.json.Decoder(LinkEntry)


def files(edition: Edition) -> Iterator[MadeFile]:
    """Yield the feed."""
    yield MadeFile(NAME, _chunks(edition))


def _chunks(edition: Edition) -> Iterator[bytes]:
    words = words_in(edition.header.default_language)
    with streamed() as (xml, made):
        with xml.element("feed", {"xml:lang": words.language}, xmlns=_NAMESPACE):
            _write(xml, _head(edition, words))
            for event in _newest(edition, MOST_ENTRIES):
                _write(xml, [_entry(edition, words, event)])
                yield made()
        yield made() + b"\n"


def _write(xml: Any, elements: Iterator[etree._Element] | list[etree._Element]) -> None:
    for one in elements:
        xml.write("\n")
        xml.write(one)


def _head(edition: Edition, words: FormatWords) -> Iterator[etree._Element]:
    header = edition.header
    agency = header.publisher.agency
    yield element("id", urn(header, "feed"))
    yield element("title", words.changes.format(agency=agency))
    yield element("updated", _moment(edition.updated_on))
    yield element("generator", PROGRAM)
    author = element("author")
    author.append(element("name", agency))
    if mail := mail_of(header):
        author.append(element("email", mail))
    yield author
    for relation, media_type, path in (
        ("self", "application/atom+xml", NAME),
        ("alternate", "text/html", SITE),
    ):
        if url := address(header, path):
            yield element("link", rel=relation, type=media_type, href=url)


def _entry(edition: Edition, words: FormatWords, event: _Event) -> etree._Element:
    told = _told(edition, words, event)
    entry = element("entry")
    entry.append(element("id", urn(edition.header, told.name)))
    entry.append(element("title", told.title, type="text"))
    entry.append(element("updated", _moment(event.day)))
    if told.leads_to:
        entry.append(element("link", rel="alternate", href=told.leads_to))
    entry.append(element("content", "\n\n".join(filter(None, told.paragraphs)), type="text"))
    return entry


def _told(edition: Edition, words: FormatWords, event: _Event) -> _Told:
    match event.what:
        case LinkEntry() as link:
            return _listed(edition, words, link, event.day)
        case Withdrawn(number):
            return _Told(
                f"link/{number}/withdrawn/{event.day}",
                words.withdrawn.format(id=number),
                (words.withdrawn_more.format(id=number),),
            )
        case (notice, AnnouncedWording() as coming):
            day, announced = words.day(coming.effective_from), words.day(coming.announced_on)
            more = words.announced_more.format(announced=announced, number=coming.number, day=day)
            return _Told(
                f"notice/{notice.slug}/{coming.number}/announced/{coming.announced_on}",
                words.announced.format(slug=notice.slug, day=day),
                (more, *_wording(edition, words, coming)),
            )
        case (notice, Wording() as current):
            day = words.day(current.effective_from)
            return _Told(
                f"notice/{notice.slug}/{current.number}/in-force/{current.effective_from}",
                words.in_force.format(slug=notice.slug, number=current.number),
                (
                    words.in_force_more.format(number=current.number, day=day),
                    *_wording(edition, words, current),
                ),
            )
        case _:
            assert_never(event.what)


def _listed(edition: Edition, words: FormatWords, link: LinkEntry, day: date) -> _Told:
    name, description = name_and_description(edition, link)
    page = link.exit_notice.page
    return _Told(
        f"link/{link.id}/listed/{day}",
        words.listed.format(name=name),
        (description, words.listed_host.format(host=link.host_shown)),
        link.url if page is None else address(edition.header, page),
    )


def _wording(
    edition: Edition, words: FormatWords, wording: Wording | AnnouncedWording
) -> Iterator[str]:
    if wording.exception:
        yield words.exception.format(reason=wording.exception)
    language = edition.header.default_language
    text = text_in(wording.texts, language, language)[0]
    yield text
    if "{" in text:
        yield words.for_each_link


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _newest(edition: Edition, most: int) -> list[_Event]:
    """Return the newest changes, at most `most`. Changes without a known day are left out. Of
    links, only the newest are kept while the file is read, as their lines of JSON."""
    events = [*_of_notices(edition), *_withdrawn(edition), *_newest_listed(edition, most)]
    return heapq.nlargest(most, events)


def _newest_listed(edition: Edition, most: int) -> Iterator[_Event]:
    for day, number, line in heapq.nlargest(most, _listings(edition)):
        yield _Event(day, _LISTED, number, "", _LINK.decode(line))


def _listings(edition: Edition) -> Iterator[tuple[date, int, bytes]]:
    for line in edition.lines():
        entry = _DAY.decode(line)
        if entry.listed_on is not None:
            yield entry.listed_on, entry.id, line


def _withdrawn(edition: Edition) -> Iterator[_Event]:
    for one in edition.withdrawn:
        if one.on is not None:
            yield _Event(one.on, _GONE, one.id, "", one)


def _of_notices(edition: Edition) -> Iterator[_Event]:
    for notice in edition.notices.values():
        current = notice.current
        if current is not None:
            what = (notice, current)
            yield _Event(current.effective_from, _NOTICE, current.number, notice.slug, what)
        for coming in notice.upcoming:
            about = (notice, coming)
            yield _Event(coming.announced_on, _NOTICE, coming.number, notice.slug, about)
