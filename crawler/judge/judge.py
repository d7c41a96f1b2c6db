"""The judge: all families of signs together, worst first, none masked.

Pure: an Observation in, a Judgement out. A new family is a module of its own
and a line in one of the two tables. Their order settles which of two findings
of the same verdict is named first: the more telling ones stand higher.

Where a wall stands before the page, the page was not seen: status, redirects
and contents are the wall's own then, and prove nothing of the link (a 503 with
a challenge is no fault of the server).
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
from directory.model.vocab import Verdict

Family = Callable[[Observation], list[Finding]]

#: What the way to the page says, whether or not the page itself was seen.
OF_THE_WAY: tuple[Family, ...] = (judge_parked, judge_network, judge_stop, judge_certificate)

#: What the page that came says; of no use before a wall.
OF_THE_PAGE: tuple[Family, ...] = (judge_redirects, judge_status, judge_content, judge_speed)

#: Only from a link that works can staff be led on to another address.
_WORKING = frozenset({Verdict.OK, Verdict.MOVED})


def judge(observation: Observation) -> Judgement:
    """What one observation says of its link."""
    findings = _all(OF_THE_WAY, observation)
    findings += judge_bot_wall(observation) or _all(OF_THE_PAGE, observation)
    findings.sort(key=lambda finding: finding.verdict.severity, reverse=True)
    findings = findings or [Finding(Reason.OK)]
    works = findings[0].verdict in _WORKING
    return Judgement(
        findings=tuple(findings),
        suggested_url=suggested_url(observation) if works else None,
    )


def _all(families: tuple[Family, ...], observation: Observation) -> list[Finding]:
    return [finding for family in families for finding in family(observation)]
