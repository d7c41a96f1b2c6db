"""A local server that speaks the web archive's interfaces, well or badly.

It answers real HTTP on loopback from a thread of its own; what it says is a
plain list of replies per interface, so that a test reads as a script.
"""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

AVAILABLE = "/wayback/available"
CDX = "/cdx/search/cdx"
CDX_HEADER = ["timestamp", "original", "statuscode", "digest"]


@dataclass(frozen=True)
class Says:
    """One answer. hangs: nothing is said until the server stops. stalls: nothing more is,
    after the body, though more was promised. endless: blanks follow for ever."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hangs: bool = False
    stalls: bool = False
    endless: bool = False


@dataclass(frozen=True)
class Asked:
    """One question. at: of the monotonic clock."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    at: float


def in_json(value: Any, **more: Any) -> Says:
    """An answer in JSON."""
    return Says(json.dumps(value).encode(), **more)


def available(url: str, timestamp: str, **more: Any) -> Says:
    """The availability interface names a capture."""
    closest = {
        "available": True,
        "url": f"http://web.archive.org/web/{timestamp}/{url}",
        "timestamp": timestamp,
        "status": "200",
    }
    return in_json({"url": url, "archived_snapshots": {"closest": closest | more}})


def captures(*timestamps: str) -> Says:
    """The CDX interface lists captures."""
    rows = [[stamp, "http://elm.example/", "200", "ABC"] for stamp in timestamps]
    return in_json([CDX_HEADER, *rows])


NOTHING_AVAILABLE = in_json({"url": "x", "archived_snapshots": {}})
NO_CAPTURES = in_json([])
HANGS = Says(hangs=True)


class Wayback:
    """The server. `available` and `cdx`: what it says, in turn; the last one for ever.

    asked: the questions, in order.
    """

    def __init__(
        self,
        available: Says | Iterable[Says] = NOTHING_AVAILABLE,
        cdx: Says | Iterable[Says] = NO_CAPTURES,
    ) -> None:
        self._says = {AVAILABLE: _listed(available), CDX: _listed(cdx)}
        self._stopping = Event()
        self.asked: list[Asked] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def address(self) -> str:
        """Where it is, for the setting “archive”."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def paths(self) -> list[str]:
        """Which interfaces were asked, in order."""
        return [asked.path for asked in self.asked]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def reply(self, asked: Asked) -> Says:
        """The next answer to this question."""
        self.asked.append(asked)
        left = self._says.get(asked.path, [Says(b"no such interface", 404)])
        return left.pop(0) if len(left) > 1 else left[0]

    def play(self, says: Says, handler: BaseHTTPRequestHandler) -> None:
        """Says it, on this connection."""
        if says.hangs:
            self._stopping.wait()
            handler.close_connection = True
            return
        handler.send_response(says.status)
        for name, value in says.headers.items():
            handler.send_header(name, value)
        if not says.endless:
            handler.send_header("Content-Length", str(len(says.body) + says.stalls))
        handler.end_headers()
        handler.wfile.write(says.body)
        if says.stalls:
            self._stopping.wait()
            handler.close_connection = True
        while says.endless and not self._stopping.is_set():
            handler.wfile.write(b" " * 65_536)


def _listed(says: Says | Iterable[Says]) -> list[Says]:
    return [says] if isinstance(says, Says) else list(says)


def _handler_for(wayback: Wayback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """One connection."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answers."""
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(parts.path, dict(parse_qsl(parts.query)), headers, time.monotonic())
            try:
                wayback.play(wayback.reply(asked), self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the asker had enough

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler
