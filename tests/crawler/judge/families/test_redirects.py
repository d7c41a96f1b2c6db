"""What a chain of redirects says: moved, sent home, to an error page or a sign-in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.observation import Hop, Observation, Via
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import ARTICLE, PDF, Row, chain, fine, hop, judged, prove, seen
from tests.rows import each

OK, MOVED, GONE, BLOCKED = Verdict.OK, Verdict.MOVED, Verdict.GONE, Verdict.BLOCKED
HOME = "https://jobs.elm.gov/"
LISTING = "https://jobs.elm.gov/listing/4711"
NEW = "https://jobs.elm.gov/new/4711"


def moved(says: str, seen: Observation, to: str) -> Row:
    return Row(says, seen, MOVED, (Reason.PERMANENT_REDIRECT,), to)


def upgraded(says: str, seen: Observation, to: str) -> Row:
    return Row(says, seen, MOVED, (Reason.HTTPS_UPGRADE,), to)


def downgraded(says: str, seen: Observation) -> Row:
    return Row(says, seen, MOVED, (Reason.DOWNGRADED,))


def sent_home(says: str, begins: str, home: str, status: int = 302) -> Row:
    seen = chain((status, home), begins=begins)
    return Row(says, seen, GONE, (Reason.REDIRECTED_TO_HOME,))


def error_page(says: str, target: str, status: int = 302) -> Row:
    seen = chain((status, target), begins=LISTING)
    return Row(says, seen, GONE, (Reason.REDIRECTED_TO_ERROR,))


def sign_in(says: str, target: str, begins: str = LISTING) -> Row:
    return Row(says, chain((302, target), begins=begins), BLOCKED, (Reason.SIGN_IN_REQUIRED,))


def passing(says: str, target: str, begins: str = LISTING, status: int = 302) -> Row:
    return fine(says, chain((status, target), begins=begins))


def refresh(via: Via, target: str) -> Observation:
    first = Hop(url=LISTING, status=200, leads_to=target, via=via)
    return seen(first, hop(target))


NOISE = (
    passing("a 301 that adds a slash", f"{LISTING}/", status=301),
    passing("a 308 that takes a slash away", LISTING, f"{LISTING}/", status=308),
    passing("a 301 that adds www.", "https://www.elm.gov/a", "https://elm.gov/a", status=301),
    passing("a 301 that takes www. away", "https://elm.gov/a", "https://www.elm.gov/a", status=301),
    passing("a 301 that adds www. and a slash", "https://www.elm.gov/a/", "https://elm.gov/a",
            status=301),
    passing("a 301 that changes only the case of the path", "https://elm.gov/jobs",
            "https://elm.gov/Jobs", status=301),
    passing("a 301 that adds a fragment", f"{LISTING}#open", status=301),
    passing("a 302 to another page", NEW),
    passing("a 303 to another page", NEW, status=303),
    passing("a 307 to another page", NEW, status=307),
    passing("a 302 to https", "https://elm.gov/a", "http://elm.gov/a"),
    passing("a 302 to another site", "https://oak.gov/jobs"),
    passing("a 302 from the home page to a start page in a language", "https://elm.gov/en/",
            "https://elm.gov/"),
    passing("a 302 from the home page into the site", "https://elm.gov/jobs/search",
            "https://elm.gov/"),
    passing("a home page with tracking in its address, redirected without it", "https://elm.gov/",
            "https://elm.gov/?utm_source=letter&fbclid=7"),
    passing("a home page by its file's name, redirected to the root", "https://elm.gov/",
            "https://elm.gov/index.html"),
    fine("five temporary redirects",
         chain(*[(302, f"{LISTING}/{n}") for n in range(5)], begins=LISTING)),
    fine("a temporary redirect that comes before a permanent one, which may be for others",
         chain((302, NEW), (301, f"{NEW}/x"), begins=LISTING)),
    fine("a Refresh header to another page", refresh(Via.REFRESH, NEW)),
    fine("a meta refresh to another page", refresh(Via.META, NEW)),
    fine("a temporary redirect to a file", chain((302, f"{NEW}.pdf"), begins=LISTING, page=PDF)),
)  # fmt: skip

MOVES = (
    moved("a 301 to another path", chain((301, NEW), begins=LISTING), NEW),
    moved("a 308 to another path", chain((308, NEW), begins=LISTING), NEW),
    moved("a 301 that changes the query", chain((301, f"{LISTING}?id=2"), begins=LISTING),
          f"{LISTING}?id=2"),
    moved("a 301 to the same path at another site",
          chain((301, "https://oak.gov/listing/4711"), begins=LISTING),
          "https://oak.gov/listing/4711"),
    moved("a site that moved as a whole sends deep links to its new root",
          chain((301, "https://jobs.new.gov/"), begins="https://old.gov/jobs"),
          "https://jobs.new.gov/"),
    moved("a 301 to the home page of a site of the same domain, but another host",
          chain((301, "https://www.elm.gov/"), begins="https://jobs.elm.gov/list"),
          "https://www.elm.gov/"),
    moved("a chain of 301s: the last address",
          chain((301, f"{NEW}/a"), (301, f"{NEW}/b"), begins=LISTING), f"{NEW}/b"),
    moved("301, then 302: the address to which the 301 led",
          chain((301, NEW), (302, f"{NEW}/tonight"), begins=LISTING), NEW),
    moved("301, then a meta refresh: likewise",
          seen(hop(LISTING, 301, NEW), hop(NEW, 200, f"{NEW}/x"), hop(f"{NEW}/x")), NEW),
    moved("http to https at another path",
          chain((301, "https://elm.gov/b"), begins="http://elm.gov/a"), "https://elm.gov/b"),
    moved("a sign-in page that moved to another sign-in page is a page like any other",
          chain((301, "https://elm.gov/sso/login"), begins="https://elm.gov/login"),
          "https://elm.gov/sso/login"),
    moved("to a program that bears a word like an acronym of sign-in",
          chain((301, "https://elm.gov/programs/cas/"), begins=LISTING),
          "https://elm.gov/programs/cas/"),
    moved("to a page about errors in résumés, not an error page",
          chain((301, "https://elm.gov/advice/common-errors-to-avoid"), begins=LISTING),
          "https://elm.gov/advice/common-errors-to-avoid"),
    moved("from one page on errors to another",
          chain((301, "https://elm.gov/help/errors/2"), begins="https://elm.gov/errors/2"),
          "https://elm.gov/help/errors/2"),
    upgraded("http to https", chain((301, "https://elm.gov/a"), begins="http://elm.gov/a"),
             "https://elm.gov/a"),
    upgraded("http to https at www., in one step",
             chain((301, "https://www.elm.gov/a/"), begins="http://elm.gov/a"),
             "https://www.elm.gov/a/"),
    upgraded("http to https, then www.",
             chain((301, "https://elm.gov/a"), (301, "https://www.elm.gov/a"),
                   begins="http://elm.gov/a"),
             "https://www.elm.gov/a"),
    upgraded("http to https at the home page",
             chain((308, "https://elm.gov/"), begins="http://elm.gov/"), "https://elm.gov/"),
    upgraded("http to https for good, then elsewhere for now",
             chain((301, "https://elm.gov/a"), (302, "https://elm.gov/b"),
                   begins="http://elm.gov/a"),
             "https://elm.gov/a"),
    downgraded("https to http for good",
               chain((301, "http://elm.gov/a"), begins="https://elm.gov/a")),
    downgraded("https to http for now",
               chain((302, "http://elm.gov/a"), begins="https://elm.gov/a")),
    downgraded("https to http at another path: an unsafe address is not suggested",
               chain((301, "http://elm.gov/b"), begins="https://elm.gov/a")),
    fine("https by way of http to https: the end is safe, and the middle is not suggested",
         chain((301, "http://elm.gov/b"), (302, "https://elm.gov/b"), begins="https://elm.gov/a")),
)  # fmt: skip

DEAD_ENDS = (
    sent_home("a deep link by 302 to the home page", LISTING, HOME),
    sent_home("a deep link by 301 to the home page: no address is suggested", LISTING, HOME, 301),
    sent_home("a deep link to the home page at www.", "https://elm.gov/a", "https://www.elm.gov/"),
    sent_home("a deep link by http to the home page by https", "http://elm.gov/a",
              "https://elm.gov/", 301),
    sent_home("a deep link to the home page in a language", LISTING, "https://jobs.elm.gov/en/"),
    sent_home("to the home page in a language of a country", LISTING,
              "https://jobs.elm.gov/es-US"),
    sent_home("to the home page by its file's name", LISTING,
              "https://jobs.elm.gov/default.aspx"),
    sent_home("to /home", LISTING, "https://jobs.elm.gov/home"),
    sent_home("to the home page with tracking in its address", LISTING,
              "https://jobs.elm.gov/?utm_source=expired"),
    sent_home("an old page known by its number in the query", "https://elm.gov/?page_id=12",
              "https://elm.gov/"),
    Row("for good to a page that leads home: what counts is the end",
        chain((301, NEW), (302, HOME), begins=LISTING), GONE, (Reason.REDIRECTED_TO_HOME,)),
    Row("by meta refresh to the home page", refresh(Via.META, HOME), GONE,
        (Reason.REDIRECTED_TO_HOME,)),
    error_page("to an error page that says 200", "https://jobs.elm.gov/error/404.html"),
    error_page("to an error page for good: it is not suggested",
               "https://jobs.elm.gov/404.html", 301),
    error_page("to /error.aspx", "https://jobs.elm.gov/Error.aspx?aspxerrorpath=/listing/4711"),
    error_page("to /page-not-found", "https://jobs.elm.gov/page-not-found"),
    error_page("to an error page at another host", "https://error.elm.gov/sorry"),
    Row("to a page that is not there", chain((301, NEW), begins=LISTING, then=404), GONE,
        (Reason.NOT_FOUND,)),
    Row("to a page removed for good", chain((301, NEW), begins=LISTING, then=410), GONE,
        (Reason.GONE,)),
    Row("to a server's error: whether the page moved is not known",
        chain((301, NEW), begins=LISTING, then=503), Verdict.FAILING, (Reason.SERVER_ERROR,)),
    Row("to a page that refuses us", chain((301, NEW), begins=LISTING, then=403), BLOCKED,
        (Reason.ACCESS_DENIED,)),
)  # fmt: skip

SIGN_INS = (
    sign_in("to /login", "https://jobs.elm.gov/login?next=%2Flisting%2F4711"),
    sign_in("to /users/sign_in", "https://jobs.elm.gov/users/sign_in"),
    sign_in("to Login.aspx", "https://jobs.elm.gov/Account/Login.aspx?ReturnUrl=x"),
    sign_in("to wp-login.php", "https://jobs.elm.gov/wp-login.php?redirect_to=x"),
    sign_in("to single sign-on at another host", "https://sso.elm.gov/start?client_id=jobs"),
    sign_in("to OAuth", "https://id.elm.gov/oauth2/authorize?client_id=jobs"),
    sign_in("to a provider of sign-ins", "https://login.microsoftonline.com/common/federate"),
    sign_in("to a customer's host at a provider", "https://elm.okta.com/app/office"),
    Row("for good: the address of the sign-in page is not suggested",
        chain((301, "https://jobs.elm.gov/login"), begins=LISTING), BLOCKED,
        (Reason.SIGN_IN_REQUIRED,)),
    fine("a link that is a sign-in page, and answers", seen(hop("https://jobs.elm.gov/login"))),
    passing("a sign-in page that sends on to its provider",
            "https://login.microsoftonline.com/common/oauth2", "https://jobs.elm.gov/login"),
    passing("a host named like a provider, but another's", "https://notokta.com/jobs"),
    passing("a page on how to log in, under a longer name",
            "https://jobs.elm.gov/how-to-login-help"),
)  # fmt: skip

LONG = (
    Row("six temporary redirects work, but each can break",
        chain(*[(302, f"{LISTING}/{n}") for n in range(6)], begins=LISTING), OK,
        (Reason.LONG_CHAIN,)),
    Row("six permanent ones are a move first",
        chain(*[(301, f"{LISTING}/{n}") for n in range(6)], begins=LISTING), MOVED,
        (Reason.PERMANENT_REDIRECT, Reason.LONG_CHAIN), f"{LISTING}/5"),
    Row("a long way home is home first",
        chain(*[(302, f"{LISTING}/{n}") for n in range(6)], (302, HOME), begins=LISTING), GONE,
        (Reason.REDIRECTED_TO_HOME, Reason.LONG_CHAIN)),
)  # fmt: skip

JOB = "https://elm.gov/jobs/listing/4711"


def folder(says: str, target: str, begins: str = JOB) -> Row:
    return Row(says, chain((302, target), begins=begins), OK, (Reason.MAYBE_NOT_FOUND,))


FOLDERS = (
    folder("to the folder in which it was", "https://elm.gov/jobs/listing/"),
    folder("to the folder above that", "https://www.elm.gov/Jobs"),
    Row("for good: perhaps it is no longer there, so the folder is not suggested",
        chain((301, "https://elm.gov/jobs/"), begins=JOB), OK, (Reason.MAYBE_NOT_FOUND,)),
    Row("for good to a page that leads to the folder: that page is not suggested either",
        chain((301, "https://elm.gov/old/4711"), (302, "https://elm.gov/jobs/"), begins=JOB), OK,
        (Reason.MAYBE_NOT_FOUND,)),
    folder("to the first page of the folder", "https://elm.gov/jobs/index.html"),
    folder("to the folder in a language", "https://elm.gov/jobs/en/"),
    folder("to a folder of errors in which it was", "https://elm.gov/errors/",
           "https://elm.gov/errors/list/7"),
    passing("a folder to itself in a language", "https://elm.gov/jobs/en/", "https://elm.gov/jobs"),
    passing("to its folder, with its number in the query", "https://elm.gov/jobs/?id=4711", JOB),
    passing("to the folder whose first page it was", "https://elm.gov/jobs/",
            "https://elm.gov/jobs/index.html"),
    passing("to the folder in the visitor's own language", "https://elm.gov/jobs/",
            "https://elm.gov/jobs/en"),
    passing("to a folder of that name at another site", "https://oak.gov/jobs/", JOB),
    passing("to a folder beside it", "https://elm.gov/jobs/list/", JOB),
    passing("to a page in its own folder", f"{JOB}/welder", JOB),
)  # fmt: skip

MORE = (
    passing("a deep page to a list in a language", "https://jobs.elm.gov/en/jobs"),
    passing("a home page with a language in its query", "https://elm.gov/",
            "https://elm.gov/?lang=es"),
    passing("a home page with a choice in its query, to that language's root",
            "https://elm.gov/es/", "https://elm.gov/index.php?lang=es&theme=dark"),
    passing("a posting to the section of a state", "https://elm.gov/ca/", "https://elm.gov/us/ca"),
    passing("a posting that has the number 404", "https://jobs.elm.gov/jobs/404"),
    passing("a posting to its section, which has a state's code", "https://jobs.elm.gov/hr/"),
    sent_home("a page known by its number in a query of the index file",
              "https://elm.gov/index.php?id=12", "https://elm.gov/"),
    sent_home("a search for good", "https://elm.gov/?q=welder", "https://elm.gov/", 301),
    *(Row(f"from a page in a folder named for errors, to {target}",
          chain((302, target), begins="https://jobs.elm.gov/cases/error/welder"), GONE,
          (Reason.REDIRECTED_TO_ERROR,))
      for target in ("https://jobs.elm.gov/404.html", "https://jobs.elm.gov/list?error=404",
                     "https://error.elm.gov/sorry", "https://jobs.elm.gov/cases/not-found")),
    Row("a posting that has the number 404, to an error page",
        chain((302, "https://jobs.elm.gov/error"), begins="https://jobs.elm.gov/jobs/404"), GONE,
        (Reason.REDIRECTED_TO_ERROR,)),
    error_page("to an error page in a language", "https://jobs.elm.gov/en/404"),
    error_page("to a page for postings that have ended", "https://jobs.elm.gov/job-expired"),
    error_page("to an error page in Spanish", "https://jobs.elm.gov/pagina-no-encontrada"),
    error_page("to an error page in French", "https://jobs.elm.gov/Page-Introuvable.html"),
    error_page("to a list that says so in its query", "https://jobs.elm.gov/search?error=404"),
    error_page("to the home page that says so in its query",
               "https://jobs.elm.gov/?jobNotFound=true&from=mail"),
    passing("to a page whose query has other words", "https://jobs.elm.gov/search?error=none"),
)  # fmt: skip

ROWS = NOISE + MOVES + DEAD_ENDS + SIGN_INS + LONG + FOLDERS + MORE


@each("row", ROWS, ids=str)
def test_a_chain_of_redirects_leads_to_its_reason(row: Row) -> None:
    prove(row)


_ADDRESSES = st.sampled_from(
    [LISTING, NEW, HOME, "http://jobs.elm.gov/a", "https://www.oak.gov/en/", "https://oak.gov/login",
     "https://oak.gov/404", "https://sedo.com/x", "http://[::1]/", "https://elm.gov/?q=1#top"]
)  # fmt: skip
_STEPS = st.lists(st.tuples(st.sampled_from([301, 302, 307, 308]), _ADDRESSES), max_size=8)


@pytest.mark.slow
@given(_ADDRESSES, _STEPS, st.sampled_from([200, 204, 301, 403, 404, 500, 999]))
def test_whatever_the_chain_a_suggestion_is_an_address_on_it_and_no_step_back(
    begins: str, steps: list[tuple[int, str]], then: int
) -> None:
    observation = chain(*steps, begins=begins, then=then, page=ARTICLE)
    judgement = judged(observation)
    suggested = judgement.suggested_url
    if suggested is not None:
        assert then == 200
        assert suggested in [target for _status, target in steps]
        assert suggested != begins
        assert not (begins.startswith("https:") and suggested.startswith("http:"))
    severities = [finding.verdict.severity for finding in judgement.findings]
    assert severities == sorted(severities, reverse=True)
