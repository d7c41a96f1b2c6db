"""What the head of a page of the site says of its address, its other languages and other forms of
the directory.

Search engines want absolute addresses; where the agency has not said at which address it serves
releases (the setting `website`), these are left out, as is the site map.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from directory.publishing.formats import atom, bookmarks, json_ld, opml, table
from directory.publishing.release.manifest import DIRECTORY
from directory.publishing.release.paths import address, way
from directory.publishing.release.public_schema import Header

#: The language of the page for visitors who want none of the others.
ANY_OTHER: Final = "x-default"


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


def head(header: Header, place: str, elsewhere: Mapping[str, str]) -> dict[str, object]:
    """The values of `head.html` for a page. elsewhere: its places, by language."""
    return {
        "canonical": address(header, place),
        "alternates": alternates(header, elsewhere),
        "linked_forms": [(one.media_type, way(place, one.name)) for one in (FEED, LINKED_DATA)],
    }


def alternates(header: Header, elsewhere: Mapping[str, str]) -> list[tuple[str, str]]:
    """The languages of a page, each with its absolute address; none where there is one language,
    or the addresses are not known."""
    if len(elsewhere) == 1 or not header.publisher.website:
        return []
    found = [(language, address(header, place) or "") for language, place in elsewhere.items()]
    return [*found, (ANY_OTHER, address(header, elsewhere[header.default_language]) or "")]


def downloads(place: str) -> list[tuple[str, str]]:
    """For a list of the forms on a page: the key of the sentence that names each, and the way."""
    return [(one.words, way(place, one.name)) for one in FORMS]
