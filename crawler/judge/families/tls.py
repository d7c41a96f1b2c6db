"""What a certificate that still holds says: that it soon will not.

The faults of certificates come from the connection itself (`judge/network.py`).
"""

from datetime import timedelta

from crawler.judge.input import Case, Findings
from directory.model.observation import Finding
from directory.model.reasons import Reason

SOON = timedelta(days=14)


def judge_certificate(case: Case, _findings: Findings) -> list[Finding]:
    """A warning when the last server's certificate ends within 14 days of the look."""
    observation = case.seen
    certificate = observation.certificate
    if certificate is None or certificate.ends_at is None or observation.status is None:
        return []
    left = certificate.ends_at - observation.at
    if not timedelta(0) <= left <= SOON:
        return []
    return [Finding(Reason.CERTIFICATE_ENDS_SOON, f"it ends on {certificate.ends_at:%Y-%m-%d}")]
