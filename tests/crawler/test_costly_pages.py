"""Pages made to keep a parser busy cost their own links something, and no others."""

import json
from pathlib import Path

import pytest

from crawler.simulation.server import Role
from crawler.simulation.site import Answer, Handler, Request, reply
from tests import forked
from tests.behaviours import Fleet
from tests.crawler.crawling import SECONDS, Desk, Finished
from tests.crawler.page.test_limits import HOSTILE
from tests.directory.samples import add_links, rows

pytestmark = pytest.mark.slow

COSTLY = HOSTILE["open elements"]  # takes a twentieth to a sixth of a second to read
BLANKS = "text/html; charset =" + " " * 95_000 + "x"


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Desk:
    return Desk(tmp_path, sqlite_url)


def costly(status: int = 200, body: bytes = COSTLY, kind: str = "text/html") -> Handler:
    """A site that sends this for all its pages."""

    def answer(request: Request) -> Answer:
        if request.path == "/robots.txt":
            return reply(404)
        return reply(status, body, content_type=kind)

    return answer


def crawled_with_short_limit(desk: Desk, fleet: Fleet) -> Finished:
    """A crawl in which reading a page may take a fiftieth of a second."""
    program = "tests.crawler.short_limit:main"
    done = forked.run(program, [], desk.folder, desk.environment(fleet), SECONDS)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return Finished(done.returncode, lines, done.stderr)


def test_hostile_pages_and_headers_are_read_beside_good_ones(desk: Desk) -> None:
    hostile = {f"h{n}.example": costly(body=body) for n, body in enumerate(HOSTILE.values())}
    hostile["blanks.example"] = costly(body=b"<title>Jobs</title>", kind=BLANKS)
    good = [f"g{number}.example" for number in range(20)]
    with Fleet({**hostile, **dict.fromkeys(good, "ok")}) as fleet:
        desk.add(*[f"http://{host}/" for host in (*hostile, *good)])
        done = desk.crawl(fleet)
    assert (done.errors, done.summary["faults"], done.summary["left"]) == ("", 0, 0)
    assert [done.of(f"http://{host}/")["reasons"] for host in good] == [["ok"]] * len(good)


def test_a_page_beyond_the_limit_costs_its_own_link_its_text(desk: Desk) -> None:
    """It is judged by its status, and never becomes a baseline; all else is as ever."""
    sites: dict[str, Role] = {
        "a.example": "ok",
        "costly.example": costly(),
        "gone.example": costly(404),
        "z.example": "ok",
    }
    urls = [f"http://{host}/jobs" for host in sites]
    with Fleet(sites) as fleet:
        with desk.catalog() as catalog:
            ids = [link.id for link in add_links(catalog, urls)]
        done = crawled_with_short_limit(desk, fleet)
        again = crawled_with_short_limit(desk, fleet)
    for crawl in (done, again):
        assert (crawl.errors, crawl.summary["faults"], crawl.summary["left"]) == ("", 0, 0)
        found = {line["url"]: (line["verdict"], line["reasons"]) for line in crawl.links}
        assert found == {
            "http://a.example/jobs": ("ok", ["ok"]),
            "http://costly.example/jobs": ("ok", ["page-too-costly"]),
            "http://gone.example/jobs": ("gone", ["not-found", "page-too-costly"]),
            "http://z.example/jobs": ("ok", ["ok"]),
        }
        line = crawl.of("http://costly.example/jobs")
        assert (line["evidence"], line["status"]) == ("it took too long", 200)
    with desk.catalog() as catalog:
        assert {row.link_id for row in rows(catalog, "link_baseline")} == {ids[0], ids[3]}


def test_a_costly_answer_for_an_address_that_cannot_exist_costs_the_comparison_alone(
    desk: Desk,
) -> None:
    def answer(request: Request) -> Answer:
        if request.path == "/robots.txt":
            return reply(404)
        page = b"<title>Jobs</title><p>Find work close to home."
        return reply(200, page if request.path == "/jobs" else COSTLY)

    with Fleet({"a.example": answer}) as fleet:
        desk.add("http://a.example/jobs")
        done = crawled_with_short_limit(desk, fleet)
    assert (done.code, done.of("http://a.example/jobs")["reasons"]) == (0, ["ok"])
