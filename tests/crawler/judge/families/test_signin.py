"""Pages for signing in: asked for by the way or by the page itself, wanted or not."""

import pytest

from crawler.judge.families.signin import FEW_WORDS, MOST_WORDS, names_sign_in
from crawler.patterns import load_signs
from directory.model.baseline import Baseline
from directory.model.observation import Page
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import ARTICLE, JOBS, Row, chain, fine, hop, prove, seen
from tests.rows import each

HOME = "https://jobs.elm.gov/"
FORM = "<form><input name=user><input type=password></form>"


def form(
    title: str, words: int = 12, headline: str = "", source: str = FORM, password: bool = True
) -> Page:
    return Page(
        title=title, headline=headline, text="User name Password", words=words, bytes=2000,
        content_type="text/html", password_field=password, furniture=3, source=source,
    )  # fmt: skip


def asks(says: str, page: Page, status: int = 200, url: str = JOBS) -> Row:
    return Row(says, seen(hop(url, status), page=page), Verdict.BLOCKED,
               (Reason.SIGN_IN_REQUIRED,))  # fmt: skip


def shows(says: str, page: Page, url: str = JOBS) -> Row:
    return fine(says, seen(hop(url), page=page))


TITLES = (
    "Sign in", "Log In", "Login | Elm Jobs", "Elm Jobs - Sign In", "Sign in to Elm Jobs",
    "Please log in", "Iniciar sesión", "Inicia sesión en Empleos", "Entrar", "Fazer login",
    "Connexion", "Connectez-vous à votre compte", "Konekte", "登录", "會員登入 | 求職網",
    "Đăng nhập", "تسجيل الدخول", "Вход", "로그인",
)  # fmt: skip

ASKED = (
    *(asks(f"a short page titled “{title}” that asks for a password", form(title))
      for title in TITLES),
    asks("with 403: who signs in is let in", form("Log in"), 403),
    asks("with a long warning to those who may not use it", form("Sign in", MOST_WORDS)),
    asks("a name first, and the password on the next page",
         form("Sign in", 20, source="<form><input type=email></form>", password=False)),
    asks("by its heading alone, when it is short", form("Elm Jobs", 30, "Sign in")),
    Row("behind a redirect to another page of the site",
        chain((302, f"{JOBS}/start"), begins=JOBS, page=form("Sign in")), Verdict.BLOCKED,
        (Reason.SIGN_IN_REQUIRED,)),
    Row("at the home page, to which a deep link leads: the page is not gone",
        chain((302, HOME), begins=JOBS, page=form("Sign in")), Verdict.BLOCKED,
        (Reason.SIGN_IN_REQUIRED,)),
    Row("for good: the address of a sign-in page is not suggested, nor is the next one",
        chain((301, "https://jobs.elm.gov/login"), (302, f"{JOBS}/all"), begins=JOBS),
        Verdict.OK, (Reason.OK,)),
    Row("another page than the one that was approved",
        seen(hop(), page=form("Log in")), Verdict.BLOCKED, (Reason.SIGN_IN_REQUIRED,),
        baseline=Baseline(JOBS, Page(title="Jobs in Elm County", words=400))),
    Row("by a host of its own name", chain((302, "https://idp.elm.gov/start"), begins=JOBS),
        Verdict.BLOCKED, (Reason.SIGN_IN_REQUIRED,)),
    Row("from a page in a folder named for signing in",
        chain((302, "https://elm.gov/login?next=x"), begins="https://elm.gov/cases/signin/welder"),
        Verdict.BLOCKED, (Reason.SIGN_IN_REQUIRED,)),
    asks("at a page in a folder named for signing in", form("Sign in"),
         url="https://elm.gov/cases/signin/welder"),
    *(Row(f"in a folder named so, which {says}",
          chain((302, f"https://elm.gov/sso/start{query}"), begins="https://elm.gov/jobs",
                page=page), Verdict.BLOCKED, (Reason.SIGN_IN_REQUIRED,))
      for says, query, page in (
          ("asks for a password", "", form("Welcome", 400)),
          ("calls itself so", "", form("Sign in", 400, password=False)),
          ("is told where to go back to", "?redirect_uri=x", ARTICLE),
      )),
    Row("in such a folder of another host",
        chain((302, "https://my.elm.gov/sso/start"), begins="https://elm.gov/jobs"),
        Verdict.BLOCKED, (Reason.SIGN_IN_REQUIRED,)),
    Row("in Spanish", chain((302, "https://elm.gov/iniciar-sesion?next=x"), begins=JOBS),
        Verdict.BLOCKED, (Reason.SIGN_IN_REQUIRED,)),
    Row("from one customer's page of a provider to another's sign-in",
        chain((302, "https://elm.okta.com/login"), begins="https://elm.okta.com/jobs"),
        Verdict.BLOCKED, (Reason.SIGN_IN_REQUIRED,)),
)  # fmt: skip

