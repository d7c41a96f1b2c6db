"""The HTTP client for requests other than checks of links: registries, archives, published
releases, and the demo's visitor.

Each connection passes the address guard. A host name is resolved once, the addresses are checked,
and the connection is made to one that passed; so neither a setting, a redirect nor a changing DNS
answer leads to a forbidden network. TLS certificates are checked against the name.
"""

import os
import ssl
from collections.abc import AsyncIterator, Iterable, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address
from typing import Any

import certifi
import httpcore
import httpx

from crawler.environment import Environment
from crawler.fetch.client import ClientSettings
from crawler.fetch.dns import Names
from directory.program import program_version
from directory.rules.addresses import Network, may_dial
from directory.settings import Settings

_MOST_ADDRESSES = 4
_RESOLVER_TIMEOUT = 20.0


class AddressRefused(httpcore.ConnectError):
    """A host has no address to which connections are allowed; the cause of an
    httpx.ConnectError."""


class TooLarge(Exception):
    """A body has more bytes than the limit."""


class CertificatesUnreadable(Exception):
    """The file of trusted certificates cannot be read; the message names it."""


def http_client(
    settings: Settings, environment: Environment, *, accept: str = "*/*"
) -> httpx.AsyncClient:
    """Return a client to use inside one running loop, and to close there.

    It follows no redirects and has no time limit but that of connecting. Raise
    CertificatesUnreadable if the trusted certificates cannot be read.
    """
    agent = ClientSettings(contact=settings.contact, version=program_version()).user_agent
    trust = _trust(environment)
    guard = _Guard(environment.names(), settings.allowed_networks)
    return httpx.AsyncClient(
        trust_env=False,  # no credentials from a .netrc
        follow_redirects=False,
        timeout=httpx.Timeout(None, connect=settings.connect_timeout),
        transport=_GuardedTransport(guard, trust),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"User-Agent": agent, "Accept": accept, "Accept-Encoding": "identity"},
    )


async def pieces_of(response: httpx.Response, largest: int) -> AsyncIterator[bytes]:
    """Yield the body of a streamed response as it comes. Raise TooLarge above `largest` bytes.

    httpx decompresses without bound, so compression is declined, and the raw bytes are counted.
    """
    size = 0
    async for piece in response.aiter_raw():
        size += len(piece)
        if size > largest:
            raise TooLarge
        yield piece


def _trust(environment: Environment) -> ssl.SSLContext:
    ca_file = environment.simulation.ca_file if environment.simulation else ""
    ca_file = ca_file or os.environ.get("SSL_CERT_FILE", "") or certifi.where()
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        trust.load_verify_locations(ca_file)
    except OSError:
        raise CertificatesUnreadable(f"the file of certificates {ca_file} cannot be read") from None
    return trust


class _GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport, with connections through the guard, and without proxies."""

    def __init__(self, guard: "_Guard", trust: ssl.SSLContext) -> None:
        super().__init__(verify=trust, trust_env=False)
        self._guard = guard
        # httpx has no public parameter for it; a release without this attribute must not connect.
        if not isinstance(self._pool, httpcore.AsyncConnectionPool):
            raise TypeError("this release of httpx opens its connections in another way")
        self._pool = httpcore.AsyncConnectionPool(ssl_context=trust, network_backend=guard)

    async def aclose(self) -> None:
        """Close the connections."""
        await super().aclose()
        self._guard.close()


class _Guard(httpcore.AsyncNetworkBackend):
    """Opens connections to allowed addresses, and to no other."""

    def __init__(self, names: Names, allowed: Sequence[Network]) -> None:
        self._names = names
        self._allowed = allowed
        self._dial = httpcore.AnyIOBackend()

    def close(self) -> None:
        """Close the resolver."""
        self._names.close()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers. Raise AddressRefused if none is allowed, or
        another ConnectError."""
        addresses, port = await self._addresses(host, port, timeout or _RESOLVER_TIMEOUT)
        passed = [one for one in addresses if may_dial(one, self._allowed)][:_MOST_ADDRESSES]
        if not passed:
            raise AddressRefused(
                f"{host} leads to {', '.join(addresses) or 'no address'}, which is not on the "
                "public internet; to allow its network, add it to the setting "
                "“allow_networks”"
            )
        trouble: Exception | None = None
        for address in passed:
            try:
                return await self._dial.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error  # another address of the server may answer
        assert trouble is not None
        raise trouble

    async def sleep(self, seconds: float) -> None:
        await self._dial.sleep(seconds)

    async def _addresses(self, host: str, port: int, timeout: float) -> tuple[Sequence[str], int]:
        """Return the addresses of a host, and the port there. Raise ConnectError if there are
        none."""
        if _is_address(host):
            return (host,), port
        resolved = await self._names.resolve(host, timeout)
        if resolved.fault is not None:
            raise httpcore.ConnectError(f"{host} could not be looked up ({resolved.detail})")
        return resolved.addresses, resolved.ports.get(str(port), port)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
