"""Map libcurl's errors to faults: one table, and rules for the few errors that need more."""

import errno

import pycurl

from directory.model.observation import NetworkFault as Fault

_BY_CODE: dict[int, Fault] = {
    pycurl.E_UNSUPPORTED_PROTOCOL: Fault.NOT_HTTP,  # HTTP/0.9: no status line
    pycurl.E_FTP_WEIRD_SERVER_REPLY: Fault.NOT_HTTP,  # 8, now also for HTTP
    pycurl.E_COULDNT_RESOLVE_HOST: Fault.RESOLVER,
    pycurl.E_OPERATION_TIMEDOUT: Fault.TIMEOUT,
    pycurl.E_GOT_NOTHING: Fault.EMPTY,
    pycurl.E_SEND_ERROR: Fault.RESET,
    pycurl.E_RECV_ERROR: Fault.RESET,
    100: Fault.HEADERS_TOO_LARGE,  # CURLE_TOO_LARGE, which pycurl does not name
    pycurl.E_HTTP2: Fault.NOT_HTTP,
    pycurl.E_URL_MALFORMAT: Fault.UNREACHABLE,
    pycurl.E_OUT_OF_MEMORY: Fault.OWN_FAULT,
    pycurl.E_ABORTED_BY_CALLBACK: Fault.OWN_FAULT,
    pycurl.E_FAILED_INIT: Fault.OWN_FAULT,
    pycurl.E_SSL_CACERT_BADFILE: Fault.OWN_FAULT,  # our own list of authorities cannot be read
}

# X509_V_ERR_* of OpenSSL, as SSL_VERIFYRESULT gives them.
_BY_VERIFY_RESULT: dict[int, Fault] = {
    9: Fault.CERT_NOT_YET_VALID,
    10: Fault.CERT_EXPIRED,
    18: Fault.CERT_SELF_SIGNED,
    19: Fault.CERT_UNTRUSTED,  # an unknown self-signed root
    20: Fault.CERT_UNTRUSTED,
    21: Fault.CERT_UNTRUSTED,
    62: Fault.CERT_WRONG_HOST,
}


_BY_ERRNO: dict[int, Fault] = {
    errno.ECONNREFUSED: Fault.REFUSED,
    errno.ECONNRESET: Fault.RESET,
    errno.ETIMEDOUT: Fault.TIMEOUT,
    errno.EMFILE: Fault.OWN_FAULT,
    errno.ENFILE: Fault.OWN_FAULT,
    errno.ENOBUFS: Fault.OWN_FAULT,
    errno.EADDRNOTAVAIL: Fault.OWN_FAULT,  # no local port left
}


def network_fault(code: int, text: str, verify_result: int, os_errno: int) -> Fault:
    """Return the fault behind an error of libcurl; UNREACHABLE if nothing better is known.

    text: libcurl's message. verify_result: OpenSSL's, for the certificate. os_errno: the system's,
    for the connection.
    """
    if code == pycurl.E_COULDNT_CONNECT:
        return _BY_ERRNO.get(os_errno, Fault.UNREACHABLE)
    if code == pycurl.E_PEER_FAILED_VERIFICATION:
        return _certificate_fault(text, verify_result)
    if code == pycurl.E_SSL_CONNECT_ERROR:
        return _handshake_fault(text)
    return _BY_CODE.get(code, Fault.UNREACHABLE)


def hung_up_on_greeting(code: int, fault: Fault) -> bool:
    """Return True if the server ended the TLS handshake without an alert that gives a reason."""
    return code == pycurl.E_SSL_CONNECT_ERROR and fault is Fault.RESET


def greeting_taken_up(code: int) -> bool:
    """Return True if a TLS handshake succeeded, whether or not its certificate is valid."""
    return code in (0, pycurl.E_PEER_FAILED_VERIFICATION)


def _certificate_fault(text: str, verify_result: int) -> Fault:
    if "does not match" in text or "no alternative certificate subject name" in text:
        return Fault.CERT_WRONG_HOST
    return _BY_VERIFY_RESULT.get(verify_result, Fault.CERT_UNTRUSTED)


def _handshake_fault(text: str) -> Fault:
    lowered = text.lower()
    if "wrong version number" in lowered or "packet length too long" in lowered:
        return Fault.NOT_TLS
    if "http request" in lowered or "record layer" in lowered:
        return Fault.NOT_TLS
    if "unsupported protocol" in lowered or "protocol version" in lowered:
        return Fault.TLS_OBSOLETE
    if "reset" in lowered or "syscall" in lowered or "unexpected eof" in lowered:
        return Fault.RESET
    return Fault.TLS_FAILED
