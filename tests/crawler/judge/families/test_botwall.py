"""Walls for automatic checkers, and the pages that only look like one."""

from crawler.judge.families.botwall import LONGEST_WALL, SENTENCE_WORDS, STUB_WORDS
from directory.model.observation import Observation, Page, Stop
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import (
    ARTICLE,
    JOBS,
    SHELL,
    Row,
    chain,
    fine,
    hop,
    prove,
    seen,
)
from tests.rows import each

WALL = (Reason.BOT_WALL,)
NEW = "https://jobs.elm.gov/new"


def html(
    source: str,
    words: int = 3,
    furniture: int = 1,
    *,
    title: str = "",
    headline: str = "",
    text: str = "",
) -> Page:
    return Page(
        title=title,
        headline=headline,
        text=text,
        words=words,
        bytes=len(source) or 900,
        content_type="text/html",
        furniture=furniture,
        source=source,
    )


def says(words: str, count: int = 20, title: str = "", source: str = "<form>") -> Page:
    """A page with this among its words."""
    return html(source, count, 3, title=title, text=f"Elm. {words} Thank you.")


def wall(says: str, observation: Observation) -> Row:
    return Row(says, observation, Verdict.BLOCKED, WALL)


def stub(about: str, source: str, status: int = 200, words: int = 3, furniture: int = 2) -> Row:
    return wall(about, seen(hop(status=status), page=html(source, words, furniture)))


def titled(title: str, status: int = 200, words: int = 3) -> Row:
    page = html("<p>", words, 2, title=title)
    return wall(
        f"{status} with {words} words, titled “{title}”", seen(hop(status=status), page=page)
    )


def denied(says: str, page: Page, status: int = 200) -> Row:
    return Row(says, seen(hop(status=status), page=page), Verdict.BLOCKED, (Reason.ACCESS_DENIED,))


def refused(about: str, page: Page | None = ARTICLE, **headers: str) -> Row:
    return wall(about, seen(hop(status=403, **headers), page=page))


RELOAD = "<script>document.cookie='chl=1;path=/';location.reload()</script>"
IMPERVA_SCRIPT = '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e"></script>'

