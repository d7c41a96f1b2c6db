"""Whether a wall for automatic checkers came instead of the page.

Known by the headers that such walls set on themselves, and by stub pages that
hold nothing but a wall's own script. A real page that merely embeds a captcha
has words of its own and is none; nor is the shell of an application into which
the same services have put a script to watch its visitors.
"""

import re

from crawler.judge.case import Case
from directory.model.observation import Finding, Page
from directory.model.reasons import Reason

STUB_WORDS = 60

#: Header and what its value must contain; set by the wall itself.
_HEADERS = (("cf-mitigated", "challenge"), ("x-amzn-waf-action", ""))

#: What the source of a stub contains → whose wall it is. Each of these stands on the
#: services' own pages alone.
_STUBS = (
    (re.compile(r"_Incapsula_Resource\?CWUDNSAI|Incapsula incident", re.IGNORECASE), "Imperva"),
    (re.compile(r"challenge-platform/\S{1,20}/orchestrate", re.IGNORECASE), "Cloudflare"),
    (re.compile(r"_cf_chl_opt", re.IGNORECASE), "Cloudflare"),
    (re.compile(r"<title>\s*Just a moment", re.IGNORECASE), "Cloudflare"),
    (re.compile(r"<title>\s*Attention Required! \| Cloudflare", re.IGNORECASE), "Cloudflare"),
    (re.compile(r"gokuProps", re.IGNORECASE), "AWS"),
    (re.compile(r"distil_r_captcha|/distil_", re.IGNORECASE), "Distil"),
    (re.compile(r"/_sec/cp_challenge|bm-verify", re.IGNORECASE), "Akamai"),
    (re.compile(r"_pxCaptcha|px-captcha", re.IGNORECASE), "HUMAN"),
)

#: A page's only script: watching on a page that has others, a wall on one that has not.
_LONE_SCRIPT = re.compile(r"_Incapsula_Resource", re.IGNORECASE)
_SETS_COOKIE = re.compile(r"document\.cookie\s*=")
_LOADS_AGAIN = re.compile(r"location\.reload\(")


def judge_bot_wall(case: Case) -> list[Finding]:
    """A finding when the last answer is a wall."""
    observation = case.seen
    last = observation.last
    if last is None or last.status is None:
        return []
    for name, word in _HEADERS:
        if name in last.headers and word in last.headers[name]:
            return [Finding(Reason.BOT_WALL, f"the header {name} says so")]
    page = observation.page
    if page is None or page.words > STUB_WORDS:
        return []
    for pattern, owner in _STUBS:
        if pattern.search(page.source):
            return [Finding(Reason.BOT_WALL, f"a stub page of {owner}'s bot protection")]
    return _lone_script(page)


def _lone_script(page: Page) -> list[Finding]:
    """A finding for a page that holds one script, and that one a hurdle."""
    if page.furniture != 1:
        return []
    if _LONE_SCRIPT.search(page.source):
        return [Finding(Reason.BOT_WALL, "a stub page of Imperva's bot protection")]
    if _SETS_COOKIE.search(page.source) and _LOADS_AGAIN.search(page.source):
        return [Finding(Reason.BOT_WALL, "nothing but a script that sets a cookie and reloads")]
    return []
