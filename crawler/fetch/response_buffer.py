"""Collect the response to one request, piece by piece, within bounds. Pure: no socket, no libcurl.

Headers may be malformed (bare line feeds, no reason phrase, raw UTF-8, lines continued on the next
one); a body is read only if it is useful.
"""

from crawler.fetch.request import HEADER_CAP

STOP = -1  # what libcurl's callbacks return to end a transfer

_READ_TYPES = ("text/", "application/xhtml", "application/xml", "application/json")
_SMALL = 64 * 1024  # cheaper to read than to open a new connection for the next request

Headers = tuple[tuple[str, str], ...]


class Received:
    """Filled by `on_header` and `on_body`, which return None to continue and STOP to end.

    status: of the final answer, once its headers are complete; None before.
    stopped: we ended the body ourselves. flooded: more headers than browsers accept.
    """

    __slots__ = (
        "_any_type",
        "_body_bytes",
        "_cap",
        "_chunks",
        "_header_bytes",
        "_lines",
        "_status_seen",
        "flooded",
        "status",
        "stopped",
    )

    def __init__(self, body_cap: int, *, any_type: bool) -> None:
        self._cap = body_cap
        self._any_type = any_type
        self._lines: list[bytes] = []
        self._header_bytes = 0
        self._status_seen = 0
        self._chunks: list[bytes] = []
        self._body_bytes = 0
        self.status: int | None = None
        self.stopped = False
        self.flooded = False

    def on_header(self, line: bytes) -> int | None:
        """Take one header line, or the status line, or the empty line at the end.

        Interim answers (1xx) and trailers count towards the bound: there may be any number.
        """
        self._header_bytes += len(line)
        if self._header_bytes > HEADER_CAP:
            self.flooded = True
            return STOP
        if self.status is not None:
            return None  # a trailer, behind the body: counted, but not used
        if line[:5].upper() == b"HTTP/":
            self._lines = []
            self._status_seen = _status_of(line)
        elif line in (b"\r\n", b"\n"):
            # An interim answer (1xx) does not count; the real one follows.
            self.status = self._status_seen if self._status_seen >= 200 else None
        else:
            self._lines.append(line)
        return None

    def end_head(self) -> None:
        """End the head, though its last line did not come: what came of it counts."""
        if self._status_seen >= 200:
            self.status = self._status_seen

    def on_body(self, chunk: bytes) -> int | None:
        """Take one piece of the body."""
        if not self._chunks and not self._worth_reading():
            self.stopped = True
            return STOP
        room = self._cap - self._body_bytes
        self._chunks.append(chunk[:room] if len(chunk) > room else chunk)
        self._body_bytes += len(chunk)
        if self._body_bytes > self._cap:
            self.stopped = True
            return STOP
        return None

    def take_body(self) -> bytes:
        """Return the body as it came, with its encodings, and release it here."""
        body, self._chunks = b"".join(self._chunks), []
        return body

    def headers(self) -> Headers:
        """Return the headers in order, names in lower case."""
        headers: list[tuple[str, str]] = []
        for line in self._lines:
            text = _decode(line.rstrip(b"\r\n"))
            if text[:1] in (" ", "\t") and headers:  # an old-style continuation line
                name, value = headers[-1]
                headers[-1] = (name, f"{value} {text.strip()}")
                continue
            name, colon, value = text.partition(":")
            if colon:
                headers.append((name.strip().lower(), value.strip()))
        return tuple(headers)

    def _worth_reading(self) -> bool:
        if self._any_type:
            return True
        kind, length = "text/html", -1  # a body without a type is read as HTML, as browsers do
        for name, value in self.headers():
            if name == "content-type":
                kind = value.lower() or kind
            elif name == "content-length" and value.isdecimal() and len(value) < 10:
                length = int(value)
        return kind.startswith(_READ_TYPES) or 0 <= length <= _SMALL


def _status_of(line: bytes) -> int:
    parts = line.split(None, 2)
    return int(parts[1]) if len(parts) > 1 and len(parts[1]) == 3 and parts[1].isdigit() else 0


def _decode(line: bytes) -> str:
    try:
        return line.decode("utf-8")  # raw UTF-8 in Location is common, and browsers follow it
    except UnicodeDecodeError:
        return line.decode("latin-1")
