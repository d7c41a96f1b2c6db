"""The judge: all families of signs together, worst first, none masked.

Pure: a Case in, a Judgement out. A new family is a module and a line in one of
the two tables. Each family gets the findings of those before it, and returns its
new ones. The order also decides which of two findings of the same verdict is
named first: the more telling ones come earlier.

Where a wall stands before the page, the page was not seen: status, redirects
and contents are the wall's own then, and prove nothing of the link (a 503 with
a challenge is no fault of the server).
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

#: What the way to the page says, whether or not the page itself was seen.
OF_THE_WAY: tuple[Family, ...] = (
    judge_parked,
    judge_network,
    judge_stop,
    judge_certificate,
    judge_ipv6,
)

#: What the page that came says; of no use before a wall. The last two compare it with other
#: pages, and say nothing where the findings before explain the page already.
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

#: Only from a link that works can staff be led on to another address.
_WORKING = frozenset({Verdict.OK, Verdict.MOVED})


def judge(case: Case) -> Judgement:
    """What one observation says of its link."""
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
    """The place of a finding: worst verdict first, and of one verdict a danger first."""
    return -finding.verdict.severity, not REASONS[finding.reason].danger


def _walk(families: tuple[Family, ...], case: Case, findings: Findings) -> list[Finding]:
    """The findings, and those of these families after them."""
    found = list(findings)
    for family in families:
        found += family(case, found)
    return found
