"""The headers with which a file of a release is served.

They are decided here once. `jobbank preview` sends them, and the nginx recipe is compared with
them, so that what an agency tries on its own machine is what its visitors get.

- A page may do only what it needs. An exit page has styles and no more; the site and the page that
shows the widget may also run the scripts of the release and read its data. Nothing comes from
another place, nothing may frame them, and no destination receives a referrer. - Data and the widget
may be used from any other site of the agency: they are public, and contain nothing about their
reader. Pages may not. - `directory.json` may be cached for five minutes: a withdrawn link remains
in caches no longer. - Every other file that keeps its name while its content changes is revalidated
each time (`no-cache`: it may be cached, but not used without a request), by an ETag. A file with
its serial in its name never changes, and may be cached for a year.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final, assert_never

from directory.publishing.release.manifest import DIRECTORY

REVALIDATED: Final = "no-cache"
#: Of the directory itself, which many programs fetch.
FOR_MINUTES: Final = "public, max-age=300"
IMMUTABLE: Final = "public, max-age=31536000, immutable"
PLAIN_TEXT: Final = "text/plain; charset=utf-8"
PAGE_TYPE: Final = "text/html; charset=utf-8"

#: By the end of the name; what is not in it is served as bytes, which no browser runs or shows.
CONTENT_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".html": PAGE_TYPE,
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json; charset=utf-8",
        ".jsonl": "application/x-ndjson; charset=utf-8",
        ".jsonld": "application/ld+json; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".opml": "text/x-opml; charset=utf-8",
        ".atom": "application/atom+xml; charset=utf-8",
        ".xml": "application/xml; charset=utf-8",
        ".svg": "image/svg+xml; charset=utf-8",
        ".png": "image/png",
        ".txt": PLAIN_TEXT,
        ".ts": PLAIN_TEXT,
        ".sig": PLAIN_TEXT,
    }
)
BYTES: Final = "application/octet-stream"

#: It cannot be framed, send forms, or change the base of its relative links.
_CLOSED: Final = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
EXIT_POLICY: Final = f"default-src 'none'; style-src 'self'; {_CLOSED}"
SITE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    f"img-src 'self'; {_CLOSED}"
)
DATA_POLICY: Final = f"default-src 'none'; {_CLOSED}"

_CHANGES: Final = re.compile(r"changes-[0-9]+\.json\Z")


class ServedPart(StrEnum):
    """The kinds of files that are served with different headers."""

    EXIT = "exit"
    SITE = "site"
    DATA = "data"


def part_of(name: str) -> ServedPart:
    """Return the part to which a file belongs, by its path in the release."""
    top = name.partition("/")[0]
    if top == "out":
        return ServedPart.EXIT
    if top in {"site", "404.html"} or (top == "widget" and not name.endswith(".js")):
        return ServedPart.SITE
    return ServedPart.DATA


def headers_for(name: str) -> dict[str, str]:
    """Return the response headers for a file of a release; name: its path in it, with slashes.

    Those that depend on its bytes (Content-Length, ETag) are not among them.
    """
    part = part_of(name)
    return {
        "Content-Type": CONTENT_TYPES.get(PurePosixPath(name).suffix, BYTES),
        "Cache-Control": _cache(name),
        "Content-Security-Policy": _policy(part),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        **_sharing(part),
    }


def _cache(name: str) -> str:
    if name == DIRECTORY:
        return FOR_MINUTES
    return IMMUTABLE if _CHANGES.match(name) else REVALIDATED


def _policy(part: ServedPart) -> str:
    match part:
        case ServedPart.EXIT:
            return EXIT_POLICY
        case ServedPart.SITE:
            return SITE_POLICY
        case ServedPart.DATA:
            return DATA_POLICY
        case _:
            assert_never(part)


def _sharing(part: ServedPart) -> dict[str, str]:
    """Return the headers that decide which other sites may read it in a visitor's browser: all, or
    none."""
    if part is ServedPart.DATA:
        return {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
    return {"Cross-Origin-Resource-Policy": "same-origin"}
