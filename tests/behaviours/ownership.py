"""Whose page it is: parked, taken over, a server's own, or changed by its operator.

Rows with `before` are links that staff approved; what came then is held against
what comes now. The look-alikes stand beside the faults: an article on names for
sale, a casino that hires, a handbook that shows a server's welcome page.
"""

from crawler.simulation.behaviour import (
    Behaviour,
    Build,
    always,
    everywhere,
    with_robots,
)
from crawler.simulation.demo_behaviours import (
    CENTER,
    CENTER_NAMES,
    PROMISES,
    SLOTS,
    document,
    missing,
    onward,
)
from crawler.simulation.pages import html, page
from crawler.simulation.site import Answer, Handler, Reply, Request, Site, reply
from directory.model.reasons import Reason
from tests.behaviours import ownership_pages as pages

ROOT = "https://{host}/"
_NOT_APPROVED = "It answers, but nothing of what staff approved is there."
_MARKET = "A name that is up for sale can lead anywhere tomorrow."
_FINE = "The page is what it was meant to be."


def _shown(document: str, at: str = "/") -> Build:
    """A host that shows this document at one path, and 404 elsewhere."""

    def answer(request: Request) -> Answer:
        return reply(200, document) if request.path == at else missing(request)

    return everywhere(answer)


def _shown_anywhere(document: str) -> Build:
    return everywhere(always(reply(200, document)))


def _names_itself(host: str) -> dict[str, Site]:
    text = document(
        f"{host} is for sale", "Get a price in less than a day.",
        *("Secure payment, fast transfer, and help from people who know names." for _ in range(30)),
    )  # fmt: skip
    return {host: Site(with_robots(always(reply(200, text))))}


def _odd_host(host: str) -> dict[str, Site]:
    there = always(reply(200, html("", "<p>Loading</p>", head="<script>var s=1</script>")))
    return {
        host: Site(with_robots(always(onward(302, f"https://ww25.{host}/")))),
        f"ww25.{host}": Site(with_robots(there)),
    }


def _elsewhere(document: str, status: int = 302, path: str = "/") -> Build:
    """A host that leads to another owner's, where this document is."""

    def build(host: str) -> dict[str, Site]:
        other = f"www.new-{host}"
        there = with_robots(_only(document, path))
        return {
            host: Site(with_robots(always(onward(status, f"https://{other}{path}")))),
            other: Site(there),
        }

    return build


def _only(document: str, at: str) -> Handler:
    def answer(request: Request) -> Reply:
        return reply(200, document) if request.path == at else missing(request)

    return answer


def _at_closed_market(host: str) -> dict[str, Site]:
    other = "www.afternic.com"
    return {
        host: Site(with_robots(always(onward(302, f"https://{other}/forsale/{host}")))),
        other: Site(with_robots(always(reply(403, "<h1>Access denied</h1>")))),
    }


def _suspended_by_panel(host: str) -> dict[str, Site]:
    there = "/cgi-sys/suspendedpage.cgi"

    def answer(request: Request) -> Answer:
        if request.path == there:
            return reply(200, html("Contact support", "<p>This page cannot be displayed.</p>"))
        return onward(302, there)

    return {host: Site(with_robots(answer))}


def _new_year(year: int) -> Build:
    def build(host: str) -> dict[str, Site]:
        text = page(host, "/").replace("</title>", f" {year}</title>")
        return {host: Site(with_robots(_only(text, "/")))}

    return build


def _default(name: str, whose: str, title: str, *text: str) -> Behaviour:
    body = "".join(f"<p>{part}</p>" for part in text)
    return Behaviour(
        f"default-{name}", f"Shows the page that {whose} shows where there is no site.",
        Reason.DEFAULT_PAGE, "The server is there; the site is not.",
        _shown(html(title, f"<h1>{title}</h1>{body}")), link=ROOT, by_content=True,
    )  # fmt: skip


