"""Pages read as a browser reads them, and directories of any size to make pages from."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from posixpath import join, normpath
from typing import Any
from urllib.parse import urlsplit

import msgspec
from lxml import html

from directory.publishing.release.directory_file import canonical
from directory.publishing.release.reader import Edition, MadeFile, read_edition

_BEFORE_LINKS = b'"links":[\n'


def parsed(page: bytes) -> Any:
    """The tree of a page."""
    return html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))


def text_of(page: bytes) -> str:
    """What one reads on a page, on one line."""
    return " ".join(parsed(page).body.text_content().split())


def references(page: bytes) -> Iterator[str]:
    """All that a page refers to, by links, styles, scripts, pictures and the like."""
    for _, attribute, reference, _ in parsed(page).iterlinks():
        if attribute:
            yield reference


def inside(name: str, reference: str) -> tuple[str, str] | None:
    """The file of the release, and the place in it, to which a file refers; None for other
    websites."""
    parts = urlsplit(reference)
    if parts.scheme or parts.netloc:
        return None
    path = normpath(join(name.rpartition("/")[0], parts.path)) if parts.path else name
    return (f"{path}/index.html" if parts.path.endswith("/") else path), parts.fragment


def written(made: Iterable[MadeFile]) -> dict[str, bytes]:
    """The files as they would be on the disk."""
    return {one.name: b"".join(one.chunks) for one in made}


def with_links(edition: Edition, folder: Path, changed: Iterable[dict[str, Any]]) -> Edition:
    """The directory with other links: the first one over and over, each time changed so."""
    first = next(edition.links())
    head, _, rest = edition.path.read_bytes().partition(_BEFORE_LINKS)
    tail = rest[rest.rindex(b"],") :]
    lines = [canonical(msgspec.structs.replace(first, **values)) for values in changed]
    path = folder / "directory.json"
    path.write_bytes(head + _BEFORE_LINKS + b",\n".join(lines) + (b"\n" if lines else b"") + tail)
    return read_edition(path)
