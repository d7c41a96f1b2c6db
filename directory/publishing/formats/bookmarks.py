"""`bookmarks.html`: the links as a bookmark file, which every browser imports.

The format was never specified; this is how browsers write it (“Netscape bookmark file”). Categories
are folders, texts are in the default language. Opened as a page, the file is inert: its policy
allows no script, style or request, and destinations receive no referrer.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from html import escape
from typing import Final

from directory.publishing.formats.folders import (
    Folder,
    folders,
    name_and_description,
)
from directory.publishing.formats.words import words_in
from directory.publishing.release.public_schema import LinkEntry
from directory.publishing.release.reader import Edition, MadeFile

NAME: Final = "bookmarks.html"

_HEAD: Final = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<META HTTP-EQUIV="Content-Security-Policy" CONTENT="default-src 'none'">
<META NAME="referrer" CONTENT="no-referrer">
<TITLE>{title}</TITLE>
<H1>{title}</H1>
<DL><p>
"""


def files(edition: Edition) -> Iterator[MadeFile]:
    """Yield the bookmark file."""
    yield MadeFile(NAME, map(str.encode, _lines(edition)), edition.total)


def _lines(edition: Edition) -> Iterator[str]:
    header = edition.header
    title = words_in(header.default_language).title.format(agency=header.publisher.agency)
    yield _HEAD.format(title=escape(title))
    yield from _folders(edition, folders(edition))
    yield from _links(edition, edition.links_in(None))
    yield "</DL><p>\n"


def _folders(edition: Edition, inside: Iterable[Folder]) -> Iterator[str]:
    for folder in inside:
        yield f"<DT><H3>{escape(folder.name)}</H3>\n<DL><p>\n"
        yield from _links(edition, edition.links_in(folder.slug))
        yield from _folders(edition, folder.inside)
        yield "</DL><p>\n"


def _links(edition: Edition, links: Iterable[LinkEntry]) -> Iterator[str]:
    for link in links:
        name, description = name_and_description(edition, link)
        added = "" if link.listed_on is None else f' ADD_DATE="{_seconds(link.listed_on)}"'
        said = f"<DD>{escape(description)}\n" if description else ""
        yield f'<DT><A HREF="{escape(link.url)}"{added}>{escape(name)}</A>\n{said}'


def _seconds(day: date) -> int:
    """Return midnight (UTC) of the day, in seconds since 1970."""
    return int(datetime.combine(day, time(), UTC).timestamp())
