"""Odd syntax and odd bodies: what browsers cope with, a checker must."""

import gzip
import zlib
from functools import lru_cache

from crawler.simulation.behaviour import Behaviour, always, everywhere, own_page
from crawler.simulation.demo_behaviours import application_shell, missing, only_here
from crawler.simulation.pages import html, page, page_reply
from crawler.simulation.site import Answer, Handler, Request, Wire, raw, reply
from directory.model.reasons import Reason

DRIP_SECONDS = 0.05
PDF_BYTES = 200 * 1000 * 1000
BOMB_BYTES = 100 * 1024 * 1024
_MIB = 1024 * 1024


def _text(request: Request) -> bytes:
    return page(request.host, request.path).encode()


def _lines(end: bytes, first: bytes, *more: bytes) -> bytes:
    return end.join([first, b"Content-Type: text/html; charset=utf-8", *more, b"", b""])


_OK_LINE = b"HTTP/1.1 200 OK"
_HEAD = _lines(b"\r\n", _OK_LINE, b"Connection: close")


def _shorter_than_promised(request: Request) -> Answer:
    body = _text(request)
    return raw(_lines(b"\r\n", _OK_LINE, b"Content-Length: %d" % (len(body) + 5000)), body)


def _bare_line_feeds(request: Request) -> Answer:
    body = _text(request)
    return raw(_lines(b"\n", _OK_LINE, b"Content-Length: %d" % len(body)), body)


def _no_phrase(request: Request) -> Answer:
    body = _text(request)
    return raw(_lines(b"\r\n", b"HTTP/1.1 200", b"Content-Length: %d" % len(body)), body)


def _stray_return(request: Request) -> Answer:
    body = _text(request)
    return raw(
        _lines(b"\r\n", _OK_LINE, b"X-Odd: one\rtwo", b"Content-Length: %d" % len(body)), body
    )


_ODD_TARGET = "/jobs%252Flist;v=1/a+b?q=a+b&w=%20c"


def _only_as_it_was(request: Request) -> Answer:
    return own_page(request) if request.target == _ODD_TARGET else missing(request)


def _http_1_0(request: Request) -> Answer:
    return raw(_lines(b"\r\n", b"HTTP/1.0 200 OK"), _text(request))


def _chunks_cut_short(request: Request) -> Answer:
    body = _text(request)
    head = _lines(b"\r\n", _OK_LINE, b"Transfer-Encoding: chunked")
    return raw(head, b"%x\r\n%s\r\n" % (len(body), body))  # and no last chunk


def _early_hints(request: Request) -> Answer:
    body = _text(request)
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n"
    return raw(hints + _lines(b"\r\n", _OK_LINE, b"Content-Length: %d" % len(body)), body)


def _long_header(request: Request) -> Answer:
    policy = "default-src 'self' " + " ".join(f"https://cdn{n}.elm.example" for n in range(520))
    return page_reply(request.host, request.path, headers=(("Content-Security-Policy", policy),))


def _compressed(request: Request) -> Answer:
    body = gzip.compress(_text(request), mtime=0)
    return reply(200, body, headers=(("Content-Encoding", "gzip"),))


def _claims_gzip(request: Request) -> Answer:
    return reply(200, _text(request), headers=(("Content-Encoding", "gzip"),))


def _no_type(request: Request) -> Answer:
    return reply(200, _text(request), content_type="")


def _utf16(request: Request) -> Answer:
    text = page(request.host, request.path).replace('<meta charset="utf-8">', "")
    return reply(200, text.encode("utf-16"), content_type="text/html")


def _wrong_charset(request: Request) -> Answer:
    return reply(200, _text(request), content_type="text/html; charset=klingon-8")


@lru_cache(maxsize=64)
def own_bomb(beginning: bytes) -> bytes:
    """A gzip file of this text and 100 MiB of blanks, made from one compressed MiB.

    A full flush makes a block of deflate that stands alone, so it can be repeated.
    """
    blanks = b" " * _MIB
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    first = packer.compress(beginning) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.flush(zlib.Z_FINISH)
    times = BOMB_BYTES // _MIB
    check = zlib.crc32(beginning)
    for _ in range(times):
        check = zlib.crc32(blanks, check)
    size = (len(beginning) + times * _MIB) & 0xFFFFFFFF
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    tail = check.to_bytes(4, "little") + size.to_bytes(4, "little")
    return header + first + block * times + end + tail


