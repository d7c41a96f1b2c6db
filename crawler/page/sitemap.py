"""Read a sitemap: the addresses that a site lists of its pages.

A file called a sitemap may be anything: a gigabyte in a few compressed bytes, entities that grow
without end, a web page, half a million open tags. So no XML parser is used: a scan of bounded
length searches for the content of `<loc>` and ignores the rest. Entities that a document declares
are not expanded.
"""

import html
import re
import zlib
from dataclasses import dataclass

from directory.rules.urls import MAX_LENGTH, resolve

SITEMAP_CAP = 1024 * 1024
MOST_ADDRESSES = 20_000

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_LOC = re.compile(
    rb"<(?:[\w.-]{1,40}:)?loc(?:\s[^<>]{0,200})?>\s{0,200}(?:<!\[CDATA\[\s{0,200})?([^<>\]\s]{1,4096})"
    rb"(?=\s{0,200}(?:\]\]>\s{0,200})?</)"  # an address that is cut off would be another one
)
_INDEX = re.compile(rb"<(?:[\w.-]{1,40}:)?sitemapindex[\s>]")
_HEAD = 8192  # where the outermost tag is searched for
#: The remains of an entity that the document itself declared.
_UNKNOWN_ENTITY = re.compile(r"&[A-Za-z_][\w.-]*;")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists. is_index: the addresses are of further sitemaps, not of pages.

    addresses: http(s) hrefs, each once, in order; at most 20,000.
    """

    addresses: tuple[str, ...] = ()
    is_index: bool = False


def read_sitemap(body: bytes, base: str) -> Sitemap:
    """Return what this file lists: XML, plain text with an address a line, or either compressed.

    base: the href at which it was found, for addresses written relative to it. A file that is no
    sitemap lists nothing; of a longer one the first 1 MiB count.
    """
    text = _inflated(body)[:SITEMAP_CAP]
    is_index = bool(_INDEX.search(text[:_HEAD]))
    found = _lines(text) if b"<" not in text[:_HEAD] else _LOC.findall(text)
    hrefs: dict[str, None] = {}
    for raw in found:
        if len(hrefs) >= MOST_ADDRESSES:
            break
        href = _href(raw, base)
        if href is not None:
            hrefs.setdefault(href)
    return Sitemap(tuple(hrefs), is_index)


def _inflated(body: bytes) -> bytes:
    """Return the file up to SITEMAP_CAP, decompressed; unchanged if it is not valid gzip."""
    if not body.startswith(_GZIP_MAGIC):
        return body
    try:
        return zlib.decompressobj(_GZIP_OR_ZLIB).decompress(body, SITEMAP_CAP)
    except zlib.error:
        return body


def _lines(text: bytes) -> list[bytes]:
    """Return a text sitemap's addresses; only full ones, so that a page of prose lists nothing."""
    lines = text.removeprefix(b"\xef\xbb\xbf").splitlines()
    if len(text) == SITEMAP_CAP:
        del lines[-1:]  # it may be cut off
    stripped = (line.strip() for line in lines)
    return [line for line in stripped if line.startswith((b"http://", b"https://"))]


def _href(raw: bytes, base: str) -> str | None:
    written = raw.decode("utf-8", "replace").strip()
    written = html.unescape(written) if "&" in written else written
    if len(written) > MAX_LENGTH or _UNKNOWN_ENTITY.search(written):
        return None
    href = resolve(base, written)
    if href is None or not href.startswith(("http://", "https://")) or len(href) > MAX_LENGTH:
        return None
    return href.partition("#")[0]
