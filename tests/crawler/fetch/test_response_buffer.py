"""What arrives, piece by piece: any bytes are read, and no bound is passed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.fetch.request import HEADER_CAP
from crawler.fetch.response_buffer import STOP, Received
from tests.rows import each

CAP = 1000


def received(head: bytes, *chunks: bytes, any_type: bool = False, cap: int = CAP) -> Received:
    """What came of this head, fed by lines as libcurl does, and of these pieces of a body."""
    arrived = Received(cap, any_type=any_type)
    for line in head.splitlines(keepends=True):
        if arrived.on_header(line) == STOP:
            return arrived
    for chunk in chunks:
        if arrived.on_body(chunk) == STOP:
            return arrived
    return arrived


@each(
    ("head", "status"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", 200),
        (b"HTTP/1.1 200\r\n\r\n", 200),
        (b"HTTP/1.0 404 Not Found\r\n\r\n", 404),
        (b"http/1.1 200 OK\r\n\r\n", 200),
        (b"HTTP/2 301\r\n\r\n", 301),
        (b"HTTP/1.1 200 OK\n\n", 200),
        (b"HTTP/1.1 999 Request denied\r\n\r\n", 999),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", 200),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 Oh\r\nA: b\r\n\r\n", 500),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\nServer: fleet\r\n", None),
        (b"HTTP/1.1 OK\r\n\r\n", None),
        (b"HTTP/1.1\r\n\r\n", None),
        (b"HTTP/1.1 20 No\r\n\r\n", None),
        (b"HTTP/1.1 " + b"9" * 5000 + b"\r\n\r\n", None),
        (b"HTTP/1.1 -20 No\r\n\r\n", None),
        (b"\r\n", None),
        (b"", None),
    ],
)
def test_the_status_is_that_of_the_final_answer_once_its_head_is_whole(
    head: bytes, status: int | None
) -> None:
    assert received(head).status == status


@pytest.mark.parametrize(
    ("lines", "headers"),
    [
        (b"Server: fleet\r\n", [("server", "fleet")]),
        (b"SERVER:fleet\n", [("server", "fleet")]),
        (b"A: 1\r\nA: 2\r\n", [("a", "1"), ("a", "2")]),
        (b"A: 1\r\n  2\r\n\t3\r\n", [("a", "1 2 3")]),
        (b" orphan: 1\r\n", [("orphan", "1")]),
        (b"no colon\r\nA:\r\n", [("a", "")]),
        (b"A: b: c\r\n", [("a", "b: c")]),
        ("Location: /b\u00fasqueda\r\n".encode(), [("location", "/búsqueda")]),
        (b"Location: /b\xfasqueda\r\n", [("location", "/búsqueda")]),
    ],
)
def test_headers_are_read_as_sloppily_as_browsers_do(
    lines: bytes, headers: list[tuple[str, str]]
) -> None:
    arrived = received(b"HTTP/1.1 200 OK\r\n" + lines + b"\r\n")
    assert list(arrived.headers()) == headers


def test_the_headers_are_those_of_the_final_answer() -> None:
    head = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nServer: fleet\r\n\r\n"
    assert received(head).headers() == (("server", "fleet"),)


def test_headers_without_end_are_given_up() -> None:
    flood = b"X-Flood: " + b"x" * 1000 + b"\r\n"
    arrived = received(b"HTTP/1.1 200 OK\r\n" + flood * (HEADER_CAP // len(flood) + 1))
    assert arrived.flooded
    assert arrived.status is None


@pytest.mark.parametrize("status", [100, 102, 103])
def test_interim_answers_without_end_are_given_up(status: int) -> None:
    interim = b"HTTP/1.1 %d Go on\r\n\r\n" % status
    arrived = received(interim * (HEADER_CAP // len(interim) + 1))
    assert arrived.flooded
    assert arrived.status is None


def test_trailers_say_nothing_of_the_answer_and_are_given_up_in_the_end() -> None:
    arrived = received(b"HTTP/1.1 200 OK\r\nServer: fleet\r\n\r\n", b"<p>Jobs")
    for line in (b"HTTP/1.1 404 Not Found\r\n", b"Location: /away\r\n", b"\r\n"):
        assert arrived.on_header(line) is None
    assert (arrived.status, arrived.headers()) == (200, (("server", "fleet"),))
    answers = [arrived.on_header(b"X: " + b"x" * 1000 + b"\r\n") for _ in range(HEADER_CAP // 1000)]
    assert answers[-1] == STOP


def test_headers_just_within_the_bound_are_read() -> None:
    first, end = b"HTTP/1.1 200 OK\r\n", b"\r\n"
    filler = b"A: " + b"x" * (HEADER_CAP - len(first) - len(end) - 5) + b"\r\n"
    arrived = received(first + filler + end)
    assert not arrived.flooded
    assert arrived.status == 200


@each(
    ("headers", "read"),
    [
        (b"", True),
        (b"Content-Type: text/html\r\n", True),
        (b"Content-Type: TEXT/HTML; charset=utf-8\r\n", True),
        (b"Content-Type:\r\n", True),
        (b"Content-Type: text/plain\r\nContent-Length: 9999999999999\r\n", True),
        (b"Content-Type: application/xhtml+xml\r\n", True),
        (b"Content-Type: application/json\r\n", True),
        (b"Content-Type: application/pdf\r\n", False),
        (b"Content-Type: application/pdf\r\nContent-Length: 65536\r\n", True),
        (b"Content-Type: application/pdf\r\nContent-Length: 65537\r\n", False),
        (b"Content-Type: application/pdf\r\nContent-Length: -1\r\n", False),
        (b"Content-Type: application/pdf\r\nContent-Length: " + b"9" * 5000 + b"\r\n", False),
        (b"Content-Type: image/png\r\nContent-Length: many\r\n", False),
    ],
)
def test_only_pages_and_small_files_are_read(headers: bytes, read: bool) -> None:
    arrived = received(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n", b"%PDF-1.7", b"more")
    assert arrived.take_body() == (b"%PDF-1.7more" if read else b"")
    assert arrived.stopped is not read


def test_robots_txt_is_read_whatever_type_it_claims() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n"
    assert received(head, b"User-agent: *", any_type=True).take_body() == b"User-agent: *"


@pytest.mark.parametrize(
    ("chunks", "kept", "stopped"),
    [
        ((b"x" * CAP,), CAP, False),
        ((b"x" * (CAP - 1), b"x"), CAP, False),
        ((b"x" * (CAP + 1),), CAP, True),
        ((b"x" * CAP, b"x"), CAP, True),
        ((b"x" * 600, b"x" * 600, b"never asked for"), CAP, True),
        ((), 0, False),
    ],
)
def test_no_more_of_a_body_is_kept_than_was_asked_for(
    chunks: tuple[bytes, ...], kept: int, stopped: bool
) -> None:
    arrived = received(b"HTTP/1.1 200 OK\r\n\r\n", *chunks)
    assert len(arrived.take_body()) == kept
    assert arrived.stopped is stopped


@pytest.mark.slow
@given(
    st.lists(st.binary(max_size=200)),
    st.lists(st.binary(max_size=2000)),
    st.integers(1, 3000),
    st.booleans(),
)
@example([b"HTTP/1.1 " + b"1" * 5000 + b"\r\n", b"\r\n"], [b"x"], 10, False)
@example(
    [b"HTTP/1.1 200\r\n", b"Content-Type: x\r\n", b"Content-Length: ", b"\r\n"], [b"x"], 1, False
)
def test_any_bytes_are_taken_and_the_bounds_hold(
    lines: list[bytes], chunks: list[bytes], cap: int, any_type: bool
) -> None:
    arrived = Received(cap, any_type=any_type)
    for line in lines:
        arrived.on_header(line)
    for chunk in chunks:
        if arrived.on_body(chunk) == STOP:
            break
    body = arrived.take_body()
    assert len(body) <= cap
    assert b"".join(chunks).startswith(body)
    assert arrived.status is None or 200 <= arrived.status <= 999
    for name, _value in arrived.headers():
        assert name == name.strip().lower()
