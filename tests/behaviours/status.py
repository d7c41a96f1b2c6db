"""What the status code alone tells."""

from crawler.simulation.behaviour import Behaviour, always, everywhere, own_page
from crawler.simulation.demo_behaviours import DOWN, refusal
from crawler.simulation.pages import message_reply
from crawler.simulation.site import Handler, reply
from directory.model.reasons import Reason

_SIGN_IN = (("WWW-Authenticate", 'Basic realm="staff"'),)

_CODES = (
    refusal(400, "Bad Request", Reason.UNEXPECTED_STATUS,
          "Nothing was wrong with the request; a visitor sees an error, and why is not known."),
    refusal(401, "Unauthorized", Reason.SIGN_IN_REQUIRED,
          "The page is there, for those who sign in.", _SIGN_IN),
    refusal(403, "Forbidden", Reason.ACCESS_DENIED,
          "Firewalls say so to checkers and let people in; a person must look."),
    refusal(405, "Method Not Allowed", Reason.METHOD_REFUSED,
          "A page that cannot be got by GET is a page that we were not shown.",
          (("Allow", "POST"),)),
    refusal(406, "Not Acceptable", Reason.METHOD_REFUSED,
          "It dislikes the manner of the request, and says nothing of the page."),
    refusal(416, "Range Not Satisfiable", Reason.METHOD_REFUSED,
          "It dislikes the manner of the request, and says nothing of the page."),
    refusal(429, "Too Many Requests", Reason.RATE_LIMITED,
          "It will not talk to us before tomorrow; that says nothing of the page.",
          (("Retry-After", "86400"),)),
    refusal(451, "Unavailable For Legal Reasons", Reason.LEGAL_REASONS,
          "Withheld where we are; perhaps not where the visitor is."),
    refusal(502, "Bad Gateway", Reason.SERVER_ERROR, DOWN),
    refusal(504, "Gateway Timeout", Reason.SERVER_ERROR, DOWN),
    refusal(520, "Unknown Error", Reason.SERVER_ERROR,
          "Not a registered code, but one of the 5xx: the server's own error."),
    refusal(600, "Unparseable Response Headers", Reason.UNEXPECTED_STATUS,
          "There are no such codes; browsers show nothing that could be relied on."),
    refusal(999, "Request denied", Reason.BOT_WALL,
          "A code that a professional network made up to send checkers away."),
)  # fmt: skip


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
        "status-204", "Answers every page with 204 and no content.", Reason.EMPTY_PAGE,
        "A browser shows nothing, or stays where it was.", everywhere(always(reply(204))),
    ),
    *_CODES,
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
