"""Redirects: where a page sends its visitors, and whether that is still the page."""

from crawler.simulation.behaviour import (
    Behaviour,
    always,
    everywhere,
    own_page,
    with_companions,
)
from crawler.simulation.demo_behaviours import (
    EQUAL,
    SIGN,
    missing,
    moved,
    onward,
    own_at,
    permanent,
    sign_in_page,
    to_current,
    to_own,
)
from crawler.simulation.pages import html, message_reply, page_reply
from crawler.simulation.site import Answer, Handler, Request, Site, reply
from directory.model.reasons import Reason


def _upgrade(request: Request) -> str:
    return f"https://{request.host}{request.target}" if request.scheme == "http" else ""


def _downgrade(request: Request) -> str:
    return f"http://{request.host}{request.target}" if request.scheme == "https" else ""


def _slash(request: Request) -> str:
    return "" if request.path.endswith("/") else f"{request.path}/"


def _home_instead(request: Request) -> str:
    return "" if request.path == "/" else "/"


def _error_page(request: Request) -> Answer:
    if request.path == "/error/404.html":
        text = "We could not find what you asked for. Use the menu to go on."
        return message_reply(200, "Page not found", text)
    return page_reply(request.host, "/") if request.path == "/" else onward(302, "/error/404.html")


def _to_missing(request: Request) -> Answer:
    return missing(request) if request.path == "/old" else onward(301, "/old")


def chain(length: int, status: int = 302) -> Handler:
    """So many redirects one after the other, and then a page; beside them there is nothing."""

    def answer(request: Request) -> Answer:
        if request.path != "/jobs" and not request.path.startswith("/hop/"):
            return missing(request)
        done = request.path.removeprefix("/hop/")
        step = int(done) if done.isdigit() else 0
        return onward(status, f"/hop/{step + 1}") if step < length else own_page(request)

    return answer


def _loop(request: Request) -> Answer:
    return onward(302, "/there" if request.path == "/here" else "/here")


def _self_loop(request: Request) -> Answer:
    return onward(301, request.target)


def _loop_without_cookie(request: Request) -> Answer:
    if "seen=yes" in request.headers.get("cookie", ""):
        return own_page(request)
    return onward(302, request.target, (("Set-Cookie", "seen=yes; Path=/; HttpOnly"),))


def only_at(location: str, path: str) -> Handler:
    """Redirects there by this Location; only the path that it stands for has a page."""

    def answer(request: Request) -> Answer:
        if request.path == "/jobs":
            return onward(302, location.replace("{host}", request.host))
        return own_page(request) if request.path == path else missing(request)

    return answer


def _refresh(target: str, *, by_header: bool, seconds: int = 0) -> Handler:
    def answer(request: Request) -> Answer:
        if request.path != "/jobs":
            return missing(request) if request.path == "/missing" else own_page(request)
        wish = f"{seconds}; url={target}"
        stub = html("Moved", "<p>Moved.</p>")
        if by_header:
            return reply(200, stub, headers=(("Refresh", wish),))
        return reply(200, html("Moved", "", head=f'<meta http-equiv="refresh" content="{wish}">'))

    return answer


def _reloads_itself(request: Request) -> Answer:
    return page_reply(request.host, request.path, headers=(("Refresh", "300"),))


def _vanished(host: str) -> dict[str, Site]:
    return {f"vanished.{host}": Site(own_page, fault="nxdomain")}


_PASSING = "Meant for now, so the address that staff know stays the right one."
_READ = "Browsers can read this Location, so it is followed."
_NOWHERE = "No browser can go there."


def _temporary(status: int) -> Behaviour:
    return Behaviour(
        f"redirect-{status}", f"Redirects by {status} to the same page under /current/.",
        Reason.OK, _PASSING, everywhere(moved(status, to_current)),
    )  # fmt: skip


def _readable(name: str, does: str, location: str, path: str) -> Behaviour:
    return Behaviour(name, does, Reason.OK, _READ, everywhere(only_at(location, path)))


def _unreadable(name: str, does: str, location: str) -> Behaviour:
    build = everywhere(always(onward(302, location)))
    return Behaviour(name, does, Reason.BAD_REDIRECT, _NOWHERE, build)


