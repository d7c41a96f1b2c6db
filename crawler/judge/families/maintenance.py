"""Sites that say that they are under maintenance, mostly with a status of success.

Only short pages with hardly any other content: a page that announces a maintenance above its real
contents works as it should, and so does one about maintenance as a trade. A future maintenance (“on
Sunday the site will be down”) does not count.
"""

from crawler.judge.input import Case, Findings
from crawler.judge.text.statements import (
    Phrases,
    headings_of,
    headings_with_parts,
    length,
    page_that_came,
    quoted,
    text_of,
    unless_approved,
)
from directory.model.observation import Finding, Page
from directory.model.reasons import Reason

SHORT = 100  # words of a page that is only a notice
TITLED = 200  # words of a page whose title or headline says so

_UNAVAILABLE = 503
#: A page is read closely only if it contains a phrase of one of these lists.
_TELLING = ("titles", "unavailable", "predicates", "statements")


def judge_maintenance(case: Case, _findings: Findings) -> list[Finding]:
    """Return a finding for a page that is only a notice of maintenance, with 2xx or 503."""
    page = page_that_came(case.seen, _UNAVAILABLE)
    if page is None or length(page) >= TITLED:
        return []
    phrases = Phrases(case.signs, "maintenance")
    if not any(
        phrases.may_be_in(text, *_TELLING) for text in (headings_of(page), text_of(page.text))
    ):
        return []
    evidence = unless_approved(case, page, _says)
    if evidence is None or any(
        phrases.found("announcements", text) for text in (page.text, page.title) if text
    ):
        return []
    return [Finding(Reason.MAINTENANCE, evidence)]


def _says(case: Case, page: Page) -> str:
    """Return the evidence of a maintenance in title, headline or text; "" for none."""
    phrases = Phrases(case.signs, "maintenance")
    names = ("titles",) if case.seen.status == _UNAVAILABLE else ("titles", "unavailable")
    for part in (part for _, parts in headings_with_parts(page) for part in parts):
        if any(phrases.is_title(part, name) for name in names):
            return f"its heading is {quoted(part)}"
    for heading in (page.title, page.headline):
        if heading and phrases.statement(heading):
            return f"its heading is {quoted(heading)}"
    said = phrases.statement(page.text) if length(page) < SHORT else ""
    return f"it says {quoted(said)}" if said else ""
