"""`changes.atom`: what is new in the directory, as a feed (RFC 4287).

An entry for each link listed or withdrawn and each wording announced or in force, the
newest first, at most 100. An entry leads to the exit page of its link, or to the link
itself where no exit notice is due; a withdrawn link is told by its id alone. Texts are
plain, in the default language where it can be. The feed has no clock: a day is its
midnight (UTC), and the feed was updated on the day of the directory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, assert_never

from lxml import etree

from directory.about import PROGRAM
from directory.publishing.formats.events import (
    Announced,
    Event,
    Gone,
    InForce,
    Listed,
    newest,
)
from directory.publishing.formats.folders import name_and_description
from directory.publishing.formats.words import Words, words_in
from directory.publishing.formats.xml_stream import element, streamed
from directory.publishing.release.paths import SITE, address, mail_of, urn
from directory.publishing.release.placeholders import text_in
from directory.publishing.release.public_schema import AnnouncedWording, LinkEntry, Wording
from directory.publishing.release.reader import Edition, MadeFile

NAME: Final = "changes.atom"
MOST_ENTRIES: Final = 100

_NAMESPACE: Final = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class _Told:
    """What an entry says. name: what its lasting name is made of; leads_to: None for nowhere."""

    name: str
    title: str
    paragraphs: tuple[str, ...]
    leads_to: str | None = None


def files(edition: Edition) -> Iterator[MadeFile]:
    """The feed."""
    yield MadeFile(NAME, _chunks(edition))


def _chunks(edition: Edition) -> Iterator[bytes]:
    words = words_in(edition.header.default_language)
    with streamed() as (xml, made):
        with xml.element("feed", {"xml:lang": words.language}, xmlns=_NAMESPACE):
            _write(xml, _head(edition, words))
            for event in newest(edition, MOST_ENTRIES):
                _write(xml, [_entry(edition, words, event)])
                yield made()
        yield made() + b"\n"


def _write(xml: Any, elements: Iterator[etree._Element] | list[etree._Element]) -> None:
    for one in elements:
        xml.write("\n")
        xml.write(one)


def _head(edition: Edition, words: Words) -> Iterator[etree._Element]:
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


def _entry(edition: Edition, words: Words, event: Event) -> etree._Element:
    told = _told(edition, words, event)
    entry = element("entry")
    entry.append(element("id", urn(edition.header, told.name)))
    entry.append(element("title", told.title, type="text"))
    entry.append(element("updated", _moment(event.day)))
    if told.leads_to:
        entry.append(element("link", rel="alternate", href=told.leads_to))
    entry.append(element("content", "\n\n".join(filter(None, told.paragraphs)), type="text"))
    return entry


def _told(edition: Edition, words: Words, event: Event) -> _Told:
    match event.what:
        case Listed(link):
            return _listed(edition, words, link, event.day)
        case Gone(number):
            return _Told(
                f"link/{number}/withdrawn/{event.day}",
                words.withdrawn.format(id=number),
                (words.withdrawn_more.format(id=number),),
            )
        case Announced(notice, coming):
            day, announced = words.day(coming.effective_from), words.day(coming.announced_on)
            more = words.announced_more.format(announced=announced, number=coming.number, day=day)
            return _Told(
                f"notice/{notice.slug}/{coming.number}/announced/{coming.announced_on}",
                words.announced.format(slug=notice.slug, day=day),
                (more, *_wording(edition, words, coming)),
            )
        case InForce(notice, current):
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


def _listed(edition: Edition, words: Words, link: LinkEntry, day: date) -> _Told:
    name, description = name_and_description(edition, link)
    page = link.exit_notice.page
    return _Told(
        f"link/{link.id}/listed/{day}",
        words.listed.format(name=name),
        (description, words.listed_host.format(host=link.host_shown)),
        link.url if page is None else address(edition.header, page),
    )


def _wording(edition: Edition, words: Words, wording: Wording | AnnouncedWording) -> Iterator[str]:
    if wording.exception:
        yield words.exception.format(reason=wording.exception)
    language = edition.header.default_language
    text = text_in(wording.texts, language, language)[0]
    yield text
    if "{" in text:
        yield words.for_each_link


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
