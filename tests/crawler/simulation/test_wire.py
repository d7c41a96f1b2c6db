"""Servers that misbehave on the wire: the bytes, and the silence, are as the rows say."""

import gzip
import time
from collections.abc import Iterator

import pytest

from tests.behaviours import BEHAVIOURS, FAMILIES, Fleet
from tests.behaviours.content import BOMB_BYTES, PDF_BYTES
from tests.crawler.simulation.client import (
    dial,
    get,
    read_all,
    read_answer,
    read_until,
    request_bytes,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    rows = (*FAMILIES["demo"], *FAMILIES["transport"], *FAMILIES["content"])
    with Fleet({f"{row.name}.example": row for row in rows}) as running:
        yield running


def url_of(name: str) -> str:
    return BEHAVIOURS[name].url(f"{name}.example")


# --- transport ---------------------------------------------------------------


def test_a_server_may_refuse(fleet: Fleet) -> None:
    for scheme in ("http", "https"):
        with pytest.raises(ConnectionRefusedError):
            dial(fleet, f"{scheme}://refused.example/").close()


def test_a_server_may_break_off_before_a_word(fleet: Fleet) -> None:
    with pytest.raises(ConnectionResetError):
        read_all(fleet, url_of("reset"))


def test_a_server_may_break_off_in_the_head(fleet: Fleet) -> None:
    with dial(fleet, url_of("reset-in-head")) as line:
        line.sendall(request_bytes(url_of("reset-in-head")))
        assert line.recv(8).startswith(b"HTTP/1.1")
        with pytest.raises(ConnectionResetError):
            read_until(line, 1 << 20)


def test_a_server_may_hang_up_without_a_word(fleet: Fleet) -> None:
    assert read_all(fleet, url_of("empty-reply")) == b""


@pytest.mark.parametrize("name", ["hang", "page-hangs"])
def test_a_server_may_never_answer(fleet: Fleet, name: str) -> None:
    with dial(fleet, url_of(name)) as line:
        line.sendall(request_bytes(url_of(name)))
        line.settimeout(0.2)
        with pytest.raises(TimeoutError):
            line.recv(1)


def test_another_protocol_speaks_first(fleet: Fleet) -> None:
    with dial(fleet, url_of("ssh-banner")) as line:
        assert read_until(line, 8).startswith(b"SSH-2.0-")
        line.sendall(request_bytes(url_of("ssh-banner")))
        assert b"HTTP" not in read_until(line, 1 << 20)


def test_headers_may_flood(fleet: Fleet) -> None:
    with dial(fleet, url_of("header-flood")) as line:
        line.sendall(request_bytes(url_of("header-flood")))
        flood = read_until(line, 1_000_000)
    assert len(flood) >= 1_000_000
    assert b"\r\n\r\n" not in flood


@pytest.mark.parametrize(("name", "in_body"), [("header-drip", False), ("body-drip", True)])
def test_bytes_may_drip(fleet: Fleet, name: str, in_body: bool) -> None:
    with dial(fleet, url_of(name)) as line:
        line.sendall(request_bytes(url_of(name)))
        received = read_until(line, 100 if in_body else 1)
        began = time.monotonic()
        drops = [line.recv(65536) for _ in range(6)]
        assert time.monotonic() - began > 0.1, "they come one after the other"
    assert (b"\r\n\r\n" in received + b"".join(drops)) is in_body
    assert all(len(drop) < 100 for drop in drops[1:])


@pytest.mark.parametrize(
    ("name", "first", "header"),
    [("busy-once", 503, ""), ("rate-limit-once", 429, "Retry-After")],
)
def test_a_server_may_be_busy_once(name: str, first: int, header: str) -> None:
    with Fleet({"elm.example": name}) as fleet:
        assert get(fleet, "https://elm.example/robots.txt").status == 404
        answers = [get(fleet, "https://elm.example/jobs") for _ in range(3)]
    assert [answer.status for answer in answers] == [first, 200, 200]
    assert header == "" or answers[0].headers[header] == "1"


def test_a_server_may_break_off_once() -> None:
    with Fleet({"elm.example": "reset-once"}) as fleet:
        with pytest.raises(ConnectionResetError):
            read_all(fleet, "http://elm.example/jobs")
        assert get(fleet, "http://elm.example/jobs").status == 200


# --- syntax and bodies -------------------------------------------------------


def head_and_body(fleet: Fleet, name: str, end: bytes = b"\r\n") -> tuple[list[bytes], bytes]:
    with dial(fleet, url_of(name)) as line:
        line.sendall(request_bytes(url_of(name), Connection="close"))
        head, _, body = read_until(line, 1 << 30).partition(end * 2)
    return head.split(end), body


def test_a_body_may_be_shorter_than_promised(fleet: Fleet) -> None:
    lines, body = head_and_body(fleet, "short-body")
    assert b"Content-Length: %d" % (len(body) + 5000) in lines


def test_lines_may_end_in_a_line_feed_alone(fleet: Fleet) -> None:
    lines, body = head_and_body(fleet, "bare-line-feeds", end=b"\n")
    assert lines[0] == b"HTTP/1.1 200 OK"
    assert not any(b"\r" in line for line in lines)
    assert body.startswith(b"<!doctype html>")


@pytest.mark.parametrize(
    ("name", "first_line"),
    [
        ("no-reason-phrase", b"HTTP/1.1 200"),
        ("http-1-0", b"HTTP/1.0 200 OK"),
        ("early-hints", b"HTTP/1.1 103 Early Hints"),
    ],
)
def test_the_first_line_may_be_odd(fleet: Fleet, name: str, first_line: bytes) -> None:
    lines, body = head_and_body(fleet, name)
    assert lines[0] == first_line
    assert body.endswith(b"</html>\n")


def test_http_1_0_says_no_length(fleet: Fleet) -> None:
    lines, _body = head_and_body(fleet, "http-1-0")
    assert not any(line.lower().startswith(b"content-length") for line in lines)


def test_a_chunked_body_may_lack_its_end(fleet: Fleet) -> None:
    lines, body = head_and_body(fleet, "chunks-cut-short")
    assert b"Transfer-Encoding: chunked" in lines
    assert not body.endswith(b"0\r\n\r\n")


def test_one_header_may_have_14_kb(fleet: Fleet) -> None:
    lines, _body = head_and_body(fleet, "long-header")
    assert 13_000 < max(len(line) for line in lines) < 16_000


def test_gzip_may_be_true_or_claimed(fleet: Fleet) -> None:
    true, claimed = get(fleet, url_of("gzip")), get(fleet, url_of("gzip-claimed"))
    assert true.headers["Content-Encoding"] == claimed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(true.body).startswith(b"<!doctype html>")
    assert claimed.body.startswith(b"<!doctype html>")


def test_a_gzip_bomb_is_small_and_true(fleet: Fleet) -> None:
    packed = get(fleet, url_of("gzip-bomb")).body
    assert len(packed) < 200_000
    unpacked = gzip.decompress(packed)  # it also checks the sum and the length
    assert len(unpacked) > BOMB_BYTES
    assert unpacked.startswith(b"<!doctype html>")


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("no-content-type", None),
        ("utf-16", "text/html"),
        ("unknown-charset", "text/html; charset=klingon-8"),
    ],
)
def test_the_type_may_be_missing_or_misleading(
    fleet: Fleet, name: str, content_type: str | None
) -> None:
    assert get(fleet, url_of(name)).headers["Content-Type"] == content_type


