"""A client that knows nothing of the crawler: sockets, `ssl`, and the simulation file.

The fleet is tested with it, so that a fault of the fleet and a fault of the
crawler cannot hide each other.
"""

import socket
import ssl
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPMessage, HTTPResponse
from urllib.parse import urlsplit

from crawler.simulation.server import Fleet
from crawler.simulation.simulation import load_simulation

SECONDS = 10.0


@dataclass(frozen=True)
class Got:
    """An answer, read to its end."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str | None:
        return self.headers["Location"]


def trusting(fleet: Fleet) -> ssl.SSLContext:
    """A context that trusts the fleet's authority, and it alone; the same on every system."""
    context = ssl.create_default_context(cafile=str(fleet.ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def dial(fleet: Fleet, url: str, context: ssl.SSLContext | None = None) -> socket.socket:
    """A connection to the server of this address, as the simulation file has it."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    name = load_simulation(fleet.simulation_file).name(host)
    assert name.fault == "", f"{host} does not resolve"
    real_port = name.ports[str(parts.port or (443 if secure else 80))]
    line = socket.create_connection((name.address, real_port), SECONDS)
    if not secure:
        return line
    try:
        return (context or trusting(fleet)).wrap_socket(line, server_hostname=host)
    except BaseException:
        line.close()
        raise


def request_bytes(url: str, method: str = "GET", **headers: str) -> bytes:
    """A request for this address. Underscores in names of headers become hyphens."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    named = {"Host": parts.netloc, "User-Agent": "test", "Accept": "*/*"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {text}" for name, text in named.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def read_answer(line: socket.socket, method: str = "GET") -> Got:
    """The next answer on this connection."""
    with closing(HTTPResponse(line, method=method)) as response:
        response.begin()
        return Got(response.status, response.headers, response.read())


def get(fleet: Fleet, url: str, method: str = "GET", **headers: str) -> Got:
    """Asks for this address on a connection of its own."""
    with dial(fleet, url) as line:
        line.sendall(request_bytes(url, method, **headers))
        return read_answer(line, method)


def follow(fleet: Fleet, url: str, hops: int) -> list[Got]:
    """Asks, and goes where Location says, so many times at the most."""
    answers = [get(fleet, url)]
    for _ in range(hops):
        location = answers[-1].location
        if location is None:
            break
        parts = urlsplit(url)
        url = location if "://" in location else f"{parts.scheme}://{parts.netloc}{location}"
        answers.append(get(fleet, url))
    return answers


def read_until(line: socket.socket, wanted: int) -> bytes:
    """At least so many bytes, or all that come before the end."""
    received = b""
    while len(received) < wanted:
        part = line.recv(65536)
        if not part:
            break
        received += part
    return received


def read_all(fleet: Fleet, url: str) -> bytes:
    """Every byte that comes back, until the server hangs up."""
    with dial(fleet, url) as line:
        line.sendall(request_bytes(url))
        return read_until(line, 1 << 30)
