"""One connection: bytes in, requests out, answers back.

Written on asyncio.Protocol and not on an HTTP framework, because a framework prevents what half of
the behaviours must do. The well-behaved path is short, so that benchmarks measure the crawler and
not the fleet.
"""

import asyncio
import socket
import ssl
import struct
from dataclasses import dataclass, field
from typing import Protocol, cast

from crawler.simulation.log import LoggedRequest, RequestLog
from crawler.simulation.site import Answer, Door, Reply, Request, Script, raw
from crawler.simulation.tls import TlsLayer, ancient_server_hello

_MAX_HEAD = 65536
_MUTE_DOORS = frozenset({Door.TLS_1_0_MUTE, Door.TLS_1_1_MUTE})
_TLS_HANDSHAKE = b"\x16"  # the first byte of every TLS connection
_BANNER = b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"
_NOT_OURS = b"Invalid SSH identification string.\r\n"
_BAD_REQUEST = raw(
    b"HTTP/1.1 400 Bad Request\r\nServer: fleet\r\nContent-Type: text/html\r\n"
    b"Connection: close\r\n\r\n<html><head><title>400 Bad Request</title></head>"
    b"<body><h1>Bad Request</h1></body></html>\r\n"
)


class House(Protocol):
    """What a connection needs of its fleet."""

    log: RequestLog

    def answer(self, request: Request) -> Answer:
        """Return the answer to a request."""

    def failed(self, error: Exception) -> None:
        """Record a fault in a behaviour itself, to be reported at the end."""


@dataclass
class Connections:
    """The open connections, and a way to wait until there are none."""

    open: set["Connection"] = field(default_factory=set)
    none_left: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False

    async def end_all(self) -> None:
        """Abort every connection, also new ones, and return when each is gone."""
        self.ended = True
        for connection in tuple(self.open):
            connection.abort()
        while self.open:
            self.none_left.clear()
            await self.none_left.wait()


def parse_head(head: bytes, scheme: str, connection: int) -> Request | None:
    """Return the request in this head; None if it is not valid."""
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3:
        return None
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    method, target, version = words
    return Request(method, target, version, headers, scheme, connection)