ROWS = (
    permanent(308),
    _temporary(302), _temporary(303), _temporary(307),
    Behaviour(
        "https-upgrade", "Redirects http to the same path at https.", Reason.HTTPS_UPGRADE,
        "The same page; the link should say https.", everywhere(moved(301, _upgrade)),
        link="http://{host}/jobs", suggests="https://{host}/jobs",
    ),
    Behaviour(
        "https-downgrade", "Redirects https to the same path at plain http.", Reason.DOWNGRADED,
        "The page is there, but no longer secure.", everywhere(moved(301, _downgrade)),
    ),
    Behaviour(
        "slash-added", "Redirects to the same path with a slash at its end.", Reason.OK,
        "No work for staff: the page is the same.", everywhere(moved(301, _slash)),
    ),
    Behaviour(
        "www-added", "Redirects to the same path at www.", Reason.OK,
        "No work for staff: the page is the same.",
        with_companions(to_own("www", 301), own_at("www")),
    ),
    Behaviour(
        "chain-3", "Redirects three times for now.", Reason.OK, _PASSING, everywhere(chain(3)),
    ),
    Behaviour(
        "chain-3-permanent", "Redirects three times for good.", Reason.PERMANENT_REDIRECT, EQUAL,
        everywhere(chain(3, 301)), suggests="https://{host}/hop/3",
    ),
    Behaviour(
        "chain-7", "Redirects seven times for now.", Reason.LONG_CHAIN,
        "It works, but each of seven steps can break.", everywhere(chain(7)),
    ),
    Behaviour(
        "chain-20", "Redirects twenty times for now.", Reason.LONG_CHAIN,
        "As many as browsers follow.", everywhere(chain(20)),
    ),
    Behaviour(
        "chain-25", "Redirects 25 times.", Reason.TOO_MANY_REDIRECTS,
        "Browsers give up after twenty.", everywhere(chain(25)),
    ),
    Behaviour(
        "redirect-loop", "Two pages redirect to each other.", Reason.REDIRECT_LOOP,
        "No page ever comes.", everywhere(_loop),
    ),
    Behaviour(
        "redirect-to-itself", "Redirects each page to itself.", Reason.REDIRECT_LOOP,
        "No page ever comes.", everywhere(_self_loop),
    ),
    Behaviour(
        "cookie-loop", "Redirects each page to itself until the cookie that it sets comes back.",
        Reason.OK, "Browsers keep cookies, so visitors see the page.",
        everywhere(_loop_without_cookie),
    ),
    _readable(
        "location-relative", "Redirects by a Location relative to the page.",
        "list/open?page=1#top", "/list/open",
    ),
    _readable(
        "location-without-scheme", "Redirects by a Location that begins with //.",
        "//{host}/list/open", "/list/open",
    ),
    _readable(
        "location-with-spaces", "Redirects by a Location with unescaped spaces.",
        " /open positions/all jobs ", "/open%20positions/all%20jobs",
    ),
    _readable(
        "location-raw-utf8", "Redirects by a Location in raw UTF-8.",
        "/búsqueda/empleo", "/b%C3%BAsqueda/empleo",
    ),
    _readable(
        "location-backslashes", "Redirects by a Location with backslashes for slashes.",
        "\\list\\open", "/list/open",
    ),
    Behaviour(
        "location-missing", "Answers 302 without a Location.", Reason.BAD_REDIRECT, _NOWHERE,
        everywhere(always(reply(302, html("Moved", "")))),
    ),
    _unreadable("location-javascript", "Redirects to javascript:.", "javascript:alert(1)"),
    _unreadable("location-file", "Redirects to file:.", "file:///etc/passwd"),
    _unreadable("location-mailto", "Redirects to mailto:.", "mailto:jobs@elm.example"),
    _unreadable("location-unreadable", "Redirects to an address with a bad port.",
                "https://elm.example:99999999/"),
    Behaviour(
        "redirect-to-home", "Redirects every page but the home page to the home page.",
        Reason.REDIRECTED_TO_HOME, "The page is gone; the home page is not what was linked.",
        everywhere(moved(302, _home_instead)), link="https://{host}/jobs/listing/4711",
    ),
    Behaviour(
        "redirect-to-error", "Redirects every page to /error/404.html, which says 200.",
        Reason.REDIRECTED_TO_ERROR, "An error page is an error page whatever its status.",
        everywhere(_error_page),
    ),
    Behaviour(
        "redirect-to-sso", "Redirects every page to a single sign-on at another host.",
        Reason.SIGN_IN_REQUIRED, SIGN,
        with_companions(
            to_own("sso", 302, "/oauth2/authorize?client_id=jobs&redirect_uri=%2Fjobs"),
            own_at("sso", sign_in_page),
        ),
    ),
    Behaviour(
        "redirect-to-missing", "Redirects by 301 to a page that is not there.", Reason.NOT_FOUND,
        "What counts is what comes in the end.", everywhere(_to_missing),
    ),
    Behaviour(
        "redirect-to-vanished-name", "Redirects to a host whose name does not exist.",
        Reason.NO_SUCH_DOMAIN, "What counts is what comes in the end.",
        with_companions(to_own("vanished", 302), _vanished),
    ),
    Behaviour(
        "refresh-header", "Sends a nearly empty page with a Refresh header to another.",
        Reason.OK, "Browsers go on at once; nothing says that it is for good.",
        everywhere(_refresh("/list", by_header=True)),
    ),
    Behaviour(
        "refresh-header-to-missing", "Sends a Refresh header to a page that is not there.",
        Reason.NOT_FOUND, "Browsers go on at once, and find nothing.",
        everywhere(_refresh("/missing", by_header=True)),
    ),
    Behaviour(
        "meta-refresh", "Sends an empty page with a meta refresh to another.", Reason.OK,
        "Browsers go on at once; nothing says that it is for good.",
        everywhere(_refresh("/list", by_header=False)),
    ),
    Behaviour(
        "meta-refresh-to-missing", "Sends a meta refresh to a page that is not there.",
        Reason.NOT_FOUND, "Browsers go on at once, and find nothing.",
        everywhere(_refresh("/missing", by_header=False)),
    ),
    Behaviour(
        "refresh-of-itself", "Asks the browser to load the same page again after five minutes.",
        Reason.OK, "No redirect: the visitor sees the page.", everywhere(_reloads_itself),
    ),
)  # fmt: skip
