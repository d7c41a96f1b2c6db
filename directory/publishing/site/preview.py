"""A release as visitors would get it, on this machine only: what `jobbank preview` runs.

    with previewing(Path("release")) as preview:
        print(preview.address)

It sends the headers of `headers.py`, but permits no caching of what can change: when an export
replaces the release, the new one is served from then on. It answers `If-None-Match` by the digests
of the manifest, and serves nothing that the manifest does not list. It is for trials; for the
public, use the recipes for web servers in `recipes/`.
"""

import html
import re
import shutil
import socketserver
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final, cast
from urllib.parse import unquote

from directory.publishing.site import not_found
from directory.publishing.site.headers import (
    EXIT_POLICY,
    IMMUTABLE,
    PAGE_TYPE,
    REVALIDATED,
    headers_for,
)
from directory.publishing.site.served_files import (
    Damaged,
    NoRelease,
    NotInRelease,
    ReleaseFolder,
    ServedFile,
)

__all__ = ["NoRelease", "Preview", "PreviewRefused", "previewing"]

LOOPBACK: Final = "127.0.0.1"
FRONT: Final = "site/"
INDEX: Final = "index.html"
_TAG: Final = re.compile(r'(?:W/)?"([^"]*)"')
_SECONDS_IDLE: Final = 30

_PAGE: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{text}</p></body>
</html>
"""


class PreviewRefused(Exception):
    """The server cannot listen; says why and what to do."""


class Preview(ThreadingHTTPServer):
    """Serves the release in a folder on loopback; port 0 takes any free port.

    Raises NoRelease if there is none, PreviewRefused if the port is not available.
    """

    daemon_threads = True

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.release = ReleaseFolder(folder)
        self.release.check()
        try:
            super().__init__((LOOPBACK, port), _Handler)
        except (OSError, OverflowError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            raise PreviewRefused(
                f"port {port} of this machine is not available ({why}). "
                "Another program may be using it: choose another one with --port; 0 takes any."
            ) from None

    def server_bind(self) -> None:
        """Bind without a network query for the name of this machine."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    @property
    def address(self) -> str:
        """The address of the server, with a slash at its end."""
        return f"http://{LOOPBACK}:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore the error: a browser may close the connection before the answer is complete."""


@contextmanager
def previewing(folder: Path, port: int = 0) -> Iterator[Preview]:
    """Provide a server that runs beside the caller while the block lasts. Raise as Preview does."""
    with Preview(folder, port) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    """One connection of a browser."""

    protocol_version = "HTTP/1.1"
    server_version = "jobbank"
    sys_version = ""
    timeout = _SECONDS_IDLE

    @property
    def _release(self) -> ReleaseFolder:
        return cast("Preview", self.server).release

    def do_GET(self) -> None:
        """Send the file, its headers, or a page that says why there is none."""
        name = _name_of(self.path)
        try:
            if name == "":
                self._go_to(FRONT)
            elif name.endswith("/"):
                self._send_file(name + INDEX)
            elif self._release.holds(f"{name}/{INDEX}"):
                self._go_to(name.rpartition("/")[2] + "/")
            else:
                self._send_file(name)
        except NotInRelease:
            self._send_not_found()
        except Damaged as error:
            text = f"The release is damaged: {error} Export it again."
            self._tell(HTTPStatus.INTERNAL_SERVER_ERROR, text)
        except NoRelease as error:
            self._tell(HTTPStatus.SERVICE_UNAVAILABLE, str(error))

    def do_HEAD(self) -> None:
        """Send the same without the content."""
        self.do_GET()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a request that is not for a file. Its content is not read."""
        self.close_connection = True
        if code == HTTPStatus.NOT_IMPLEMENTED:
            text = "This server has only files to read."
            self._tell(HTTPStatus.METHOD_NOT_ALLOWED, text, {"Allow": "GET, HEAD"})
        else:
            self._tell(HTTPStatus(code), explain or message or "")

    def _send_file(self, name: str) -> None:
        with self._release.opened(name) as found:
            tag = f'"{found.digest}"'
            headers = headers_for(name) | ({"ETag": tag} if found.digest else {})
            if headers["Cache-Control"] != IMMUTABLE:  # an export is seen at once
                headers["Cache-Control"] = REVALIDATED
            if found.digest and _matches(self.headers.get("If-None-Match", ""), found):
                self._begin(HTTPStatus.NOT_MODIFIED, headers)
                return
            self._begin(HTTPStatus.OK, headers | {"Content-Length": str(found.size)})
            if self.command != "HEAD":
                shutil.copyfileobj(found.file, self.wfile)

    def _send_not_found(self) -> None:
        """Send the release's own page, as a web server would show it."""
        try:
            with self._release.opened(not_found.NAME) as found:
                headers = headers_for(not_found.NAME) | {"Content-Length": str(found.size)}
                self._begin(HTTPStatus.NOT_FOUND, headers)
                if self.command != "HEAD":
                    shutil.copyfileobj(found.file, self.wfile)
        except (NotInRelease, Damaged, NoRelease):
            self._tell(HTTPStatus.NOT_FOUND, "Nothing of that name is in this release.")

    def _go_to(self, place: str) -> None:
        self._tell(HTTPStatus.FOUND, f"See {place}", {"Location": place})

    def _tell(self, status: HTTPStatus, text: str, more: Mapping[str, str] | None = None) -> None:
        """Send a plain page of ours."""
        page = _PAGE.format(title=html.escape(status.phrase), text=html.escape(text)).encode()
        headers = {
            "Content-Type": PAGE_TYPE,
            "Content-Length": str(len(page)),
            "Cache-Control": REVALIDATED,
            "Content-Security-Policy": EXIT_POLICY,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        self._begin(status, headers | dict(more or {}))
        if self.command != "HEAD":
            self.wfile.write(page)

    def _begin(self, status: HTTPStatus, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name is inherited)
        """Log nothing: which pages are read is not recorded."""


def _name_of(path: str) -> str:
    """Return the name in the release for which the request is; "" for the top."""
    return unquote(path.partition("?")[0].partition("#")[0].removeprefix("/"))


def _matches(header: str, found: ServedFile) -> bool:
    """Return whether the browser already has these bytes."""
    return header.strip() == "*" or found.digest in _TAG.findall(header)
