"""libcurl, driven by the asyncio loop: one FetchRequest in, one FetchResponse out.

libcurl was chosen because it reads malformed answers as browsers do, names the cause when TLS
fails, and requests each socket from a callback, so that the guard sees the address of each
connection. `fetch/curl_loop.py` runs it within the loop; nothing here blocks and no thread is used.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import certifi
import pycurl

from crawler.fetch.certificate import lacks_intermediate, read_certificate
from crawler.fetch.curl_loop import Driver
from crawler.fetch.decoding import decode
from crawler.fetch.dns import Names
from crawler.fetch.faults import greeting_taken_up, hung_up_on_greeting, network_fault
from crawler.fetch.guard import Guard
from crawler.fetch.request import FetchRequest, FetchResponse
from crawler.fetch.response_buffer import Received
from directory.model.observation import Certificate, NetworkFault
from directory.rules.addresses import Network
from directory.rules.urls import lane_of

#: The name under which robots.txt may address us.
PRODUCT_TOKEN = "JobBankLinkCheck"  # noqa: S105  (a name, no secret)

_HEADERS = [
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language: en;q=1, *;q=0.5",
    "Accept-Encoding: gzip, deflate",
]
_KEPT_CERTIFICATES = 4096
_RECENT = 0.5  # seconds
FEWEST_IDLE = 32
_OLD_TLS = pycurl.SSLVERSION_TLSv1_0 | pycurl.SSLVERSION_MAX_TLSv1_1
#: libcurl fails at a carriage return within a header, where browsers continue.
_STRAY_RETURN = "Carriage return found in header"


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """How to fetch. contact: is added to the User-Agent. ca_file: "" for certifi's.

    max_active: transfers at once. max_idle: connections kept open for reuse.
    """

    allowed: Sequence[Network] = ()
    contact: str = ""
    ca_file: str = ""
    connect_timeout: float = 10.0
    max_active: int = 500
    max_idle: int = 1000
    version: str = "0"

    @property
    def user_agent(self) -> str:
        """The crawler's name, and where to send complaints."""
        contact = f"; +{self.contact}" if self.contact else ""
        return f"Mozilla/5.0 (compatible; {PRODUCT_TOKEN}/{self.version}{contact})"


class Client:
    """Fetches. Use it inside one running loop, and close it there. max_active: requests at once."""

    def __init__(self, settings: ClientSettings, names: Names) -> None:
        self.max_active = settings.max_active
        self._settings = settings
        self._names = names
        self._driver = Driver(settings.max_idle)
        self._places = asyncio.Semaphore(settings.max_active)
        self._idle: list[_Transfer] = []
        self._aborted = False
        self._under_way: dict[int, float] = {}
        self._certificates: OrderedDict[str, Certificate] = OrderedDict()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def abort(self) -> None:
        """End all requests, present and future, as our own fault."""
        self._aborted = True
        self._driver.abort()

    def close(self) -> None:
        """Close all connections. Requests must have ended or been aborted."""
        self._driver.close()
        for transfer in self._idle:
            transfer.curl.close()
        self._idle.clear()
        self._names.close()

    async def fetch(self, ask: FetchRequest) -> FetchResponse:
        """Make one GET request, without following redirects. Faults are returned, not raised."""
        async with self._places:
            if self._aborted:
                return _stopped(ask)
            began = time.monotonic()
            self._under_way[id(ask)] = began
            try:
                return await self._resolve_and_fetch(ask, began)
            finally:
                del self._under_way[id(ask)]

    def busy(self) -> int:
        """Return how many requests have been under way for less than _RECENT: they need work soon,
        while older ones only wait for a server."""
        recent = time.monotonic() - _RECENT
        young = 0
        for began in reversed(self._under_way.values()):
            if began < recent:
                break
            young += 1
        return young

    def keep_open(self, hosts: int) -> None:
        """Limit the connections that stay open: one for each of `hosts` hosts, within bounds."""
        self._driver.keep_open(min(self._settings.max_idle, max(FEWEST_IDLE, hosts)))

    async def _resolve_and_fetch(self, ask: FetchRequest, began: float) -> FetchResponse:
        href = ask.url.partition("#")[0]
        authority = lane_of(href)
        host, port = _split(authority, href)
        routes = _Routes()
        if not _is_literal(host):
            resolved = await self._names.resolve(
                host, min(ask.timeout, self._settings.connect_timeout)
            )
            if resolved.fault is not None:
                return FetchResponse(
                    ask.url,
                    fault=resolved.fault,
                    fault_detail=resolved.detail,
                    millis=_millis_since(began),
                )
            routes = _routes(host, port, resolved.addresses, resolved.ports)
            if self._aborted:
                return _stopped(ask)
        transfer = self._idle.pop() if self._idle else _Transfer(self._settings)
        transfer.prepare(ask, href, routes, ask.timeout - (time.monotonic() - began))
        code, text = await self._driver.run(transfer.curl)
        answer = transfer.answer(ask, code, text, _millis_since(began))
        self._idle.append(transfer)
        if answer.fault and hung_up_on_greeting(code, answer.fault):
            answer = await self._greet_as_of_old(ask, href, routes, answer, began)
        return self._with_certificate(answer, authority) if href.startswith("https:") else answer

    async def _greet_as_of_old(
        self, ask: FetchRequest, href: str, routes: "_Routes", answer: FetchResponse, began: float
    ) -> FetchResponse:
        """Return the answer; or TLS_OBSOLETE if the server accepts a handshake with TLS 1.0 or 1.1
        alone. Many such servers close the connection at a newer handshake without an alert. No page
        is requested."""
        left = ask.timeout - (time.monotonic() - began)
        if left <= 0 or self._aborted:
            return answer
        transfer = _Transfer(self._settings)  # a separate one: no other may offer this
        try:
            transfer.prepare(ask, href, routes, left)
            transfer.offer_old_tls_alone()
            code, _text = await self._driver.run(transfer.curl)
        finally:
            transfer.curl.close()
        millis = _millis_since(began)
        if not greeting_taken_up(code):
            return replace(answer, millis=millis)
        detail = "it accepts TLS 1.0 or 1.1, and closes the connection at anything newer"
        return replace(answer, fault=NetworkFault.TLS_OBSOLETE, fault_detail=detail, millis=millis)

    def _with_certificate(self, answer: FetchResponse, host: str) -> FetchResponse:
        """Add the certificate with which a kept connection began, since it is not shown again."""
        if answer.certificate is None:
            return replace(answer, certificate=self._certificates.get(host))
        self._certificates[host] = answer.certificate
        if len(self._certificates) > _KEPT_CERTIFICATES:
            self._certificates.popitem(last=False)
        return answer