def _taken(name: str, does: str, document: str, why: str = "") -> Behaviour:
    return Behaviour(
        f"taken-{name}", f"Once a workforce center; now {does}.",
        Reason.HIJACKED, why or PROMISES,
        _shown_anywhere(document), link=ROOT, by_content=True, before=_shown(CENTER),
        names=CENTER_NAMES,
    )  # fmt: skip


_PARKED = (
    Behaviour(
        "parked-lander", "Shows a page that offers the name, and searches that pay.",
        Reason.PARKED, _MARKET, _shown(pages.LANDER), link=ROOT, by_content=True,
    ),
    Behaviour(
        "parked-advertising", "Shows nothing but the advertising of a parking service.",
        Reason.PARKED, _MARKET, _shown(pages.ADVERTISING), link=ROOT, by_content=True,
    ),
    Behaviour(
        "parked-names-itself", "Shows a long page that says its own name is for sale.",
        Reason.PARKED, _MARKET, _names_itself, link=ROOT, by_content=True,
    ),
    Behaviour(
        "parked-odd-host", "Redirects to ww25. of its own name, where there is little to read.",
        Reason.PARKED, "Parked names are sent about like this, and sites that work are not.",
        _odd_host, link=ROOT, by_content=True,
    ),
    Behaviour(
        "parked-script-stub", "Shows no word; a script sends browsers to /lander.",
        Reason.PARKED, "So do the names that a large registrar parks.",
        _shown(pages.STUB), link=ROOT, by_content=True,
    ),
    Behaviour(
        "parked-market-refuses", "Redirects to a market for names, which refuses checkers.",
        Reason.PARKED, "What the market answers us does not hide that the name is on it.",
        _at_closed_market, notes=(Reason.ACCESS_DENIED,),
    ),
    Behaviour(
        "parked-other-name", "Offers a name that is not the one under which it is reached.",
        Reason.PARKED, _MARKET,
        _shown(document(
            "The domain name workbank.org is for sale", "Submit offer. Buyer Protection program.",
        )),
        link=ROOT, by_content=True,
    ),
    Behaviour(
        "parked-best-source", "Calls itself the best source for all information, and shows none.",
        Reason.PARKED, "A parking service fills its pages so.",
        _shown(document(
            "jobharbor.com - jobharbor Resources and Information.", "jobharbor.com is your first "
            "and best source for all of the information you’re looking for.",
        )),
        link=ROOT, by_content=True,
    ),
    Behaviour(
        "homes-for-sale", "Offers homes, and has related searches beside them.",
        Reason.MAYBE_PARKED, "Homes are for sale; the site's name is not.",
        _shown(document(
            "Homes for sale in Springfield", "Three rooms, a yard, a view of the river.",
            "Related searches: condos, rentals",
        )),
        link=ROOT, by_content=True,
    ),
    Behaviour(
        "offer-of-something", "A short page titled “Tractor is for sale”.",
        Reason.MAYBE_PARKED, "One sign is no proof: many things are for sale.",
        _shown(document("A tractor is for sale", "Ask at the county yard.")),
        link=ROOT, by_content=True,
    ),
    Behaviour(
        "article-on-names", "A long article on domains for sale.",
        Reason.OK, _FINE, _shown(pages.SELLING_NAMES), link=ROOT,
    ),
)  # fmt: skip

