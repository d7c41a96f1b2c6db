"""`dcat-us.json`: the entry for the agency's catalog of data.

One dataset in DCAT-US 1.1 (Project Open Data), to be put into the list `dataset` of the agency's
`data.json`, from where state and federal portals take it. Federal agencies add their `bureauCode`
and `programCode`. The agency chooses a license; none is set here.

DCAT-US 1.1 requires an e-mail address (`contactPoint.hasEmail`). If the agency's contact is not
one, there is no entry: without it, it would not be valid, and none is invented.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from directory.publishing.formats import atom, bookmarks, json_ld, opml, table
from directory.publishing.formats.lists import LINES
from directory.publishing.formats.words import words_in
from directory.publishing.release.directory_file import canonical
from directory.publishing.release.manifest import DIRECTORY
from directory.publishing.release.paths import SITE, address, mail_of, urn
from directory.publishing.release.placeholders import text_in
from directory.publishing.release.reader import Edition, MadeFile
from directory.publishing.release.schemas import DIRECTORY_SCHEMA

NAME: Final = "dcat-us.json"

#: The files with the whole directory, or its changes: name, media type, common name.
_FILES: Final = (
    (DIRECTORY, "application/json", "JSON"),
    (LINES, "application/jsonl", "JSON lines"),
    (table.NAME, "text/csv", "CSV"),
    (json_ld.NAME, "application/ld+json", "JSON-LD"),
    (opml.NAME, "text/x-opml", "OPML"),
    (bookmarks.NAME, "text/html", "HTML"),
    (atom.NAME, "application/atom+xml", "Atom"),
)


def files(edition: Edition) -> Iterator[MadeFile]:
    """Yield the entry; nothing if the agency's contact is not an e-mail address."""
    mail = mail_of(edition.header)
    if mail is None:
        return
    entry = msgspec.json.format(canonical(_dataset(edition, mail)), indent=2)
    yield MadeFile(NAME, [entry + b"\n"])


def _dataset(edition: Edition, mail: str) -> dict[str, object]:
    header = edition.header
    words = words_in(header.default_language)
    agency = header.publisher.agency
    page = address(header, SITE)
    return {
        "@type": "dcat:Dataset",
        "title": words.title.format(agency=agency),
        "description": words.description.format(agency=agency),
        "keyword": _keywords(edition, words.keywords),
        "modified": str(edition.updated_on),
        "publisher": {"@type": "org:Organization", "name": agency},
        "contactPoint": {
            "@type": "vcard:Contact",
            "fn": agency,
            "hasEmail": f"mailto:{mail}",
        },
        "identifier": urn(header, "dataset"),
        "accessLevel": "public",
        "accrualPeriodicity": "irregular",
        "language": header.languages,
        "distribution": [_distribution(edition, *file) for file in _FILES],
        **({"landingPage": page} if page else {}),
    }


def _keywords(edition: Edition, always: tuple[str, ...]) -> list[str]:
    """Return the words for any directory, and the names of the top categories."""
    language = edition.header.default_language
    names = (text_in(one.names, language, language)[0] for one in edition.below(None))
    return list(dict.fromkeys((*always, *filter(None, names))))


def _distribution(edition: Edition, name: str, media_type: str, form: str) -> dict[str, str]:
    found = {
        "@type": "dcat:Distribution",
        "title": name,
        "mediaType": media_type,
        "format": form,
    }
    if url := address(edition.header, name):
        found["downloadURL"] = url
    schema = address(edition.header, DIRECTORY_SCHEMA)
    if name == DIRECTORY and schema:
        found |= {"describedBy": schema, "describedByType": "application/schema+json"}
    return found
