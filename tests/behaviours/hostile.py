"""Servers that mean harm: answers made to fill a memory, or to keep a machine busy for ever.

Each must end in a verdict within the time of one request and a second, and in
little memory. Where a page came before the trouble, it is judged on what came;
bodies of which more comes than is kept are in the same case.
"""

import gzip
import sys
from collections.abc import Callable
from functools import lru_cache

import brotli

from crawler.simulation.behaviour import Behaviour, always, everywhere, own_page
from crawler.simulation.demo_behaviours import only_here
from crawler.simulation.pages import page
from crawler.simulation.site import Answer, Handler, Request, Script, Wire, raw, reply
from directory.model.reasons import Reason
from tests.behaviours.content import own_bomb

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DRIP_SECONDS = 0.05
ROBOTS_BYTES = 60 * 1000 * 1000
_OK_LINE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
_MIB = 1024 * 1024
_BOMB_MIB = 100


def _text(request: Request) -> bytes:
    return page(request.host, request.path).encode()


def _after(text: bytes, more: bytes) -> bytes:
    """The page with more before its end."""
    return text.replace(b"</body>", more + b"</body>")


# --- heads -------------------------------------------------------------------------


def _interim(line: bytes) -> Script:
    """Interim answers without end, before an answer that never comes."""

    async def flood(wire: Wire) -> None:
        while True:
            await wire.send(line * 200)

    return flood


async def _interim_drip(wire: Wire) -> None:
    while True:
        await wire.send(b"HTTP/1.1 102 Processing\r\n\r\n")
        await wire.pause(DRIP_SECONDS)


async def _trailer_flood(wire: Wire) -> None:
    text = _text(wire.request)
    await wire.send(_OK_LINE + b"Transfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n")
    await wire.send(b"%x\r\n%s\r\n0\r\n" % (len(text), text))
    while True:
        await wire.send((b"X-End: " + b"x" * 1000 + b"\r\n") * 64)


