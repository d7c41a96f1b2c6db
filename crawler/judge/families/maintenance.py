"""Sites that say that they are under maintenance, mostly with a status that says all is well.

Only short pages, with hardly more on them than that: one that announces a
maintenance above its real contents works as it should, and so does one about
maintenance as a trade. What is yet to come (“on Sunday the site will be down”)
does not count.
"""

from crawler.judge.input import Case, Findings
from crawler.judge.text.statements import (
    headings_of,
    headlines,
    is_phrase,
    length,
    may_hold,
    phrases_in,
    quoted,
    statement,
    text_of,
    title_parts,
    wording,
)
from directory.model.observation import Finding, Page
from directory.model.reasons import Reason

SHORT = 100  # words of a page that is nothing but a notice
TITLED = 200  # words of one whose title or headline says so

#: The lists of which a page must hold something to be looked at closely.
_TELLING = (
    "maintenance.titles", "maintenance.unavailable", "maintenance.predicates",
    "maintenance.statements",
)  # fmt: skip


def judge_maintenance(case: Case, _findings: Findings) -> list[Finding]:
    """A finding for a page that is nothing but a notice of maintenance, with 2xx or 503."""
    seen = case.seen
    page, status = seen.page, seen.status
    if page is None or not page.is_html or seen.stop is not None or status is None:
        return []
    if not (200 <= status < 300 or status == 503) or length(page) >= TITLED:
        return []
    if not _may_say_so(case, page):
        return []
    evidence = _heading_says(case, page) or _text_says(case, page)
    if not evidence or _is_to_come(case, page) or _approved_so(case):
        return []
    return [Finding(Reason.MAINTENANCE, evidence)]


def _may_say_so(case: Case, page: Page) -> bool:
    """False for most pages, in a few microseconds: no word of a maintenance is on them."""
    return any(
        may_hold(text, case.signs, _TELLING) for text in (headings_of(page), text_of(page.text))
    )


def _heading_says(case: Case, page: Page) -> str:
    lists = [case.signs["maintenance.titles"]]
    if case.seen.status != 503:
        lists.append(case.signs["maintenance.unavailable"])
    around = case.signs["maintenance.around"]
    every = (title_parts(page.title), *headlines(page.headline))
    for part in (part for parts in every for part in parts):
        if any(is_phrase(part, phrases, around) for phrases in lists):
            return f"its heading is {quoted(part)}"
    for heading in (page.title, page.headline):
        if heading and statement(heading, wording(case, "maintenance")):
            return f"its heading is {quoted(heading)}"
    return ""


def _text_says(case: Case, page: Page) -> str:
    if length(page) >= SHORT:
        return ""
    said = statement(page.text, wording(case, "maintenance"))
    return f"it says {quoted(said)}" if said else ""


def _is_to_come(case: Case, page: Page) -> bool:
    announcements = case.signs["maintenance.announcements"]
    return any(phrases_in(text_of(text), announcements) for text in (page.text, page.title) if text)


def _approved_so(case: Case) -> bool:
    """True if the approved page said the same of itself."""
    page = case.approved
    return page is not None and bool(_heading_says(case, page) or _text_says(case, page))