def test_utf_16_begins_with_its_mark(fleet: Fleet) -> None:
    body = get(fleet, url_of("utf-16")).body
    assert body[:2] in {b"\xff\xfe", b"\xfe\xff"}
    assert "Open positions" in body.decode("utf-16")


def test_a_body_may_never_end(fleet: Fleet) -> None:
    with dial(fleet, url_of("endless-body")) as line:
        line.sendall(request_bytes(url_of("endless-body")))
        assert len(read_until(line, 5_000_000)) >= 5_000_000


def test_a_large_file_says_its_size_at_once_and_comes_slowly(fleet: Fleet) -> None:
    with dial(fleet, url_of("large-pdf")) as line:
        line.sendall(request_bytes(url_of("large-pdf")))
        began = time.monotonic()
        head = read_until(line, 100)
        assert b"Content-Type: application/pdf" in head
        assert b"Content-Length: %d\r\n" % PDF_BYTES in head
        read_until(line, 100_000)
        assert time.monotonic() - began > 0.2, "16 KB at a time"


@pytest.mark.parametrize(("name", "few"), [("script-application", 40), ("empty-list", 40)])
def test_a_page_may_have_few_words_and_be_fine(fleet: Fleet, name: str, few: int) -> None:
    assert 0 < len(get(fleet, url_of(name)).text.split()) < few


def test_a_blank_page_has_no_words(fleet: Fleet) -> None:
    text = get(fleet, url_of("blank-page")).text
    assert text.partition("<body>")[2].partition("</body>")[0].strip() == ""


def test_connections_are_kept_by_those_who_behave(fleet: Fleet) -> None:
    with dial(fleet, url_of("kept-connection")) as line:
        for _ in range(3):
            line.sendall(request_bytes(url_of("kept-connection")))
            assert read_answer(line).status == 200
