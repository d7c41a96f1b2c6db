"""Fetch a file from another server, for purposes other than a check of a link.

The address is configured or typed, but the answer may lead elsewhere: redirects are followed to
https only, each address is parsed as that of a link is, and each connection passes the address
guard.

httpx limits the time of each read but not of a request; so the time is limited from outside.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO

import httpx

from crawler.environment import Environment
from crawler.services.transport import (
    AddressRefused,
    CertificatesUnreadable,
    TooLarge,
    http_client,
    pieces_of,
)
from directory.rules.addresses import Network
from directory.rules.urls import UrlRefused, parse_address, resolve
from directory.settings import Settings

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class NotHere(Exception):
    """A file could not be fetched; the message says why."""


class Unreachable(NotHere):
    """It is unknown whether the file exists: its server did not answer, or closed the
    connection."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of time and size. timeout: seconds for one file, with redirects. largest: bytes of one
    file. redirects: their greatest number."""

    timeout: float = 120.0
    largest: int = 64 * 1024 * 1024
    redirects: int = 5


@asynccontextmanager
async def fetching(
    settings: Settings, environment: Environment, bounds: Bounds | None = None
) -> AsyncIterator["Fetcher"]:
    """Yield a Fetcher, for use in the block. Raise NotHere if the file of certificates cannot be
    read."""
    try:
        client = http_client(settings, environment)
    except CertificatesUnreadable as error:
        raise NotHere(str(error)) from None
    async with client:
        yield Fetcher(settings.allowed_networks, client, bounds or Bounds())


class Fetcher:
    """Fetches files within its bounds. Use it inside one running loop."""

    def __init__(
        self,
        allowed: Sequence[Network],
        client: httpx.AsyncClient,
        bounds: Bounds,
    ) -> None:
        self._allowed = allowed
        self._client = client
        self._bounds = bounds

    async def fetch(self, address: str, into: BinaryIO) -> None:
        """Write the file at this address into another one. Raise NotHere, or OSError if it cannot
        be written."""
        try:
            async with asyncio.timeout(self._bounds.timeout):
                await self._follow(address, into)
        except TimeoutError:
            seconds = f"{self._bounds.timeout:g} seconds"
            raise Unreachable(f"it did not arrive within {seconds}") from None

    async def _follow(self, address: str, into: BinaryIO) -> None:
        for _ in range(self._bounds.redirects + 1):
            onward = await self._hop(address, into)
            if onward is None:
                return
            address = onward
        raise NotHere(f"there are more than {self._bounds.redirects} redirects")

    async def _hop(self, address: str, into: BinaryIO) -> str | None:
        """Return the address of the next hop; None if the file was there."""
        try:
            href = parse_address(address, allowed=self._allowed).href
        except UrlRefused as refusal:
            raise NotHere(f"its address cannot be used: {refusal}") from None
        try:
            return await self._get(href, into)
        except httpx.HTTPError as error:
            if isinstance(error.__cause__, AddressRefused):
                raise NotHere(str(error)) from None
            raise Unreachable(
                "the server could not be reached, or closed the connection "
                f"({str(error) or _kind(error)})"
            ) from None

    async def _get(self, href: str, into: BinaryIO) -> str | None:
        async with self._client.stream("GET", href) as response:
            if response.status_code in _REDIRECTS:
                return _next_hop(href, response.headers.get("location", ""))
            if response.status_code != 200:
                raise NotHere(f"the server answered with the code {response.status_code}")
            if response.headers.get("content-encoding", "identity") != "identity":
                raise NotHere("it came compressed, which was not requested")
            try:
                async for piece in pieces_of(response, self._bounds.largest):
                    into.write(piece)
            except TooLarge:
                raise NotHere(
                    f"it is larger than {self._bounds.largest / 1024 / 1024:.0f} MiB, which is "
                    "more than is fetched"
                ) from None
            return None


def _next_hop(href: str, location: str) -> str:
    target = resolve(href, location) if location else None
    if target is None or not target.startswith("https://"):
        raise NotHere(
            "it redirects to an address that does not begin with https://, which is not followed"
        )
    return target


def _kind(error: Exception) -> str:
    return type(error).__name__