_DEFAULTS = (
    _default(
        "nginx", "nginx", "Welcome to nginx!",
        "If you see this page, the nginx web server is successfully installed and working. "
        "Further configuration is required.",
    ),
    _default(
        "apache-debian", "Apache on Debian", "Apache2 Debian Default Page: It works",
        "This is the default welcome page used to test the correct operation of the Apache2 "
        "server after installation on Debian systems.",
        *("The configuration layout is described in README.Debian.gz, in full." for _ in range(30)),
    ),
    _default(
        "apache-ubuntu", "Apache on Ubuntu", "Apache2 Ubuntu Default Page: It works",
        "This is the default welcome page used to test the correct operation of the Apache2 "
        "server after installation on Ubuntu systems.",
    ),
    _default(
        "apache-centos", "Apache on CentOS",
        "Apache HTTP Server Test Page powered by CentOS", "Testing 123..",
    ),
    _default("apache-plain", "Apache as it is built", "It works!"),
    _default("iis", "IIS", "IIS Windows Server", "<img src='iisstart.png' alt=''>"),
    _default(
        "cpanel", "cPanel", "Default Web Site Page",
        "If you are the owner of this website, please contact your hosting provider.",
    ),
    _default(
        "plesk", "Plesk", "Web Server's Default Page",
        "This page is generated by Plesk, the leading hosting automation software.",
    ),
    _default("lighttpd", "lighttpd on Debian", "Placeholder page", "You should replace this page."),
    _default("tomcat", "Tomcat", "Apache Tomcat/9.0.71", "You have installed it. Congratulations!"),
    _default("caddy", "Caddy", "Caddy works!", "Your web server is working."),
    _default("xampp", "XAMPP", "Welcome to XAMPP", "You have successfully installed XAMPP."),
    Behaviour(
        "it-works-story", "A short story of success under the headline “It works!”.",
        Reason.OK, _FINE,
        _shown(document(
            "It works!", "Ana lost her job at the cannery in May. Our counsellors helped her to "
            "finish a course in welding, and since Monday she has built bridges.",
        )),
        link=ROOT,
    ),
    Behaviour(
        "handbook-on-nginx", "A handbook's chapter that quotes nginx's welcome page.",
        Reason.OK, _FINE, _shown(pages.NGINX_HANDBOOK), link=ROOT,
    ),
    Behaviour(
        "account-suspended", "Says that the hosting account is suspended.",
        Reason.ACCOUNT_SUSPENDED, _NOT_APPROVED,
        _shown(document(
            "Account Suspended", "This account has been suspended. Contact your hosting provider.",
        )),
        link=ROOT, by_content=True,
    ),
    Behaviour(
        "account-suspended-redirect", "Redirects to the page of a control panel that says so.",
        Reason.ACCOUNT_SUSPENDED, _NOT_APPROVED, _suspended_by_panel, link=ROOT, by_content=True,
    ),
    Behaviour(
        "website-expired", "Says that the website has expired.",
        Reason.ACCOUNT_SUSPENDED, "The host shut the site off; its owner may come back.",
        _shown(document("Website Expired", "This account has expired. Log in to renew.")),
        link=ROOT, by_content=True,
    ),
    Behaviour(
        "coming-soon", "Promises a site that is not there yet.",
        Reason.COMING_SOON, "Nothing to read yet, and nothing wrong: worth a note.",
        _shown(document("Coming Soon", "Our new website is on its way.")),
        link=ROOT, by_content=True,
    ),
    Behaviour(
        "under-construction-since", "An approved site puts up a notice while it is rebuilt.",
        Reason.COMING_SOON, "The notice explains why another page comes.",
        _shown(document("Wren County | Under construction", "Back in a few weeks.")),
        link=ROOT, by_content=True, before=_shown(CENTER),
    ),
)  # fmt: skip

