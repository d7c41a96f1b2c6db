"""What broke on the way: one reason for each network fault, and for robots.txt."""

from typing import assert_never

from crawler.judge.botwall import by_address
from crawler.judge.case import Case
from directory.model.observation import Finding, NetworkFault, Observation, Stop
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


def judge_network(case: Case) -> list[Finding]:
    """The finding of a fault at the last hop; none when an answer came."""
    observation = case.seen
    last = observation.last
    if last is None or last.fault is None:
        return []
    return [Finding(REASON_OF_FAULT[last.fault], last.fault_detail)]


def judge_stop(case: Case) -> list[Finding]:
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


def judge_ipv6(case: Case) -> list[Finding]:
    """A note when the page came by IPv4 only after its IPv6 address had not answered."""
    last = case.seen.last
    if last is None or last.status is None or not last.ipv6_failed:
        return []
    return [Finding(Reason.IPV6_UNREACHABLE, f"it answered at {last.address}")]


def _trail(observation: Observation) -> str:
    return " → ".join([*(hop.url for hop in observation.hops[:4]), "…"])
