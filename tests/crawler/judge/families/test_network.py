"""What broke on the way, and checks that could not go on."""

from datetime import UTC, datetime

import pytest

from directory.model.faults import FAULTS, STOPS
from directory.model.observation import Certificate, Hop, NetworkFault, Stop
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import JOBS, Row, broken, hop, judged, prove, seen, stopped
from tests.rows import each

GONE, FAILING, BLOCKED, INSECURE = (
    Verdict.GONE,
    Verdict.FAILING,
    Verdict.BLOCKED,
    Verdict.INSECURE,
)
LIST = "https://jobs.elm.gov/all"


def fault(fault: NetworkFault, verdict: Verdict, reason: Reason, says: str) -> Row:
    return Row(says, broken(fault), verdict, (reason,))


ROWS = (
    fault(
        NetworkFault.NO_SUCH_NAME, GONE, Reason.NO_SUCH_DOMAIN, "the resolver knows of no such name"
    ),
    fault(NetworkFault.RESOLVER, FAILING, Reason.DNS_FAILURE, "the resolver itself failed"),
    fault(
        NetworkFault.REFUSED_ADDRESS, FAILING, Reason.REFUSED_ADDRESS, "the name leads inside"
    ),
    fault(NetworkFault.REFUSED, FAILING, Reason.CONNECTION_REFUSED, "nothing listens"),
    fault(NetworkFault.RESET, FAILING, Reason.CONNECTION_RESET, "the connection was broken off"),
    fault(NetworkFault.UNREACHABLE, FAILING, Reason.CONNECTION_FAILED, "no route"),
    fault(NetworkFault.TIMEOUT, FAILING, Reason.TIMEOUT, "no answer in time"),
    fault(NetworkFault.EMPTY, FAILING, Reason.EMPTY_REPLY, "connected, and not a word"),
    fault(NetworkFault.NOT_HTTP, FAILING, Reason.NOT_HTTP, "a mail server at the web port"),
    fault(
        NetworkFault.HEADERS_TOO_LARGE, FAILING, Reason.HEADERS_TOO_LARGE, "headers without end"
    ),
    fault(NetworkFault.NOT_TLS, FAILING, Reason.NOT_TLS, "plain HTTP at the https port"),
    fault(NetworkFault.TLS_FAILED, FAILING, Reason.TLS_FAILED, "no cipher in common"),
    fault(NetworkFault.TLS_OBSOLETE, INSECURE, Reason.TLS_OBSOLETE, "TLS 1.0 and nothing newer"),
    fault(
        NetworkFault.CERT_EXPIRED, INSECURE, Reason.CERTIFICATE_EXPIRED, "an expired certificate"
    ),
    fault(
        NetworkFault.CERT_NOT_YET_VALID,
        INSECURE,
        Reason.CERTIFICATE_NOT_YET_VALID,
        "a certificate before its time",
    ),
    fault(
        NetworkFault.CERT_WRONG_HOST,
        INSECURE,
        Reason.CERTIFICATE_WRONG_HOST,
        "another site's certificate",
    ),
    fault(
        NetworkFault.CERT_SELF_SIGNED,
        INSECURE,
        Reason.CERTIFICATE_SELF_SIGNED,
        "a certificate that vouches for itself",
    ),
    fault(
        NetworkFault.CERT_UNTRUSTED,
        INSECURE,
        Reason.CERTIFICATE_UNTRUSTED,
        "a certificate of nobody known",
    ),
    fault(
        NetworkFault.CERT_CHAIN_INCOMPLETE,
        INSECURE,
        Reason.CERTIFICATE_CHAIN_INCOMPLETE,
        "a part of the chain left out",
    ),
    fault(NetworkFault.OWN_FAULT, FAILING, Reason.CONNECTION_FAILED, "we ran out of something"),
    Row(
        "a redirect to a name that does not exist: what counts is the end",
        broken(
            NetworkFault.NO_SUCH_NAME, "", hop(JOBS, 301, "https://old.elm.gov/"),
            url="https://old.elm.gov/",
        ),
        GONE, (Reason.NO_SUCH_DOMAIN,),
    ),
    Row(
        "a redirect to a certificate that has expired",
        broken(NetworkFault.CERT_EXPIRED, "", hop(JOBS, 302, LIST), url=LIST),
        INSECURE, (Reason.CERTIFICATE_EXPIRED,),
    ),
    Row(
        "a redirect into a private network suggests no address there",
        broken(
            NetworkFault.REFUSED_ADDRESS, "", hop(JOBS, 301, "http://10.0.0.1/"),
            url="http://10.0.0.1/",
        ),
        FAILING, (Reason.REFUSED_ADDRESS,),
    ),
    Row(
        "robots.txt closes the page", stopped(Stop.ROBOTS), BLOCKED, (Reason.ROBOTS_DISALLOWED,),
    ),
    Row(
        "robots.txt closes the page to which the link leads; its address was not seen to work",
        stopped(Stop.ROBOTS, hop(JOBS, 301, LIST)), BLOCKED, (Reason.ROBOTS_DISALLOWED,),
    ),
    Row(
        "robots.txt answers with the server's error", stopped(Stop.ROBOTS_UNREACHABLE), BLOCKED,
        (Reason.ROBOTS_UNREACHABLE,),
    ),
    Row(
        "a true loop",
        stopped(Stop.LOOP, hop(JOBS, 301, LIST), hop(LIST, 301, JOBS)), FAILING,
        (Reason.REDIRECT_LOOP,),
    ),
    Row(
        "more redirects than browsers follow",
        stopped(Stop.TOO_MANY, *[hop(f"{JOBS}/{n}", 302, f"{JOBS}/{n + 1}") for n in range(21)]),
        FAILING, (Reason.TOO_MANY_REDIRECTS,),
    ),
    Row(
        "a loop between a page and a wall's captcha says nothing of the server",
        stopped(Stop.LOOP, hop(JOBS, 302, f"{LIST}/_sec/cp_challenge"),
                hop(f"{LIST}/_sec/cp_challenge", 302, f"{LIST}/_sec/cp_challenge")),
        BLOCKED, (Reason.BOT_WALL,),
    ),
    Row(
        "a page that came by IPv4, after its IPv6 address had not answered",
        seen(Hop(JOBS, 200, address="192.0.2.7", ipv6_failed=True)), Verdict.OK,
        (Reason.IPV6_UNREACHABLE,),
    ),
    Row(
        "neither address answers", seen(Hop(JOBS, fault=NetworkFault.TIMEOUT, ipv6_failed=True),
                                        page=None),
        FAILING, (Reason.TIMEOUT,),
    ),
    Row(
        "302 without a Location", stopped(Stop.BAD_LOCATION, hop(JOBS, 302)), FAILING,
        (Reason.BAD_REDIRECT,),
    ),
)  # fmt: skip


@each("row", ROWS, ids=str)
def test_trouble_on_the_way_leads_to_its_reason(row: Row) -> None:
    prove(row)


def test_each_network_fault_and_early_end_has_a_row() -> None:
    assert set(FAULTS) == set(NetworkFault)
    assert all(row.evidence and row.shown for row in FAULTS.values())
    assert set(STOPS) == set(Stop)
    assert all(row.shown.endswith(".") for row in STOPS.values())


@pytest.mark.parametrize(
    ("location", "evidence"),
    [("", "it names no target"), ("javascript:alert(1)", "it leads to “javascript:alert(1)”")],
)
def test_a_redirect_to_nowhere_is_shown_as_it_came(location: str, evidence: str) -> None:
    bad = stopped(Stop.BAD_LOCATION, Hop(url=JOBS, status=302, location=location))
    assert judged(bad).worst.evidence == evidence


def test_the_evidence_of_a_loop_is_the_way_it_went() -> None:
    loop = stopped(Stop.LOOP, hop(JOBS, 301, LIST), hop(LIST, 301, JOBS))
    assert judged(loop).worst.evidence == f"{JOBS} → {LIST} → …"


@each("fault", NetworkFault)
def test_the_evidence_of_a_fault_is_in_plain_words(fault: NetworkFault) -> None:
    said = judged(broken(fault)).worst.evidence
    assert said == FAULTS[fault].evidence
    assert "error:" not in said
    assert "SSL" not in said


@pytest.mark.parametrize(
    ("fault", "detail"),
    [
        (NetworkFault.TLS_OBSOLETE, "TLS connect error: error:0A00042E:SSL routines::tlsv1 alert"),
        (NetworkFault.CERT_UNTRUSTED, "unable to get local issuer certificate (20)"),
        (NetworkFault.NO_SUCH_NAME, "Name or service not known"),
        (NetworkFault.RESET, "Recv failure: Connection reset by peer"),
    ],
)
def test_the_words_of_the_networks_libraries_are_no_evidence(
    fault: NetworkFault, detail: str
) -> None:
    assert judged(broken(fault, detail)).worst.evidence == FAULTS[fault].evidence


@pytest.mark.parametrize("fault", [NetworkFault.REFUSED_ADDRESS, NetworkFault.OWN_FAULT])
def test_what_we_wrote_ourselves_is_evidence(fault: NetworkFault) -> None:
    assert (
        judged(broken(fault, "10.0.0.1 is not public")).worst.evidence == "10.0.0.1 is not public"
    )


@pytest.mark.parametrize(
    ("fault", "evidence"),
    [
        (NetworkFault.CERT_EXPIRED, "the certificate ended on 2026-10-01"),
        (NetworkFault.CERT_NOT_YET_VALID, "the certificate begins on 2026-12-01"),
        (NetworkFault.CERT_WRONG_HOST, FAULTS[NetworkFault.CERT_WRONG_HOST].evidence),
    ],
)
def test_a_certificate_is_told_by_its_day(fault: NetworkFault, evidence: str) -> None:
    shown = Certificate(
        starts_at=datetime(2026, 12, 1, tzinfo=UTC), ends_at=datetime(2026, 10, 1, tzinfo=UTC)
    )
    there = seen(Hop(JOBS, fault=fault), page=None, certificate=shown)
    assert judged(there).worst.evidence == evidence
