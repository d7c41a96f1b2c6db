"""The loopback web: thousands of hosts on one machine that any link checker can visit.

Each host is an address of its own in 127.0.0.0/8, all with the same port, so
the system's own resolver and dialler lead there, whatever tool asks; nothing
listens elsewhere. The hosts are served by lean processes beside the tool that
is measured, so their work is not counted as the tool's.

A host answers after its own latency: any page `/pages/<number>` with HTML of the
wanted size and an ETag (304 when the visitor has it), 404 for all else,
robots.txt included; or, when it hangs, it takes the request and says nothing.
"""

import asyncio
import gc
import os
import random
import resource
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import certifi
import msgspec
import trustme
import uvloop

from tests.benchmarks.pages import address_of, page, page_path
from tests.benchmarks.served import Log, Request, Served, read_logs

HOSTS_A_PROCESS = 4000  # each takes a descriptor to listen and some for visitors
HOSTS_A_CERTIFICATE = 25
_FIRST_PORT, _PORTS = 20_000, 10_000
_NOT_FOUND = b"<!DOCTYPE html><title>404 Not Found</title><h1>Not Found</h1>\n"


class Plan(msgspec.Struct, frozen=True):
    """A web, or the slice of it that one process serves.

    first, hosts: their numbers. latency: (least, most) seconds, drawn once for
    each host. page_bytes: of a page. certificates: a folder with a CA and
    certificates, for TLS; "" for plain HTTP. hangs: take requests, never answer.
    """

    hosts: int
    latency: tuple[float, float] = (0.0, 0.0)
    page_bytes: int = 20_000
    first: int = 0
    port: int = 0
    certificates: str = ""
    hangs: bool = False

    @property
    def numbers(self) -> range:
        """The numbers of its hosts."""
        return range(self.first, self.first + self.hosts)

    def latency_of(self, host: int) -> float:
        """This host's latency in seconds."""
        return random.Random(host).uniform(*self.latency)


@dataclass(slots=True)
class Web:
    """A web that is running."""

    plan: Plan
    folder: Path
    ca_file: str
    _processes: list["subprocess.Popen[str]"] = field(default_factory=list)

    def url(self, host: int, number: int) -> str:
        """The address of a page."""
        scheme = "https" if self.ca_file else "http"
        return f"{scheme}://{address_of(host)}:{self.plan.port}{page_path(number)}"

    def take_log(self) -> Served:
        """What was served since it began or was last asked; the next log starts empty."""
        files = [self.folder / f"{number}.log" for number in range(len(self._processes))]
        for process, file in zip(self._processes, files, strict=True):
            assert process.stdin is not None
            process.stdin.write(f"{file}\n")
            process.stdin.flush()
        for process in self._processes:
            _wait_for_line(process)
        return read_logs(files)


@contextmanager
def loopback_web(*plans: Plan, tls: bool = False) -> Iterator[Web]:
    """Serves the plans, whose hosts are numbered on, in processes of their own.

    The Web that it gives has the first plan's settings.
    """
    port = _FIRST_PORT + os.getpid() % _PORTS
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        folder.chmod(0o755)  # some tools give up their rights, and must still read the CA
        hosts = range(sum(plan.hosts for plan in plans))
        ca_file = make_certificates(folder, hosts) if tls else ""
        web = Web(msgspec.structs.replace(plans[0], port=port), folder, ca_file)
        first = 0
        for plan in plans:
            for piece in _slices(plan, first):
                ready = msgspec.structs.replace(
                    piece, port=port, certificates=str(folder) if tls else ""
                )
                web._processes.append(stack.enter_context(_process(ready)))
            first += plan.hosts
        for process in web._processes:
            _wait_for_line(process)
        yield web


def make_certificates(folder: Path, hosts: Sequence[int]) -> str:
    """A throw-away CA and its certificates, one for 25 hosts; returns a file of trusted CAs.

    The file holds those that browsers trust as well: reading it is a part of the work.
    """
    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    ca_file.write_bytes(Path(certifi.where()).read_bytes())
    authority.cert_pem.write_to_path(ca_file, append=True)
    for start in range(0, len(hosts), HOSTS_A_CERTIFICATE):
        shared = hosts[start : start + HOSTS_A_CERTIFICATE]
        certificate = authority.issue_cert(*(address_of(host) for host in shared))
        certificate.private_key_and_cert_chain_pem.write_to_path(
            _certificate_file(folder, shared[0])
        )
    return str(ca_file)


def _certificate_file(folder: Path, host: int) -> Path:
    return folder / f"{host // HOSTS_A_CERTIFICATE}.pem"


def _slices(plan: Plan, first: int) -> Iterator[Plan]:
    for start in range(0, plan.hosts, HOSTS_A_PROCESS):
        hosts = min(HOSTS_A_PROCESS, plan.hosts - start)
        yield msgspec.structs.replace(plan, first=first + start, hosts=hosts)


@contextmanager
def _process(plan: Plan) -> "Iterator[subprocess.Popen[str]]":
    command = [sys.executable, "-m", "tests.benchmarks.web", msgspec.json.encode(plan).decode()]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()  # it ends with that


