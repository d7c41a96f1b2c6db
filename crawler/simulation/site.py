"""The vocabulary of the fleet: what a host is, which requests it gets, what it answers.

A Site answers a Request with a Reply, which is well-formed or at least known in advance, byte for
byte; or with a Script, a coroutine that writes to the connection and may misbehave at any time.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import Protocol

from crawler.simulation.simulation import NameFault

Headers = tuple[tuple[str, str], ...]
LOOPBACK = "127.0.0.1"


class Door(StrEnum):
    """What answers at a port, before any HTTP."""

    PLAIN = "plain"  # HTTP as it is
    TLS = "tls"  # HTTP in TLS 1.2 or 1.3, with the site's certificate
    TLS_1_0 = "tls-1.0"  # TLS 1.0 and nothing newer; says so by an alert
    TLS_1_1 = "tls-1.1"  # TLS 1.1 likewise
    TLS_1_0_MUTE = "tls-1.0-mute"  # TLS 1.0 alone; hangs up on newer clients without an alert
    TLS_1_1_MUTE = "tls-1.1-mute"  # TLS 1.1 likewise
    TLS_ANCIENT = "tls-ancient"  # an old server: answers every greeting with TLS 1.0
    TLS_ODD_CIPHERS = "tls-odd-ciphers"  # offers no cipher that a browser supports
    BANNER = "banner"  # another protocol: the server sends first, as with SSH
    SILENT = "silent"  # accepts the connection and never sends a byte
    RESET = "reset"  # breaks the connection at the first byte
    CLOSED = "closed"  # nothing listens


class CertificateKind(StrEnum):
    """The kind of a site's certificate."""

    TRUSTED = "trusted"
    ENDS_SOON = "ends-soon"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    WRONG_HOST = "wrong-host"
    SELF_SIGNED = "self-signed"
    UNKNOWN_CA = "unknown-ca"  # the leaf alone, of an untrusted authority
    UNKNOWN_CA_CHAIN = "unknown-ca-chain"  # the same, with that authority's root
    INCOMPLETE = "incomplete"  # the leaf alone, of an intermediate that is not sent


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came. target: path and query. headers: names in lower case.

    scheme: "http" or "https", by the door through which it came.
    connection: a number, the same for all requests of one connection.
    """

    method: str
    target: str
    version: str
    headers: Mapping[str, str]
    scheme: str
    connection: int

    @property
    def host(self) -> str:
        """The requested host, in lower case, without a port; empty if none was named."""
        host = self.headers.get("host", "").lower()
        return host if host.endswith("]") else host.partition(":")[0]

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer known in advance. head: up to and including the blank line.

    close: the connection ends with it. delay: seconds to wait first.
    """

    head: bytes
    body: bytes = b""
    close: bool = False
    delay: float = 0.0


class Wire(Protocol):
    """The connection as a Script uses it."""

    @property
    def request(self) -> Request:
        """The request to answer."""

    async def send(self, data: bytes) -> None:
        """Send bytes, waiting while the client is slow to read them.

        Raise ConnectionResetError once the client has hung up.
        """

    async def pause(self, seconds: float) -> None:
        """Wait for this many seconds."""

    async def until_gone(self) -> None:
        """Wait until the client hangs up: the script ends here."""

    def reset(self) -> None:
        """Break the connection off (RST), dropping what is not sent yet."""


Script = Callable[[Wire], Awaitable[None]]
Answer = Reply | Script
Handler = Callable[[Request], Answer]

_DOORS: Mapping[str, Door] = MappingProxyType({"80": Door.PLAIN, "443": Door.TLS})


@dataclass(frozen=True)
class Site:
    """What one host name leads to.

    handler: what it answers. doors: what listens at which port of the URL. address, fault: what the
    resolver answers for the name.
    """

    handler: Handler
    doors: Mapping[str, Door] = field(default_factory=lambda: _DOORS)
    certificate: CertificateKind = CertificateKind.TRUSTED
    address: str = LOOPBACK
    fault: NameFault = ""


def reply(
    status: int,
    body: bytes | str = b"",
    *,
    headers: Headers = (),
    content_type: str = "text/html; charset=utf-8",
    phrase: str | None = None,
    delay: float = 0.0,
) -> Reply:
    """Return a well-formed answer on a connection that may be kept."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} {_phrase(status) if phrase is None else phrase}"]
    if not any(name == "Server" for name, _value in headers):
        lines.append("Server: fleet")
    if content_type and body:
        lines.append(f"Content-Type: {content_type}")
    if status not in {204, 304}:
        lines.append(f"Content-Length: {len(body)}")
    lines += [f"{name}: {value}" for name, value in headers]
    head = "\r\n".join([*lines, "", ""]).encode("utf-8")
    return Reply(head, body, delay=delay)


def raw(head: bytes, body: bytes = b"") -> Reply:
    """Return an answer of exactly these bytes, which ends the connection."""
    return Reply(head, body, close=True)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
