"""Whether the page has content, whether it could be read, and how long it took."""

from crawler.judge.input import Case, Findings
from directory.model.observation import Finding
from directory.model.reasons import Reason

SLOW_MILLIS = 10_000


def judge_content(case: Case, _findings: Findings) -> list[Finding]:
    """Return a finding for a page with no visible content.

    A page without words that has scripts, frames, images or a form is not empty: many sites render
    in the browser.
    """
    observation = case.seen
    page, status = observation.page, observation.status
    if page is None or status is None or not 200 <= status < 300 or status in (204, 205):
        return []
    if page.bytes == 0 and not page.truncated:
        return [Finding(Reason.EMPTY_PAGE, "the body has no content")]
    if page.is_html and page.words == 0 and page.furniture == 0 and not page.truncated:
        return [Finding(Reason.EMPTY_PAGE, f"{page.bytes} bytes, but nothing to see")]
    return []


def judge_unread(case: Case, _findings: Findings) -> list[Finding]:
    """Return a warning for a page that arrived but was not read, since reading it exceeded a
    limit."""
    return [Finding(Reason.PAGE_TOO_COSTLY, case.seen.unread)] if case.seen.unread else []


def judge_speed(case: Case, _findings: Findings) -> list[Finding]:
    """Return a warning for a page that took longer than SLOW_MILLIS."""
    observation = case.seen
    if observation.status is None or observation.millis <= SLOW_MILLIS:
        return []
    return [Finding(Reason.SLOW, f"{observation.millis / 1000:.0f} seconds")]
