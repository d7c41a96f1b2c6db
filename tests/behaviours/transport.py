"""Servers that break off, hang, or speak something else: no page ever comes."""

from itertools import count

from crawler.simulation.behaviour import Behaviour, afresh, everywhere, own_page
from crawler.simulation.pages import message_reply
from crawler.simulation.site import Answer, Door, Handler, Reply, Request, Wire, raw
from directory.model.reasons import Reason

DRIP_SECONDS = 0.05
_FLOOD_LINE = b"X-Flood: " + b"x" * 1000 + b"\r\n"


async def _reset(wire: Wire) -> None:
    wire.reset()


async def _reset_after_head(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Le")
    await wire.pause(DRIP_SECONDS)  # so that it has gone out before the reset drops it
    wire.reset()


async def _hang(wire: Wire) -> None:
    await wire.until_gone()


async def _header_flood(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    while True:
        await wire.send(_FLOOD_LINE * 64)


async def _header_drip(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nX-Drip: ")
    while True:
        await wire.send(b"x")
        await wire.pause(DRIP_SECONDS)


def _first_then_page(first: Answer) -> Handler:
    """Answers the first request so, and every later one with a page."""
    turns = count()
    return lambda request: own_page(request) if next(turns) else first


def _sometimes_busy() -> Handler:
    busy = message_reply(503, "Service Unavailable", "One moment, please.")
    return _first_then_page(busy)


def _asks_to_wait() -> Handler:
    wait = (("Retry-After", "1"),)
    return _first_then_page(message_reply(429, "Too Many Requests", "Slower, please.", wait))


def _empty(_request: Request) -> Reply:
    return raw(b"")


_ALL = "The whole server does so, robots.txt included."
_ONCE = "One bad look is no proof: looked at again, it works."

ROWS = (
    Behaviour(
        "reset", "Takes the request and breaks the connection off.", Reason.CONNECTION_RESET,
        f"Broken off before a word. {_ALL}",
        everywhere(lambda _request: _reset, robots=lambda _request: _reset),
        link="http://{host}/jobs",
    ),
    Behaviour(
        "reset-in-head", "Breaks the connection off in the middle of the headers.",
        Reason.CONNECTION_RESET, "Half a head is no answer.",
        everywhere(lambda _request: _reset_after_head), link="http://{host}/jobs",
    ),
    Behaviour(
        "hang", "Takes the request and never answers.", Reason.TIMEOUT,
        f"Nothing comes, however long one waits. {_ALL}",
        everywhere(lambda _request: _hang, robots=lambda _request: _hang),
    ),
    Behaviour(
        "page-hangs", "Answers for robots.txt, and never for the page.", Reason.TIMEOUT,
        "Nothing comes, however long one waits.", everywhere(lambda _request: _hang),
    ),
    Behaviour(
        "empty-reply", "Takes the request and closes the connection without a word.",
        Reason.EMPTY_REPLY, f"It was there, and said nothing. {_ALL}",
        everywhere(_empty, robots=_empty), link="http://{host}/jobs",
    ),
    Behaviour(
        "ssh-banner", "Speaks SSH at the web port.", Reason.NOT_HTTP,
        "Something answers, but it is no web server.",
        everywhere(own_page, doors={"80": Door.BANNER, "443": Door.CLOSED}),
        link="http://{host}/jobs",
    ),
    Behaviour(
        "header-flood", "Sends headers without end.", Reason.HEADERS_TOO_LARGE,
        "Browsers give up on such a head, and so must we before memory does.",
        everywhere(lambda _request: _header_flood), link="http://{host}/jobs",
    ),
    Behaviour(
        "header-drip", "Sends a header byte by byte without end.", Reason.TIMEOUT,
        "Something always comes, and never an answer: the time for all of it must be limited.",
        everywhere(lambda _request: _header_drip), link="http://{host}/jobs",
    ),
    Behaviour(
        "busy-once", "Answers the first request for a page with 503, and later ones with it.",
        Reason.OK, _ONCE, afresh(_sometimes_busy),
    ),
    Behaviour(
        "reset-once", "Breaks off the first request for a page, and answers later ones.",
        Reason.OK, _ONCE, afresh(lambda: _first_then_page(_reset)), link="http://{host}/jobs",
    ),
    Behaviour(
        "rate-limit-once", "Answers the first request with 429 and Retry-After: 1, later ones "
        "with the page.", Reason.OK, "It asked us to wait a second, and then it was open.",
        afresh(_asks_to_wait),
    ),
)  # fmt: skip
