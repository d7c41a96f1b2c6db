"""`sitemap.xml`: the pages of the site for search engines, each with its other languages.

Exit pages are not among them: they ask not to be indexed. Categories without links are left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from markupsafe import Markup

from directory.publishing.release.paths import address
from directory.publishing.release.public_schema import Header
from directory.publishing.release.reader import MadeFile
from directory.publishing.site.head import alternates

NAME: Final = "sitemap.xml"

_OPENING: Final = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"\
 xmlns:xhtml="http://www.w3.org/1999/xhtml">
"""
_ALTERNATE: Final = Markup('<xhtml:link rel="alternate" hreflang="{}" href="{}"/>\n')


def files(header: Header, pages: Iterable[Mapping[str, str]]) -> Iterator[MadeFile]:
    """The map; none where the website's address is not known. pages: the places of each page, by
    language."""
    if header.publisher.website:
        yield MadeFile(NAME, _chunks(header, pages))


def _chunks(header: Header, pages: Iterable[Mapping[str, str]]) -> Iterator[bytes]:
    yield _OPENING.encode()
    for elsewhere in pages:
        others = Markup("").join(_ALTERNATE.format(*one) for one in alternates(header, elsewhere))
        for place in elsewhere.values():
            location = Markup("<url>\n<loc>{}</loc>\n{}</url>\n")
            yield location.format(address(header, place), others).encode()
    yield b"</urlset>\n"
