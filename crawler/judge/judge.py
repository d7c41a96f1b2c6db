"""The judge: all families of signs together, findings sorted worst first, none dropped.

Pure: a Case in, a Judgement out. A new family is a module and a line in one of the two tables. Each
family receives the findings of those before it, and returns its new ones. Of two findings of the
same verdict, the one whose family comes first in the tables is named first: the more specific
families come earlier.

If a bot wall answered, the page was not seen: status, redirects and contents are the wall's, and
prove nothing about the link (a 503 with a challenge is no fault of the server).
"""

from collections.abc import Callable

from crawler.judge.families.botwall import judge_bot_wall
from crawler.judge.families.content import judge_content, judge_speed, judge_unread
from crawler.judge.families.defaults import judge_defaults
from crawler.judge.families.drift import judge_drift
from crawler.judge.families.likeness import judge_likeness
from crawler.judge.families.maintenance import judge_maintenance
from crawler.judge.families.network import judge_certificate, judge_ipv6, judge_network, judge_stop
from crawler.judge.families.parked import judge_parked, judge_parked_page
from crawler.judge.families.postings import judge_postings
from crawler.judge.families.redirects import judge_redirects, suggested_url
from crawler.judge.families.signin import judge_sign_in
from crawler.judge.families.soft404 import judge_shown_with_error, judge_soft_404
from crawler.judge.families.status import judge_status
from crawler.judge.input import Case, Findings
from directory.model.observation import Finding, Judgement
from directory.model.reasons import REASONS, Reason
from directory.model.vocab import Verdict

Family = Callable[[Case, Findings], list[Finding]]

#: Families that judge the path to the page; they apply whether or not the page was seen.
OF_THE_WAY: tuple[Family, ...] = (
    judge_parked,
    judge_network,
    judge_stop,
    judge_certificate,
    judge_ipv6,
)

#: Families that judge the page received; skipped if a bot wall answered. The last two compare
#: it with other pages, and find nothing if the findings before already explain the page.
OF_THE_PAGE: tuple[Family, ...] = (
    judge_parked_page,
    judge_defaults,
    judge_sign_in,
    judge_redirects,
    judge_status,
    judge_soft_404,
    judge_postings,
    judge_maintenance,
    judge_content,
    judge_shown_with_error,
    judge_unread,
    judge_speed,
    judge_likeness,
    judge_drift,
)

_SAME = "the site says that it is unchanged"

#: A new address is suggested only for links with these verdicts.
_WORKING = frozenset({Verdict.OK, Verdict.MOVED})


def judge(case: Case) -> Judgement:
    """Return the judgement on the link of one observation."""
    findings = _walk(OF_THE_WAY, case, [])
    wall = judge_bot_wall(case, findings)
    findings = findings + wall if wall else _walk(OF_THE_PAGE, case, findings)
    findings.sort(key=_worst_first)
    findings = findings or [Finding(Reason.OK, _SAME if case.seen.unchanged else "")]
    works = findings[0].verdict in _WORKING
    return Judgement(
        findings=tuple(findings),
        suggested_url=suggested_url(case) if works else None,
    )


def _worst_first(finding: Finding) -> tuple[int, bool]:
    """Return the sort key of a finding: worst verdict first; within a verdict, a danger first."""
    return -finding.verdict.severity, not REASONS[finding.reason].danger


def _walk(families: tuple[Family, ...], case: Case, findings: Findings) -> list[Finding]:
    """Return the findings, followed by those of these families."""
    found = list(findings)
    for family in families:
        found += family(case, found)
    return found
