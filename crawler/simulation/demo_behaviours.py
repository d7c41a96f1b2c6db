"""The behaviours that the demo plays; tests add hostile ones (`tests/behaviours/`).

A row describes what a server does, which reason a correct check finds, and why. The tests use the
functions that make answers as well.
"""

from collections.abc import Callable
from urllib.parse import quote

from crawler.simulation.behaviour import (
    Behaviour,
    Build,
    always,
    everywhere,
    own_page,
    with_companions,
    with_robots,
)
from crawler.simulation.pages import html, message_reply, page_reply
from crawler.simulation.site import (
    Answer,
    CertificateKind,
    Door,
    Handler,
    Headers,
    Reply,
    Request,
    Site,
    reply,
)
from directory.model.reasons import Reason


def missing(_request: Request) -> Reply:
    """Return a 404 answer for any request."""
    return message_reply(404, "Not Found", "There is no such page here.")


def only_here(handler: Handler, *paths: str) -> Handler:
    """Return a handler that applies the given one to these paths, and answers 404 for all
    others."""
    return lambda request: handler(request) if request.path in paths else missing(request)


#: A market for domain names; a name that leads there is for sale.
MARKETPLACE = "www.hugedomains.com"


def onward(status: int, location: str, headers: Headers = ()) -> Reply:
    """Return a redirect with this Location, sent as UTF-8 whatever it contains."""
    body = html("Moved", "<h1>Moved</h1><p>The page is elsewhere.</p>")
    return reply(status, body, headers=(("Location", location), *headers))


def moved(status: int, where: Callable[[Request], str]) -> Handler:
    """Return a handler that redirects every request, unless `where` returns ""."""

    def answer(request: Request) -> Answer:
        location = where(request)
        return onward(status, location) if location else own_page(request)

    return answer


def to_current(request: Request) -> str:
    """Return the same page under /current/; "" for one that is there."""
    return "" if request.path.startswith("/current/") else f"/current{request.target}"


def leads_to(target: str, status: int) -> Build:
    """Return the build of a host that redirects every request to this address."""
    return everywhere(always(onward(status, target)))


def _sign_in(request: Request) -> Answer:
    if request.path == "/login":
        return sign_in_page(request)
    return onward(302, f"/login?next={quote(request.target, safe='')}")


def sign_in_page(_request: Request) -> Answer:
    form = (
        '<h1>Sign in</h1><form method="post"><label>User name <input name="user"></label>'
        '<label>Password <input type="password" name="password"></label>'
        "<button>Sign in</button></form>"
    )
    return reply(200, html("Sign in", form))


def _market(_host: str) -> dict[str, Site]:
    text = (
        "<h1>This domain is for sale</h1><p>Buy now, or start a payment plan. Thirty-day "
        "money-back guarantee. Quick delivery of the domain. Safe and secure shopping.</p>"
    )
    return {MARKETPLACE: Site(always(reply(200, html("Domain for sale", text))))}


def own_at(prefix: str, handler: Handler = own_page) -> Build:
    site = Site(with_robots(handler))
    return lambda host: {f"{prefix}.{host}": site}


def to_own(prefix: str, status: int, tail: str = "{target}") -> Build:
    def where(request: Request) -> str:
        return f"https://{prefix}.{request.host}{tail.replace('{target}', request.target)}"

    return everywhere(moved(status, where))


EQUAL = "The old address still leads there, but staff should link to the new one."

SIGN = "The page is there, for those who sign in."


def permanent(status: int) -> Behaviour:
    return Behaviour(
        f"redirect-{status}", f"Redirects by {status} to the same page under /current/.",
        Reason.PERMANENT_REDIRECT, EQUAL, everywhere(moved(status, to_current)),
        suggests="https://{host}/current/jobs",
    )  # fmt: skip


def robots(text: str) -> Handler:
    """Return a handler for a robots.txt with this text."""
    return always(reply(200, text, content_type="text/plain"))


ALL_CLOSED = "User-agent: Googlebot\nAllow: /\n\nUser-agent: *\nDisallow: /\n"

SEARCH_CLOSED = "User-agent: *\nDisallow: /search\n"


def _home_page(request: Request) -> Answer:
    return page_reply(request.host, "/")


_IMPERVA: Headers = (
    ("X-CDN", "Imperva"),
    ("X-Iinfo", "9-31415926-0 0NNN RT(1760000000000 5) q(0 -1 -1 0) r(0 -1) B10(4,316,0) U18"),
    ("Cache-Control", "no-cache, no-store"),
)


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


def script_challenge(status: int) -> Handler:
    body = html(
        "Checking your browser",
        "<p>One moment, please.</p><script>var t=0;for(var i=0;i<9;i++){t+=i*i}"
        'document.cookie="chl="+t+";path=/";location.reload()</script>',
        head='<meta name="robots" content="noindex">',
    )
    return always(reply(status, body, headers=(("Cache-Control", "no-store"),)))


WALL = "A bot wall blocks the page; people with a browser get through."


