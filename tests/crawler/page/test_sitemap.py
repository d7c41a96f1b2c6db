"""Reading sitemaps: those that sites write, and those that are no sitemaps at all."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.sitemap import MOST_ADDRESSES, SITEMAP_CAP, Sitemap, read_sitemap
from tests.cpu import within_cpu_seconds
from tests.rows import each

BASE = "https://elm.example/sitemap.xml"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def listing(*locs: str, tag: str = "urlset", item: str = "url") -> bytes:
    """A sitemap as sites write it."""
    items = "".join(f"<{item}><loc>{loc}</loc></{item}>\n" for loc in locs)
    return f'<?xml version="1.0"?>\n<{tag} {NAMESPACE}>\n{items}</{tag}>'.encode()


@each(
    ("body", "addresses"),
    [
        (listing("https://elm.example/a", "https://elm.example/b"), ["a", "b"]),
        (listing("https://elm.example/a", "https://elm.example/a"), ["a"]),
        (listing("\n  https://elm.example/a  \n"), ["a"]),
        (listing("/a", "b/c"), ["a", "b/c"]),
        (listing("https://elm.example/a?x=1&amp;y=2"), ["a?x=1&y=2"]),
        (listing("https://elm.example/a&#63;x"), ["a?x"]),
        (listing("<![CDATA[https://elm.example/a]]>"), ["a"]),
        (listing("https://elm.example/ofertas-de-ñandú"), ["ofertas-de-%C3%B1and%C3%BA"]),
        (listing("https://elm.example/a#top"), ["a"]),
        (b'<s:urlset><s:url><s:loc>https://elm.example/a</s:loc>', ["a"]),
        (listing("https://elm.example/a") + b"<loc>https://elm.exa", ["a"]),
        (b'<url><loc lang="en">https://elm.example/a</loc>', ["a"]),
        (b"\xef\xbb\xbfhttps://elm.example/a\r\nhttps://elm.example/b\n", ["a", "b"]),
        (gzip.compress(listing("https://elm.example/a")), ["a"]),
        (gzip.compress(listing("https://elm.example/a"))[:-9], ["a"]),
    ],
)  # fmt: skip
def test_the_addresses_of_a_sitemap_are_read(body: bytes, addresses: list[str]) -> None:
    found = tuple(f"https://elm.example/{path}" for path in addresses)
    assert read_sitemap(body, BASE) == Sitemap(found)


def test_an_index_lists_further_sitemaps() -> None:
    body = listing("https://elm.example/pages.xml.gz", tag="sitemapindex", item="sitemap")
    assert read_sitemap(body, BASE) == Sitemap(("https://elm.example/pages.xml.gz",), is_index=True)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Not found</title><a href=https://elm.example/a>a</a>",
        b"Our site has no sitemap. See https://elm.example/a instead.",
        listing("javascript:alert(1)", "mailto:a@elm.example", "ftp://elm.example/a", "http://["),
        listing("https://elm.example/" + "a" * 3000),
        b"\x1f\x8b" + b"no gzip at all" * 50,
        b"<loc>" * 1000,
        b"<loc>https://elm.example/" + b"\x00" * 10,
        b"\x00\x01\x02\xff" * 1000,
    ],
    ids=["empty", "a page", "prose", "no web addresses", "overlong", "false gzip", "open tags",
         "cut off", "binary"],
)  # fmt: skip
def test_what_is_no_sitemap_lists_nothing_that_could_be_linked(body: bytes) -> None:
    found = read_sitemap(body, BASE).addresses
    assert all(href.startswith("https://elm.example/") for href in found)
    assert len(found) <= 1


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (name, b"&%c;" % (name - 1) * 10) for name in range(ord("b"), ord("j"))
) + b"]>"  # fmt: skip
BOMB = zlib.compressobj(9, wbits=31)
GZIP_BOMB = BOMB.compress(b"<url><loc>https://elm.example/a</loc></url>" * 1_500_000) + BOMB.flush()

HOSTILE = {
    "60 MB": listing("https://elm.example/a") + b" " * 60_000_000,
    "billion laughs": LAUGHS + listing("https://elm.example/&i;", "https://elm.example/a"),
    "outside entity": b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + listing("https://elm.example/&x;", "https://elm.example/a"),
    "gzip bomb": GZIP_BOMB,
    "500,000 nested tags": b"<url>" * 500_000 + b"<loc>https://elm.example/a</loc>",
    "nested after one": listing("https://elm.example/a") + b"<url>" * 500_000,
    "open loc tags": b"<loc " * 200_000,
    "loc and blanks": b"<loc>" + b" " * 1_000_000 + b"<loc>" * 100_000,
    "long names": b"<" + b"a" * 1_000_000 + b":loc>https://elm.example/a",
    "one attribute": b"<loc " + b"a=b " * 250_000 + b">",
    "ampersands": b"<loc>" + b"&" * 4000 + b"</loc>" + b"<loc>&amp;&amp;" * 60_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_sitemap_ends_quickly_with_what_came(kind: str) -> None:
    with within_cpu_seconds():
        found = read_sitemap(HOSTILE[kind], BASE)
    assert set(found.addresses) <= {"https://elm.example/a"} or kind == "ampersands"


@pytest.mark.slow
def test_no_more_than_a_megabyte_and_20_000_addresses_are_read() -> None:
    many = [f"https://elm.example/{number}" for number in range(30_000)]
    assert len(read_sitemap("\n".join(many).encode(), BASE).addresses) == MOST_ADDRESSES
    late = b"<url/>" + b" " * SITEMAP_CAP + listing("https://elm.example/late")
    assert read_sitemap(late, BASE).addresses == ()


@given(st.binary(max_size=300), st.booleans())
def test_anything_at_all_is_read_without_an_error(body: bytes, compressed: bool) -> None:
    body = b"<loc>" + body + b"</loc>"
    found = read_sitemap(gzip.compress(body) if compressed else body, BASE)
    assert all(href.startswith(("http://", "https://")) for href in found.addresses)
