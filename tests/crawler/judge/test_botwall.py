"""Walls for automatic checkers, and the pages that only look like one."""

import pytest

from crawler.judge.botwall import STUB_WORDS
from directory.model.observation import Observation, Page
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

WALL = (Reason.BOT_WALL,)
NEW = "https://jobs.elm.gov/new"


def html(source: str, words: int = 3, furniture: int = 1) -> Page:
    return Page(
        words=words, bytes=len(source), content_type="text/html", furniture=furniture, source=source
    )


def wall(says: str, observation: Observation) -> Row:
    return Row(says, observation, Verdict.BLOCKED, WALL)


def stub(says: str, source: str, status: int = 200, words: int = 3, furniture: int = 2) -> Row:
    return wall(says, seen(hop(status=status), page=html(source, words, furniture)))


RELOAD = "<script>document.cookie='chl=1;path=/';location.reload()</script>"
IMPERVA_SCRIPT = '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e"></script>'

WALLS = (
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
    stub("“Just a moment…” with 200", "<title>Just a moment...</title>"),
    stub("“Just a moment…” with 503", "<title> Just a moment...</title>", 503),
    stub("Cloudflare's challenge by its options", "<script>window._cf_chl_opt={}</script>"),
    stub(
        "Cloudflare's challenge by its script",
        '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>',
    ),
    stub("Cloudflare's refusal", "<title>Attention Required! | Cloudflare</title>", 403),
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
    stub("as many words as a stub may have", "<title>Just a moment...", words=STUB_WORDS),
)  # fmt: skip

PAGES = (
    fine("an article that embeds Turnstile for its comments",
         seen(hop(), page=html("<script src='challenges.cloudflare.com/turnstile'>", 500, 9))),
    fine("an article that embeds reCAPTCHA",
         seen(hop(), page=html("<script src='www.google.com/recaptcha/api.js'>", 500, 9))),
    fine("a form with few words and a reCAPTCHA",
         seen(hop(), page=html("<form><div class=g-recaptcha></div></form>", 20, 4))),
    fine("an article about bot walls that quotes their marks",
         seen(hop(), page=html("<title>Just a moment", STUB_WORDS + 1, 9))),
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


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_wall_is_told_from_a_page(row: Row) -> None:
    prove(row)
