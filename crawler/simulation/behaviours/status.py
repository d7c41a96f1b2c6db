"""What the status code alone tells."""

from typing import NamedTuple

from crawler.simulation.behaviours.model import Behaviour, always, everywhere, own_page
from crawler.simulation.pages import message_reply
from crawler.simulation.site import Handler, Headers, Reply, Request, reply
from directory.model.reasons import Reason


class _Code(NamedTuple):
    status: int
    title: str
    reason: Reason
    why: str
    headers: Headers = ()


_SIGN_IN = (("WWW-Authenticate", 'Basic realm="staff"'),)
_DOWN = "A server's own error; it may well be gone tomorrow."

_CODES = (
    _Code(400, "Bad Request", Reason.UNEXPECTED_STATUS,
          "Nothing was wrong with the request; a visitor sees an error, and why is not known."),
    _Code(401, "Unauthorized", Reason.SIGN_IN_REQUIRED,
          "The page is there, for those who sign in.", _SIGN_IN),
    _Code(403, "Forbidden", Reason.ACCESS_DENIED,
          "Firewalls say so to checkers and let people in; a person must look."),
    _Code(404, "Not Found", Reason.NOT_FOUND, "The server says that there is no such page."),
    _Code(405, "Method Not Allowed", Reason.METHOD_REFUSED,
          "A page that cannot be got by GET is a page that we were not shown.",
          (("Allow", "POST"),)),
    _Code(406, "Not Acceptable", Reason.METHOD_REFUSED,
          "It dislikes the manner of the request, and says nothing of the page."),
    _Code(410, "Gone", Reason.GONE, "The server says that the page was removed for good."),
    _Code(416, "Range Not Satisfiable", Reason.METHOD_REFUSED,
          "It dislikes the manner of the request, and says nothing of the page."),
    _Code(429, "Too Many Requests", Reason.RATE_LIMITED,
          "It will not talk to us before tomorrow; that says nothing of the page.",
          (("Retry-After", "86400"),)),
    _Code(451, "Unavailable For Legal Reasons", Reason.LEGAL_REASONS,
          "Withheld where we are; perhaps not where the visitor is."),
    _Code(500, "Internal Server Error", Reason.SERVER_ERROR, _DOWN),
    _Code(502, "Bad Gateway", Reason.SERVER_ERROR, _DOWN),
    _Code(503, "Service Unavailable", Reason.SERVER_ERROR, _DOWN),
    _Code(504, "Gateway Timeout", Reason.SERVER_ERROR, _DOWN),
    _Code(520, "Unknown Error", Reason.SERVER_ERROR,
          "Not a registered code, but one of the 5xx: the server's own error."),
    _Code(600, "Unparseable Response Headers", Reason.UNEXPECTED_STATUS,
          "There are no such codes; browsers show nothing that could be relied on."),
    _Code(999, "Request denied", Reason.BOT_WALL,
          "A code that a professional network made up to send checkers away."),
)  # fmt: skip


def _refusal(code: _Code) -> Behaviour:
    answer = message_reply(code.status, code.title, f"{code.title}.", code.headers)
    return Behaviour(
        name=f"status-{code.status}",
        does=f"Answers every page with {code.status} {code.title}.",
        reason=code.reason,
        why=code.why,
        build=everywhere(always(answer)),
    )


def missing(_request: Request) -> Reply:
    """There is no such page."""
    return message_reply(404, "Not Found", "There is no such page here.")


def only_here(handler: Handler, *paths: str) -> Handler:
    """The handler for these paths; for all others there is no such page."""
    return lambda request: handler(request) if request.path in paths else missing(request)


def _head_refused() -> Handler:
    refused = reply(405, headers=(("Allow", "GET"),))
    return lambda request: refused if request.method == "HEAD" else own_page(request)


def _unless_header(header: str, status: int) -> Handler:
    refused = message_reply(status, "Error", "Something is missing.")
    return lambda request: own_page(request) if request.headers.get(header) else refused


def _range_refused() -> Handler:
    refused = message_reply(416, "Range Not Satisfiable", "No ranges here.")
    return lambda request: refused if "range" in request.headers else own_page(request)


ROWS = (
    Behaviour(
        "ok", "Answers every path with a page of its own.", Reason.OK,
        "A page came.", everywhere(own_page),
    ),
    Behaviour(
        "status-204", "Answers every page with 204 and no content.", Reason.EMPTY_PAGE,
        "A browser shows nothing, or stays where it was.", everywhere(always(reply(204))),
    ),
    *map(_refusal, _CODES),
    Behaviour(
        "head-refused", "Answers 405 to HEAD, and a page to GET.", Reason.OK,
        "Visitors use GET; what HEAD would have said does not matter.",
        everywhere(_head_refused()),
    ),
    Behaviour(
        "accept-needed", "Answers 406 to a request without an Accept header.", Reason.OK,
        "Browsers send one, and so must a checker.", everywhere(_unless_header("accept", 406)),
    ),
    Behaviour(
        "user-agent-needed", "Answers 500 to a request without a User-Agent.", Reason.OK,
        "Browsers send one, and so must a checker.",
        everywhere(_unless_header("user-agent", 500)),
    ),
    Behaviour(
        "range-refused", "Answers 416 to a request for a range, and a page to any other.",
        Reason.OK, "Visitors ask for no ranges.", everywhere(_range_refused()),
    ),
)  # fmt: skip