_TAKEN = (
    _taken("by-casino", "a casino in English, in place", pages.CASINO),
    _taken("by-chinese-betting", "betting in Chinese", pages.CHINESE_BETTING),
    _taken("by-thai-betting", "betting in Thai", pages.THAI_BETTING),
    _taken("by-turkish-betting", "betting in Turkish", pages.TURKISH_BETTING),
    _taken("by-pills", "pills without a doctor", pages.PILLS),
    _taken("by-adult-pages", "adult pages", pages.ADULT),
    _taken("by-coins", "coins that promise riches", pages.COINS),
    _taken(
        "name-gone", "garden furniture, and the operator's name nowhere", pages.GARDEN,
        "Another text, and the operator's name is gone: two signs.",
    ),
    _taken(
        "in-german", "garden furniture in German", pages.GARDEN_IN_GERMAN,
        "Another text, and in another language.",
    ),
    Behaviour(
        "taken-new-name", "Redirects for good to another owner's site on garden furniture.",
        Reason.HIJACKED, "Another text on another domain: two signs, beside the move itself.",
        _elsewhere(pages.GARDEN, 301), link=ROOT, by_content=True,
        notes=(Reason.PERMANENT_REDIRECT,), before=_shown(CENTER),
    ),
    Behaviour(
        "leads-to-casino", "A new link that redirects to a casino on another domain.",
        Reason.HIJACKED, "It is full of a casino's promises, and on somebody else's domain.",
        _elsewhere(pages.CASINO), link=ROOT, by_content=True,
    ),
    Behaviour(
        "slots-at-first-look", "A new link whose page is full of an Indonesian casino's promises.",
        Reason.HIJACKED, "It knows neither the entry's name nor its own host's.",
        _shown_anywhere(SLOTS), link=ROOT, by_content=True, names=CENTER_NAMES,
    ),
    Behaviour(
        "casino-under-own-name", "A new link to a casino that shows its own name.",
        Reason.SUSPICIOUS_WORDS, "Staff may have meant it; they should look.",
        _shown(pages.CASINO), link=ROOT, by_content=True, names=("Lucky Palms",),
    ),
    Behaviour(
        "another-subject", "Once a workforce center; now garden furniture.",
        Reason.DRIFT, "Harmless and unrelated: a person should read it.",
        _shown(pages.GARDEN), link=ROOT, by_content=True, before=_shown(CENTER),
    ),
)  # fmt: skip

_OWN = (
    Behaviour(
        "redesigned", "A new name and a new text by the same operator.",
        Reason.PAGE_RENEWED, "The operator's name is still there.",
        _shown(pages.RENEWED), link=ROOT, by_content=True, before=_shown(CENTER),
        names=("Wren County Workforce Center", "Wren Works"),
    ),
    Behaviour(
        "new-year-in-title", "The title has a new year.",
        Reason.OK, _FINE, _new_year(2027), link=ROOT, before=_new_year(2026),
    ),
    Behaviour(
        "daily-news", "A home page with different news each day, under the same title.",
        Reason.OK, _FINE, _shown(pages.NEWS_NOW), link=ROOT, before=_shown(pages.NEWS_THEN),
    ),
    Behaviour(
        "unchanged-since-approved", "The page is as it was approved.",
        Reason.OK, _FINE, _shown(CENTER), link=ROOT, before=_shown(CENTER),
    ),
    Behaviour(
        "notice-over-page", "A notice on cookies comes before an approved page.",
        Reason.PAGE_RENEWED, "Few words prove nothing; that none is the operator's is noted.",
        _shown(html("Your choices", "<p>We use cookies. Accept all?</p><button>Yes</button>")),
        link=ROOT, by_content=True, before=_shown(CENTER), names=CENTER_NAMES,
    ),
    Behaviour(
        "same-page-new-name", "The operator moved to another domain with the same page.",
        Reason.PERMANENT_REDIRECT, "Moved, by the same operator: the text is the same.",
        _elsewhere(CENTER, 301), link=ROOT, suggests="https://www.new-{host}/",
        before=_shown(CENTER), names=CENTER_NAMES,
    ),
    Behaviour(
        "casino-hires", "A casino's page for those who look for work.",
        Reason.OK, _FINE, _shown(pages.CASINO_HIRES), link=ROOT,
    ),
    Behaviour(
        "problem-gambling", "An article on problem gambling.",
        Reason.OK, _FINE, _shown(pages.PROBLEM_GAMBLING), link=ROOT,
    ),
    Behaviour(
        "pharmacy-school", "A school's course for pharmacy technicians.",
        Reason.OK, _FINE, _shown(pages.PHARMACY_SCHOOL), link=ROOT,
    ),
    Behaviour(
        "blockchain-jobs", "An apprenticeship for blockchain developers.",
        Reason.OK, _FINE, _shown(pages.BLOCKCHAIN_JOBS), link=ROOT,
    ),
)  # fmt: skip

ROWS: tuple[Behaviour, ...] = _PARKED + _DEFAULTS + _TAKEN + _OWN