WALLS = (
    stub("Akamai's challenge by computing", '<div id="sec-if-cpt-container"></div>'),
    stub("the same, by its frame", '<iframe id="sec-cpt-if" provider="crypto"></iframe>'),
    stub("the same, by its script", '<script src="/Kx8/abc/sec_cpt.js"></script>'),
    wall("Imunify360's", seen(hop(), page=says("Please wait while your request is being "
         "verified...", 8, "One moment, please..."))),
    wall("403 with cf-mitigated: challenge", seen(hop(status=403, cf_mitigated="challenge"))),
    wall(
        "503 with cf-mitigated: challenge is no fault of the server",
        seen(hop(status=503, cf_mitigated="challenge")),
    ),
    wall("404 with the wall's header is not gone", seen(hop(status=404, cf_mitigated="challenge"))),
    wall("200 with the wall's header", seen(hop(cf_mitigated="challenge"))),
    wall("202 with x-amzn-waf-action", seen(hop(status=202, x_amzn_waf_action="challenge"))),
    wall(
        "405 with x-amzn-waf-action: captcha", seen(hop(status=405, x_amzn_waf_action="captcha"))
    ),
    wall(
        "an empty body with the wall's header is not an empty page",
        seen(hop(status=202, x_amzn_waf_action="challenge"), page=html("", 0, 0)),
    ),
    wall(
        "behind a permanent redirect: the page was not seen, so no address is suggested",
        seen(hop(JOBS, 301, NEW), hop(NEW, 403, cf_mitigated="challenge")),
    ),
    wall(
        "behind a redirect to the home page: the wall may have sent us there",
        seen(hop(JOBS, 302, "https://jobs.elm.gov/"),
             hop("https://jobs.elm.gov/", 200, cf_mitigated="challenge")),
    ),
    wall("999, which no standard knows", seen(hop(status=999))),
    titled("Just a moment..."),
    titled("Just a moment...", 503),
    titled("Just a moment...", 404),
    titled("Pardon Our Interruption", words=STUB_WORDS),
    titled("Attention Required! | Cloudflare", 403),
    titled("Access denied | elm.gov used Cloudflare to restrict access"),
    titled("Sucuri WebSite Firewall - Access Denied"),
    titled("Are you a robot? | Elm Jobs"),
    wall("a heading of a wall on a page without a title",
         seen(hop(), page=html("<p>", headline="Robot Check"))),
    stub("Cloudflare's challenge by its options", "<script>window._cf_chl_opt={}</script>"),
    stub(
        "Cloudflare's challenge by its script",
        '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>',
    ),
    stub("Imperva's frame", '<iframe src="/_Incapsula_Resource?CWUDNSAI=23"></iframe>'),
    stub("Imperva's incident", "<p>Request unsuccessful. Incapsula incident ID: 12-3</p>"),
    stub("Imperva's script and nothing else", IMPERVA_SCRIPT, words=0, furniture=1),
    stub("Amazon's challenge", "<script>window.gokuProps={}</script>"),
    stub("Distil's captcha", '<form id="distil_r_captcha_form">'),
    stub("Akamai's interstitial", '<script src="/_sec/cp_challenge/ak-challenge.js"></script>'),
    stub("Akamai's check", '<meta content="5; URL=\'/?bm-verify=AAQ\'">'),
    stub("HUMAN's captcha", '<div id="px-captcha"></div>', 403),
    stub("nothing but a script that sets a cookie and reloads", RELOAD, furniture=1),
    stub("such a script with 503", RELOAD, 503, furniture=1),
    stub("as many words as a stub may have", "_cf_chl_opt", words=STUB_WORDS),
    stub("DataDome's frame", "<script>var dd={'host':'geo.captcha-delivery.com'}</script>"),
    stub("F5's refusal", "Your support ID is: 123"),
    refused("403 with DataDome's header", x_datadome="protected"),
    refused("403 by Akamai's own server", server="AkamaiGHost"),
    refused("403 with Kasada's header and no page", None, x_kpsdk_ct="0aF3"),
    refused("403 with HUMAN's header", x_px_blocked="1"),
    wall("429 with such a header: not for the pace of our requests",
         seen(hop(status=429, x_kpsdk_ct="0aF3"))),
    wall("200 with DataDome's header for those it holds back", seen(hop(x_dd_b="1"))),
    wall("a sentence on a page with little else",
         seen(hop(), page=says("Request unsuccessful. Incapsula incident ID: 1-2"))),
    wall("a sentence under a title that others have, too", seen(hop(), page=says(
        "Pardon our interruption", LONGEST_WALL, "Please wait…"))),
    wall("a sentence with a status that walls like",
         seen(hop(status=403), page=says("Sorry, you have been blocked", LONGEST_WALL))),
    wall("Akamai's refusal, with its reference", seen(hop(), page=says(
        "You don't have permission to access this page on this server. Reference #18.2d", 30,
        "Access Denied"))),
    wall("a captcha alone, with 403", seen(hop(status=403), page=says(
        "Please confirm you are not a robot", 30))),
    wall("a captcha alone, under a title for it", seen(hop(), page=says(
        "Por favor, confirme que no es un robot", 30, "Verificación de seguridad"))),
    wall("in Chinese", seen(hop(status=403), page=says("请完成安全验证后继续", 9))),
    wall("behind a redirect to an address of its own", chain(
        (302, "https://validate.perfdrive.com/elm/captcha?ssa=1"), page=says("x", 300))),
    wall("a meta refresh to a captcha, and from there to itself: no fault of the server",
         seen(hop(JOBS, 200, f"{JOBS}/distil_r_captcha.html?a=1"),
              hop(f"{JOBS}/distil_r_captcha.html?a=1", 200, f"{JOBS}/distil_r_captcha.html?a=1"),
              page=None, stop=Stop.LOOP)),
    wall("a wall's address that is not there for checkers",
         seen(hop(JOBS, 302, f"{JOBS}?__cf_chl_tk=x"), hop(f"{JOBS}?__cf_chl_tk=x", 404))),
    denied("“Access denied” with 200 and no more", html("<p>", 8, 0, title="Access denied")),
    denied("in Russian", html("<p>", 8, 0, headline="Доступ запрещён")),
    denied("the same with 403, by its status", html("<p>", 8, 0, title="Access denied"), 403),
    denied("a server's plain 403",
           says("You don't have permission to access this resource.", title="403 Forbidden"), 403),
    Row("503 with a few words is no wall",
        seen(hop(status=503, server="AkamaiGHost"), page=says("Something went wrong")),
        Verdict.FAILING, (Reason.SERVER_ERROR,)),
    Row("a server's error in a content network's frame is no wall",
        seen(hop(status=522, server="cloudflare"), page=says(
            "Connection timed out. Performance & security by Cloudflare")),
        Verdict.FAILING, (Reason.SERVER_ERROR,)),
)  # fmt: skip

