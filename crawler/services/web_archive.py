"""The web archive: what a page contained when it was still there.

Two interfaces of the Wayback Machine are used, in this order, since the first costs the archive
less: *availability* (the capture closest to a moment) and *CDX* (the list of captures). Other
archives have them as well; the address is a setting.

The archive is an external service, and an optional one. It receives at most one request a second,
one at a time; temporary failures are retried with growing, uneven pauses; all other failures are
reported in messages for staff. Only the configured address is used, through the address guard:
redirects are not followed, and the address of a capture is built here, never taken from an answer.

httpx limits the time of each read but not of a request; so the time is limited from outside.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import httpx
import msgspec

from crawler.check.retry_policy import retry_after
from crawler.services.transport import (
    AddressRefused,
    CertificatesUnreadable,
    TooLarge,
    pieces_of,
)
from directory.clock import Clock

ANSWER_CAP = 256 * 1024
_PASSING_STATUS = frozenset({429, 500, 502, 503, 504})

_T = TypeVar("_T")


class ArchiveUnavailable(Exception):
    """The archive could not be queried; the message says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the requests; all times in seconds.

    tries: for one query, at most. timeout: for one try in all. gap: from one request to the next.
    first_wait: before the second try; doubled for each further one, and shortened by up to a half
    by chance. longest_wait: the longest Retry-After that is obeyed by waiting.
    """

    tries: int = 3
    timeout: float = 20.0
    gap: float = 1.0
    first_wait: float = 1.0
    longest_wait: float = 30.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A capture of a page. url: its address in the archive, for people. at: UTC."""

    url: str
    at: datetime


class _Closest(msgspec.Struct):
    timestamp: str
    available: bool = True
    status: str | int = "200"


class _Captures(msgspec.Struct):
    closest: _Closest | None = None


class _Availability(msgspec.Struct):
    archived_snapshots: _Captures | Annotated[list[_Closest], msgspec.Meta(max_length=0)]


#: A header row and rows: of `timestamp` and the other fields in the query.
_CdxRows = list[list[str | None]]
_availability = msgspec.json.Decoder(_Availability)
_cdx_rows = msgspec.json.Decoder(_CdxRows)


