"""Pages that are served for every address (soft 404, detected by a probe).

An address in the same folder that cannot exist is requested besides the link (Bar-Yossef and
others, “Sic transit gloria telae”, 2004, who found that 29 % of dead links answer 200). If it
returns the link's page, or redirects to where the link redirects, the link's page is gone. It
proves nothing

- for a home page, or for a page that staff approved;
- where an application draws all its pages in the browser, or the home page is returned for
  everything: the difference is not visible from outside, and the finding is a note;
- where the page's title differs from the probe's, or contains the name of the link: also a note. So
  it is where the link redirects permanently: staff review that anyway.

The probe is judged last: a site under maintenance, a parked name or a sign-in page also answers
every address alike, and its own finding is more specific.
"""

import ada_url

from crawler.judge.families.addresses import is_home, page_key
from crawler.judge.families.redirects import PERMANENT
from crawler.judge.input import Case, Findings, reasons_of
from crawler.judge.text.normalize import plain, tokens
from crawler.judge.text.statements import length, page_that_came
from directory.model.observation import Finding, Observation, Page, Probe
from directory.model.reasons import Reason
from directory.model.vocab import Verdict

SAME = 0.95
ALIKE = 0.80
SHELL_WORDS = 30
MOST_REDIRECTS = 2  # a longer chain proves nothing
_TELLING = 4  # letters of a word that distinguishes pages
_STILL_OPEN = frozenset({Verdict.OK, Verdict.MOVED})


def judge_likeness(case: Case, findings: Findings) -> list[Finding]:
    """Return a finding or a note if the page is served for every address.

    findings: those of the other families; where they are bad, nothing is added.
    """
    page, probe = page_that_came(case.seen), case.seen.probe
    if page is None or probe is None or probe.status is None or not 200 <= probe.status < 300:
        return []
    if any(finding.verdict not in _STILL_OPEN for finding in findings):
        return []
    if is_home(case.seen.url) or page.password_field or _as_approved(case, page):
        return []
    led = _led_alike(case.seen, probe)
    finding = _by_redirect(case, page, probe) if led else _by_likeness(page, probe)
    return [] if finding is None or finding.reason in reasons_of(findings) else [finding]


def is_shell(page: Page) -> bool:
    """Return True for a page of few words that has scripts, frames or images to fill it."""
    return page.furniture > 0 and length(page) < SHELL_WORDS


def _by_redirect(case: Case, page: Page, probe: Probe) -> Finding:
    """Return the finding for a folder in which every address redirects to one page."""
    if _is_home_too(probe):
        return Finding(Reason.CANNOT_TELL, "every address of the site leads to one page")
    if is_shell(page):
        return Finding(Reason.CANNOT_TELL, "every address of the site leads to the same frame")
    evidence = f"so does an address that cannot exist: both lead to {case.seen.final_url}"
    for_good = all(hop.status in PERMANENT for hop in case.seen.hops[:-1])
    open_question = for_good or named_like_link(case, page)
    return Finding(Reason.MAYBE_NOT_FOUND if open_question else Reason.SOFT_404, evidence)


def _by_likeness(page: Page, probe: Probe) -> Finding | None:
    alike = probe.alike
    if alike is None or alike < ALIKE:
        return None
    own_title = plain(page.title) != plain(probe.title)
    if alike < SAME:
        evidence = f"{alike:.0%} like the page for an address that cannot exist"
        return None if own_title else Finding(Reason.MAYBE_NOT_FOUND, evidence)
    if is_shell(page):
        return Finding(Reason.CANNOT_TELL, "the same frame comes for an address that cannot exist")
    if _is_home_too(probe):
        return Finding(Reason.CANNOT_TELL, "the home page comes for every address")
    reason = Reason.MAYBE_NOT_FOUND if own_title else Reason.SOFT_404
    return Finding(reason, f"the same page comes for an address that cannot exist: {probe.url}")


def _is_home_too(probe: Probe) -> bool:
    return probe.home_alike is not None and probe.home_alike >= SAME


def _led_alike(seen: Observation, probe: Probe) -> bool:
    """Return True if link and probe were redirected, by as many hops, to one page other than the
    link's."""
    redirects = len(seen.hops) - 1
    if not 0 < redirects <= MOST_REDIRECTS or probe.hops != len(seen.hops):
        return False
    if probe.final_url != seen.final_url:
        return False
    return page_key(seen.final_url) != page_key(seen.url)


def _as_approved(case: Case, page: Page) -> bool:
    """Return True if the page is still as approved: the same title and nearly the same text."""
    approved = case.approved
    if approved is None or plain(approved.title) != plain(page.title):
        return False
    before, now = set(tokens(approved.text)), set(tokens(page.text))
    together = len(before | now)
    return together == 0 or len(before & now) / together >= ALIKE


def named_like_link(case: Case, page: Page) -> bool:
    """Return True if title and headline contain a word of the last part of the link's address
    (without its file ending)."""
    last = ada_url.URL(case.seen.url).pathname.rstrip("/").rpartition("/")[2].rpartition(".")
    own = {word for word in tokens(last[0] or last[2]) if len(word) >= _TELLING}
    return bool(own.intersection(tokens(f"{page.title} {page.headline}")))
