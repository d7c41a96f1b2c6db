"""Network faults and early ends of checks: the reason for each, and its texts.

One table for each, read by the judge and by the screens. The messages of the network libraries are
stored with the observation, in `fault_detail`.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from directory.model.observation import NetworkFault, Stop
from directory.model.reasons import Reason


class FaultInfo(NamedTuple):
    """One row: the reason, the evidence of its finding, and the text that is shown for the
    request."""

    reason: Reason
    evidence: str
    shown: str


class StopInfo(NamedTuple):
    """One row: the reason, the sentence that is shown, and the evidence of its finding; "" if the
    observation contains more."""

    reason: Reason
    shown: str
    evidence: str = ""


#: By NetworkFault; screens have its word as text.
FAULTS: Final[Mapping[str, FaultInfo]] = {
    NetworkFault.NO_SUCH_NAME: FaultInfo(
        Reason.NO_SUCH_DOMAIN,
        "the name servers know of no such name",
        "there is no site of that name",
    ),
    NetworkFault.RESOLVER: FaultInfo(
        Reason.DNS_FAILURE,
        "the name servers gave no answer",
        "the name could not be looked up just now",
    ),
    NetworkFault.REFUSED_ADDRESS: FaultInfo(
        Reason.REFUSED_ADDRESS,
        "its address is not public",
        "the address is not on the public internet, so we did not go there",
    ),
    NetworkFault.REFUSED: FaultInfo(
        Reason.CONNECTION_REFUSED,
        "nothing takes connections there",
        "the site refused the connection",
    ),
    NetworkFault.RESET: FaultInfo(
        Reason.CONNECTION_RESET,
        "the connection was broken off before an answer had come",
        "the site broke off the connection",
    ),
    NetworkFault.UNREACHABLE: FaultInfo(
        Reason.CONNECTION_FAILED,
        "no connection came about",
        "the site could not be reached",
    ),
    NetworkFault.TIMEOUT: FaultInfo(
        Reason.TIMEOUT,
        "no answer came in the time that we wait",
        "no answer in time",
    ),
    NetworkFault.EMPTY: FaultInfo(
        Reason.EMPTY_REPLY,
        "the connection was closed without an answer",
        "the site answered with nothing",
    ),
    NetworkFault.NOT_HTTP: FaultInfo(
        Reason.NOT_HTTP,
        "what came is not in the language of the web (HTTP)",
        "what answered is not a website",
    ),
    NetworkFault.HEADERS_TOO_LARGE: FaultInfo(
        Reason.HEADERS_TOO_LARGE,
        "the headers of the answer have no end, or too many lines",
        "the answer's head was too long to read",
    ),
    NetworkFault.NOT_TLS: FaultInfo(
        Reason.NOT_TLS,
        "what came at the secure address is not encrypted",
        "the site does not speak the secure form (https)",
    ),
    NetworkFault.TLS_OBSOLETE: FaultInfo(
        Reason.TLS_OBSOLETE,
        "it speaks nothing newer than TLS 1.1; browsers ask for TLS 1.2",
        "only an outdated kind of secure connection is offered",
    ),
    NetworkFault.TLS_FAILED: FaultInfo(
        Reason.TLS_FAILED,
        "site and checker found no encryption that both of them know",
        "no secure connection could be made",
    ),
    NetworkFault.CERT_EXPIRED: FaultInfo(
        Reason.CERTIFICATE_EXPIRED,
        "the certificate has ended",
        "its security certificate has ended",
    ),
    NetworkFault.CERT_NOT_YET_VALID: FaultInfo(
        Reason.CERTIFICATE_NOT_YET_VALID,
        "the certificate has not begun",
        "its security certificate is not valid yet",
    ),
    NetworkFault.CERT_WRONG_HOST: FaultInfo(
        Reason.CERTIFICATE_WRONG_HOST,
        "the certificate does not name this site",
        "its security certificate is for another site",
    ),
    NetworkFault.CERT_SELF_SIGNED: FaultInfo(
        Reason.CERTIFICATE_SELF_SIGNED,
        "only the site itself has signed the certificate",
        "it made its security certificate itself",
    ),
    NetworkFault.CERT_UNTRUSTED: FaultInfo(
        Reason.CERTIFICATE_UNTRUSTED,
        "no authority that browsers trust has signed the certificate",
        "no authority that browsers trust has signed its security certificate",
    ),
    NetworkFault.CERT_CHAIN_INCOMPLETE: FaultInfo(
        Reason.CERTIFICATE_CHAIN_INCOMPLETE,
        "the certificate of the authority between was not sent",
        "a part of its security certificate is missing",
    ),
    # A resource of ours ran out: the link is checked again, and this confirms nothing.
    NetworkFault.OWN_FAULT: FaultInfo(
        Reason.CONNECTION_FAILED,
        "our own machine or network could not do it",
        "our own machine failed; this says nothing of the site",
    ),
}

#: By Stop, likewise.
STOPS: Final[Mapping[str, StopInfo]] = {
    Stop.ROBOTS: StopInfo(
        Reason.ROBOTS_DISALLOWED,
        "The site asks programs not to read this page, so we did not check it.",
        "robots.txt closes this page to us",
    ),
    Stop.ROBOTS_UNREACHABLE: StopInfo(
        Reason.ROBOTS_UNREACHABLE,
        "The site's rules for programs could not be read, so we did not check the page.",
        "robots.txt answered with a server error",
    ),
    Stop.LOOP: StopInfo(
        Reason.REDIRECT_LOOP,
        "The site sends visitors round in circles.",
    ),
    Stop.TOO_MANY: StopInfo(
        Reason.TOO_MANY_REDIRECTS,
        "The site sends visitors on too many times.",
    ),
    Stop.BAD_LOCATION: StopInfo(
        Reason.BAD_REDIRECT,
        "The site sends visitors on to nowhere.",
    ),
}
