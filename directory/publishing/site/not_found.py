"""`404.html`: what visitors see at an address without a page, in each language.

A web server sends it at any address, however deep. So its links do not depend on where it is shown:
they begin with the path of the website's address (the setting `website`), or with `/` if that is
not set.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup

from directory.publishing.release import paths
from directory.publishing.release.public_schema import Header
from directory.publishing.release.reader import Edition, MadeFile
from directory.publishing.site.pagination import count
from directory.publishing.site.rendering import fact, page
from directory.publishing.site.words import SiteWords, marked, words_for

NAME: Final = "404.html"


@dataclass(frozen=True, slots=True)
class _Section:
    """The page in one language. attributes: of its element; categories: name and address."""

    words: SiteWords
    attributes: Markup
    home: str
    categories: list[tuple[Markup, str]]


def files(edition: Edition, policy: str, *, search: bool) -> Iterator[MadeFile]:
    """Yield the page. policy: the content security policy of the site's pages; search: whether they
    have a search."""
    header = edition.header
    base = base_path(header)
    sections = [_section(edition, base, language) for language in header.languages]
    contact = header.publisher.contact
    yield page(
        NAME,
        "not_found.html",
        words=sections[0].words,
        policy=policy,
        agency=fact(header.publisher.agency),
        agency_name=header.publisher.agency,
        contact=fact(contact) if contact else None,
        style=base + paths.SITE_STYLE,
        icon=base + paths.SITE_ICON,
        sections=sections,
        search=search,
    )


def base_path(header: Header) -> str:
    """Return the path of the release on its server, with a slash at both ends."""
    return urlsplit(header.publisher.website).path or "/"


def _section(edition: Edition, base: str, language: str) -> _Section:
    header = edition.header
    words = words_for(language, header.default_language)
    home = paths.site(language, header)
    tops = (one for one in edition.below(None) if count(edition, one.slug))
    return _Section(
        words,
        marked(language, header.default_language),
        base + home,
        [(words.text(one.names), base + paths.category(one.slug, home)) for one in tops],
    )
