"""The judge: all families of signs together, worst first, none masked.

Pure: an Observation in, a Judgement out. A new family is a module of its own
and a line in `FAMILIES`. Their order settles which of two findings of the same
verdict is named first: the more telling ones stand higher.
"""

from collections.abc import Callable

from crawler.judge.botwall import judge_bot_wall
from crawler.judge.content import judge_content, judge_speed
from crawler.judge.network import judge_network, judge_stop
from crawler.judge.parked import judge_parked
from crawler.judge.redirects import judge_redirects, suggested_url
from crawler.judge.status import judge_status
from crawler.judge.tls import judge_certificate
from directory.model.observation import Finding, Judgement, Observation
from directory.model.reasons import Reason

Family = Callable[[Observation], list[Finding]]

FAMILIES: tuple[Family, ...] = (
    judge_parked,
    judge_network,
    judge_stop,
    judge_bot_wall,
    judge_redirects,
    judge_status,
    judge_content,
    judge_certificate,
    judge_speed,
)


def judge(observation: Observation) -> Judgement:
    """What one observation says of its link."""
    findings = [finding for family in FAMILIES for finding in family(observation)]
    findings.sort(key=lambda finding: finding.verdict.severity, reverse=True)
    return Judgement(
        findings=tuple(findings) or (Finding(Reason.OK),),
        suggested_url=suggested_url(observation),
    )