class Archive:
    """One archive. Use it inside one running loop, and close it there."""

    def __init__(
        self,
        base: str,
        open_client: Callable[[], httpx.AsyncClient],
        clock: Clock,
        limits: Limits | None = None,
    ) -> None:
        """Make a client of an archive. base: its http(s) address, without a path. open_client:
        makes a client that follows no redirects; it is called when one is first needed."""
        self._base = base.rstrip("/")
        self._limits = limits or Limits()
        self._turn = asyncio.Lock()
        self._not_before = 0.0
        self._silent: dict[str, str] = {}  # interfaces given up, and why
        self._open_client = open_client
        self._clock = clock
        self._client: httpx.AsyncClient | None = None

    async def close(self) -> None:
        """Close its connections."""
        if self._client is not None:
            await self._client.aclose()

    async def closest(self, url: str, before: datetime) -> Snapshot | None:
        """Return the capture of this href that is closest to the moment `before` (aware); None if
        the archive has none.

        One taken earlier is preferred: later ones may show what the page has become. Raise
        ArchiveUnavailable if the archive could not be queried; an interface that failed in all
        tries is not used again.
        """
        try:
            nearest = await self._available(url, before)
        except ArchiveUnavailable:
            nearest = None  # the other interface may work
        if nearest is not None and nearest.at <= before:
            return nearest
        try:
            return await self._latest_capture(url, before) or nearest
        except ArchiveUnavailable:
            if nearest is None:
                raise
            return nearest

    async def _available(self, url: str, before: datetime) -> Snapshot | None:
        body = await self._ask("/wayback/available", {"url": url, "timestamp": _stamp(before)})
        captures = _decoded(_availability.decode, body).archived_snapshots
        closest = captures.closest if isinstance(captures, _Captures) else None
        if closest is None or not closest.available or str(closest.status) != "200":
            return None
        return self._snapshot(url, closest.timestamp)

    async def _latest_capture(self, url: str, before: datetime) -> Snapshot | None:
        body = await self._ask(
            "/cdx/search/cdx",
            {
                "url": url,
                "output": "json",
                "filter": "statuscode:200",
                "to": _stamp(before),
                "limit": "-1",
                "fl": "timestamp,original,statuscode,digest",
            },
        )
        rows = _decoded(_cdx_rows.decode, body) if body.strip() else []
        if len(rows) < 2:  # at most the header row
            return None
        header, last = rows[0], rows[-1]
        fields = dict(zip(header, last, strict=False))
        if fields.get("statuscode", "200") != "200":
            return None
        return self._snapshot(url, fields.get("timestamp") or "")

    def _snapshot(self, url: str, timestamp: str) -> Snapshot:
        at = _moment(timestamp)
        return Snapshot(f"{self._base}/web/{timestamp}/{url}", at)

    async def _ask(self, path: str, query: dict[str, str]) -> bytes:
        """Return the body of a good answer, within the limits. Raise ArchiveUnavailable if none
        came."""
        if path in self._silent:
            raise ArchiveUnavailable(self._silent[path])
        limits = self._limits
        for attempt in range(1, limits.tries + 1):
            reply = await self._try(path, query)
            if isinstance(reply, bytes):
                return reply
            if not reply.may_pass:
                raise ArchiveUnavailable(reply.why)
            wait = reply.wait if reply.wait is not None else _backoff(limits, attempt)
            if attempt == limits.tries or wait > limits.longest_wait:
                self._silent[path] = reply.why
                break
            await asyncio.sleep(wait)
        raise ArchiveUnavailable(self._silent[path])

    async def _try(self, path: str, query: dict[str, str]) -> "bytes | _Trouble":
        async with self._turn:
            loop = asyncio.get_running_loop()
            while (wait := self._not_before - loop.time()) > 0:
                await asyncio.sleep(wait)
            try:
                async with asyncio.timeout(self._limits.timeout):
                    return await self._get(path, query)
            except TimeoutError:
                return _Trouble(f"it did not answer within {self._limits.timeout:g} seconds")
            except httpx.TransportError as error:
                if isinstance(error.__cause__, AddressRefused):
                    return _Trouble(
                        f"connections to its address are not allowed: {error}", may_pass=False
                    )
                return _Trouble(f"it could not be reached ({_words_of(error)})")
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                why = f"the setting “archive” may be wrong ({_words_of(error)})"
                return _Trouble(why, may_pass=False)
            finally:
                self._not_before = loop.time() + self._limits.gap

    def _opened(self) -> httpx.AsyncClient:
        """Return the client, made when it is first needed. Raise ArchiveUnavailable if it cannot be
        made."""
        if self._client is None:
            try:
                self._client = self._open_client()
            except CertificatesUnreadable as error:
                raise ArchiveUnavailable(str(error)) from None
        return self._client

    async def _get(self, path: str, query: dict[str, str]) -> "bytes | _Trouble":
        async with self._opened().stream("GET", self._base + path, params=query) as response:
            if response.status_code != 200:
                return _refusal(response, self._clock())
            try:
                return b"".join([piece async for piece in pieces_of(response, ANSWER_CAP)])
            except TooLarge:
                return _Trouble("its answer was too long", may_pass=False)


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Why a try failed. wait: seconds that the archive requests; None for our default."""

    why: str
    may_pass: bool = True
    wait: float | None = None


def _refusal(response: httpx.Response, now: datetime) -> _Trouble:
    status = response.status_code
    wait = retry_after(response.headers.get("retry-after", ""), now)
    if status == 429:
        return _Trouble("it requests that we try again later", wait=wait)
    return _Trouble(
        f"it answered with the error code {status}", may_pass=status in _PASSING_STATUS, wait=wait
    )


def _backoff(limits: Limits, attempt: int) -> float:
    """Return the seconds before the next try; uneven, so that several clients do not retry
    together."""
    whole: float = limits.first_wait * 2.0 ** (attempt - 1)
    return whole * random.uniform(0.5, 1.0)  # noqa: S311  (no secret)


def _decoded(decode: Callable[[bytes], _T], body: bytes) -> _T:
    """Return the decoded answer. Raise ArchiveUnavailable if it is not of the expected form."""
    try:
        return decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ArchiveUnavailable("it answered with data of an unexpected form") from None


def _stamp(moment: datetime) -> str:
    """Return a moment as the archive writes it: fourteen digits, in UTC."""
    return f"{moment.astimezone(UTC):%Y%m%d%H%M%S}"


def _moment(timestamp: str) -> datetime:
    if len(timestamp) == 14 and timestamp.isascii() and timestamp.isdigit():
        try:
            return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            pass
    raise ArchiveUnavailable("it answered with a date that is not valid")


def _words_of(error: Exception) -> str:
    return str(error) or type(error).__name__