PAGES = (
    fine("an article whose title begins like a refusal",
         seen(hop(), page=html("", 30, 3, title="Access denied: the digital divide"))),
    fine("an article whose title begins like a wall",
         seen(hop(), page=html("", 30, 3, title="Are you a robot? Security check: how it works"))),
    fine("an article that embeds Turnstile for its comments",
         seen(hop(), page=html("<script src='challenges.cloudflare.com/turnstile'>", 500, 9))),
    fine("an article that embeds reCAPTCHA",
         seen(hop(), page=html("<script src='www.google.com/recaptcha/api.js'>", 500, 9))),
    fine("a form with few words and a reCAPTCHA",
         seen(hop(), page=html("<form><div class=g-recaptcha></div></form>", 20, 4))),
    fine("an article about bot walls that quotes their marks",
         seen(hop(), page=html("", LONGEST_WALL + 1, 9, title="Just a moment",
                               text="It says “checking your browser before accessing”."))),
    fine("a short article that quotes one of their sentences", seen(hop(), page=says(
        "“Sorry, you have been blocked”: what to do", SENTENCE_WORDS + 1, "When you are blocked"))),
    fine("a page a little longer than a stub, called like one",
         seen(hop(), page=html("<p>", STUB_WORDS + 1, 9, title="Just a moment",
                               text="A podcast on careers"))),
    fine("a short form that asks to prove that one is human", seen(hop(), page=says(
        "Please confirm you are not a robot", 20, "Contact us"))),
    fine("a page called “Please wait” that fills itself", seen(hop(), page=html(
        "<script src=main.js></script>", 0, 2, title="Please wait…"))),
    fine("a page of some words about access denied", seen(hop(), page=html(
        "<p>", SENTENCE_WORDS + 1, 2, title="Access denied"))),
    fine("a page behind DataDome that came", seen(hop(x_datadome="protected"))),
    fine("a page by Akamai's server", seen(hop(server="AkamaiGHost"))),
    fine("a link to a captcha's own address on purpose",
         seen(hop("https://elm.gov/a?bm-verify=1", 302, "https://elm.gov/b?bm-verify=1"),
              hop("https://elm.gov/b?bm-verify=1"))),
    fine("a page of few words into which Cloudflare put its watching script",
         seen(hop(), page=html("<script src='/cdn-cgi/challenge-platform/scripts/jsd/m.js'>", 9))),
    fine("an application's shell behind Imperva, with its own scripts",
         seen(hop(), page=html(IMPERVA_SCRIPT + "<script src='/main.js'></script>", 0, 2))),
    fine("an application's shell that carries Amazon's kit",
         seen(hop(), page=html("<script src='https://a1.sdk.awswaf.com/a1/challenge.js'>", 0))),
    fine("a page whose only script sets a cookie", seen(hop(), page=html(
        "<script>document.cookie='lang=en'</script>", 30))),
    fine("a page whose only script offers to reload", seen(hop(), page=html(
        "<script>function again(){location.reload()}</script>", 30))),
    fine("a page that sets a cookie and can reload, among other things",
         seen(hop(), page=html(RELOAD + "<img src='logo.png'>", 30, 2))),
    fine("an ordinary shell", seen(hop(), page=SHELL)),
    fine("cf-mitigated with another word", seen(hop(cf_mitigated="none"))),
    fine("the header of a wall on a hop that was passed",
         seen(hop(JOBS, 302, NEW, x_amzn_waf_action="count"), hop(NEW))),
    fine("a chain that ends at a page", chain((302, NEW), page=ARTICLE)),
)  # fmt: skip

ROWS = WALLS + PAGES


@each("row", ROWS, ids=str)
def test_a_wall_is_told_from_a_page(row: Row) -> None:
    prove(row)