def application_shell(_request: Request) -> Answer:
    head = '<script type="module" src="/static/main.8f2c.js"></script>'
    body = '<noscript>Please enable JavaScript to use this site.</noscript><div id="root"></div>'
    return reply(200, html("Jobs", body, head=head))


def _empty_list(_request: Request) -> Answer:
    table = (
        "<h1>Job vacancy announcements</h1><p>Vacancies are listed for twenty-one days. "
        "Come back each week.</p><table><tr><th>Number</th><th>Position</th><th>Employer</th>"
        "<th>Closes</th></tr></table><p>0 vacancies are listed today.</p>"
    )
    return reply(200, html("Job vacancy announcements", table))


#: The one address, besides the home page, that an honest host has.
LINK_PATH = "/jobs"


def a_page(answer: Answer, path: str = LINK_PATH) -> Handler:
    """Return a handler with this answer at one path, a home page, and an honest 404 for the
    rest."""

    def handler(request: Request) -> Answer:
        if request.path == path:
            return answer
        if request.path == "/":
            return page_reply(request.host)
        return message_reply(404, "Not Found", "There is no such page here.")

    return handler


def for_all(answer: Answer) -> Handler:
    """Return a handler with a home page, and this answer for any other path, existing or not."""

    def handler(request: Request) -> Answer:
        return page_reply(request.host) if request.path == "/" else answer

    return handler


def said(title: str, headline: str, *paragraphs: str, language: str = "en") -> Reply:
    """Return a page of these words with status 200."""
    body = f"<h1>{headline}</h1>" + "".join(f"<p>{text}</p>" for text in paragraphs)
    return reply(200, html(title, body, language=language))


def refusal(status: int, title: str, reason: Reason, why: str, headers: Headers = ()) -> Behaviour:
    """Return the behaviour of a host that answers every page with this status."""
    answer = message_reply(status, title, f"{title}.", headers)
    does = f"Answers every page with {status} {title}."
    return Behaviour(f"status-{status}", does, reason, why, everywhere(always(answer)))


def document(title: str, *paragraphs: str, language: str = "en") -> str:
    """Return a plain document with its title as its headline."""
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return html(title, f"<h1>{title}</h1>\n{body}", language=language)


_CENTER_TEXT = (
    "The Wren County Workforce Center helps residents find work, from the first résumé to the "
    "first day on the job. Counsellors meet visitors without an appointment on weekday mornings.",
    "Employers post openings with us at no cost. Welders, nurses, bus drivers and electricians "
    "are wanted most this season, and apprenticeships begin every spring and autumn.",
    "Unemployment claimants learn here which courses the county pays for. Veterans are served "
    "first. Interpreters join by telephone when a visitor asks for one.",
)
CENTER = document("Wren County Workforce Center", *_CENTER_TEXT)
SLOTS = document(
    "Situs Slot Gacor Hari Ini Gampang Maxwin",
    "Selamat datang di situs judi online terpercaya dengan bonus new member 100 persen. Kami "
    "adalah agen slot resmi yang menyediakan permainan dari pragmatic play dan pg soft.",
    "Daftar sekarang untuk mendapatkan akun slot gacor dengan deposit pulsa tanpa potongan. "
    "Anda bisa bermain dengan rtp live tertinggi dan link alternatif yang selalu aktif.",
    language="id",
)

CENTER_NAMES = ("Wren County Workforce Center", "Wren County")
DOWN = "A server's own error; it may well be gone tomorrow."
WARNING = "Visitors meet a browser's warning in place of the page."
CLOSED_POSTING = "The page is about this one posting, which is closed to applications."
SAYS_SO = "The page itself says that it is missing; the status is a slip of the software."
PROMISES = "Another text, and the promises of a trade that takes names over."
_FORBIDDEN = always(message_reply(403, "Forbidden", "Forbidden."))
_FIREWALL = always(message_reply(403, "Forbidden", "The request was blocked by a firewall rule."))


def shown_at_root(document: str) -> Build:
    """Return the build of a host that shows this document as its home page, and 404 elsewhere."""
    return everywhere(only_here(always(reply(200, document)), "/"))


