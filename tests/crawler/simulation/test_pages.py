"""Pages: plausible, all different, and the same each time."""

import re

import pytest

from crawler.simulation.pages import page, page_reply, site_name
from tests.rows import each

HOSTS = [f"{word}-{number}.example" for word in ("jobs", "city", "college") for number in range(70)]


def words(html: str) -> list[str]:
    return re.sub(r"<[^>]+>", " ", html.partition("<body>")[2]).split()


def test_every_host_has_a_page_of_its_own() -> None:
    assert len({page(host) for host in HOSTS}) == len(HOSTS)
    without_names = {page(host).replace(site_name(host), "") for host in HOSTS}
    assert len(without_names) > len(HOSTS) * 0.9, "they differ in more than the name"


def test_every_path_has_a_page_of_its_own() -> None:
    assert len({page("elm.example", f"/{number}") for number in range(50)}) == 50


def test_a_page_is_the_same_each_time() -> None:
    assert page("elm.example", "/jobs") == page("elm.example", "/jobs")


@each("host", HOSTS[::10])
def test_a_page_has_a_title_headings_and_text(host: str) -> None:
    html = page(host, "/jobs")
    assert f"<title>{site_name(host)}" in html
    assert html.count("<h2>") == 2
    assert len(words(html)) > 60


@pytest.mark.parametrize("size", [0, 5_000, 20_000, 300_000])
def test_a_page_is_at_least_as_large_as_asked(size: int) -> None:
    html = page("elm.example", size=size)
    assert len(html.encode()) >= size
    assert html.endswith("</html>\n")


@pytest.mark.parametrize("path", ["/<script>alert(1)</script>", "/a&b", "/%C3%BA"])
def test_a_path_cannot_break_the_page(path: str) -> None:
    assert "<script>" not in page("elm.example", path)


@pytest.mark.parametrize(
    ("host", "name"),
    [("www.elm-town.example", "Elm Town"), ("jobs.elm.example", "Jobs Elm"), ("local", "Local")],
)
def test_a_site_is_named_after_its_host(host: str, name: str) -> None:
    assert site_name(host) == name


def test_a_page_as_an_answer_says_its_length() -> None:
    answer = page_reply("elm.example", "/jobs")
    assert b"Content-Length: %d\r\n" % len(answer.body) in answer.head