def _stopped(ask: FetchRequest) -> FetchResponse:
    return FetchResponse(
        ask.url, fault=NetworkFault.OWN_FAULT, fault_detail="this crawl was stopped"
    )


def _split(authority: str, href: str) -> tuple[str, int]:
    """Return the host and the port of an href; the scheme's own port if it names none."""
    host, colon, port = authority.rpartition(":")
    if colon and port.isdigit():
        return host, int(port)
    return authority, 443 if href.startswith("https:") else 80


def _is_literal(host: str) -> bool:
    """Return True for an address instead of a name. In an href, a host whose last label is a number
    is an IPv4 address, and one in brackets an IPv6 address."""
    return host.endswith("]") or host.rpartition(".")[2].isdigit()


@dataclass(frozen=True, slots=True)
class _Routes:
    """libcurl's RESOLVE and CONNECT_TO lists for one request."""

    resolve: tuple[str, ...] = ()
    connect_to: tuple[str, ...] = ()


def _routes(host: str, port: int, addresses: Sequence[str], ports: dict[str, int]) -> _Routes:
    bracketed = [f"[{address}]" if ":" in address else address for address in addresses]
    real = ports.get(str(port), port)
    # "+": the entry may expire, so that libcurl's cache does not grow for ever.
    resolve = (f"+{host}:{real}:{','.join(bracketed)}",)
    connect_to = (f"{host}:{port}:{host}:{real}",) if real != port else ()
    return _Routes(resolve, connect_to)


def _conditions(ask: FetchRequest) -> list[bytes]:
    """Return the headers of a conditional request. A tag is sent back as the site sent it, unless
    it contains characters that would end the header."""
    wanted = (("If-None-Match", ask.etag), ("If-Modified-Since", ask.last_modified))
    return [f"{name}: {value}".encode() for name, value in wanted if value and value.isprintable()]


def _millis_since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


