"""Fetching a file from another server, for what is not a check of a link.

The address is configured or typed, but the answer may lead elsewhere, so the rule for all requests
holds here too: a name is looked up once, the addresses that it stands for are judged as the
address guard judges them, and one that passed is dialled as it is. The server's name goes along in
the Host header and the TLS handshake, against which its certificate is checked. Redirects are
followed to https only, each through the same gate.

httpx limits the time of each read but not of a request, and decompresses without bound; so the
time is limited from outside, compression is declined, and the bytes are counted as they come.
"""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import BinaryIO
from urllib.parse import urlsplit

import certifi
import httpx

from crawler.fetch.client import ClientSettings
from crawler.fetch.names import Names
from crawler.world import World
from directory.about import program_version
from directory.rules.addresses import Network, may_dial
from directory.rules.domains import is_name
from directory.rules.urls import UrlRefused, parse_address, resolve
from directory.settings import Settings

_MOST_ADDRESSES = 4
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}


class NotHere(Exception):
    """A file could not be fetched; says why in plain words."""


class Unreachable(NotHere):
    """Nobody knows whether the file is there: its server did not answer, or broke off."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long and how much. timeout: seconds for one file, redirects and all. largest: bytes of
    one file. redirects: at the most."""

    timeout: float = 120.0
    largest: int = 64 * 1024 * 1024
    redirects: int = 5


@asynccontextmanager
async def fetching(
    settings: Settings, world: World, bounds: Bounds | None = None
) -> AsyncIterator["Fetcher"]:
    """What fetches files, while the block runs. Raises NotHere when the file of certificates
    cannot be read."""
    held = bounds or Bounds()
    client, names = _client(settings, world, held), world.names()
    try:
        yield Fetcher(names, settings.allowed_networks, client, held)
    finally:
        await client.aclose()
        names.close()


class Fetcher:
    """Fetches files within its bounds. Use it inside one running loop."""

    def __init__(
        self,
        names: Names,
        allowed: Sequence[Network],
        client: httpx.AsyncClient,
        bounds: Bounds,
    ) -> None:
        self._names = names
        self._allowed = allowed
        self._client = client
        self._bounds = bounds

    async def fetch(self, address: str, into: BinaryIO) -> None:
        """Writes the file at this address into another one. Raises NotHere, and OSError when it
        cannot be written."""
        try:
            async with asyncio.timeout(self._bounds.timeout):
                await self._follow(address, into)
        except TimeoutError:
            seconds = f"{self._bounds.timeout:g} seconds"
            raise Unreachable(f"it was not here within {seconds}") from None

    async def _follow(self, address: str, into: BinaryIO) -> None:
        for _ in range(self._bounds.redirects + 1):
            onward = await self._hop(address, into)
            if onward is None:
                return
            address = onward
        raise NotHere(f"there are more than {self._bounds.redirects} redirects")

    async def _hop(self, address: str, into: BinaryIO) -> str | None:
        """The address of the next hop; None when the file was there."""
        try:
            href = parse_address(address, allowed=self._allowed).href
        except UrlRefused as refusal:
            raise NotHere(f"its address cannot be used: {refusal}") from None
        trouble: Exception | None = None
        for request in await self._requests(href):
            try:
                return await self._get(request, href, into)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                trouble = error  # another address of the server may answer
            except httpx.HTTPError as error:
                raise _unreachable(error) from None
        assert trouble is not None
        raise _unreachable(trouble)

    async def _requests(self, href: str) -> list[httpx.Request]:
        """A request for each address that may be dialled; there is one at least."""
        parts = urlsplit(href)
        host = parts.hostname or ""
        port = parts.port or _PORTS[parts.scheme]
        if is_name(host) or not may_dial(host, self._allowed):
            resolved = await self._names.resolve(host, self._bounds.timeout)
            if resolved.fault is not None:
                raise Unreachable(f"{host} could not be looked up ({resolved.detail})")
            addresses, port = resolved.addresses, resolved.ports.get(str(port), port)
        else:
            addresses = (host,)
        passed = [one for one in addresses if may_dial(one, self._allowed)]
        if not passed:
            raise NotHere(
                f"{host} leads to {', '.join(addresses) or 'no address'}, which is not on the "
                "public internet; networks that may be dialled besides stand in the setting "
                "“allow_networks”"
            )
        return [
            self._client.build_request(
                "GET",
                httpx.URL(href).copy_with(host=one, port=port),
                headers={"Host": parts.netloc},
                extensions={"sni_hostname": host},
            )
            for one in passed[:_MOST_ADDRESSES]
        ]

    async def _get(self, request: httpx.Request, href: str, into: BinaryIO) -> str | None:
        response = await self._client.send(request, stream=True)
        try:
            if response.status_code in _REDIRECTS:
                return _next_hop(href, response.headers.get("location", ""))
            if response.status_code != 200:
                raise NotHere(f"the server answered with the code {response.status_code}")
            if response.headers.get("content-encoding", "identity") != "identity":
                raise NotHere("it came compressed, which was not asked for")
            await self._read(response, into)
            return None
        finally:
            await response.aclose()

    async def _read(self, response: httpx.Response, into: BinaryIO) -> None:
        size = 0
        async for piece in response.aiter_raw():
            size += len(piece)
            if size > self._bounds.largest:
                raise NotHere(
                    f"it is larger than {self._bounds.largest / 1024 / 1024:.0f} MiB, which is "
                    "more than is fetched"
                )
            into.write(piece)


def _next_hop(href: str, location: str) -> str:
    target = resolve(href, location) if location else None
    if target is None or not target.startswith("https://"):
        raise NotHere(
            "it redirects to an address that does not begin with https://, which is not followed"
        )
    return target


def _unreachable(error: Exception) -> Unreachable:
    return Unreachable(
        f"the server could not be reached, or broke off ({str(error) or type(error).__name__})"
    )


def _client(settings: Settings, world: World, bounds: Bounds) -> httpx.AsyncClient:
    ca_file = world.simulation.ca_file if world.simulation else ""
    ca_file = ca_file or os.environ.get("SSL_CERT_FILE", "") or certifi.where()
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        trust.load_verify_locations(ca_file)
    except OSError:
        raise NotHere(f"the file of certificates {ca_file} cannot be read") from None
    agent = ClientSettings(contact=settings.contact, version=program_version()).user_agent
    return httpx.AsyncClient(
        trust_env=False,  # no proxy of the environment, no credentials from a .netrc
        follow_redirects=False,
        timeout=httpx.Timeout(None, connect=settings.connect_timeout),
        # Connections are kept by address; another site at the same one has its own certificate.
        limits=httpx.Limits(max_keepalive_connections=0 if bounds.redirects else None),
        verify=trust,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={
            "User-Agent": agent,
            "Accept": "*/*",
            "Accept-Encoding": "identity",
        },
    )
