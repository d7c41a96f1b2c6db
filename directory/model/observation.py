"""Observation: the facts of one check. A fact never changes; its judgement may.

It contains the requests and the answers, hop by hop, in a form that can be stored and judged again
years later, without the network. Finding and Judgement are the results of the judge.
"""

import zlib
from datetime import datetime
from enum import StrEnum

import msgspec

from directory.model.reasons import REASONS, Reason
from directory.model.vocab import Verdict


class NetworkFault(StrEnum):
    """Why a request got no answer, by what failed and not by what caused the failure."""

    NO_SUCH_NAME = "no-such-name"  # the name does not exist (NXDOMAIN)
    RESOLVER = "resolver"  # the name could not be resolved at this time
    REFUSED_ADDRESS = "refused-address"  # the guard refused to connect to it
    REFUSED = "refused"
    RESET = "reset"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    EMPTY = "empty"  # connected, sent the request, and got no answer
    NOT_HTTP = "not-http"
    HEADERS_TOO_LARGE = "headers-too-large"
    NOT_TLS = "not-tls"
    TLS_OBSOLETE = "tls-obsolete"
    TLS_FAILED = "tls-failed"
    CERT_EXPIRED = "cert-expired"
    CERT_NOT_YET_VALID = "cert-not-yet-valid"
    CERT_WRONG_HOST = "cert-wrong-host"
    CERT_SELF_SIGNED = "cert-self-signed"
    CERT_UNTRUSTED = "cert-untrusted"
    CERT_CHAIN_INCOMPLETE = "cert-chain-incomplete"
    OWN_FAULT = "own-fault"  # a resource of ours ran out; no statement about the link


CERTIFICATE_FAULTS = frozenset(
    {
        NetworkFault.CERT_EXPIRED,
        NetworkFault.CERT_NOT_YET_VALID,
        NetworkFault.CERT_WRONG_HOST,
        NetworkFault.CERT_SELF_SIGNED,
        NetworkFault.CERT_UNTRUSTED,
        NetworkFault.CERT_CHAIN_INCOMPLETE,
    }
)


class Stop(StrEnum):
    """Why a check ended before it had a final answer, other than by a network fault."""

    ROBOTS = "robots"  # robots.txt closes the page to us
    ROBOTS_UNREACHABLE = "robots-unreachable"  # robots.txt failed, which closes the whole site
    LOOP = "loop"
    TOO_MANY = "too-many"
    BAD_LOCATION = "bad-location"  # a redirect without a target that a browser could open


class Via(StrEnum):
    """How a page redirected the visitor."""

    LOCATION = "location"
    REFRESH = "refresh"  # the Refresh header
    META = "meta"  # <meta http-equiv="refresh">


