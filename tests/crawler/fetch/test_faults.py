"""From libcurl's error to what broke."""

import errno

import pycurl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.faults import network_fault
from directory.model.observation import NetworkFault as Fault
from tests.rows import each

_MISMATCH = "SSL: no alternative certificate subject name matches target host name 'elm.gov'"
_WRONG_HOST = "certificate subject name 'oak.gov' does not match target host name 'elm.gov'"


@each(
    ("code", "text", "verify_result", "os_errno", "fault"),
    [
        (pycurl.E_COULDNT_CONNECT, "", 0, errno.ECONNREFUSED, Fault.REFUSED),
        (pycurl.E_COULDNT_CONNECT, "", 0, errno.ECONNRESET, Fault.RESET),
        (pycurl.E_COULDNT_CONNECT, "", 0, errno.ETIMEDOUT, Fault.TIMEOUT),
        (pycurl.E_COULDNT_CONNECT, "", 0, errno.EHOSTUNREACH, Fault.UNREACHABLE),
        (pycurl.E_COULDNT_CONNECT, "", 0, errno.ENETUNREACH, Fault.UNREACHABLE),
        (pycurl.E_COULDNT_CONNECT, "", 0, errno.EMFILE, Fault.OWN_FAULT),
        (pycurl.E_COULDNT_CONNECT, "", 0, errno.ENFILE, Fault.OWN_FAULT),
        (pycurl.E_COULDNT_CONNECT, "", 0, errno.EADDRNOTAVAIL, Fault.OWN_FAULT),
        (pycurl.E_COULDNT_RESOLVE_HOST, "", 0, 0, Fault.RESOLVER),
        (pycurl.E_OPERATION_TIMEDOUT, "", 0, 0, Fault.TIMEOUT),
        (pycurl.E_GOT_NOTHING, "", 0, 0, Fault.EMPTY),
        (pycurl.E_SEND_ERROR, "", 0, 0, Fault.RESET),
        (pycurl.E_RECV_ERROR, "", 0, 0, Fault.RESET),
        (pycurl.E_UNSUPPORTED_PROTOCOL, "Received HTTP/0.9", 0, 0, Fault.NOT_HTTP),
        (pycurl.E_FTP_WEIRD_SERVER_REPLY, "", 0, 0, Fault.NOT_HTTP),
        (100, "Too large response headers", 0, 0, Fault.HEADERS_TOO_LARGE),
        (pycurl.E_URL_MALFORMAT, "", 0, 0, Fault.UNREACHABLE),
        (pycurl.E_OUT_OF_MEMORY, "", 0, 0, Fault.OWN_FAULT),
        (pycurl.E_ABORTED_BY_CALLBACK, "", 0, 0, Fault.OWN_FAULT),
        (pycurl.E_SSL_CACERT_BADFILE, "error adding trust anchors", 1, 0, Fault.OWN_FAULT),
        (pycurl.E_PEER_FAILED_VERIFICATION, "", 9, 0, Fault.CERT_NOT_YET_VALID),
        (pycurl.E_PEER_FAILED_VERIFICATION, "", 10, 0, Fault.CERT_EXPIRED),
        (pycurl.E_PEER_FAILED_VERIFICATION, "", 18, 0, Fault.CERT_SELF_SIGNED),
        (pycurl.E_PEER_FAILED_VERIFICATION, "", 19, 0, Fault.CERT_UNTRUSTED),
        (pycurl.E_PEER_FAILED_VERIFICATION, "", 20, 0, Fault.CERT_UNTRUSTED),
        (pycurl.E_PEER_FAILED_VERIFICATION, "", 21, 0, Fault.CERT_UNTRUSTED),
        (pycurl.E_PEER_FAILED_VERIFICATION, "", 62, 0, Fault.CERT_WRONG_HOST),
        (pycurl.E_PEER_FAILED_VERIFICATION, _MISMATCH, 1, 0, Fault.CERT_WRONG_HOST),
        (pycurl.E_PEER_FAILED_VERIFICATION, _WRONG_HOST, 0, 0, Fault.CERT_WRONG_HOST),
        (pycurl.E_PEER_FAILED_VERIFICATION, "", 23, 0, Fault.CERT_UNTRUSTED),
        (pycurl.E_SSL_CONNECT_ERROR, "wrong version number", 0, 0, Fault.NOT_TLS),
        (pycurl.E_SSL_CONNECT_ERROR, "packet length too long", 0, 0, Fault.NOT_TLS),
        (pycurl.E_SSL_CONNECT_ERROR, "http request", 0, 0, Fault.NOT_TLS),
        (pycurl.E_SSL_CONNECT_ERROR, "record layer failure", 0, 0, Fault.NOT_TLS),
        (pycurl.E_SSL_CONNECT_ERROR, "Unsupported Protocol", 0, 0, Fault.TLS_OBSOLETE),
        (pycurl.E_SSL_CONNECT_ERROR, "alert protocol version", 0, 0, Fault.TLS_OBSOLETE),
        (pycurl.E_SSL_CONNECT_ERROR, "Connection reset by peer", 0, 0, Fault.RESET),
        (pycurl.E_SSL_CONNECT_ERROR, "SSL_ERROR_SYSCALL", 0, 0, Fault.RESET),
        (pycurl.E_SSL_CONNECT_ERROR, "unexpected eof while reading", 0, 0, Fault.RESET),
        (pycurl.E_SSL_CONNECT_ERROR, "alert handshake failure", 0, 0, Fault.TLS_FAILED),
        (12345, "an error of a libcurl to come", 0, 0, Fault.UNREACHABLE),
    ],
)
def test_an_error_is_named_by_what_broke(
    code: int, text: str, verify_result: int, os_errno: int, fault: Fault
) -> None:
    assert network_fault(code, text, verify_result, os_errno) is fault


@pytest.mark.slow
@given(st.integers(1, 200), st.text(max_size=40), st.integers(0, 100), st.integers(0, 140))
def test_each_error_has_a_name(code: int, text: str, verify_result: int, os_errno: int) -> None:
    assert network_fault(code, text, verify_result, os_errno) in Fault