async def _one_endless_line(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nX-Flood: ")
    while True:
        await wire.send(b"x" * 65536)


def _many_headers(request: Request) -> Answer:
    lines = b"".join(b"X-%d: %d\r\n" % (n, n) for n in range(100_000))
    return raw(_OK_LINE + lines + b"\r\n", _text(request))


# --- bodies ------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _packed(beginning: bytes, encoding: str) -> bytes:
    """This text and 100 MiB of blanks, compressed."""
    blanks = b" " * _MIB
    if encoding == "br":
        packer = brotli.Compressor(quality=5)
        parts = [packer.process(beginning)] + [packer.process(blanks) for _ in range(_BOMB_MIB)]
        return b"".join([*parts, packer.finish()])
    compressor = zstd.ZstdCompressor()
    chunks = [compressor.compress(beginning)]
    chunks += [compressor.compress(blanks) for _ in range(_BOMB_MIB)]
    return b"".join([*chunks, compressor.flush()])


def _encoded(encoding: str, make: Callable[[bytes], bytes]) -> Handler:
    return lambda request: reply(
        200, make(_text(request)), headers=(("Content-Encoding", encoding),)
    )


def _chunked(*chunks: bytes) -> Handler:
    """The page as one chunk, and these bytes after it."""

    def answer(request: Request) -> Answer:
        text = _text(request)
        body = b"%x\r\n%s\r\n" % (len(text), text) + b"".join(chunks)
        return raw(_OK_LINE + b"Transfer-Encoding: chunked\r\n\r\n", body)

    return answer


async def _endless_chunks(wire: Wire) -> None:
    text = _text(wire.request)
    await wire.send(_OK_LINE + b"Transfer-Encoding: chunked\r\n\r\n")
    await wire.send(b"%x\r\n%s\r\n" % (len(text), text))
    while True:
        await wire.send(b"1\r\n \r\n" * 5000)


async def _endless_extension(wire: Wire) -> None:
    text = _text(wire.request)
    await wire.send(_OK_LINE + b"Transfer-Encoding: chunked\r\n\r\n")
    await wire.send(b"%x\r\n%s\r\n1;" % (len(text), text))
    while True:
        await wire.send(b"x" * 65536)


# --- markup ------------------------------------------------------------------------


def _and_then(more: Callable[[], bytes], charset: str = "utf-8") -> Handler:
    """The page, and this before its end; in this character set, as it says."""
    kind = f"text/html; charset={charset}"
    return lambda request: reply(200, _after(_text(request), more()), content_type=kind)


def _attributes() -> bytes:
    return b"<div " + b" ".join(b"a%d=%d" % (n, n) for n in range(40_000)) + b">x</div>"


def _fonts() -> bytes:
    return b"".join(b"<font color=%d>" % n for n in range(5000)) + b"<p>x" * 5000


def _nul_bytes(request: Request) -> Answer:
    return reply(200, _text(request).replace(b"<p>", b"\0<p>\0").replace(b"<title>", b"<title>\0"))


def _lies(charset: str) -> Handler:
    return lambda request: reply(200, _text(request), content_type=f"text/html; charset={charset}")


# --- robots.txt --------------------------------------------------------------------


async def _long_robots(wire: Wire) -> None:
    await wire.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % ROBOTS_BYTES
    )
    rules = b"User-agent: *\nDisallow: /admin\nAllow: /\n\n" * 1500
    for _ in range(ROBOTS_BYTES // len(rules)):
        await wire.send(rules)


async def _robots_drip(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\n")
    while True:
        await wire.send(b"#")
        await wire.pause(DRIP_SECONDS)


def _robots_of_stars(_request: Request) -> Answer:
    rules = "".join(f"Disallow: /{'*a' * 30}${n}\n" for n in range(200))
    return reply(200, f"User-agent: *\n{rules}", content_type="text/plain")


def _robots_html(_request: Request) -> Answer:
    text = "<!doctype html><html>" + "<p>Disallow: /</p>\n" * 20_000
    return reply(200, text, content_type="text/plain")


_SEEN = "The page came; what comes behind it is of no use to anybody."
_COPES = "Browsers cope, so visitors see the page."
_GIVES_UP = "Browsers give up on such a head, and so must we before memory does."


def _ok(name: str, does: str, handler: Handler, why: str = _SEEN) -> Behaviour:
    return Behaviour(
        name, does, Reason.OK, why, everywhere(only_here(handler, "/jobs")),
        link="http://{host}/jobs",
    )  # fmt: skip


def _flood(name: str, does: str, script: Script) -> Behaviour:
    return Behaviour(
        name, does, Reason.HEADERS_TOO_LARGE, _GIVES_UP, everywhere(lambda _request: script),
        link="http://{host}/jobs",
    )  # fmt: skip


def _robots(name: str, does: str, robots: Handler, why: str, path: str = "/jobs") -> Behaviour:
    return Behaviour(
        name, does, Reason.OK, why, everywhere(own_page, robots=robots),
        link="http://{host}" + path,
    )  # fmt: skip


ROWS = (
    _flood("continue-flood", "Sends 100 Continue without end.",
           _interim(b"HTTP/1.1 100 Continue\r\n\r\n")),
    _flood("hints-flood", "Sends 103 Early Hints without end, each with a header.",
           _interim(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")),
    _flood("header-line-flood", "Sends one header that does not end.", _one_endless_line),
    Behaviour(
        "many-headers", "Sends 100,000 short headers.", Reason.HEADERS_TOO_LARGE, _GIVES_UP,
        everywhere(_many_headers), link="http://{host}/jobs",
    ),
    Behaviour(
        "interim-drip", "Sends an interim answer now and then without end.", Reason.TIMEOUT,
        "Something always comes, and never an answer: the time for all of it must be limited.",
        everywhere(lambda _request: _interim_drip), link="http://{host}/jobs",
    ),
    _ok("trailer-flood", "Sends the page in chunks, and headers behind it without end.",
        lambda _request: _trailer_flood),
    _ok("brotli", "Sends the page compressed by brotli, though nobody asked for that.",
        _encoded("br", brotli.compress), _COPES),
    _ok("zstd", "Sends the page compressed by zstd, though nobody asked for that.",
        _encoded("zstd", zstd.compress), _COPES),
    _ok("brotli-claimed", "Says that the page is compressed by brotli, and it is not.",
        _encoded("br", bytes), _COPES),
    _ok("zstd-claimed", "Says that the page is compressed by zstd, and it is not.",
        _encoded("zstd", bytes), _COPES),
    _ok("gzip-twice", "Sends the page compressed twice, and says so.",
        _encoded("gzip, gzip", lambda text: gzip.compress(gzip.compress(text, mtime=0), mtime=0)),
        _COPES),
    _ok("brotli-bomb", "Sends 100 MiB of blanks compressed to a few hundred bytes.",
        _encoded("br", lambda text: _packed(text, "br"))),
    _ok("zstd-bomb", "Sends 100 MiB of blanks compressed by zstd.",
        _encoded("zstd", lambda text: _packed(text, "zstd"))),
    _ok("gzip-bomb-nested", "Sends a bomb in a bomb in a bomb.",
        _encoded("gzip, gzip, gzip", lambda text: gzip.compress(
            gzip.compress(own_bomb(text), mtime=0), mtime=0))),
    _ok("bomb-of-three-kinds", "Sends a bomb wrapped in gzip, in zstd and in brotli.",
        _encoded("gzip, zstd, br", lambda text: brotli.compress(
            zstd.compress(own_bomb(text)), quality=5))),
    _ok("endless-chunks", "Sends the page, and then chunks of one blank without end.",
        lambda _request: _endless_chunks),
    _ok("endless-chunk-extension", "Sends the page, and then a chunk whose first line never ends.",
        lambda _request: _endless_extension),
    _ok("chunk-without-size", "Sends the page in a chunk, and then one of a size that is none.",
        _chunked(b"zz\r\nmore\r\n0\r\n\r\n")),
    _ok("chunk-of-huge-size", "Sends the page in a chunk, and then one of more bytes than exist.",
        _chunked(b"fffffffffffffffffff\r\nmore")),
    _ok("chunk-longer-than-said", "Sends the page in a chunk, and then one that is too long.",
        _chunked(b"3\r\nmore than that\r\n0\r\n\r\n")),
    _ok("attributes-40000", "Has a tag with 40,000 attributes behind its text.",
        _and_then(_attributes)),
    _ok("nested-500000", "Has 500,000 open tags behind its text.",
        _and_then(lambda: b"<div>" * 500_000)),
    _ok("nested-formatting", "Has thousands of open fonts, and as many paragraphs.",
        _and_then(_fonts)),
    _ok("open-comment", "Ends in a comment of 200 KB that is never closed.",
        _and_then(lambda: b"<!--" + b"-" * 200_000)),
    _ok("open-scripts", "Ends in thousands of scripts that are never closed.",
        _and_then(lambda: b"<script src=" * 20_000)),
    _ok("privacy-without-end", "Ends in thousands of links to its privacy policy, none closed.",
        _and_then(lambda: b"<a href='/privacy'>Privacy policy" * 8000)),
    _ok("nul-bytes", "Has NUL bytes in its title and text.", _nul_bytes, _COPES),
    _ok("charset-utf-16-claimed", "Says that the page is UTF-16, and a mark says UTF-8.",
        lambda request: reply(200, b"\xef\xbb\xbf" + _text(request),
                              content_type="text/html; charset=utf-16"), _COPES),
    _ok("charset-utf-7", "Says that the page is UTF-7, which browsers do not read.",
        _lies("utf-7"), _COPES),
    _ok("charset-punycode", "Names as character set what would keep a decoder busy.",
        _lies("punycode"), _COPES),
    _ok("charset-of-nonsense", "Names as character set 3 KB of nonsense.",
        _lies("x" * 3000), _COPES),
    _robots("robots-60-mb", "Has a robots.txt of 60 MB.", lambda _request: _long_robots,
            "Of the rules, those that came in the first part hold (RFC 9309, 2.5)."),
    _robots("robots-html-long", "Answers robots.txt with 400 KB of HTML, and calls it text.",
            _robots_html, "A page holds no rules, so all is open."),
    _robots("robots-of-stars", "Has a robots.txt whose rules take long to match.",
            _robots_of_stars, "None of the rules closes the page.", "/" + "a" * 60 + "b"),
    _robots("robots-nul-bytes", "Has a robots.txt of NUL bytes.",
            always(reply(200, b"\0" * 300_000, content_type="text/plain")),
            "There is no rule in it, so all is open."),
    _robots("robots-drip", "Sends a comment in robots.txt byte by byte without end.",
            lambda _request: _robots_drip, "The rules that came forbid nothing."),
)  # fmt: skip