class Hop(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request of the chain and its answer.

    url: the requested address. status: None if there was no answer. leads_to: the href of the next
    hop, if the answer redirects. headers: the few that the judge reads, lower-case. address: the
    address connected to. ipv6_failed: an IPv6 address was tried first and did not answer.
    unchanged: a conditional request found the page unchanged (304). millis: wall time.
    """

    url: str
    status: int | None = None
    leads_to: str | None = None
    via: Via | None = None
    location: str = ""
    fault: NetworkFault | None = None
    fault_detail: str = ""
    headers: dict[str, str] = {}
    address: str = ""
    ipv6_failed: bool = False
    unchanged: bool = False
    millis: int = 0


class Page(msgspec.Struct, frozen=True, omit_defaults=True):
    """The contents of the last answer's body, from its first 256 KiB.

    text: the beginning of the visible text. words: the number of its words (for a long text an
    estimate). bytes: how many were received. truncated: there was more. headline: its `<h1>`s.
    is_html: it was read as HTML; other kinds of files are not read. embeds: the hosts from which it
    loads scripts and frames. password_field: it asks for a password. privacy_url: the href of the
    privacy policy that it names. furniture, source: only for a page of few words: how many scripts,
    frames, images and forms it has, and the beginning of its HTML.
    """

    title: str = ""
    headline: str = ""
    language: str = ""
    text: str = ""
    words: int = 0
    bytes: int = 0
    truncated: bool = False
    is_html: bool = True
    content_type: str = ""
    embeds: tuple[str, ...] = ()
    password_field: bool = False
    privacy_url: str = ""
    furniture: int = 0
    source: str = ""


class Probe(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the same site answers for an address in the same folder that cannot exist.

    url: the requested address. at: when; it may be some days ago. status: of the last answer; None
    if there was none. final_url: where its redirects ended. hops: the number of requests. title: of
    the returned page. alike: similarity of the link's page to the returned page, 0 to 1; None if
    there is nothing to compare. home_alike: similarity of the link's page to the site's home page;
    None if that was not requested.
    """

    url: str
    at: datetime
    status: int | None = None
    final_url: str = ""
    hops: int = 1
    title: str = ""
    alike: float | None = None
    home_alike: float | None = None


class Certificate(msgspec.Struct, frozen=True, omit_defaults=True):
    """The contents of the last server's certificate. Moments are UTC."""

    subject: str = ""
    issuer: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    chain_length: int = 0


class Observation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One check of one link.

    at: when it began (UTC). hops: in order, at least one unless robots.txt stopped it at once.
    page: of the last hop, if one was read. probe: what the site answers for an address that cannot
    exist, if that was requested. unread: why there is no page although one was returned: reading it
    exceeded a limit; "" if it was read. millis: wall time of the whole check, without the wait for
    its turn.
    """

    url: str
    at: datetime
    hops: tuple[Hop, ...] = ()
    stop: Stop | None = None
    page: Page | None = None
    probe: Probe | None = None
    certificate: Certificate | None = None
    unread: str = ""
    millis: int = 0

    @property
    def last(self) -> Hop | None:
        """The last hop; None if robots.txt stopped the check at once."""
        return self.hops[-1] if self.hops else None

    @property
    def final_url(self) -> str:
        """The address at which the check ended."""
        return self.hops[-1].url if self.hops else self.url

    @property
    def status(self) -> int | None:
        """The status of the last answer; None if there was none."""
        return self.hops[-1].status if self.hops else None

    @property
    def unchanged(self) -> bool:
        """True if the site reported that the page is the one seen before."""
        return bool(self.hops) and self.hops[-1].unchanged

    @property
    def reached(self) -> bool:
        """True if any server answered, even if only with a bad certificate or a robots.txt: our own
        network works."""
        return self.stop in (Stop.ROBOTS, Stop.ROBOTS_UNREACHABLE) or any(
            hop.status is not None or hop.fault in CERTIFICATE_FAULTS for hop in self.hops
        )

    @property
    def own_fault(self) -> bool:
        """True if it ended through a fault of this machine: no statement about the link."""
        return bool(self.hops) and self.hops[-1].fault is NetworkFault.OWN_FAULT

    @property
    def lost(self) -> bool:
        """True if it ended in a way that a fault in our own network could explain, such as a
        resolver that gives a private address for every name."""
        return bool(self.hops) and self.hops[-1].fault is not None


#: Characters of the evidence of one finding, which may be copied from other people's pages.
MOST_EVIDENCE = 500


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One result of an observation: a reason, with its evidence as text.

    evidence: shortened to MOST_EVIDENCE; untrusted, since it may quote the page. verdict_then: the
    verdict to which the reason led when this was found, if it leads to another one now.
    """

    reason: Reason
    evidence: str = ""
    verdict_then: Verdict | None = None

    def __post_init__(self) -> None:
        """Shorten the evidence."""
        if len(self.evidence) > MOST_EVIDENCE:
            shortened = self.evidence[: MOST_EVIDENCE - 1] + "…"
            msgspec.structs.force_setattr(self, "evidence", shortened)

    @property
    def verdict(self) -> Verdict:
        """The verdict to which this reason leads."""
        return self.verdict_then or REASONS[self.reason].verdict

    def as_json(self) -> dict[str, str]:
        """Return the finding for programs and screens; the keys are a stable interface."""
        return {"reason": self.reason, "verdict": self.verdict, "evidence": self.evidence}


class Judgement(msgspec.Struct, frozen=True, omit_defaults=True):
    """All findings of one observation, worst first; never empty.

    suggested_url: the address that staff could accept in its place.
    """

    findings: tuple[Finding, ...]
    suggested_url: str | None = None

    @property
    def worst(self) -> Finding:
        """The finding that decides the verdict."""
        return self.findings[0]

    @property
    def verdict(self) -> Verdict:
        """The verdict of the worst finding."""
        return self.findings[0].verdict

    @property
    def reasons(self) -> list[str]:
        """The words of all reasons, worst first."""
        return [finding.reason.value for finding in self.findings]


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Observation)


def pack(observation: Observation) -> bytes:
    """Return the observation as the catalog stores it: JSON, compressed by zlib."""
    return zlib.compress(_encoder.encode(observation), 1)


def unpack(stored: bytes) -> Observation:
    """Return the observation from its stored form.

    Raise zlib.error or msgspec.DecodeError for anything else.
    """
    return _decoder.decode(zlib.decompress(stored))