WANTED = (
    fine("an office whose folder is named like single sign-on",
         chain((302, "https://elm.gov/sso/senior-service-office.html"),
               begins="https://elm.gov/programs/seniors")),
    fine("from one page of such a folder to another",
         chain((302, "https://elm.gov/help/sso/b"), begins="https://elm.gov/sso/a",
               page=form("Welcome", 400))),
    shows("a link to the index file of such a folder", form("Log in"),
          "https://jobs.elm.gov/login/index.php"),
    shows("a link to a sign-in page", form("Log in"), "https://jobs.elm.gov/login"),
    shows("a link to a sign-in page of a provider", form("Log in"), "https://login.elm.gov/"),
    Row("the sign-in page that staff approved", seen(hop(), page=form("Log in")), Verdict.OK,
        (Reason.OK,), baseline=Baseline(JOBS, Page(title="Log in", words=12))),
    shows("a page with a box to sign in", form("Jobs in Elm County", 400)),
    shows("a short page with such a box", form("Jobs in Elm County", 50)),
    shows("a page of words of its own, called login", form("Login", MOST_WORDS + 1)),
    shows("a page with a box to sign in under a heading of its own",
          form("Jobs in Elm County", FEW_WORDS + 1, "Sign in")),
    shows("whose second heading is that of the box", form("Elm", 50, "Find work · Sign in")),
    shows("how to log in, on a page that asks for nothing",
          form("Log in", 50, source="<p>", password=False)),
    shows("a longer page about logging in, with a search box",
          form("Log in", 90, source="", password=False)),
    shows("a file", Page(bytes=9, is_html=False, content_type="application/pdf")),
    fine("a program whose short name is that of a sign-in service",
         chain((302, "https://elm.gov/programs/idp/"), begins="https://elm.gov/programs/plan")),
    Row("a page that is not there, with a box to sign in",
        seen(hop(status=404), page=form("Sign in", 200)), Verdict.GONE, (Reason.NOT_FOUND,)),
    Row("401 says it by itself", seen(hop(status=401), page=form("Sign in")), Verdict.BLOCKED,
        (Reason.SIGN_IN_REQUIRED,)),
    Row("403 without a form", seen(hop(status=403), page=ARTICLE), Verdict.BLOCKED,
        (Reason.ACCESS_DENIED,)),
)  # fmt: skip

ROWS = ASKED + WANTED


@each("row", ROWS, ids=str)
def test_being_asked_to_sign_in_is_told_from_having_a_box_for_it(row: Row) -> None:
    prove(row)


@pytest.mark.parametrize(
    ("href", "named"),
    [
        ("https://elm.gov/user/log-in.php", True),
        ("https://sso.elm.gov/", True),
        ("https://elm.gov/dang-nhap", True),
        ("https://login.gov/", True),
        ("https://elm.gov/author/jane", False),
        ("https://elm.gov/blogin", False),
        ("https://sts.gov/", False),
    ],
)
def test_an_address_names_a_sign_in_by_a_whole_part_of_it(href: str, named: bool) -> None:
    assert names_sign_in(load_signs(), href) is named
