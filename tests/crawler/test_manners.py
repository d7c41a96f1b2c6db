"""What a crawl owes the sites: patience, no question twice, no word of one to another.

All of it as the servers saw it.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from crawler.check.retry_policy import ASKED_IN_A_ROW, SILENT
from crawler.simulation.behaviour import own_page, with_robots
from crawler.simulation.demo_behaviours import onward, robots
from crawler.simulation.log import LoggedRequest
from crawler.simulation.pages import message_reply, page
from crawler.simulation.server import Role
from crawler.simulation.site import Answer, Door, Handler, Headers, Request, Site, reply
from crawler.spiders.lanes import MOST_OF_A_DOMAIN
from directory.model.vocab import Verdict
from tests.behaviours import Fleet
from tests.crawler.concurrency import at_once
from tests.crawler.crawling import SECONDS, Crawl, Desk, Gate, links_of

pytestmark = pytest.mark.slow

MONDAY = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_PROBE = re.compile(r"/[a-z]{25}$")


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Desk:
    """An empty catalog in a folder of its own."""
    return Desk(tmp_path, sqlite_url)


def asked_in(fleet: Fleet, crawl: Callable[[], object]) -> list[LoggedRequest]:
    """What the servers were asked for meanwhile."""
    before = fleet.log.count()
    crawl()
    return fleet.log.requests()[before:]


# --- one thing at a time -------------------------------------------------------------


# From arrival to arrival: a request's arrival is noted before it is answered, so the
# pause that the crawl keeps after the answer lies wholly in between.


def test_no_host_is_asked_sooner_than_the_delay_or_two_things_at_once(desk: Desk) -> None:
    """However many links lead there, by whatever scheme, and from whatever other host."""
    delay, takes = 0.2, 0.15
    leads = Site(with_robots(lambda request: onward(302, f"https://a.example{request.path}")))
    slow = Site(lambda request: replace(own_page(request), delay=takes))
    with Fleet({"a.example": "ok", "b.example": slow, "c.example": leads}) as fleet:
        fleet.issue_certificates()
        desk.add(
            *[f"https://a.example/{n}" for n in range(3)],
            *[f"http://a.example/plain/{n}" for n in range(2)],
            *[f"https://b.example/{n}" for n in range(3)],
            *[f"https://c.example/from-c/{n}" for n in range(2)],
        )
        assert desk.crawl(fleet, host_delay=delay).code == 0
        assert min(fleet.log.gaps("a.example")) >= delay * 0.97
        assert min(fleet.log.gaps("b.example")) >= (takes + delay) * 0.97
        assert min(fleet.log.gaps("c.example")) >= delay * 0.97
        for host in ("a.example", "b.example", "c.example"):
            asked = Counter((entry.scheme, entry.path) for entry in fleet.log.requests(host))
            assert set(asked.values()) == {1}, "robots.txt once for each scheme, pages once"


def test_hosts_are_crawled_side_by_side(desk: Desk) -> None:
    """All of them wait at the gate before any is let through."""
    hosts = [f"h{number}.example" for number in range(30)]
    gate = Gate()
    with Fleet(dict.fromkeys(hosts, gate.behind())) as fleet:
        desk.add(*[f"http://{host}/" for host in hosts])
        with desk.crawling(fleet) as crawl:
            assert fleet.log.wait_for(lambda log: log.count() == 2 * len(hosts), SECONDS)
            gate.open()
            assert crawl.finish().code == 0


def test_a_crawl_delay_is_obeyed(desk: Desk) -> None:
    slow = Site(with_robots(own_page, robots("User-agent: *\nCrawl-delay: 1\n")))
    with Fleet({"slow.example": slow}) as fleet:
        desk.add(*[f"http://slow.example/{n}" for n in range(3)])
        assert desk.crawl(fleet).code == 0
        _after_the_rules, *between_pages = fleet.log.gaps("slow.example")
    assert len(between_pages) == 3, "three pages, and one that cannot exist"
    assert min(between_pages) >= 0.97


def test_a_host_that_another_crawl_asked_just_now_rests_first(desk: Desk) -> None:
    """Be it over, or under way: the one of all links waits for a site that does not answer yet."""
    delay, gate = 1.5, Gate()
    with Fleet({"a.example": "ok", "late.example": gate.behind()}) as fleet:
        fleet.issue_certificates()
        desk.add("https://a.example/1", "https://a.example/2", "https://late.example/")
        with desk.crawling(fleet, host_delay=delay) as crawl:
            crawl.read_until(lambda lines: len(links_of(lines)) == 2)
            assert desk.check(fleet, 1, host_delay=delay).code == 0
            gate.open()
            assert crawl.finish().code == 0
        assert desk.check(fleet, 2, host_delay=delay).code == 0
        assert desk.crawl(fleet, host_delay=delay).code == 0
        gaps = fleet.log.gaps("a.example")
    assert len(gaps) >= 6
    assert min(gaps) >= delay * 0.97


def test_a_host_that_asks_to_wait_is_waited_for(desk: Desk) -> None:
    with Fleet({"busy.example": "rate-limit-once"}) as fleet:
        desk.add("http://busy.example/jobs")
        done = desk.crawl(fleet)
        _after_the_rules, until_second_try, _ = fleet.log.gaps("busy.example")
    assert done.of("http://busy.example/jobs")["reasons"] == ["ok"]
    assert until_second_try >= 0.97


def test_of_one_registrable_domain_four_hosts_are_asked_at_once_and_others_wait_for_nobody(
    desk: Desk,
) -> None:
    late = Site(with_robots(lambda request: replace(own_page(request), delay=0.2)))
    of_one = [f"n{number}.one.example" for number in range(10)]
    others = [f"h{number}.example" for number in range(10)]
    with Fleet(dict.fromkeys(of_one + others, late)) as fleet:
        desk.add(*[f"http://{host}/" for host in of_one + others])
        assert desk.crawl(fleet).summary["counts"] == {"ok": 20}
        requests = fleet.log.requests()
    pages = [entry for entry in requests if entry.path == "/"]
    assert at_once([entry for entry in requests if "one.example" in entry.host]) <= MOST_OF_A_DOMAIN
    assert at_once([entry for entry in pages if "one.example" in entry.host]) == MOST_OF_A_DOMAIN
    assert at_once([entry for entry in pages if entry.host in others]) > MOST_OF_A_DOMAIN


# --- trouble ---------------------------------------------------------------------------


def test_trouble_that_may_pass_is_tried_three_times_with_growing_pauses(desk: Desk) -> None:
    hosts: dict[str, Role] = {"down.example": "status-503", "well.example": "ok"}
    with Fleet(hosts) as fleet:
        desk.add("http://down.example/jobs", "http://well.example/jobs")
        done = desk.crawl(fleet)
        assert fleet.log.paths("down.example") == ["/robots.txt"] + ["/jobs"] * 3
        _after_the_rules, first, second = fleet.log.gaps("down.example")
    assert done.of("http://down.example/jobs")["reasons"] == ["server-error"]
    assert first >= 0.7
    assert second >= 2.2


def test_a_host_that_never_answers_is_knocked_at_three_times_and_not_for_every_link(
    desk: Desk,
) -> None:
    links = [f"http://silent.example/{number}" for number in range(SILENT + 4)]
    with Fleet({"silent.example": "hang", "well.example": "ok"}) as fleet:
        desk.add(*links, "http://well.example/")
        done = desk.crawl(fleet, request_timeout=0.4)
        assert fleet.log.paths("silent.example") == ["/robots.txt"] * SILENT
    assert {tuple(done.of(link)["reasons"]) for link in links} == {("timeout",)}
    assert done.summary["left"] == 0


def test_a_host_that_is_silent_at_one_door_is_asked_at_the_other(desk: Desk) -> None:
    """Many old sites have no secure door; their plain pages work."""
    doors = {"80": Door.PLAIN, "443": Door.SILENT}
    with Fleet({"old.example": Site(with_robots(own_page), doors)}) as fleet:
        secure = [f"https://old.example/{number}" for number in range(SILENT + 1)]
        desk.add(*secure, "http://old.example/plain", "https://old.example/last")
        done = desk.crawl(fleet, request_timeout=0.4)
    assert done.of("http://old.example/plain")["reasons"] == ["ok"]
    assert {done.of(link)["verdict"] for link in secure} == {"failing"}


# --- Retry-After -------------------------------------------------------------------------

BUSY = [f"http://busy.example/{number}" for number in range(ASKED_IN_A_ROW + 3)]
_WISHES = {
    "seconds": "3600",
    "a date": "Mon, 05 Oct 2026 10:00:30 GMT",
}


@pytest.mark.parametrize("wish", _WISHES.values(), ids=_WISHES)
def test_a_host_that_asks_for_an_hour_is_left_alone_for_an_hour_whatever_process_comes(
    desk: Desk, wish: str
) -> None:
    later = message_reply(429, "Too Many Requests", "Later.", headers=(("Retry-After", wish),))
    busy = Site(with_robots(lambda _request: later))
    with Fleet({"busy.example": busy, "well.example": "ok"}, clock=MONDAY) as fleet:
        desk.add(*BUSY, "http://well.example/")
        first = desk.crawl(fleet)
        assert len(fleet.log.paths("busy.example")) == 1 + ASKED_IN_A_ROW
        assert first.summary["left"] == len(BUSY) - ASKED_IN_A_ROW
        assert (first.code, first.summary["status"]) == (1, "complete")

        fleet.update({"busy.example": "ok"}, clock=MONDAY + timedelta(minutes=58))
        too_soon = asked_in(fleet, lambda: desk.crawl(fleet))
        assert {entry.host for entry in too_soon} == {"well.example"}

        fleet.update({}, clock=MONDAY + timedelta(minutes=61))
        third = desk.crawl(fleet)
    assert {third.of(link)["verdict"] for link in BUSY} == {"ok"}
    assert third.summary["left"] == 0


# --- no question twice ---------------------------------------------------------------------


def test_robots_txt_is_asked_for_once_a_day_and_the_page_that_cannot_exist_once_a_week(
    desk: Desk,
) -> None:
    with Fleet({"a.example": "robots-disallow-search"}, clock=MONDAY) as fleet:
        desk.add("http://a.example/jobs", "http://a.example/about")
        asked: dict[timedelta, tuple[int, int]] = {}
        for after in (timedelta(), 6 * HOUR, 25 * HOUR, 26 * HOUR, 8 * DAY):
            fleet.update({}, clock=MONDAY + after)
            paths = [e.path for e in asked_in(fleet, lambda: desk.crawl(fleet))]
            asked[after] = (
                paths.count("/robots.txt"),
                sum(_PROBE.search(path) is not None for path in paths),
            )
    assert asked == {
        timedelta(): (1, 1),
        6 * HOUR: (0, 0),
        25 * HOUR: (1, 0),
        26 * HOUR: (0, 0),
        8 * DAY: (1, 1),
    }


def test_what_robots_txt_forbids_is_forbidden_to_the_next_process_as_well(desk: Desk) -> None:
    with Fleet({"a.example": "robots-disallow-all", "well.example": "ok"}, clock=MONDAY) as fleet:
        desk.add("http://a.example/jobs", "http://well.example/")
        desk.crawl(fleet)
        fleet.update({}, clock=MONDAY + HOUR)
        again = desk.crawl(fleet)
        assert fleet.log.paths("a.example") == ["/robots.txt"]
    assert again.of("http://a.example/jobs")["reasons"] == ["robots"]


# --- pages that have not changed ---------------------------------------------------------


@dataclass
class Tagged:
    """A site with one edition of its page, which it sends only to those who lack it.

    bodies: the paths of the pages that it had to send.
    """

    header: str = "ETag"
    tag: str = '"v1"'
    edition: str = "First edition"
    bodies: list[str] = field(default_factory=list)

    def site(self) -> Site:
        """The site."""
        return Site(with_robots(self._answer))

    def _answer(self, request: Request) -> Answer:
        if request.path != "/jobs":
            return message_reply(404, "Not Found", "There is no such page here.")
        condition = "if-none-match" if self.header == "ETag" else "if-modified-since"
        if request.headers.get(condition, "").encode("latin-1") == self.tag.encode():
            return reply(304, headers=((self.header, self.tag),))
        self.bodies.append(request.path)
        text = page(request.host, request.path).replace("<title>", f"<title>{self.edition}: ")
        return reply(200, text, headers=((self.header, self.tag),))


KEPT = ("verdict", "reason", "page_title", "page_language", "observation", "etag", "last_modified")


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("ETag", 'W/"größe"'),
        ("Last-Modified", "Thu, 01 Oct 2026 08:00:00 GMT"),
    ],
)
def test_a_second_crawl_of_an_unchanged_page_costs_no_body_and_keeps_what_is_known(
    desk: Desk, header: str, tag: str
) -> None:
    tagged = Tagged(header, tag)
    with Fleet({"a.example": tagged.site()}, clock=MONDAY) as fleet:
        [link] = desk.add("http://a.example/jobs").values()
        desk.crawl(fleet)
        before = desk.health()[link]
        assert tagged.bodies == ["/jobs"]
        for day in (1, 2):  # the validators outlive a look that saw no body
            fleet.update({}, clock=MONDAY + day * DAY)
            done = desk.crawl(fleet)
            assert (done.code, done.links[0]["verdict"], done.links[0]["status"]) == (0, "ok", 304)
        assert tagged.bodies == ["/jobs"]
        after = desk.health()[link]
        assert {name: after[name] for name in KEPT} == {name: before[name] for name in KEPT}
        assert after["looks"] == 3
        assert abs(after["last_at"] - before["last_at"] - 2 * DAY) < HOUR

        tagged.edition = "Second edition"
        tagged.tag = '"v2"' if header == "ETag" else "Wed, 07 Oct 2026 08:00:00 GMT"
        fleet.update({}, clock=MONDAY + 3 * DAY)
        desk.crawl(fleet)
    assert tagged.bodies == ["/jobs"] * 2
    assert desk.health()[link]["page_title"].startswith("Second edition")


def test_a_304_of_a_site_of_which_we_have_seen_no_page_is_not_taken_for_unchanged(
    desk: Desk,
) -> None:
    same = Site(with_robots(lambda _request: reply(304, headers=(("ETag", '"v1"'),))))
    with Fleet({"a.example": same, "well.example": "ok"}, clock=MONDAY) as fleet:
        ids = desk.add("http://a.example/jobs", "http://well.example/")
        for day in (0, 1):
            fleet.update({}, clock=MONDAY + day * DAY)
            done = desk.crawl(fleet)
            assert done.of("http://a.example/jobs")["verdict"] != "ok"
        asked = [entry.headers for entry in fleet.log.requests("a.example")]
    assert not any("if-none-match" in headers for headers in asked)
    assert desk.health()[ids["http://a.example/jobs"]]["verdict"] is not Verdict.OK


def test_a_page_that_was_found_wanting_is_read_again_though_it_be_unchanged(desk: Desk) -> None:
    tagged = Tagged(edition="Page not found")
    with Fleet({"a.example": tagged.site(), "well.example": "ok"}, clock=MONDAY) as fleet:
        desk.add("http://a.example/jobs", "http://well.example/")
        verdicts = []
        for day in (0, 1):
            fleet.update({}, clock=MONDAY + day * DAY)
            verdicts.append(desk.crawl(fleet).of("http://a.example/jobs")["reasons"])
    assert verdicts[0] == verdicts[1] != ["ok"]
    assert tagged.bodies == ["/jobs"] * 2


# --- no word of one to another -------------------------------------------------------------


def _with_cookie(location: str) -> Handler:
    headers: Headers = (("Location", location), ("Set-Cookie", "visitor=7; Path=/"))
    return lambda _request: reply(302, headers=headers)


def _sets_cookie(request: Request) -> Answer:
    headers: Headers = (("Set-Cookie", "page=1; Path=/"),)
    return reply(200, page(request.host, request.path), headers=headers)


def test_no_site_hears_of_another_or_of_an_earlier_look(desk: Desk) -> None:
    """Cookies live as long as one chain of redirects, and go to none but their own site."""

    def a(request: Request) -> Answer:
        if request.path in ("/one", "/two"):
            return _with_cookie(f"http://b.example{request.path}")(request)
        return _sets_cookie(request)

    def b(request: Request) -> Answer:
        return onward(302, f"http://a.example/end{request.path}")

    roles: dict[str, Role] = {"a.example": Site(with_robots(a)), "b.example": Site(with_robots(b))}
    with Fleet(roles) as fleet:
        desk.add("http://a.example/one", "http://a.example/two", "http://a.example/three")
        done = desk.crawl(fleet)
        requests = fleet.log.requests()
    assert {line["final_url"] for line in done.links} >= {"http://a.example/end/one"}
    cookies = {(e.host, e.path): e.headers["cookie"] for e in requests if "cookie" in e.headers}
    assert cookies == {
        ("a.example", "/end/one"): "visitor=7",
        ("a.example", "/end/two"): "visitor=7",
    }
    assert not any({"referer", "authorization", "origin"} & set(e.headers) for e in requests)


def test_a_password_in_a_redirect_goes_no_further_than_browsers_take_it(desk: Desk) -> None:
    leads = Site(with_robots(lambda _request: onward(302, "http://staff:secret@b.example/in")))
    roles: dict[str, Role] = {"a.example": leads, "b.example": "ok"}
    with Fleet(roles) as fleet:
        desk.add("http://a.example/jobs", "http://b.example/own")
        desk.crawl(fleet)
        told = {(e.host, e.path) for e in fleet.log.requests() if "authorization" in e.headers}
    assert told <= {("b.example", "/in")}


def test_nothing_listens_while_a_crawl_runs(desk: Desk) -> None:
    gate = Gate()
    with Fleet({"slow.example": gate.behind()}) as fleet:
        desk.add("http://slow.example/")
        with Crawl.command(desk.folder, desk.environment(fleet)) as crawl:
            assert fleet.log.wait_for(lambda log: log.count() == 2, SECONDS)
            sockets = psutil.Process(crawl.process.pid).net_connections("all")
            gate.open()
            assert crawl.finish().code == 0
    assert [opened.raddr.port for opened in sockets if opened.raddr] == [fleet.http_port]
    assert [opened for opened in sockets if opened.status == psutil.CONN_LISTEN] == []
