"""The files of a release that are made from its `directory.json` alone, and `README.txt`, which
describes each file for readers who have only the folder.

The text is made from the directory, like the other files; so it lists files that a release may have
(`changes-N.json`) as such. It also says what is left out because a setting is not set, with the
setting.
"""

from collections.abc import Callable, Iterator
from textwrap import fill
from typing import Final

from directory.publishing import formats
from directory.publishing.formats import dcat, lists
from directory.publishing.release.paths import mail_of
from directory.publishing.release.public_schema import SCHEMA_VERSION, Header
from directory.publishing.release.reader import Edition, MadeFile
from directory.publishing.release.schemas import TYPES
from directory.publishing.site import exits, site, widget
from directory.publishing.site.site import SITEMAP

README: Final = "README.txt"

#: File names, with `*` and `N` for what differs, and what the files are.
FILES: Final = (
    ("directory.json", "The directory: categories, notices and links. All but health.json, the "
     "manifest and the changes is made from it. The form in which it is written is "
     "described in directory.schema.json."),
    ("health.json", "The result of each link's last check, and when that was."),
    ("changes-N.json", "The changes from the directory.json before to this one (N is its serial). "
     "Left out where that is not kept, and in a first release."),
    ("manifest.json", "Each file with its size and SHA-256, when the release was made, and the "
     "manifest before it."),
    ("manifest.json.sig", "The signature of the manifest by the agency's SSH key, where it signs "
     "releases."),
    ("*.schema.json", "JSON Schemas (draft 2020-12) of the files above. They refer to each other "
     "by file name."),
    (TYPES, "The same as types for TypeScript."),
    ("links.jsonl", "The links, one JSON object a line."),
    ("by-category/*.json", "The links of each category and of those below it."),
    ("directory.csv", "A table for spreadsheets, one row a link. UTF-8 with a byte order mark, "
     "which Excel needs; in Python, read it as utf-8-sig."),
    ("directory.jsonld", "For search engines: schema.org, a CollectionPage with an ItemList."),
    ("directory.opml", "For outliners and feed readers."),
    ("bookmarks.html", "Bookmarks to import into a browser."),
    ("changes.atom", "A feed of links listed and withdrawn and of notices announced."),
    ("dcat-us.json", "The entry for the agency's catalog of data (data.json, DCAT-US 1.1)."),
    ("site/", "The directory as a website, in each language. Begin at site/index.html."),
    ("out/", "The exit pages: out/7/ is shown before a visitor leaves by link 7."),
    ("widget/", "The directory as an element in a page of another website of the agency."),
    ("404.html", "For the web server to show at addresses where there is no page."),
    ("sitemap.xml", "The pages of site/ for search engines."),
    (README, "This text."),
)  # fmt: skip
_WIDTH: Final = 78
_COLUMN: Final = 20


def made_from(edition: Edition) -> Iterator[MadeFile]:
    """Yield the files one after another; each must be read before the next is made."""
    for make in _MAKERS:
        yield from make(edition)


def _readme(edition: Edition) -> Iterator[MadeFile]:
    yield MadeFile(README, [_text(edition).encode()])


_MAKERS: Final[tuple[Callable[[Edition], Iterator[MadeFile]], ...]] = (
    lists.files,
    formats.files,
    exits.files,
    site.files,
    widget.files,
    _readme,
)


def left_out(header: Header) -> dict[str, str]:
    """Return the files that are left out because a setting is not set, each with the reason."""
    found = {}
    if not header.publisher.website:
        found[SITEMAP] = (
            f"No {SITEMAP}, and pages do not name their own address (canonical) or those of "
            "their other languages (hreflang): the setting “website”, the address at which the "
            "website shows the release, is not set. 404.html expects the release at the top of "
            "its host."
        )
    if mail_of(header) is None:
        found[dcat.NAME] = (
            f"No {dcat.NAME}: DCAT-US 1.1 requires an e-mail address (contactPoint.hasEmail), and "
            "the setting “contact” is not one."
        )
    return found


def _text(edition: Edition) -> str:
    header = edition.header
    missing = left_out(header)
    parts = [
        f"Directory of links: {header.publisher.agency}",
        fill(
            f"This folder is release {edition.serial} of the directory, format version "
            f"{SCHEMA_VERSION}. A website needs nothing besides it. Text is UTF-8, and languages "
            "are BCP 47 tags. To prove that the files are as they were released: jobbank verify "
            "FOLDER.",
            _WIDTH,
        ),
        "\n".join(_row(name, text) for name, text in FILES if name not in missing),
        *(fill(text, _WIDTH) for text in missing.values()),
        fill(
            "In format versions 1.x, fields may be added; none is removed or gets another type. "
            "Programs must ignore fields that they do not know.",
            _WIDTH,
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _row(name: str, text: str) -> str:
    return fill(text, _WIDTH, initial_indent=name.ljust(_COLUMN), subsequent_indent=" " * _COLUMN)