def _wait_for_line(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    if not process.stdout.readline():
        raise SystemExit("A process of the loopback web ended; what it said stands above.")


class _Site:
    """One host: its number, latency and page size, and what it shares with others."""

    __slots__ = ("hangs", "latency", "number", "page_bytes", "server")

    def __init__(self, plan: Plan, number: int, server: "_Server") -> None:
        self.number = number
        self.latency = plan.latency_of(number)
        self.page_bytes = plan.page_bytes
        self.hangs = plan.hangs
        self.server = server


class _Server:
    """What the sites of one process share."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.log = Log()

    def on_command(self) -> None:
        """A line on stdin names a file for the log; its end ends the process."""
        line = sys.stdin.readline().strip()
        if not line:
            self.loop.remove_reader(sys.stdin.fileno())
            self.loop.stop()
            return
        self.log.write(Path(line))
        self.log = Log()
        _say("written")


class _Visit(asyncio.Protocol):
    """One connection to a site: requests one after another, each answered in its time."""

    __slots__ = ("_asked_at", "_buffer", "_busy", "_path", "_site", "_transport")

    def __init__(self, site: _Site) -> None:
        self._site = site
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._busy = False
        self._asked_at = 0.0
        self._path = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has another base class
        # Else uvloop writes at the end of its round, after the moment that is logged.
        self._transport.set_write_buffer_limits(high=0)
        self._site.server.log.connections += 1

    def data_received(self, data: bytes) -> None:
        """See asyncio."""
        now = time.monotonic()
        self._buffer += data
        if not self._busy and b"\r\n\r\n" in self._buffer:
            self._begin(now)

    def connection_lost(self, error: Exception | None) -> None:
        """See asyncio."""
        del error
        self._transport = None
        if self._busy:
            self._note(0, 0)

    def _begin(self, now: float) -> None:
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        line, _, headers = head.partition(b"\r\n")
        method, _, rest = line.partition(b" ")
        self._busy = True
        self._asked_at = now
        self._path = rest.partition(b" ")[0].decode("ascii", "replace")
        if self._site.hangs:
            return
        if self._site.latency:
            self._site.server.loop.call_later(self._site.latency, self._answer, method, headers)
        else:
            self._answer(method, headers)

    def _answer(self, method: bytes, headers: bytes) -> None:
        if self._transport is None:
            return
        status, reply = self._reply(method, headers)
        self._transport.write(reply)
        self._note(len(reply), status)
        if b"\r\n\r\n" in self._buffer:
            self._begin(time.monotonic())

    def _reply(self, method: bytes, headers: bytes) -> tuple[int, bytes]:
        site, path = self._site, self._path
        if not path.startswith("/pages/"):
            return 404, _reply_bytes(b"404 Not Found", _NOT_FOUND, b"", method)
        etag = f'"{site.number}-{path[7:]}"'.encode("ascii", "replace")
        if etag in headers and b"if-none-match" in headers.lower():
            return 304, b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\n\r\n" % etag
        body = page(site.number, path, site.page_bytes)
        return 200, _reply_bytes(b"200 OK", body, b"ETag: %b\r\n" % etag, method)

    def _note(self, sent: int, status: int) -> None:
        self._busy = False
        self._site.server.log.add(
            Request(self._site.number, self._path, self._asked_at, time.monotonic(), sent, status)
        )


def _reply_bytes(status: bytes, body: bytes, more: bytes, method: bytes) -> bytes:
    # The header LinkChecker frees the tool of that name from a limit it cannot be told to lift.
    head = (
        b"HTTP/1.1 %b\r\nServer: nginx\r\nContent-Type: text/html; charset=utf-8\r\n"
        b"Content-Length: %d\r\nLinkChecker: welcome\r\n%b\r\n"
    ) % (status, len(body), more)
    return head if method == b"HEAD" else head + body


def main(argument: str) -> None:
    """Serves the plan that the argument holds as JSON, until stdin ends."""
    plan = msgspec.json.decode(argument, type=Plan)
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    page(0, "/", plan.page_bytes)  # the stock of paragraphs is made before anybody waits
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    server = _Server(loop)
    for number in plan.numbers:
        loop.run_until_complete(_listen(server, plan, number))
    loop.add_reader(sys.stdin.fileno(), server.on_command)
    gc.collect()
    gc.freeze()
    _say("ready")
    loop.run_forever()


async def _listen(server: _Server, plan: Plan, number: int) -> None:
    site = _Site(plan, number, server)
    await server.loop.create_server(
        lambda: _Visit(site),
        address_of(number),
        plan.port,
        backlog=64,
        ssl=_context(Path(plan.certificates), number) if plan.certificates else None,
    )


_contexts: dict[Path, ssl.SSLContext] = {}


def _context(folder: Path, number: int) -> ssl.SSLContext:
    file = _certificate_file(folder, number)
    context = _contexts.get(file)
    if context is None:
        context = _contexts[file] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
    return context


def _say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
