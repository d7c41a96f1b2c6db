"""The fleet: a small web on loopback, in a separate thread.

Real sockets, real TLS by a temporary authority, and a simulation file that maps real host names to
the fleet's ports. A client that uses the file meets what it would meet on the internet, faults
included, without any request to a real server.

    with Fleet({"jobs.elm.example": "ok", "old.elm.example": "gone"}) as fleet:
        crawl(simulation=fleet.simulation_file)
        assert fleet.log.paths("jobs.elm.example") == ["/robots.txt", "/jobs"]
        fleet.set("jobs.elm.example", "certificate-expired")
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from types import TracebackType
from typing import ClassVar, Self

from crawler.simulation.behaviour import Behaviour
from crawler.simulation.certificates import ISSUER_HOST, NOBODY, Certificates, restrict
from crawler.simulation.connection import Connection, Connections
from crawler.simulation.demo_behaviours import DEMO_BEHAVIOURS
from crawler.simulation.log import RequestLog
from crawler.simulation.pages import message_reply
from crawler.simulation.simulation import ANY_NAME, SimulatedName, Simulation, save_simulation
from crawler.simulation.site import (
    LOOPBACK,
    Answer,
    CertificateKind,
    Door,
    Handler,
    Request,
    Site,
    reply,
)
from directory.clock import system_clock

_BACKLOG = 2048
_TLS_DOORS = (
    Door.TLS, Door.TLS_1_0, Door.TLS_1_1, Door.TLS_1_0_MUTE, Door.TLS_1_1_MUTE,
    Door.TLS_ODD_CIPHERS,
)  # fmt: skip
_NOBODY_HERE = message_reply(421, "Misdirected Request", "No site of that name is here.")

#: A behaviour by its name, a behaviour, a site, or only its handler.
Role = str | Behaviour | Site | Handler


class Fleet:
    """The simulated web. Start it by `with`, or by `start()` and `stop()`.

    behaviours: what a role may name; tests have a subclass with more. log: the requests it
    received. simulation_file: to be passed to the crawl; it is rewritten at each change. ca_file:
    the authority to trust. ports: the real port behind each door.
    """

    behaviours: ClassVar[Mapping[str, Behaviour]] = DEMO_BEHAVIOURS

    def __init__(
        self,
        roles: Mapping[str, Role] | None = None,
        *,
        simulation_file: Path | None = None,
        clock: datetime | None = None,
        keep: int | None = None,
    ) -> None:
        """roles: what each host does; under "*", what every other host does. simulation_file: where
        to write that (and, in the same folder, the authority's certificate); by default in a
        temporary folder that is removed with the fleet. clock: the simulated present, aware. keep:
        how many requests the log keeps; None for all.

        Raise KeyError for a role that is the name of no behaviour.
        """
        self.log = RequestLog(keep)
        self.ports: dict[Door, int] = {}
        self._wished_file = simulation_file
        self._temporary: TemporaryDirectory[str] | None = None
        self._clock = clock
        self._certificates = Certificates(system_clock, lambda: self._clock or system_clock())
        self._built: dict[str, dict[str, Site]] = {ISSUER_HOST: self._issuer_site()}
        self._sites: dict[str, Site] = {}
        self._errors: list[Exception] = []
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._contexts: dict[Door, ssl.SSLContext] = {}
        self._sockets: dict[Door, socket.socket] = {}
        self._build(roles or {})

    # --- life ----------------------------------------------------------------

    def start(self) -> Self:
        """Open the doors; return when they are open and the simulation file is written.

        Raise OSError if that is not possible.
        """
        try:
            if self._wished_file is None:
                self._temporary = TemporaryDirectory(prefix="fleet-")
            self._open_doors()
            ready: Future[None] = Future()
            self._thread = Thread(target=self._run, args=(ready,), name="fleet", daemon=True)
            self._thread.start()
            ready.result()
            self._write_simulation()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Break off every connection and close all; safe to call twice.

        Raise RuntimeError if a behaviour itself failed meanwhile.
        """
        if self._thread is not None and self._loop is not None and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()
            self._thread = None
        for opened in self._sockets.values():
            opened.close()
        self._sockets.clear()
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None
        if self._errors:
            error = self._errors.pop()
            raise RuntimeError(f"a behaviour of the fleet went wrong: {error!r}") from error

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # --- what it is ----------------------------------------------------------

    @property
    def simulation_file(self) -> Path:
        """The file that maps names to this fleet. Raises RuntimeError before the start."""
        if self._wished_file is not None:
            return self._wished_file
        if self._temporary is None:
            raise RuntimeError("the fleet is not running, so it has no simulation file")
        return Path(self._temporary.name) / "simulation.json"

    @property
    def ca_file(self) -> Path:
        """The root certificate to trust, as PEM: next to the simulation file."""
        return self.simulation_file.with_suffix(".ca.pem")

    @property
    def http_port(self) -> int:
        """The real port of plain HTTP."""
        return self.ports[Door.PLAIN]

    @property
    def https_port(self) -> int:
        """The real port of HTTP in TLS."""
        return self.ports[Door.TLS]

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host that exists now, including those that a behaviour adds."""
        return tuple(sorted(self._sites))

    def simulation(self) -> Simulation:
        """Return the simulation as it is in the file."""
        names = {host: self._simulated(site) for host, site in self._sites.items()}
        return Simulation(names=names, ca_file=str(self.ca_file), clock=self._clock)

    # --- changes while it runs -----------------------------------------------

    def set(self, host: str, role: Role) -> None:
        """Let this host do so from now on. Raise KeyError as in the constructor."""
        self.update({host: role})

    def update(self, roles: Mapping[str, Role], *, clock: datetime | None = None) -> None:
        """Let these hosts do so from now on, all at once; the others continue as before.

        clock: the simulated present changes to this (aware) moment.
        """
        self._build(roles)
        self._clock = clock or self._clock
        if self._thread is not None:
            self._write_simulation()

    def issue_certificates(self) -> None:
        """Make every site's certificate now, so that no first visitor waits for it."""
        for host, site in self._sites.items():
            self._certificates.context(host, site.certificate)

    # --- for its connections -------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """Return the answer of the requested host."""
        site = self._site(request.host)
        return _NOBODY_HERE if site is None else site.handler(request)

    def failed(self, error: Exception) -> None:
        """Record a fault in a behaviour itself, which `stop` raises."""
        self._errors.append(error)

    # --- inside --------------------------------------------------------------

    def _build(self, roles: Mapping[str, Role]) -> None:
        for host, role in roles.items():
            self._built[host.lower()] = self._sites_of(host.lower(), role)
        self._sites = {  # in one step: the fleet's thread reads it
            name: site
            for host, built in self._built.items()
            for name, site in built.items()
            if name == host or name not in self._built  # a role beats a companion
        }

    def _sites_of(self, host: str, role: Role) -> dict[str, Site]:
        if isinstance(role, str):
            if role not in self.behaviours:
                raise KeyError(f"there is no behaviour “{role}”")
            role = self.behaviours[role]
        if isinstance(role, Behaviour):
            return role.build(host)
        return {host: role if isinstance(role, Site) else Site(role)}

    def _site(self, host: str) -> Site | None:
        return self._sites.get(host) or self._sites.get(ANY_NAME)

    def _simulated(self, site: Site) -> SimulatedName:
        if site.fault:
            return SimulatedName(fault=site.fault)
        ports = {port: self.ports[door] for port, door in site.doors.items()}
        return SimulatedName(address=site.address, ports=ports)

    def _write_simulation(self) -> None:
        self.ca_file.write_bytes(self._certificates.root_pem)
        save_simulation(self.simulation_file, self.simulation())

    def _issuer_site(self) -> dict[str, Site]:
        answer = reply(200, self._certificates.issuing_der, content_type="application/pkix-cert")
        return {ISSUER_HOST: Site(lambda _request: answer)}

    def _open_doors(self) -> None:
        for door in _TLS_DOORS:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._certificates.issue(NOBODY, CertificateKind.TRUSTED).configure_cert(context)
            restrict(context, door)
            if door is Door.TLS:
                context.sni_callback = self._choose_certificate
            self._contexts[door] = context
        for door in Door:
            opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            opened.bind((LOOPBACK, 0))
            self._sockets[door] = opened
            self.ports[door] = opened.getsockname()[1]
            if door is not Door.CLOSED:  # bound but not listening: it refuses connections
                opened.listen(_BACKLOG)

    def _choose_certificate(
        self, session: ssl.SSLObject | ssl.SSLSocket, host: str | None, _base: ssl.SSLContext
    ) -> None:
        site = self._site((host or "").lower())
        if host is not None and site is not None:
            session.context = self._certificates.context(host.lower(), site.certificate)

    def _run(self, ready: Future[None]) -> None:
        with asyncio.Runner(loop_factory=event_loop_factory()) as runner:
            runner.run(self._serve(ready))

    async def _serve(self, ready: Future[None]) -> None:
        loop = asyncio.get_running_loop()
        self._loop, self._stopping = loop, asyncio.Event()
        connections = Connections()
        servers: list[asyncio.AbstractServer] = []
        try:
            for door, opened in self._sockets.items():
                if door is not Door.CLOSED:
                    make = self._connection_maker(connections, door)
                    servers.append(await loop.create_server(make, sock=opened, backlog=_BACKLOG))
        except BaseException as error:
            ready.set_exception(error)  # `start` raises it, and closes what is open
            return
        ready.set_result(None)
        await self._stopping.wait()
        for server in servers:
            server.close()
        await connections.end_all()
        for server in servers:
            await server.wait_closed()

    def _connection_maker(
        self, connections: Connections, door: Door
    ) -> Callable[[], asyncio.BaseProtocol]:
        context = self._contexts.get(door)
        return lambda: Connection(self, connections, door, context)


def event_loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return uvloop's factory if it is installed, which answers about three times as fast."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory
