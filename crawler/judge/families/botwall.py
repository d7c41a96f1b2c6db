"""Whether a wall for automatic checkers (a bot wall) answered instead of the page.

Recognised by the headers that such walls set on themselves, by an address to which only they
redirect a visitor, and by stub pages that contain nothing but a wall: its script, its title, its
sentence. The status proves nothing, as walls come with 200, 202, 403, 404, 429 and 503.

These are no walls: a page with a captcha and its own text; the shell of an application with a
monitoring script of such a service; an article that quotes walls. So only pages of few words are
examined, and the more words a page has, the more signs are needed.
"""

import re

from crawler.judge.input import Case, Findings
from crawler.judge.text.normalize import parts, plain
from directory.model.observation import Finding, Hop, Page
from directory.model.reasons import Reason

#: A page of more words than this is not examined for signs of a wall.
LONGEST_WALL = 160
#: On a page of at most this many words, one sign in title or script proves a wall.
STUB_WORDS = 60
#: On a page of at most this many words, one sentence or a refusal as its title is enough.
SENTENCE_WORDS = 40

_REFUSALS = frozenset({401, 403, 405, 406, 429})
#: Statuses that walls often answer with: a sign, but only together with another.
_LIKELY = _REFUSALS | {202, 503}

#: A wall if it is the page's only script; monitoring if the page has others.
_LONE_SCRIPT = "_incapsula_resource"
_SETS_COOKIE = re.compile(r"document\.cookie\s*=")
_LOADS_AGAIN = re.compile(
    r"location\.reload\(|location(?:\.href)?\s*=\s*(?:window\.|document\.)?location\b"
)


def judge_bot_wall(case: Case, _findings: Findings) -> list[Finding]:
    """Return a finding if the last answer is a wall, or if the redirects ended at one."""
    last, page = case.seen.last, case.seen.page
    evidence = by_address(case)
    if evidence:
        return [Finding(Reason.BOT_WALL, evidence)]
    if last is None or last.status is None:
        return []
    evidence = _by_headers(case, last)
    if not evidence and page is not None and page.words <= LONGEST_WALL and page.is_html:
        return _by_page(case, page, last.status)
    return [Finding(Reason.BOT_WALL, evidence)] if evidence else []


def by_address(case: Case) -> str:
    """Return the evidence in the address at which the redirects ended; "" for none."""
    hops = case.seen.hops
    if len(hops) < 2 and not (hops and hops[0].leads_to):
        return ""
    end = (hops[-1].leads_to or hops[-1].url).lower()
    sign = case.signs["botwall.address_markup"].markup_in(end)
    return f"it leads to “{end[:200]}”" if sign and sign not in hops[0].url.lower() else ""


def _by_headers(case: Case, last: Hop) -> str:
    """Return the evidence in the headers; "" for none."""
    lists = ["botwall.challenge_markup"]
    if last.status in _REFUSALS:
        lists.append("botwall.guard_markup")
    for name in lists:
        for sign in case.signs[name].sought:
            header, _, word = sign.partition(":")
            if header in last.headers and word.strip() in last.headers[header].lower():
                return f"the header {header} says so"
    return ""


def _by_page(case: Case, page: Page, status: int) -> list[Finding]:
    """Return the finding for a short page, if any."""
    headings = _headings(page.title) + _headings(page.headline)
    evidence = _by_signs(case, page, status, headings) or _by_lone_script(page)
    if evidence:
        return [Finding(Reason.BOT_WALL, evidence)]
    refusal = _listed(case, headings, "botwall.refusal_titles")
    if refusal and 200 <= status < 300 and page.words <= SENTENCE_WORDS:
        return [Finding(Reason.ACCESS_DENIED, f"the page is titled “{refusal}”")]
    return []


def _headings(text: str) -> list[str]:
    """Return the parts of a title, each plain; of a title with a colon, only what comes after it,
    as in `Access denied: how libraries close the gap`."""
    return parts(text.rpartition(":")[2])


def _by_signs(case: Case, page: Page, status: int, headings: list[str]) -> str:
    """Return the evidence in title, script and sentences; "" if there is not enough."""
    title = _listed(case, headings, "botwall.titles") or _phrase(case, headings)
    if page.words <= STUB_WORDS:
        if title:
            return f"the page is titled “{title}”"
        stub = case.signs["botwall.stub_markup"].markup_in(page.source.lower())
        if stub:
            return f"a stub page with “{stub}”"
    beside = title or _listed(case, headings, "botwall.shared_titles")
    return _by_sentence(case, page, bool(beside) or status in _LIKELY)


def _by_sentence(case: Case, page: Page, beside: bool) -> str:
    """Return the evidence in the page's text. beside: there is another sign."""
    if not page.text or not (beside or page.words <= SENTENCE_WORDS):
        return ""
    text = plain(page.text)
    said = case.signs["botwall.texts"].found_in(text)
    if not said and beside:
        said = case.signs["botwall.form_texts"].found_in(text)
    return f"the page says “{said}”" if said else ""


def _listed(case: Case, headings: list[str], name: str) -> str:
    """Return the heading that is on a list; "" for none."""
    members = case.signs[name].members
    return next((heading for heading in headings if heading in members), "")


def _phrase(case: Case, headings: list[str]) -> str:
    return case.signs["botwall.title_phrases"].found_in(" ".join(headings)) or ""


def _by_lone_script(page: Page) -> str:
    """Return the evidence of a page whose only content is one challenge script; "" for none."""
    if page.furniture != 1 or page.words > STUB_WORDS:
        return ""
    if _LONE_SCRIPT in page.source.lower():
        return "nothing but the script of Imperva's bot protection"
    if _SETS_COOKIE.search(page.source) and _LOADS_AGAIN.search(page.source):
        return "nothing but a script that sets a cookie and loads the page again"
    return ""
