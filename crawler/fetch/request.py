"""The interface of the fetch layer: a request to a server, and the response.

A FetchResponse is always returned, never raised: an unreachable site is a normal result for a link
checker, not an exception.
"""

from dataclasses import dataclass, field

from directory.model.observation import Certificate, NetworkFault

BODY_CAP = 256 * 1024
HEADER_CAP = 256 * 1024


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One GET request.

    url: an http(s) href; its fragment is not sent. cookie: the Cookie header, "" for none. timeout:
    seconds for all of it. body_cap: bytes of the body that are kept at most. any_type: read the
    body of any type (robots.txt); otherwise only HTML and text are read. etag, last_modified: of
    the page seen before, to be sent again only if it has changed; "" for none.
    """

    url: str
    cookie: str = ""
    timeout: float = 30.0
    body_cap: int = BODY_CAP
    any_type: bool = False
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class FetchResponse:
    """The response to a request.

    status: of the final answer (interim 1xx ones do not count); None if `fault` says why there is
    none. headers: in order, names in lower case. body: decoded. truncated: there was, or may have
    been, more of it. address: the one of the connection. ipv6_failed: an IPv6 one was tried before,
    and did not answer. millis: wall time from the start to the end.
    """

    url: str
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    truncated: bool = False
    fault: NetworkFault | None = None
    fault_detail: str = ""
    address: str = ""
    ipv6_failed: bool = False
    certificate: Certificate | None = None
    millis: int = 0

    def header(self, name: str) -> str:
        """Return the first header of this (lower-case) name; "" if there is none."""
        for key, value in self.headers:
            if key == name:
                return value
        return ""

    def all_headers(self, name: str) -> list[str]:
        """Return all headers of this (lower-case) name, in order."""
        return [value for key, value in self.headers if key == name]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The addresses of a name, in the order to try, or why there are none.

    ports: the real port for one in the URL, if a simulation maps it.
    """

    addresses: tuple[str, ...] = ()
    fault: NetworkFault | None = None
    detail: str = ""
    ports: dict[str, int] = field(default_factory=dict)
