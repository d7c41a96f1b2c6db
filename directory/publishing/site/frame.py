"""What the frame of a page contains: its address and other languages, other forms of the directory,
and links to pages of the agency.

Search engines need absolute addresses; if the agency has not set the address at which it serves
releases (the setting `website`), these are left out, as is the site map.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from directory.publishing.formats import atom, bookmarks, json_ld, opml, table
from directory.publishing.release.manifest import DIRECTORY
from directory.publishing.release.paths import address, mail_of, way
from directory.publishing.release.public_schema import Header
from directory.publishing.site.rendering import fact
from directory.publishing.site.words import SiteWords, own_name
from directory.rules.urls import is_href

#: The language of the page for visitors with none of the other languages.
ANY_OTHER: Final = "x-default"


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to a page of the site, or of the agency. href: None for the page itself; count: of the
    links of a category; below: of the categories below it."""

    name: Markup
    href: str | None
    count: str | None = None
    below: tuple["PageLink", ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """The directory in another form. words: the key of the sentence that names it."""

    name: str
    media_type: str
    words: str


FEED: Final = Form(atom.NAME, "application/atom+xml", "download_atom")
LINKED_DATA: Final = Form(json_ld.NAME, "application/ld+json", "download_jsonld")
FORMS: Final = (
    Form(table.NAME, "text/csv", "download_csv"),
    Form(bookmarks.NAME, "text/html", "download_bookmarks"),
    Form(opml.NAME, "text/x-opml", "download_opml"),
    Form(DIRECTORY, "application/json", "download_json"),
    LINKED_DATA,
    FEED,
)


@dataclass(frozen=True, slots=True)
class Tongue:
    """An entry of the language switch. href: None for the page's own language."""

    language: str
    name: str
    href: str | None


def tongues(header: Header, language: str, places: Mapping[str, str]) -> list[Tongue]:
    """Return the language switch of the page in `language`. places: of the page, by language."""
    return [
        Tongue(one, own_name(one), None if one == language else way(places[language], places[one]))
        for one in header.languages
    ]


def head(header: Header, place: str, elsewhere: Mapping[str, str]) -> dict[str, object]:
    """Return the values of `head.html` for a page. elsewhere: its places, by language."""
    return {
        "canonical": address(header, place),
        "alternates": alternates(header, elsewhere),
        "linked_forms": [(one.media_type, way(place, one.name)) for one in (FEED, LINKED_DATA)],
    }


def alternates(header: Header, elsewhere: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the languages of a page, each with its absolute address; none if there is one
    language, or the addresses are not known."""
    if len(elsewhere) == 1 or not header.publisher.website:
        return []
    found = [(language, address(header, place) or "") for language, place in elsewhere.items()]
    return [*found, (ANY_OTHER, address(header, elsewhere[header.default_language]) or "")]


def downloads(place: str) -> list[tuple[str, str]]:
    """Return for a list of the forms on a page: the key of the sentence that names each, and its
    address."""
    return [(one.words, way(place, one.name)) for one in FORMS]


def own_pages(header: Header, words: SiteWords) -> list[PageLink]:
    """Return links to the agency's home page, privacy policy and accessibility statement, if
    known."""
    publisher = header.publisher
    agency = fact(publisher.agency)
    found = (
        (publisher.home_url, "own_home"),
        (publisher.privacy_url, "own_privacy"),
        (publisher.accessibility_url, "own_accessibility"),
    )
    return [PageLink(words.say(key, agency=agency), href) for href, key in found if href]


def contact_of(header: Header) -> Markup | None:
    """Return how to reach the agency, as a link if it is an e-mail or web address; None if not
    known."""
    contact = header.publisher.contact
    mail = mail_of(header)
    href = f"mailto:{mail}" if mail else contact if is_href(contact) else ""
    if not href:
        return fact(contact) if contact else None
    return Markup('<a href="{}">{}</a>').format(href, fact(contact))
