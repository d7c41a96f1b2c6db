"""Pages made to keep a parser busy are read in their beginning alone."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.request import BODY_CAP
from crawler.page.limits import MOST_TAGS, affordable
from crawler.page.parse import read_page
from crawler.simulation.pages import page
from tests.cpu import within_cpu_seconds
from tests.crawler.scripted import answer


def filled(beginning: bytes, piece: bytes) -> bytes:
    """As long a page as is read at all."""
    return (beginning + piece * (BODY_CAP // len(piece)))[:BODY_CAP]


def counted(piece: str, number: int) -> bytes:
    return "".join(piece % n for n in range(number)).encode()


HOSTILE = {
    "open elements": filled(b"", b"<div>"),
    "open elements, ended by what ends nothing": filled(b"", b"<div></>"),
    "attributes": b"<p " + counted("a%d=1 ", 30_000) + b">",
    "attributes without values": b"<title>x</title><p " + counted("a%x ", 60_000) + b">",
    "attributes in quotes": b"<p " + counted('a%d="1"', 20_000) + b">",
    "formatting that is opened anew in each paragraph": filled(
        b"<p>" + counted("<font a%d>", 2000) + b"x", b"<p>x"
    ),
    "a little of such formatting": filled(b"<p>" + counted("<b a%d>", 40) + b"x", b"<p>x"),
    "formatting without attributes": filled(
        b"<p>" + b"<b><i><u><s><em><tt><big><code><font><small><strong><nobr><strike>" * 3 + b"x",
        b"<p>x",
    ),
    "links in links": filled(b"", b"<a href=x>"),
    "tables in tables": filled(b"", b"<table><tr><td>"),
    "blanks in a refresh": filled(b"<p>refresh</p><meta http-equiv =", b"\t"),
    "blanks in a password field": filled(b"password <input type", b" "),
    "frames in frames": filled(b"", b"<iframe <script"),
}


@pytest.mark.parametrize("says", HOSTILE)
def test_no_page_takes_long(says: str) -> None:
    with within_cpu_seconds():  # at full length, some of these take half a minute
        reading = read_page(answer(200, HOSTILE[says]))
    assert reading.page.bytes == len(HOSTILE[says])


def test_no_header_takes_long() -> None:
    kind = "text/html; charset =" + " " * 95_000 + "x"
    with within_cpu_seconds():
        read_page(answer(200, b"<title>Jobs</title>", content_type=kind))


_WEIGH = """
import resource, sys
from crawler.fetch.request import FetchResponse
from crawler.page.parse import read_page
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
html = (("content-type", "text/html"),)
read_page(FetchResponse("", status=200, headers=html, body=sys.stdin.buffer.read()))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("says", [says for says in HOSTILE if "formatting" in says])
def test_no_page_takes_much_memory(says: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WEIGH], input=HOSTILE[says], capture_output=True, check=True
    )
    assert int(done.stdout) < 150, "mebibytes; at full length, tens of gigabytes"


def test_a_page_that_was_cut_is_not_taken_for_an_empty_one() -> None:
    reading = read_page(answer(200, HOSTILE["attributes"]))
    assert (reading.page.words, reading.page.truncated) == (0, True)


@pytest.mark.parametrize(
    "html",
    [
        b"",
        b"<p>Jobs",
        page("elm.example", size=BODY_CAP - 5000).encode(),
        filled(b"<style>", b"a>b{color:red}\n"),
        filled(b"<img src='data:image/png;base64,", b"iVBORw0KGgoAAAANSUhEUgAA"),
        filled(b"<script>", b"if(a<b){c()}"),
        filled(b"", b"<p class='x'>Find work close to home, or further away if you can.</p>"),
        filled(b"", b"<p>Call <b>now</b> or <i>come by</i>, on weekdays from nine to noon.</p>"),
        b"<p>" + b"word " * 50_000,
    ],
    ids=lambda html: html[:20].decode(),
)
def test_ordinary_pages_are_read_whole(html: bytes) -> None:
    if html.count(b"<") > MOST_TAGS:  # 256 KiB of nothing but comparisons, in a script
        assert len(affordable(html)) > 50_000
    else:
        assert affordable(html) == html


@given(st.binary(max_size=2000), st.integers(1, 200))
def test_what_is_read_is_the_beginning(piece: bytes, times: int) -> None:
    html = piece * times
    assert html.startswith(affordable(html))
    assert affordable(html).count(b"<") <= MOST_TAGS
