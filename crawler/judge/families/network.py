"""Failures on the way to the page, present or near: network faults, certificates, checks that ended
early.

The reasons and texts are those of the tables in `directory/model/faults.py`.
"""

from datetime import timedelta

from crawler.judge.families.botwall import by_address
from crawler.judge.input import Case, Findings
from directory.model.faults import FAULTS, STOPS
from directory.model.observation import Finding, Hop, NetworkFault, Observation, Stop
from directory.model.reasons import Reason

SOON = timedelta(days=14)
#: The faults whose stored detail was written by this program, and is the better evidence.
_TOLD_BY_US = frozenset({NetworkFault.REFUSED_ADDRESS, NetworkFault.OWN_FAULT})


def judge_network(case: Case, _findings: Findings) -> list[Finding]:
    """Return the finding of a fault at the last hop; none if an answer came."""
    observation = case.seen
    last = observation.last
    if last is None or last.fault is None:
        return []
    return [Finding(FAULTS[last.fault].reason, _evidence(observation, last, last.fault))]


def _evidence(observation: Observation, last: Hop, fault: NetworkFault) -> str:
    """Return what is known of the fault, as text."""
    if fault in _TOLD_BY_US and last.fault_detail:
        return last.fault_detail
    shown = observation.certificate
    if shown and shown.ends_at and fault is NetworkFault.CERT_EXPIRED:
        return f"the certificate ended on {shown.ends_at:%Y-%m-%d}"
    if shown and shown.starts_at and fault is NetworkFault.CERT_NOT_YET_VALID:
        return f"the certificate begins on {shown.starts_at:%Y-%m-%d}"
    return FAULTS[fault].evidence


def judge_stop(case: Case, _findings: Findings) -> list[Finding]:
    """Return the finding of a check that could not go on."""
    observation, stop = case.seen, case.seen.stop
    if stop is None or (stop in (Stop.LOOP, Stop.TOO_MANY) and by_address(case)):
        return []  # a bot wall redirects checkers in circles, and lets people through
    evidence = STOPS[stop].evidence or _evidence_of_stop(observation, stop)
    return [Finding(STOPS[stop].reason, evidence)]


def _evidence_of_stop(observation: Observation, stop: Stop) -> str:
    """Return what the redirects show of an early end."""
    if stop is Stop.LOOP:
        return " → ".join([*(hop.url for hop in observation.hops[:4]), "…"])
    if stop is Stop.TOO_MANY:
        return f"{len(observation.hops)} redirects"
    location = observation.hops[-1].location
    return f"it leads to “{location}”" if location else "it names no target"


def judge_certificate(case: Case, _findings: Findings) -> list[Finding]:
    """Return a warning if the last server's certificate ends within 14 days of the check."""
    observation = case.seen
    certificate = observation.certificate
    if certificate is None or certificate.ends_at is None or observation.status is None:
        return []
    left = certificate.ends_at - observation.at
    if not timedelta(0) <= left <= SOON:
        return []
    return [Finding(Reason.CERTIFICATE_ENDS_SOON, f"it ends on {certificate.ends_at:%Y-%m-%d}")]


def judge_ipv6(case: Case, _findings: Findings) -> list[Finding]:
    """Return a note if the page came by IPv4 only after its IPv6 address had not answered."""
    last = case.seen.last
    if last is None or last.status is None or not last.ipv6_failed:
        return []
    return [Finding(Reason.IPV6_UNREACHABLE, f"it answered at {last.address}")]