_ROWS = (
    Behaviour(
        "ok", "Answers each path with a different page.", Reason.OK,
        "A page came.", everywhere(own_page),
    ),
    Behaviour(
        "name-gone", "Its name does not exist (NXDOMAIN).", Reason.NO_SUCH_DOMAIN,
        "The resolver is sure of it; confirmation over time guards against a slip.",
        lambda host: {host: Site(own_page, fault="nxdomain")},
    ),
    Behaviour(
        "refused", "Refuses connections.", Reason.CONNECTION_REFUSED,
        "Nothing listens. The whole server does so, robots.txt included.",
        everywhere(own_page, doors={"80": Door.CLOSED, "443": Door.CLOSED}),
    ),
    Behaviour(
        "redirect-to-new-host", "Redirects by 301 to the same path at its new host.",
        Reason.PERMANENT_REDIRECT, EQUAL,
        with_companions(to_own("new", 301), own_at("new")),
        suggests="https://new.{host}/jobs",
    ),
    Behaviour(
        "redirect-to-sign-in", "Redirects every page to /login?next=…", Reason.SIGN_IN_REQUIRED,
        SIGN, everywhere(_sign_in),
    ),
    Behaviour(
        "redirect-to-marketplace", "Redirects every page to a market for domain names.",
        Reason.PARKED, "The name is for sale; its former owner is gone.",
        with_companions(leads_to(f"https://{MARKETPLACE}/domain_profile.cfm?d=elm", 302), _market),
    ),
    Behaviour(
        "robots-disallow-all", "Its robots.txt closes the whole site to all but one crawler.",
        Reason.ROBOTS_DISALLOWED, "We obey; a person must check.",
        everywhere(own_page, robots=robots(ALL_CLOSED)),
    ),
    Behaviour(
        "robots-disallow-search", "Its robots.txt closes only /search.", Reason.OK,
        "The page is not under /search.", everywhere(own_page, robots=robots(SEARCH_CLOSED)),
    ),
    Behaviour(
        "robots-disallow-feeds", "Its robots.txt closes the feeds and the printed pages.",
        Reason.OK, "The page is neither.",
        everywhere(
            own_page, robots=robots("User-agent: *\nDisallow: /feeds/\nDisallow: /print/\n")
        ),
    ),
    Behaviour(
        "robots-absent", "Answers 404 for robots.txt.", Reason.OK,
        "Where there are no rules, all is open.", everywhere(own_page),
    ),
    Behaviour(
        "robots-is-home-page", "Answers robots.txt with the HTML home page.", Reason.OK,
        "A page contains no rules, so all is open.", everywhere(own_page, robots=_home_page),
    ),
    Behaviour(
        "robots-403", "Answers 403 for robots.txt and for every page.", Reason.ACCESS_DENIED,
        "Rules withheld forbid nothing (RFC 9309, 2.3.1.3); the page itself refuses us.",
        everywhere(_FORBIDDEN, robots=_FORBIDDEN),
    ),
    Behaviour(
        "wall-imperva", "Answers every path, robots.txt too, with Imperva's challenge and 200.",
        Reason.BOT_WALL, WALL, everywhere(_imperva_page(), robots=_imperva_page()),
        by_content=True,
    ),
    Behaviour(
        "wall-imperva-stub", "Answers with Imperva's challenge of 205 bytes and 200.",
        Reason.BOT_WALL, "The page is a script and nothing else, and the headers say whose.",
        everywhere(_imperva_stub()), by_content=True,
    ),
    Behaviour(
        "wall-script-closed", "Shows such a script, and a robots.txt that closes the site.",
        Reason.ROBOTS_DISALLOWED, "robots.txt is read first, and we obey.",
        everywhere(script_challenge(200), robots=robots(ALL_CLOSED)),
    ),
    Behaviour(
        "firewall", "Answers every page with 403, and has no robots.txt.", Reason.ACCESS_DENIED,
        "The firewall lets people in, perhaps; a person must check.", everywhere(_FIREWALL),
    ),
    Behaviour(
        "script-application-home", "Is the home page of such an application.", Reason.OK,
        "A home page is what it is, whatever other addresses bring.",
        everywhere(application_shell), link="https://{host}/home",
    ),
    permanent(301),
    refusal(404, "Not Found", Reason.NOT_FOUND, "The server says that there is no such page."),
    refusal(410, "Gone", Reason.GONE, "The server says that the page was removed for good."),
    refusal(500, "Internal Server Error", Reason.SERVER_ERROR, DOWN),
    refusal(503, "Service Unavailable", Reason.SERVER_ERROR, DOWN),
    Behaviour(
        "certificate-expired", "Shows a certificate that has expired.", Reason.CERTIFICATE_EXPIRED,
        WARNING, everywhere(own_page, certificate=CertificateKind.EXPIRED),
    ),
    Behaviour(
        "empty-list", "Sends a list of jobs in which there is none today.", Reason.OK,
        "The page works; there is just nothing on it today.",
        everywhere(only_here(_empty_list, "/", "/jobs")), link="http://{host}/jobs", one_page=True,
    ),
    Behaviour(
        "posting-closed-english", "Says in English that the posting is closed.",
        Reason.POSTING_CLOSED, CLOSED_POSTING,
        everywhere(
            a_page(said("Welder", "Welder", "This job is no longer accepting applications."))
        ),
        by_content=True, one_page=True,
    ),
    Behaviour(
        "soft-404-english", "Shows “Page not found” in English with 200.", Reason.SOFT_404,
        SAYS_SO,
        everywhere(for_all(said("Page not found", "Page not found", "Use the menu, or search."))),
        by_content=True,
    ),
    Behaviour(
        "taken-by-slots", "Once a workforce center; now a casino in Indonesian, in place.",
        Reason.HIJACKED, PROMISES, everywhere(always(reply(200, SLOTS))),
        link="https://{host}/", by_content=True, before=shown_at_root(CENTER), names=CENTER_NAMES,
    ),
)  # fmt: skip

#: Every behaviour of the demo by its name.
DEMO_BEHAVIOURS = {row.name: row for row in _ROWS}
