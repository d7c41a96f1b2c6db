"""Certificates and versions of TLS that browsers warn of."""

from collections.abc import Mapping

from crawler.simulation.behaviour import (
    Behaviour,
    everywhere,
    own_page,
    with_robots,
)
from crawler.simulation.demo_behaviours import WARNING, leads_to
from crawler.simulation.site import CertificateKind, Door, Site
from directory.model.reasons import Reason


def _certificate(name: str, does: str, kind: CertificateKind, reason: Reason) -> Behaviour:
    build = everywhere(own_page, certificate=kind)
    return Behaviour(f"certificate-{name}", does, reason, WARNING, build)


def _behind(door: Door) -> Mapping[str, Door]:
    return {"80": Door.PLAIN, "443": door}


def _obsolete(door: Door, does: str) -> Behaviour:
    build = everywhere(own_page, doors=_behind(door))
    return Behaviour(door.value.replace(".", "-"), does, Reason.TLS_OBSOLETE, WARNING, build)


def _leads_to_expired(host: str) -> dict[str, Site]:
    lapsed = f"lapsed.{host}"
    expired = Site(with_robots(own_page), certificate=CertificateKind.EXPIRED)
    return {lapsed: expired} | leads_to(f"https://{lapsed}/jobs", 302)(host)


ROWS = (
    _certificate(
        "not-yet-valid", "Shows a certificate whose time has not come.",
        CertificateKind.NOT_YET_VALID, Reason.CERTIFICATE_NOT_YET_VALID,
    ),
    _certificate(
        "wrong-host", "Shows a certificate for another host.",
        CertificateKind.WRONG_HOST, Reason.CERTIFICATE_WRONG_HOST,
    ),
    _certificate(
        "self-signed", "Shows a certificate that it signed itself.",
        CertificateKind.SELF_SIGNED, Reason.CERTIFICATE_SELF_SIGNED,
    ),
    _certificate(
        "unknown-ca", "Shows a certificate of an authority that nobody knows.",
        CertificateKind.UNKNOWN_CA, Reason.CERTIFICATE_UNTRUSTED,
    ),
    _certificate(
        "unknown-ca-chain", "Shows such a certificate, and the unknown authority's own.",
        CertificateKind.UNKNOWN_CA_CHAIN, Reason.CERTIFICATE_UNTRUSTED,
    ),
    Behaviour(
        "certificate-chain-incomplete", "Leaves out the intermediate between its certificate and "
        "a known authority; the certificate says where that can be had.",
        Reason.CERTIFICATE_CHAIN_INCOMPLETE,
        "Most browsers fetch the missing part; some visitors get a warning.",
        everywhere(own_page, certificate=CertificateKind.INCOMPLETE),
    ),
    Behaviour(
        "certificate-ends-soon", "Shows a good certificate that ends in a week.",
        Reason.CERTIFICATE_ENDS_SOON, "It works today; most sites renew in time.",
        everywhere(own_page, certificate=CertificateKind.ENDS_SOON),
    ),
    Behaviour(
        "redirect-to-expired", "Redirects to a host whose certificate has expired.",
        Reason.CERTIFICATE_EXPIRED, WARNING, _leads_to_expired,
    ),
    _obsolete(Door.TLS_1_0, "Speaks TLS 1.0 alone, and says so to newer clients."),
    _obsolete(Door.TLS_1_1, "Speaks TLS 1.1 alone, and says so to newer clients."),
    _obsolete(Door.TLS_1_0_MUTE, "Speaks TLS 1.0 alone, and hangs up on newer clients."),
    _obsolete(Door.TLS_1_1_MUTE, "Speaks TLS 1.1 alone, and hangs up on newer clients."),
    _obsolete(Door.TLS_ANCIENT, "Answers every TLS greeting with TLS 1.0, as old servers do."),
    Behaviour(
        "tls-odd-ciphers", "Offers no cipher that browsers have.", Reason.TLS_FAILED,
        "No secure connection comes about, and the versions are not to blame.",
        everywhere(own_page, doors=_behind(Door.TLS_ODD_CIPHERS)),
    ),
    Behaviour(
        "http-on-tls-port", "Speaks plain HTTP at the https port.", Reason.NOT_TLS,
        "Browsers cannot open it.", everywhere(own_page, doors=_behind(Door.PLAIN)),
    ),
    Behaviour(
        "tls-reset", "Breaks the connection off in the middle of the TLS greeting.",
        Reason.CONNECTION_RESET, "Broken off, whatever the layer.",
        everywhere(own_page, doors=_behind(Door.RESET)),
    ),
    Behaviour(
        "tls-silent", "Takes the connection and never answers the TLS greeting.", Reason.TIMEOUT,
        "Nothing comes, however long one waits.",
        everywhere(own_page, doors=_behind(Door.SILENT)),
    ),
)  # fmt: skip
