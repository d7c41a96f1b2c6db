"""Certificates of every kind, from temporary authorities made for one fleet.

trustme makes the authorities and the well-formed leaves; `cryptography` makes what trustme cannot:
a self-signed leaf, and a leaf that names the address of its issuer's certificate (Authority
Information Access), as every leaf of a public authority does. An incomplete chain differs from an
unknown authority only by that address.

The chain is as on the real web: a root that clients trust, an intermediate that issues, a leaf.
Keys are ECDSA on P-256: made in well under a millisecond.
"""

import ssl
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import assert_never

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from crawler.simulation.site import CertificateKind, Door

#: The host at which the fleet serves the issuing authority's certificate.
ISSUER_HOST = "pki.fleet.example"
ISSUER_PATH = "/issuing.crt"
#: The name on the certificate of a site with the certificate of another host.
OTHER_HOST = "somebody-else.example"
#: The name on the certificate for a client that names no host, or an unknown one.
NOBODY = "no-such-site.fleet.example"

Present = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Validity:
    """The time in which a certificate is valid, aware."""

    starts: datetime
    ends: datetime


def validity(kind: CertificateKind, real: datetime, simulated: datetime) -> Validity:
    """Return the days of a certificate of this kind.

    TLS libraries use the machine's clock, people the simulated one. So a good certificate is valid
    by both, and an expired one had expired by both. One that ends soon must still be valid by the
    machine's clock: when that is weeks ahead of the simulated one, it ends soon by the machine's
    only.
    """
    early, late = min(real, simulated), max(real, simulated)
    match kind:
        case CertificateKind.EXPIRED:
            return Validity(early - timedelta(days=90), early - timedelta(hours=6))
        case CertificateKind.NOT_YET_VALID:
            return Validity(late + timedelta(days=5), late + timedelta(days=95))
        case CertificateKind.ENDS_SOON:
            return Validity(early - timedelta(days=83), late + timedelta(days=7))
        case (
            CertificateKind.TRUSTED
            | CertificateKind.WRONG_HOST
            | CertificateKind.SELF_SIGNED
            | CertificateKind.UNKNOWN_CA
            | CertificateKind.UNKNOWN_CA_CHAIN
            | CertificateKind.INCOMPLETE
        ):
            return Validity(early - timedelta(days=90), late + timedelta(days=730))
        case _:
            assert_never(kind)


class Certificates:
    """The authorities of one fleet, and its TLS contexts by host, made when first needed."""

    def __init__(self, real: Present, simulated: Present) -> None:
        self._real = real
        self._simulated = simulated
        self._root = trustme.CA(organization_name="Fleet", organization_unit_name="Fleet root")
        self._issuing = self._root.create_child_ca()
        self._unknown = trustme.CA(
            organization_name="Unknown", organization_unit_name="Unknown root"
        )
        self._contexts: dict[tuple[str, CertificateKind], ssl.SSLContext] = {}

    @property
    def root_pem(self) -> bytes:
        """The certificate to trust, as PEM."""
        return self._root.cert_pem.bytes()

    @property
    def issuing_der(self) -> bytes:
        """The intermediate's certificate, as DER: what ISSUER_PATH serves."""
        pem = self._issuing.cert_pem.bytes()
        return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)

    def context(self, host: str, kind: CertificateKind) -> ssl.SSLContext:
        """Return the server's context for this host; the same one each time."""
        context = self._contexts.get((host, kind))
        if context is None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.issue(host, kind).configure_cert(context)
            self._contexts[host, kind] = context
        return context

    def issue(self, host: str, kind: CertificateKind) -> trustme.LeafCert:
        """Return a new certificate of this kind, with its key and the chain that is sent."""
        days = validity(kind, self._real(), self._simulated())
        match kind:
            case CertificateKind.SELF_SIGNED:
                return _self_signed(host, days)
            case CertificateKind.INCOMPLETE:
                return _without_chain(self._issuing, host, days)
            case CertificateKind.UNKNOWN_CA:
                return _issue(self._unknown, host, days)
            case CertificateKind.UNKNOWN_CA_CHAIN:
                leaf = _issue(self._unknown, host, days)
                return trustme.LeafCert(
                    leaf.private_key_pem.bytes(),
                    leaf.cert_chain_pems[0].bytes(),
                    [self._unknown.cert_pem.bytes()],
                )
            case CertificateKind.WRONG_HOST:
                return _issue(self._issuing, OTHER_HOST, days)
            case (
                CertificateKind.TRUSTED
                | CertificateKind.ENDS_SOON
                | CertificateKind.EXPIRED
                | CertificateKind.NOT_YET_VALID
            ):
                return _issue(self._issuing, host, days)
            case _:
                assert_never(kind)


_OLD_VERSIONS = {
    Door.TLS_1_0: ssl.TLSVersion.TLSv1,
    Door.TLS_1_0_MUTE: ssl.TLSVersion.TLSv1,
    Door.TLS_1_1: ssl.TLSVersion.TLSv1_1,
    Door.TLS_1_1_MUTE: ssl.TLSVersion.TLSv1_1,
}


def restrict(context: ssl.SSLContext, door: Door) -> None:
    """Make a context offer only what this door offers.

    Raise ssl.SSLError if the machine's OpenSSL was built without it.
    """
    if door in _OLD_VERSIONS:
        version = _OLD_VERSIONS[door]
        context.set_ciphers("ALL:@SECLEVEL=0")  # these versions need SHA-1
        with warnings.catch_warnings():  # Python warns of them, rightly; here they are intended
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = version
            context.maximum_version = version
    elif door is Door.TLS_ODD_CIPHERS:
        context.maximum_version = ssl.TLSVersion.TLSv1_2  # 1.3 has no odd ciphers
        context.set_ciphers("eNULL:@SECLEVEL=0")


def _issue(authority: trustme.CA, host: str, days: Validity) -> trustme.LeafCert:
    return authority.issue_cert(
        host,
        organization_name="Fleet",
        common_name=host[:64],
        not_before=_naive(days.starts),
        not_after=_naive(days.ends),
    )


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _name(host: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])


def _builder(
    host: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: Validity
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(_name(host))
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(days.starts)
        .not_valid_after(days.ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _leaf(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> trustme.LeafCert:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return trustme.LeafCert(pem, certificate.public_bytes(Encoding.PEM), [])


def _self_signed(host: str, days: Validity) -> trustme.LeafCert:
    key = ec.generate_private_key(ec.SECP256R1())
    return _leaf(_builder(host, _name(host), key, days).sign(key, hashes.SHA256()), key)


def _without_chain(authority: trustme.CA, host: str, days: Validity) -> trustme.LeafCert:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.load_pem_x509_certificate(authority.cert_pem.bytes())
    issuer_key = load_pem_private_key(authority.private_key_pem.bytes(), None)
    if not isinstance(issuer_key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is not of the kind that was asked for")
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    where = x509.AccessDescription(
        AuthorityInformationAccessOID.CA_ISSUERS,
        x509.UniformResourceIdentifier(f"http://{ISSUER_HOST}{ISSUER_PATH}"),
    )
    builder = (
        _builder(host, issuer.subject, key, days)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
        .add_extension(x509.AuthorityInformationAccess([where]), critical=False)
    )
    return _leaf(builder.sign(issuer_key, hashes.SHA256()), key)
