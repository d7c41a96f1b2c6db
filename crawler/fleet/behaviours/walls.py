"""Walls that sites put up against automatic visitors, and pages behind a sign-in.

Most walls tell by a status or a header. Some send an ordinary 200 with a page
that only a script can pass; those rows are marked `by_content`.
"""

from crawler.fleet.behaviours.model import Behaviour, always, everywhere
from crawler.fleet.behaviours.robots import ALL_CLOSED, robots
from crawler.fleet.pages import html, message_reply
from crawler.fleet.site import Handler, Headers, reply
from directory.model.reasons import Reason

_WALL = "A wall stands before the page; people with a browser get through."
_IMPERVA: Headers = (
    ("X-CDN", "Imperva"),
    ("X-Iinfo", "9-31415926-0 0NNN RT(1760000000000 5) q(0 -1 -1 0) r(0 -1) B10(4,316,0) U18"),
    ("Cache-Control", "no-cache, no-store"),
)


def _cloudflare(status: int) -> Handler:
    body = html(
        "Just a moment...",
        "<noscript><p>Enable JavaScript and cookies to continue</p></noscript>"
        '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>',
        head='<meta name="robots" content="noindex,nofollow">',
    )
    headers = (("Server", "cloudflare"), ("cf-mitigated", "challenge"), ("CF-RAY", "8c0ffee0-IAD"))
    return always(reply(status, body, headers=headers))


def _imperva_page() -> Handler:
    body = (
        '<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW">'
        '<script type="text/javascript" src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e">'
        '</script></head><body style="margin:0px;height:100%">'
        '<iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=23&xinfo=9-31415926-0" '
        'width="100%" height="100%">Request unsuccessful. Incapsula incident ID: '
        "1234000560078-31415926535</iframe></body></html>"
    )
    return always(reply(200, body, headers=_IMPERVA))


def _imperva_stub() -> Handler:
    body = (
        '<html><head><META NAME="robots" CONTENT="noindex,nofollow">'
        '<script src="/_Incapsula_Resource?SWJIYLWA=5074a744e2e3d891814e9a2dace20bd4,719d34d31c">'
        "</script></head><body></body></html>"
    )
    return always(reply(200, body.ljust(205), headers=_IMPERVA))


def _script_challenge(status: int) -> Handler:
    body = html(
        "Checking your browser",
        "<p>One moment, please.</p><script>var t=0;for(var i=0;i<9;i++){t+=i*i}"
        'document.cookie="chl="+t+";path=/";location.reload()</script>',
        head='<meta name="robots" content="noindex">',
    )
    return always(reply(status, body, headers=(("Cache-Control", "no-store"),)))


def _amazon() -> Handler:
    body = html("", '<script src="/challenge.js"></script><div id="challenge-container"></div>')
    return always(reply(202, body, headers=(("x-amzn-waf-action", "challenge"),)))


_FORBIDDEN = always(message_reply(403, "Forbidden", "The request was blocked by a firewall rule."))

ROWS = (
    Behaviour(
        "wall-cloudflare", "Answers 403 with cf-mitigated: challenge.", Reason.BOT_WALL,
        _WALL, everywhere(_cloudflare(403)),
    ),
    Behaviour(
        "wall-cloudflare-503", "Answers 503 with cf-mitigated: challenge.", Reason.BOT_WALL,
        "The header says that this is a wall, and no error of the server.",
        everywhere(_cloudflare(503)),
    ),
    Behaviour(
        "wall-everywhere", "Shows the same challenge for robots.txt as for the page.",
        Reason.BOT_WALL, "A challenge is not a robots.txt; robots.txt forbids nothing here.",
        everywhere(_cloudflare(403), robots=_cloudflare(403)),
    ),
    Behaviour(
        "wall-amazon", "Answers 202 with x-amzn-waf-action: challenge.", Reason.BOT_WALL,
        _WALL, everywhere(_amazon()),
    ),
    Behaviour(
        "wall-imperva", "Answers every path, robots.txt too, with Imperva's challenge and 200.",
        Reason.BOT_WALL, _WALL, everywhere(_imperva_page(), robots=_imperva_page()),
        by_content=True,
    ),
    Behaviour(
        "wall-imperva-stub", "Answers with Imperva's challenge of 205 bytes and 200.",
        Reason.BOT_WALL, "The page is a script and nothing else, and the headers say whose.",
        everywhere(_imperva_stub()), by_content=True,
    ),
    Behaviour(
        "wall-script", "Answers 200 with a script that sets a cookie and loads the page again.",
        Reason.BOT_WALL, _WALL, everywhere(_script_challenge(200)), by_content=True,
    ),
    Behaviour(
        "wall-script-503", "Answers 503 with such a script.", Reason.BOT_WALL,
        "No error of the server, though the status says so.",
        everywhere(_script_challenge(503)), by_content=True,
    ),
    Behaviour(
        "wall-script-closed", "Shows such a script, and a robots.txt that closes the site.",
        Reason.ROBOTS_DISALLOWED, "robots.txt is asked first, and we obey.",
        everywhere(_script_challenge(200), robots=robots(ALL_CLOSED)),
    ),
    Behaviour(
        "firewall", "Answers every page with 403, and has no robots.txt.", Reason.ACCESS_DENIED,
        "The firewall lets people in, perhaps; a person must look.", everywhere(_FORBIDDEN),
    ),
)  # fmt: skip
