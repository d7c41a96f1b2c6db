"""What robots.txt says, and what happens when it cannot say it."""

from crawler.simulation.behaviour import Behaviour, always, everywhere, own_page
from crawler.simulation.demo_behaviours import ALL_CLOSED, SEARCH_CLOSED, robots
from crawler.simulation.pages import message_reply
from crawler.simulation.site import Answer, Handler, Request, reply
from directory.model.reasons import Reason

#: The product's name in robots.txt.
PRODUCT_TOKEN = "JobBankLinkCheck"


_FORBIDDEN = message_reply(403, "Forbidden", "Forbidden.")


def _elsewhere() -> Handler:
    onward = reply(301, headers=(("Location", "/about/robots.txt"),))
    return lambda request: onward if request.path == "/robots.txt" else own_page(request)


def _rules_elsewhere(request: Request) -> Answer:
    if request.path == "/about/robots.txt":
        return reply(200, ALL_CLOSED, content_type="text/plain")
    return own_page(request)


ROWS = (
    Behaviour(
        "robots-disallow-search-asked", "Its robots.txt closes /search, where the page is.",
        Reason.ROBOTS_DISALLOWED, "The page is under /search.",
        everywhere(own_page, robots=robots(SEARCH_CLOSED)),
        link="https://{host}/search?q=welder",
    ),
    Behaviour(
        "robots-500", "Answers 500 for robots.txt, and pages for all else.",
        Reason.ROBOTS_UNREACHABLE,
        "Rules that cannot be read may forbid all (RFC 9309, 2.3.1.4), so we stay out.",
        everywhere(
            own_page, robots=always(message_reply(500, "Internal Server Error", "Sorry."))
        ),
    ),
    Behaviour(
        "robots-403-page-ok", "Answers 403 for robots.txt, and pages for all else.", Reason.OK,
        "Rules withheld forbid nothing, and the page came.",
        everywhere(own_page, robots=always(_FORBIDDEN)),
    ),
    Behaviour(
        "robots-names-us", "Its robots.txt closes the site to our checker alone.",
        Reason.ROBOTS_DISALLOWED, "We are asked by name to stay out.",
        everywhere(
            own_page,
            robots=robots(f"User-agent: *\nAllow: /\n\nUser-agent: {PRODUCT_TOKEN}\nDisallow: /\n"),
        ),
    ),
    Behaviour(
        "robots-welcomes-us", "Its robots.txt closes the site to all but our checker.", Reason.OK,
        "The rules for our name go before those for everybody.",
        everywhere(
            own_page,
            robots=robots(f"User-agent: {PRODUCT_TOKEN}\nAllow: /\n\nUser-agent: *\nDisallow: /\n"),
        ),
    ),
    Behaviour(
        "robots-crawl-delay", "Its robots.txt asks for two seconds between requests.", Reason.OK,
        "It is open; we only have to be slow.",
        everywhere(own_page, robots=robots("User-agent: *\nCrawl-delay: 2\nDisallow: /admin\n")),
    ),
    Behaviour(
        "robots-moved", "Redirects robots.txt to another path, where it closes the whole site.",
        Reason.ROBOTS_DISALLOWED, "The rules hold, wherever they are kept.",
        everywhere(_rules_elsewhere, robots=_elsewhere()),
    ),
)  # fmt: skip