class _Transfer:
    """One easy handle and what it receives; used again for one request after another."""

    def __init__(self, settings: ClientSettings) -> None:
        self.curl = pycurl.Curl()
        self._guard = Guard(settings.allowed)
        self._received = Received(0, any_type=False)
        self._has_cookie = False
        self._has_conditions = False
        for option, value in (
            (pycurl.NOSIGNAL, 1),
            (pycurl.FOLLOWLOCATION, 0),
            (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
            (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
            (pycurl.PROXY, ""),  # the environment's proxies would connect for us, past the guard
            (pycurl.NOPROXY, "*"),
            (pycurl.USERAGENT, settings.user_agent),
            (pycurl.HTTPHEADER, _HEADERS),
            (pycurl.HTTP_CONTENT_DECODING, 0),
            (pycurl.SSL_VERIFYPEER, 1),
            (pycurl.SSL_VERIFYHOST, 2),
            (pycurl.CAINFO, settings.ca_file or certifi.where()),
            (pycurl.OPT_CERTINFO, 1),
            (pycurl.CONNECTTIMEOUT_MS, round(settings.connect_timeout * 1000)),
            (pycurl.OPENSOCKETFUNCTION, self._guard.open_socket),
        ):
            self.curl.setopt(option, value)

    def prepare(self, ask: FetchRequest, href: str, routes: _Routes, timeout: float) -> None:
        """Set up the next request."""
        self._guard.reset()
        self._received = Received(ask.body_cap, any_type=ask.any_type)
        curl = self.curl
        curl.setopt(pycurl.HEADERFUNCTION, self._received.on_header)
        curl.setopt(pycurl.WRITEFUNCTION, self._received.on_body)
        curl.setopt(pycurl.URL, href)
        curl.setopt(pycurl.TIMEOUT_MS, max(1, round(timeout * 1000)))
        curl.setopt(pycurl.RESOLVE, list(routes.resolve))
        curl.setopt(pycurl.CONNECT_TO, list(routes.connect_to))
        if ask.cookie:
            curl.setopt(pycurl.COOKIE, ask.cookie.encode())
        elif self._has_cookie:
            curl.unsetopt(pycurl.COOKIE)
        self._has_cookie = bool(ask.cookie)
        conditions = _conditions(ask)
        if conditions or self._has_conditions:
            curl.setopt(pycurl.HTTPHEADER, [*_HEADERS, *conditions])
        self._has_conditions = bool(conditions)

    def offer_old_tls_alone(self) -> None:
        """Make the next request a handshake only, with TLS 1.0 or 1.1."""
        self.curl.setopt(pycurl.SSLVERSION, _OLD_TLS)
        self.curl.setopt(pycurl.SSL_CIPHER_LIST, "ALL:@SECLEVEL=0")  # these need SHA-1
        self.curl.setopt(pycurl.CONNECT_ONLY, 1)

    def answer(self, ask: FetchRequest, code: int, text: str, millis: int) -> FetchResponse:
        """Return the result of the request, after libcurl has ended (`code` 0: without error)."""
        received = self._received
        if text == _STRAY_RETURN:
            received.end_head()
        chain = self._chain(ask.url, code)
        certificate = read_certificate(chain)
        if received.status is None:
            fault, detail = self._fault(code, text, chain)
            return FetchResponse(
                ask.url,
                fault=fault,
                fault_detail=detail,
                address=self._guard.dialled or self._guard.refused,
                certificate=certificate,
                millis=millis,
            )
        headers = received.headers()
        encoding = next((value for name, value in headers if name == "content-encoding"), "")
        body, more = decode(received.take_body(), encoding, ask.body_cap)
        return FetchResponse(
            ask.url,
            status=received.status,
            headers=headers,
            body=body,
            # A time-out or a broken connection within the body: what came is judged.
            truncated=more or received.stopped or code != 0,
            address=self._guard.dialled or self.curl.getinfo(pycurl.PRIMARY_IP),
            ipv6_failed=self._guard.left_ipv6 and ":" not in self.curl.getinfo(pycurl.PRIMARY_IP),
            certificate=certificate,
            millis=millis,
        )

    def _chain(self, url: str, code: int) -> list[list[tuple[str, str]]]:
        # A kept connection shows no certificates again, and the call takes time.
        fresh = code != 0 or self.curl.getinfo(pycurl.NUM_CONNECTS)
        if not url.startswith("https:") or not fresh:
            return []
        chain: list[list[tuple[str, str]]] = self.curl.getinfo(pycurl.INFO_CERTINFO)
        return chain

    def _fault(
        self, code: int, text: str, chain: list[list[tuple[str, str]]]
    ) -> tuple[NetworkFault, str]:
        if self._guard.own_fault:
            return NetworkFault.OWN_FAULT, self._guard.own_fault
        if self._guard.refused and not self._guard.dialled:
            return NetworkFault.REFUSED_ADDRESS, f"{self._guard.refused} is not public"
        if self._received.flooded:
            return NetworkFault.HEADERS_TOO_LARGE, "more than 256 KB of headers"
        if code == 0:
            return NetworkFault.EMPTY, "no status came"
        fault = network_fault(
            code,
            text,
            self.curl.getinfo(pycurl.SSL_VERIFYRESULT),
            self.curl.getinfo(pycurl.OS_ERRNO),
        )
        if fault is NetworkFault.CERT_UNTRUSTED and lacks_intermediate(chain):
            fault = NetworkFault.CERT_CHAIN_INCOMPLETE
        return fault, text