def _gzip_bomb(request: Request) -> Answer:
    body = own_bomb(_text(request))
    return reply(200, body, headers=(("Content-Encoding", "gzip"),))


async def _body_drip(wire: Wire) -> None:
    await wire.send(_HEAD + _text(wire.request))
    while True:
        await wire.send(b" ")
        await wire.pause(DRIP_SECONDS)


async def _endless(wire: Wire) -> None:
    await wire.send(_HEAD + _text(wire.request))
    blanks = b" " * 65536
    while True:
        await wire.send(blanks)


async def _large_pdf(wire: Wire) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: %d\r\n\r\n"
    await wire.send(head % PDF_BYTES + b"%PDF-1.7\n")
    sent = 9
    while sent < PDF_BYTES:
        part = min(16384, PDF_BYTES - sent)
        await wire.send(b"%" * part)
        sent += part
        await wire.pause(DRIP_SECONDS)


def _empty_file(status: int) -> Handler:
    return always(reply(status, b"", headers=(("Content-Type", "text/html"),)))


_COPES = "Browsers cope, so visitors see the page."
_CAPPED = "What came in the first part shows the page; more is not needed."


def _odd(name: str, does: str, handler: Handler, *, why: str = _COPES) -> Behaviour:
    build = everywhere(only_here(handler, "/", "/jobs"))
    return Behaviour(name, does, Reason.OK, why, build, link="http://{host}/jobs", one_page=True)


ROWS = (
    Behaviour(
        "empty-page", "Answers with 200 and nothing.", Reason.EMPTY_PAGE,
        "Visitors see a blank.", everywhere(only_here(_empty_file(200), "/jobs")),
        one_page=True,
    ),
    Behaviour(
        "blank-page", "Answers with HTML in which nothing is written.",
        Reason.EMPTY_PAGE, "Visitors see a blank.",
        everywhere(only_here(always(reply(200, html("", ""))), "/jobs")), one_page=True,
    ),
    _odd("short-body", "Promises 5,000 bytes more than it sends.", _shorter_than_promised),
    _odd("chunks-cut-short", "Ends a chunked body without its last chunk.", _chunks_cut_short),
    _odd("bare-line-feeds", "Ends the lines of its head by LF alone.", _bare_line_feeds),
    _odd("no-reason-phrase", "Says `HTTP/1.1 200` and no word after it.", _no_phrase),
    Behaviour(
        "odd-path", "Has its page at an address with what careless clients write anew.", Reason.OK,
        _COPES, everywhere(_only_as_it_was), link="http://{host}" + _ODD_TARGET,
    ),
    _odd("stray-return", "Has a carriage return within a header.", _stray_return),
    _odd("http-1-0", "Speaks HTTP/1.0 and says no length.", _http_1_0),
    _odd("early-hints", "Sends a 103 before its answer.", _early_hints),
    _odd("long-header", "Sends one header of 14 KB.", _long_header),
    _odd("gzip", "Sends the page compressed, whether asked to or not.", _compressed),
    _odd("gzip-claimed", "Says that the page is compressed, and it is not.", _claims_gzip),
    _odd("no-content-type", "Does not say of what type the page is.", _no_type),
    _odd("utf-16", "Sends the page as UTF-16, and only a byte-order mark tells.", _utf16),
    _odd("unknown-charset", "Names a character set that does not exist.", _wrong_charset),
    _odd("gzip-bomb", "Sends 100 MiB of blanks compressed to 100 KB.", _gzip_bomb, why=_CAPPED),
    _odd("endless-body", "Sends the page, and then blanks without end, as fast as they go.",
         lambda _request: _endless, why=_CAPPED),
    _odd("body-drip", "Sends the page, and then a blank now and then without end.",
         lambda _request: _body_drip, why=_CAPPED),
    _odd("large-pdf", "Sends a PDF of 200 MB, slowly.", lambda _request: _large_pdf,
         why="That it comes is all that need be known of a file that is no page."),
    Behaviour(
        "script-application", "Sends the empty shell of a JavaScript application for every path.",
        Reason.CANNOT_TELL, "A script fills it in; that there is little text proves nothing.",
        everywhere(application_shell),
    ),
    _odd("large-page", "Sends a page of 1 MB.",
         lambda request: page_reply(request.host, request.path, size=1_000_000), why=_CAPPED),
    _odd("kept-connection", "Answers many requests on one connection.", own_page,
         why="A page came."),
)  # fmt: skip
