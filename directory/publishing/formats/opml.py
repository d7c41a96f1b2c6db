"""`directory.opml`: the links as an outline (OPML 2.0), for outliners and feed readers.

Categories are outlines with others inside them; a link is an outline of type `link`. Texts are in
the default language.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from lxml import etree

from directory.publishing.formats.folders import (
    Folder,
    folders,
    name_and_description,
)
from directory.publishing.formats.words import words_in
from directory.publishing.formats.xml_stream import element, fit, streamed
from directory.publishing.release.paths import SITE, address, mail_of
from directory.publishing.release.public_schema import LinkEntry
from directory.publishing.release.reader import Edition, MadeFile

NAME: Final = "directory.opml"

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def files(edition: Edition) -> Iterator[MadeFile]:
    """Yield the outline."""
    yield MadeFile(NAME, _chunks(edition), edition.total)


def _chunks(edition: Edition) -> Iterator[bytes]:
    with streamed() as (xml, made):
        with xml.element("opml", version="2.0"):
            xml.write(_head(edition))
            with xml.element("body"):
                for _ in _body(xml, edition):
                    yield made()
        yield made() + b"\n"


def _head(edition: Edition) -> etree._Element:
    header = edition.header
    words = words_in(header.default_language)
    texts = {
        "title": words.title.format(agency=header.publisher.agency),
        "dateModified": rfc822(edition.updated_on),
        "ownerName": header.publisher.agency,
        "ownerEmail": mail_of(header),
        "ownerId": address(header, SITE),
        "docs": "http://opml.org/spec2.opml",
    }
    head = element("head")
    head.extend(element(tag, text) for tag, text in texts.items() if text)
    return head


def _body(xml: Any, edition: Edition) -> Iterator[None]:
    """Write the outlines, one for each step of the iterator."""
    if not edition.places:  # a body must not be empty
        words = words_in(edition.header.default_language)
        xml.write(element("outline", text=words.empty, isComment="true"))
        yield
    yield from _folders(xml, edition, folders(edition))
    yield from _links(xml, edition, edition.links_in(None))


def _folders(xml: Any, edition: Edition, inside: Iterable[Folder]) -> Iterator[None]:
    for folder in inside:
        with xml.element("outline", text=fit(folder.name)):
            yield from _links(xml, edition, edition.links_in(folder.slug))
            yield from _folders(xml, edition, folder.inside)


def _links(xml: Any, edition: Edition, links: Iterable[LinkEntry]) -> Iterator[None]:
    for link in links:
        name, description = name_and_description(edition, link)
        said = {"description": description} if description else {}
        xml.write("\n")
        xml.write(element("outline", type="link", text=name, url=link.url, **said))
        yield


def rfc822(day: date) -> str:
    """Return midnight (UTC) of the day in the form of e-mail: in English, regardless of the
    locale."""
    return (
        f"{_DAYS[day.weekday()]}, {day.day:02} {_MONTHS[day.month - 1]} {day.year:04} 00:00:00 GMT"
    )
