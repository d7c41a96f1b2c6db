"""Pages that a server or a host puts up in place of the site, and pages that speak of such."""

from crawler.patterns import load_signs
from directory.model.observation import Page
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import Row, chain, fine, hop, prove, seen
from tests.rows import each

HOME = "https://elm.example/"
CHANGED = Verdict.CHANGED
LONG = "The handbook goes on to tell of modules, logs and certificates, one by one. " * 60


def page(title: str = "", text: str = "", headline: str = "", words: int | None = None) -> Page:
    count = len(f"{headline} {text}".split()) if words is None else words
    return Page(
        title=title, headline=headline, text=f"{headline} {text}"[:2000].strip(), words=count,
        bytes=900 + 6 * count, furniture=1, content_type="text/html",
    )  # fmt: skip


def default(says: str, there: Page) -> Row:
    return Row(says, seen(hop(HOME), page=there), CHANGED, (Reason.DEFAULT_PAGE,))


def suspended(says: str, there: Page) -> Row:
    return Row(says, seen(hop(HOME), page=there), CHANGED, (Reason.ACCOUNT_SUSPENDED,))


def soon(says: str, there: Page) -> Row:
    return Row(says, seen(hop(HOME), page=there), Verdict.OK, (Reason.COMING_SOON,))


def fine_page(says: str, there: Page) -> Row:
    return fine(says, seen(hop(HOME), page=there))


DEBIAN = (
    "This is the default welcome page used to test the correct operation of the Apache2 server "
    "after installation on Debian systems. "
)

ROWS: tuple[Row, ...] = (
    default("nginx", page("Welcome to nginx!", "If you see this page, …")),
    default("nginx, of few words", page("Welcome to nginx!")),
    default("Apache, long", page("Apache2 Debian Default Page: It works", DEBIAN * 12)),
    default("Apache without a title", page("", headline="It works!")),
    default("Tomcat with its version", page("Apache Tomcat/10.1.24", "Documentation")),
    default("IIS with its version", page("IIS Windows Server", "")),
    default("by what it says", page("Elm", "The web server software is running but no content "
            "has been added, yet.")),
    default("by a domain that is not connected", page("Oops", "Looks like this domain isn't "
            "connected to a website yet!")),
    Row("by where a panel keeps it",
        chain((302, "https://elm.example/cgi-sys/defaultwebpage.cgi"), begins=HOME),
        CHANGED, (Reason.DEFAULT_PAGE,)),
    suspended("by its title", page("Account Suspended", "Contact your hosting provider.")),
    suspended("by its headline", page("Elm", "Call us.", "This Account has been suspended.")),
    suspended("in Spanish", page("Cuenta suspendida", "Contacte a su proveedor.")),
    suspended("with the site's name", page("Elm County – Website Suspended", "")),
    suspended("within a title of few words", page("Sorry: this site has been suspended!", "")),
    suspended("for its traffic", page("509 Bandwidth Limit Exceeded", "Come back later.")),
    suspended("Squarespace", page("Website Expired", "This account has expired.")),
    Row("by where a panel keeps it",
        chain((302, "https://elm.example/cgi-sys/suspendedpage.cgi"), begins=HOME),
        CHANGED, (Reason.ACCOUNT_SUSPENDED,)),
    Row("even when it is sent with 403",
        seen(hop(HOME, 403), page=page("Account Suspended", "Contact support.")),
        CHANGED, (Reason.ACCOUNT_SUSPENDED, Reason.ACCESS_DENIED)),
    soon("coming", page("Coming Soon", "We work on it.")),
    soon("launching", page("Elm", "Stay near.", "Launching Soon")),
    soon("being built", page("Elm County | Under construction", "We work on it.")),
    soon("in Portuguese", page("Em breve", "Aguarde.")),
    soon("a longer headline on a page of few words", page("Elm", "", "Our store is coming soon")),
    fine_page("a handbook's chapter", page("Welcome to nginx!", LONG, words=760)),
    fine_page("a chapter on the default page", page("The Apache2 default page", LONG, words=400)),
    fine_page("a short chapter with the very title", page("It works!", LONG, words=400)),
    fine_page("an article of some words with the very title",
              page("Elm County", LONG, "It works!", words=35)),
    default("Apache of old", page("Index", "This is the web page.", "It works!", words=7)),
    fine_page("help for whose account was suspended",
              page("My account has been suspended. What now?", LONG, words=300)),
    fine_page("an article titled so", page("Account suspended", LONG, words=300)),
    fine_page("a course that is coming soon", page("Courses", "Welding: coming soon. " * 20)),
    fine_page("a list of what comes soon", page("Coming soon: spring job fairs", "Read. " * 60)),
    fine_page("a road under construction",
              page("Roads under construction this week", "Main Street is closed. " * 12)),
    fine_page("a page without a title", page("", "Find work close to home.")),
    fine("a link to such an address, set on purpose",
         seen(hop("https://elm.example/cgi-sys/defaultwebpage.cgi"))),
    fine("a file", seen(hop(HOME), page=Page(title="It works!", is_html=False, bytes=9))),
)  # fmt: skip


@each("row", ROWS, ids=str)
def test_a_page_is_a_servers_own_only_if_it_has_nothing_else_to_say(row: Row) -> None:
    prove(row)


@each("title", sorted(load_signs()["defaults.titles"].members))
def test_each_default_title_is_known_on_a_short_page_and_not_on_a_long_one(title: str) -> None:
    prove(default("short", page(title)))
    prove(fine_page("long", page(title, LONG, words=500)))


@each("notice", sorted(load_signs()["defaults.suspended"].members))
def test_each_notice_of_suspension_is_known_in_any_case(notice: str) -> None:
    prove(suspended("as it is", page(notice)))
    prove(suspended("in capitals", page("Elm", headline=notice.upper())))
