"""What broke on the way: one reason for each network fault, and for robots.txt.

The evidence is in plain words, since staff read it; what the network's libraries
said themselves stays with the observation, in `fault_detail`.
"""

from typing import assert_never

from crawler.judge.families.botwall import by_address
from crawler.judge.input import Case, Findings
from directory.model.observation import Finding, Hop, NetworkFault, Observation, Stop
from directory.model.reasons import Reason

REASON_OF_FAULT: dict[NetworkFault, Reason] = {
    NetworkFault.NO_SUCH_NAME: Reason.NO_SUCH_DOMAIN,
    NetworkFault.RESOLVER: Reason.DNS_FAILURE,
    NetworkFault.REFUSED_ADDRESS: Reason.REFUSED_ADDRESS,
    NetworkFault.REFUSED: Reason.CONNECTION_REFUSED,
    NetworkFault.RESET: Reason.CONNECTION_RESET,
    NetworkFault.UNREACHABLE: Reason.CONNECTION_FAILED,
    NetworkFault.TIMEOUT: Reason.TIMEOUT,
    NetworkFault.EMPTY: Reason.EMPTY_REPLY,
    NetworkFault.NOT_HTTP: Reason.NOT_HTTP,
    NetworkFault.HEADERS_TOO_LARGE: Reason.HEADERS_TOO_LARGE,
    NetworkFault.NOT_TLS: Reason.NOT_TLS,
    NetworkFault.TLS_OBSOLETE: Reason.TLS_OBSOLETE,
    NetworkFault.TLS_FAILED: Reason.TLS_FAILED,
    NetworkFault.CERT_EXPIRED: Reason.CERTIFICATE_EXPIRED,
    NetworkFault.CERT_NOT_YET_VALID: Reason.CERTIFICATE_NOT_YET_VALID,
    NetworkFault.CERT_WRONG_HOST: Reason.CERTIFICATE_WRONG_HOST,
    NetworkFault.CERT_SELF_SIGNED: Reason.CERTIFICATE_SELF_SIGNED,
    NetworkFault.CERT_UNTRUSTED: Reason.CERTIFICATE_UNTRUSTED,
    NetworkFault.CERT_CHAIN_INCOMPLETE: Reason.CERTIFICATE_CHAIN_INCOMPLETE,
    # We ran out of something: the link is looked at again, and nothing is confirmed by it.
    NetworkFault.OWN_FAULT: Reason.CONNECTION_FAILED,
}

EVIDENCE_OF_FAULT: dict[NetworkFault, str] = {
    NetworkFault.NO_SUCH_NAME: "the name servers know of no such name",
    NetworkFault.RESOLVER: "the name servers gave no answer",
    NetworkFault.REFUSED_ADDRESS: "its address is not public",
    NetworkFault.REFUSED: "nothing takes connections there",
    NetworkFault.RESET: "the connection was broken off before an answer had come",
    NetworkFault.UNREACHABLE: "no connection came about",
    NetworkFault.TIMEOUT: "no answer came in the time that we wait",
    NetworkFault.EMPTY: "the connection was closed without an answer",
    NetworkFault.NOT_HTTP: "what came is not in the language of the web (HTTP)",
    NetworkFault.HEADERS_TOO_LARGE: "the headers of the answer have no end, or too many lines",
    NetworkFault.NOT_TLS: "what came at the secure address is not encrypted",
    NetworkFault.TLS_OBSOLETE: "it speaks nothing newer than TLS 1.1; browsers ask for TLS 1.2",
    NetworkFault.TLS_FAILED: "site and checker found no encryption that both of them know",
    NetworkFault.CERT_EXPIRED: "the certificate has ended",
    NetworkFault.CERT_NOT_YET_VALID: "the certificate has not begun",
    NetworkFault.CERT_WRONG_HOST: "the certificate does not name this site",
    NetworkFault.CERT_SELF_SIGNED: "nobody but the site itself has signed the certificate",
    NetworkFault.CERT_UNTRUSTED: "no authority that browsers trust has signed the certificate",
    NetworkFault.CERT_CHAIN_INCOMPLETE: "the certificate of the authority between was not sent",
    NetworkFault.OWN_FAULT: "our own machine or network could not do it",
}
#: The faults of which what is stored was written by ourselves, and tells more.
_TOLD_BY_US = frozenset({NetworkFault.REFUSED_ADDRESS, NetworkFault.OWN_FAULT})


def judge_network(case: Case, _findings: Findings) -> list[Finding]:
    """The finding of a fault at the last hop; none when an answer came."""
    observation = case.seen
    last = observation.last
    if last is None or last.fault is None:
        return []
    return [Finding(REASON_OF_FAULT[last.fault], _evidence(observation, last, last.fault))]


def _evidence(observation: Observation, last: Hop, fault: NetworkFault) -> str:
    """What is known of the fault, in plain words."""
    if fault in _TOLD_BY_US and last.fault_detail:
        return last.fault_detail
    shown = observation.certificate
    if shown and shown.ends_at and fault is NetworkFault.CERT_EXPIRED:
        return f"the certificate ended on {shown.ends_at:%Y-%m-%d}"
    if shown and shown.starts_at and fault is NetworkFault.CERT_NOT_YET_VALID:
        return f"the certificate begins on {shown.starts_at:%Y-%m-%d}"
    return EVIDENCE_OF_FAULT[fault]


def judge_stop(case: Case, _findings: Findings) -> list[Finding]:
    """The finding of a check that could not go on."""
    observation = case.seen
    if observation.stop in (Stop.LOOP, Stop.TOO_MANY) and by_address(case):
        return []  # a wall sends checkers in circles, and people through
    return [] if observation.stop is None else [_finding_of(observation, observation.stop)]


def _finding_of(observation: Observation, stop: Stop) -> Finding:
    match stop:
        case Stop.ROBOTS:
            return Finding(Reason.ROBOTS_DISALLOWED, "robots.txt closes this page to us")
        case Stop.ROBOTS_UNREACHABLE:
            return Finding(Reason.ROBOTS_UNREACHABLE, "robots.txt answered with a server error")
        case Stop.LOOP:
            return Finding(Reason.REDIRECT_LOOP, _trail(observation))
        case Stop.TOO_MANY:
            return Finding(Reason.TOO_MANY_REDIRECTS, f"{len(observation.hops)} redirects")
        case Stop.BAD_LOCATION:
            location = observation.hops[-1].location
            evidence = f"it leads to “{location}”" if location else "it names no target"
            return Finding(Reason.BAD_REDIRECT, evidence)
        case _:
            assert_never(stop)


def judge_ipv6(case: Case, _findings: Findings) -> list[Finding]:
    """A note when the page came by IPv4 only after its IPv6 address had not answered."""
    last = case.seen.last
    if last is None or last.status is None or not last.ipv6_failed:
        return []
    return [Finding(Reason.IPV6_UNREACHABLE, f"it answered at {last.address}")]


def _trail(observation: Observation) -> str:
    return " → ".join([*(hop.url for hop in observation.hops[:4]), "…"])