class Connection(asyncio.Protocol):
    """A client's connection through one of the doors."""

    def __init__(
        self,
        house: House,
        connections: Connections,
        door: Door,
        context: ssl.SSLContext | None,
    ) -> None:
        self._house = house
        self._connections = connections
        self._door = door
        self._tls = TlsLayer(context) if context else None
        self._scheme = "https" if context else "http"
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._number = 0
        self._under_way: asyncio.Task[None] | asyncio.TimerHandle | None = None
        self._entry: LoggedRequest | None = None
        self._may_send: asyncio.Future[None] | None = None

    # --- asyncio.Protocol ----------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Register a new client."""
        line = cast(asyncio.Transport, transport)  # TCP has no other
        self._transport = line
        self._connections.open.add(self)
        self._number = self._house.log.opened()
        if self._connections.ended:
            line.abort()
            return
        if self._door is Door.BANNER:
            line.write(_BANNER)

    def connection_lost(self, exc: Exception | None) -> None:
        """Clean up after the client has gone or the connection was closed, for any reason."""
        del exc
        if self._tls is not None and not self._tls.established:
            self._house.log.handshake_failed()
        self._transport = None
        if self._under_way is not None:
            self._under_way.cancel()
        self._finish()
        self.resume_writing()
        self._connections.open.discard(self)
        if not self._connections.open:
            self._connections.none_left.set()

    def data_received(self, data: bytes) -> None:
        """Process bytes from the client."""
        match self._door:
            case Door.SILENT | Door.CLOSED:
                return
            case Door.BANNER:
                self.write(_NOT_OURS)
                self.hang_up()
                return
            case Door.RESET:
                self.reset()
                return
            case Door.TLS_ANCIENT:
                if self._transport is not None and not self._buffer:
                    self._transport.write(ancient_server_hello())
                self._buffer = data
                return
        if self._tls is not None:
            data = self._decrypt(self._tls, data)
        if data:
            self._buffer += data
            self._serve()

    def pause_writing(self) -> None:
        """Note that the client reads more slowly than we send."""
        self._may_send = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        """Note that the client has caught up."""
        if self._may_send is not None and not self._may_send.done():
            self._may_send.set_result(None)
        self._may_send = None

    # --- bytes ---------------------------------------------------------------

    @property
    def closing(self) -> bool:
        """True once no more bytes can be sent."""
        return self._transport is None or self._transport.is_closing()

    def _decrypt(self, tls: TlsLayer, data: bytes) -> bytes:
        transport = self._transport
        if transport is None:
            return b""
        try:
            return tls.receive(data)
        except ssl.SSLError:
            alert = tls.outgoing()  # it says why
            transport.write(b"" if self._door in _MUTE_DOORS else alert)
            transport.close()
            return b""
        finally:
            waiting = tls.outgoing()
            if waiting and not transport.is_closing():
                transport.write(waiting)

    def write(self, data: bytes) -> None:
        """Send bytes; drop them if the client is gone."""
        if self._transport is not None and not self.closing and data:
            self._transport.write(self._tls.encrypt(data) if self._tls else data)

    async def drain(self) -> None:
        """Wait while the client is slow."""
        if self._may_send is not None:
            await self._may_send

    def hang_up(self) -> None:
        """Close the connection in good order, once all is sent."""
        if self._transport is not None and not self.closing:
            if self._tls is not None:
                self._transport.write(self._tls.farewell())
            self._transport.close()

    def reset(self) -> None:
        """Close the connection by RST: with a linger time of zero, unsent bytes are dropped."""
        if self._transport is not None:
            line = self._transport.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()

    def abort(self) -> None:
        """Close the connection at once, because the fleet stops."""
        if self._transport is not None:
            self._transport.abort()

    # --- requests ------------------------------------------------------------

    def _serve(self) -> None:
        while self._under_way is None and self._buffer:
            if self._tls is None and self._buffer.startswith(_TLS_HANDSHAKE):
                self._send(_BAD_REQUEST)  # as web servers do if a client uses TLS here
                return
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                if len(self._buffer) > _MAX_HEAD:
                    self._send(_BAD_REQUEST)
                return
            self._buffer = rest
            request = parse_head(head, self._scheme, self._number)
            if request is None:
                self._send(_BAD_REQUEST)
                return
            self._answer(request)

    def _answer(self, request: Request) -> None:
        self._entry = self._house.log.arrived(request)
        try:
            answer = self._house.answer(request)
        except Exception as error:  # a bug in a behaviour; `Fleet.stop` reports it
            self._house.failed(error)
            self._send(_BAD_REQUEST)
            return
        if not isinstance(answer, Reply):
            loop = asyncio.get_running_loop()
            self._under_way = loop.create_task(self._play(answer, request))
        elif answer.delay:
            loop = asyncio.get_running_loop()
            self._under_way = loop.call_later(answer.delay, self._send_late, answer, request)
        else:
            self._send(answer, request)

    def _send(self, answer: Reply, request: Request | None = None) -> None:
        only_head = request is not None and request.method == "HEAD"
        self.write(answer.head if only_head else answer.head + answer.body)
        self._finish()
        if answer.close or (request is not None and _wants_close(request)):
            self._buffer = b""
            self.hang_up()

    def _send_late(self, answer: Reply, request: Request) -> None:
        self._under_way = None
        self._send(answer, request)
        self._serve()

    async def _play(self, script: Script, request: Request) -> None:
        try:
            await script(_ScriptWire(self, request))
        except ConnectionError:
            pass  # the client left, as clients do
        except Exception as error:  # as above
            self._house.failed(error)
        finally:
            self._finish()
            self.hang_up()

    def _finish(self) -> None:
        if self._entry is not None:
            self._house.log.finished(self._entry)
            self._entry = None


class _ScriptWire:
    """A connection as a script uses it; see site.Wire."""

    def __init__(self, connection: Connection, request: Request) -> None:
        self._connection = connection
        self._request = request

    @property
    def request(self) -> Request:
        """The request to answer."""
        return self._request

    async def send(self, data: bytes) -> None:
        """Send bytes, waiting while the client is slow to read them.

        Raise ConnectionResetError once the client has hung up.
        """
        if self._connection.closing:
            raise ConnectionResetError("the client has hung up")
        self._connection.write(data)
        await self._connection.drain()
        await asyncio.sleep(0)  # an endless script must not block the other connections

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def until_gone(self) -> None:
        """Wait until the client hangs up, which cancels the script."""
        await asyncio.get_running_loop().create_future()

    def reset(self) -> None:
        """Break the connection off by RST."""
        self._connection.reset()


def _wants_close(request: Request) -> bool:
    wish = request.headers.get("connection", "").lower()
    return wish == "close" or (request.version == "HTTP/1.0" and wish != "keep-alive")
