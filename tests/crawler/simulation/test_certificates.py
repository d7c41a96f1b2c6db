"""Certificates: each has the fault that it is said to have, and no other."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from crawler.simulation.certificates import ISSUER_HOST, OTHER_HOST, Certificates, validity
from crawler.simulation.site import CertificateKind
from crawler.simulation.tls import ancient_server_hello
from tests.behaviours import Fleet
from tests.crawler.simulation.client import dial, get, read_until, request_bytes, trusting

pytestmark = pytest.mark.slow

REAL = datetime(2026, 11, 22, 12, tzinfo=UTC)
SIMULATED = datetime(2026, 10, 9, 9, tzinfo=UTC)

# The numbers are OpenSSL's X509_V_ERR_…
FAULTS = {
    "certificate-expired": 10,
    "certificate-not-yet-valid": 9,
    "certificate-wrong-host": 62,
    "certificate-self-signed": 18,
    "certificate-unknown-ca": 20,
    "certificate-unknown-ca-chain": 19,
    "certificate-chain-incomplete": 20,
}
REFUSALS = {
    "tls-1-0": "TLSV1_ALERT_PROTOCOL_VERSION",
    "tls-1-1": "TLSV1_ALERT_PROTOCOL_VERSION",
    "tls-ancient": "UNSUPPORTED_PROTOCOL",
    "tls-odd-ciphers": "SSLV3_ALERT_HANDSHAKE_FAILURE",
    "http-on-tls-port": "WRONG_VERSION_NUMBER",
}


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    names = [*FAULTS, *REFUSALS, "ok", "certificate-ends-soon", "tls-silent", "tls-reset"]
    with Fleet({f"{name}.example": name for name in names}) as running:
        yield running


def _shown(fleet: Fleet, name: str) -> x509.Certificate:
    """The certificate of this behaviour, whatever it is worth."""
    careless = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    careless.check_hostname = False
    careless.verify_mode = ssl.CERT_NONE
    line = dial(fleet, f"https://{name}.example/", careless)
    assert isinstance(line, ssl.SSLSocket)
    with line:
        shown = line.getpeercert(binary_form=True)
    assert shown is not None
    return x509.load_der_x509_certificate(shown)


@pytest.mark.parametrize(("name", "code"), FAULTS.items())
def test_a_bad_certificate_is_bad_in_the_way_that_it_says(
    fleet: Fleet, name: str, code: int
) -> None:
    with pytest.raises(ssl.SSLCertVerificationError) as caught:
        dial(fleet, f"https://{name}.example/").close()
    assert caught.value.verify_code == code


@pytest.mark.parametrize("name", FAULTS)
def test_behind_a_bad_certificate_there_is_a_page_all_the_same(fleet: Fleet, name: str) -> None:
    careless = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    careless.check_hostname = False
    careless.verify_mode = ssl.CERT_NONE
    url = f"https://{name}.example/"
    with dial(fleet, url, careless) as line:
        line.sendall(request_bytes(url))
        assert read_until(line, 15).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("name", ["ok", "certificate-ends-soon"])
def test_a_good_certificate_is_good(fleet: Fleet, name: str) -> None:
    assert get(fleet, f"https://{name}.example/").status == 200


@pytest.mark.parametrize(("name", "refusal"), REFUSALS.items())
def test_a_server_that_cannot_agree_says_why(fleet: Fleet, name: str, refusal: str) -> None:
    with pytest.raises(ssl.SSLError) as caught:
        dial(fleet, f"https://{name}.example/").close()
    assert caught.value.reason == refusal


@pytest.mark.parametrize(("name", "version"), [("tls-1-0", "TLSv1"), ("tls-1-1", "TLSv1.1")])
def test_an_obsolete_server_does_speak_its_obsolete_version(
    fleet: Fleet, name: str, version: str
) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname = False
    old.verify_mode = ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        old.minimum_version = ssl.TLSVersion.TLSv1
    url = f"https://{name}.example/"
    line = dial(fleet, url, old)
    assert isinstance(line, ssl.SSLSocket)
    with line:
        assert line.version() == version
        line.sendall(request_bytes(url))
        assert read_until(line, 15).startswith(b"HTTP/1.1 200 OK")


def test_an_ancient_server_offers_tls_1_0_to_whoever_greets_it(fleet: Fleet) -> None:
    with dial(fleet, "http://tls-ancient.example:443/") as line:
        line.sendall(b"\x16\x03\x01\x00\x05hello")
        assert read_until(line, 9)[:3] == b"\x16\x03\x01"
    assert ancient_server_hello()[9:11] == b"\x03\x01"


def test_a_server_may_break_off_in_the_greeting(fleet: Fleet) -> None:
    with pytest.raises(ConnectionResetError):
        dial(fleet, "https://tls-reset.example/").close()


def test_a_server_may_be_silent_in_the_greeting(fleet: Fleet) -> None:
    with dial(fleet, "http://tls-silent.example:443/") as line:
        line.settimeout(0.2)
        line.sendall(b"\x16\x03\x01\x00\x05hello")
        with pytest.raises(TimeoutError):
            line.recv(1)


def test_an_incomplete_chain_says_where_the_rest_is_and_it_is_there(fleet: Fleet) -> None:
    leaf = _shown(fleet, "certificate-chain-incomplete")
    where = leaf.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    url = where[0].access_location.value
    assert url.startswith(f"http://{ISSUER_HOST}/")
    issuer = x509.load_der_x509_certificate(get(fleet, url).body)
    leaf.verify_directly_issued_by(issuer)
    complete = trusting(fleet)
    complete.load_verify_locations(cadata=ssl.DER_cert_to_PEM_cert(get(fleet, url).body))
    dial(fleet, "https://certificate-chain-incomplete.example/", complete).close()


@pytest.mark.parametrize("name", ["certificate-unknown-ca", "certificate-self-signed"])
def test_only_an_incomplete_chain_says_where_the_rest_is(fleet: Fleet, name: str) -> None:
    with pytest.raises(x509.ExtensionNotFound):
        _shown(fleet, name).extensions.get_extension_for_class(x509.AuthorityInformationAccess)


def test_a_certificate_for_another_host_names_that_host(fleet: Fleet) -> None:
    names = _shown(fleet, "certificate-wrong-host").extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert names.value.get_values_for_type(x509.DNSName) == [OTHER_HOST]


def test_a_client_that_names_no_host_gets_a_certificate_for_none(fleet: Fleet) -> None:
    context = trusting(fleet)
    context.check_hostname = False
    with (
        socket.create_connection(("127.0.0.1", fleet.https_port), 5) as line,
        context.wrap_socket(line) as secure,
    ):
        names = secure.getpeercert()
    assert names is not None
    assert names["subjectAltName"] == (("DNS", "no-such-site.fleet.example"),)


@pytest.mark.parametrize("kind", CertificateKind)
@pytest.mark.parametrize(("real", "simulated"), [(REAL, SIMULATED), (SIMULATED, REAL)])
def test_certificates_are_good_or_bad_by_both_clocks(
    kind: CertificateKind, real: datetime, simulated: datetime
) -> None:
    days = validity(kind, real, simulated)
    good = [days.starts < moment < days.ends for moment in (real, simulated)]
    bad = kind in {CertificateKind.EXPIRED, CertificateKind.NOT_YET_VALID}
    assert good == [not bad, not bad]
    assert days.starts < days.ends


def test_a_certificate_lapses_just_before_the_simulated_day() -> None:
    days = validity(CertificateKind.EXPIRED, REAL, SIMULATED)
    assert SIMULATED - timedelta(days=1) < days.ends < SIMULATED


def test_one_that_ends_soon_ends_within_a_fortnight_by_the_later_clock() -> None:
    days = validity(CertificateKind.ENDS_SOON, SIMULATED, SIMULATED)
    assert timedelta(0) < days.ends - SIMULATED < timedelta(days=14)


def test_a_context_is_made_once_per_host_and_kind() -> None:
    certificates = Certificates(lambda: REAL, lambda: SIMULATED)
    first = certificates.context("elm.example", CertificateKind.TRUSTED)
    assert certificates.context("elm.example", CertificateKind.TRUSTED) is first
    assert certificates.context("elm.example", CertificateKind.EXPIRED) is not first
    assert certificates.context("oak.example", CertificateKind.TRUSTED) is not first
