"""Whether a wall for automatic checkers came instead of the page.

Known by the headers that such walls set on themselves, and by stub pages that
hold nothing but a wall's own script. A real page that merely embeds a captcha
has words of its own and is none.
"""

import re

from directory.model.observation import Finding, Observation
from directory.model.reasons import Reason

STUB_WORDS = 60

#: Header and what its value must contain; set by the wall itself.
_HEADERS = (("cf-mitigated", "challenge"), ("x-amzn-waf-action", ""))

#: What the source of a stub contains → whose wall it is.
_STUBS = (
    (re.compile(r"_Incapsula_Resource", re.IGNORECASE), "Imperva"),
    (re.compile(r"/cdn-cgi/challenge-platform|_cf_chl_opt", re.IGNORECASE), "Cloudflare"),
    (re.compile(r"<title>\s*Just a moment", re.IGNORECASE), "Cloudflare"),
    (re.compile(r"<title>\s*Attention Required! \| Cloudflare", re.IGNORECASE), "Cloudflare"),
    (re.compile(r"awswaf\.com|gokuProps", re.IGNORECASE), "AWS"),
    (re.compile(r"distil_r_captcha|/distil_", re.IGNORECASE), "Distil"),
    (re.compile(r"ak_bmsc|/_sec/cp_challenge|bm-verify", re.IGNORECASE), "Akamai"),
    (re.compile(r"_pxCaptcha|px-captcha", re.IGNORECASE), "HUMAN"),
)


def judge_bot_wall(observation: Observation) -> list[Finding]:
    """A finding when the last answer is a wall."""
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
    return []
