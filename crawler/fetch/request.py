"""What is asked of a server and what comes back: the interface of the fetch layer.

A FetchResponse is always returned, never raised: that a site cannot be reached is
what a link checker is for, not an exception.
"""

from dataclasses import dataclass, field

from directory.model.observation import Certificate, NetworkFault

BODY_CAP = 256 * 1024
HEADER_CAP = 256 * 1024


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One GET request.

    url: an http(s) href; its fragment is not sent. cookie: the Cookie header,
    "" for none. timeout: seconds for all of it. body_cap: bytes of the body
    that are kept at the most. any_type: read the body of whatever type it is
    (robots.txt), where else only HTML and text are read. etag, last_modified:
    of the page seen before, to be sent again only if it has changed; "" for none.
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
    """What came back.

    status: of the final answer (interim 1xx ones do not count); None when
    `fault` says why there is none. headers: in order, names in lower case.
    body: decoded. truncated: there was, or may have been, more of it.
    address: what was dialled. ipv6_failed: an IPv6 one was tried before, and did
    not answer. millis: wall time from the start to the end.
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
        """The first header of this (lower-case) name; "" when there is none."""
        for key, value in self.headers:
            if key == name:
                return value
        return ""

    def all_headers(self, name: str) -> list[str]:
        """All headers of this (lower-case) name, in order."""
        return [value for key, value in self.headers if key == name]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a name stands for: addresses to dial, in order, or why there are none.

    ports: the real port for one in the URL, where a simulation maps it.
    """

    addresses: tuple[str, ...] = ()
    fault: NetworkFault | None = None
    detail: str = ""
    ports: dict[str, int] = field(default_factory=dict)
