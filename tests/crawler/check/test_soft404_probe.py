"""What a site says of a page that cannot exist: asked once, remembered, and held against a page."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from crawler.check.host_cache import HostCache
from crawler.check.robots import RobotsBook
from crawler.check.soft404_probe import HONEST, MOST_FOLDERS, MOST_HOPS, RandomPaths, folder_of
from crawler.fetch.request import FetchRequest, FetchResponse
from crawler.page.parse import read_page
from directory.model.observation import NetworkFault, Probe
from tests.clocks import NOW, HandClock
from tests.crawler.pages_here import PAGES
from tests.crawler.scripted import NOT_THERE, ScriptedWeb, answer, fault, to

LINK = "https://a.example/jobs/welder"
HOME = "https://a.example/"
RANDOM = re.compile(r"[a-z]{25}$")
SORRY = answer(200, "<title>Jobs</title><h1>Sorry</h1><p>" + "We look for it everywhere. " * 9)
WORK = answer(200, "<title>Welder</title><h1>Welder wanted</h1><p>" + "Good pay in Elm. " * 9)
SHELL = answer(200, "<title>Jobs</title><div id=app></div><script src=/app.js></script>")
CLOSED = answer(200, "User-agent: *\nDisallow: /jobs/\n", content_type="text/plain")


class Site:
    """A written-down web in which random addresses get one kind of answer, and the question.

    probes: the random addresses that were asked for.
    """

    def __init__(
        self,
        random: FetchResponse | Sequence[FetchResponse] = NOT_THERE,
        others: Mapping[str, FetchResponse | Sequence[FetchResponse]] | None = None,
        hosts: HostCache | None = None,
    ) -> None:
        self.clock = HandClock()
        self.hosts = hosts or HostCache(self.clock)
        self._web = ScriptedWeb({"random": random, **(others or {})})
        self.asked: list[FetchRequest] = []
        book = RobotsBook(self._fetch, self.hosts, lambda _lane, _seconds: None)
        self._paths = RandomPaths(self._fetch, PAGES, book, self.hosts)

    async def _fetch(self, ask: FetchRequest) -> FetchResponse:
        self.asked.append(ask)
        url = "random" if RANDOM.search(ask.url) else ask.url
        came = await self._web.fetch(FetchRequest(url))
        return FetchResponse(
            ask.url, came.status, came.headers, came.body, fault=came.fault, millis=10
        )

    def compare(self, url: str = LINK, page: FetchResponse = WORK) -> Probe | None:
        """The page that came for this link, held against a random neighbour."""
        return asyncio.run(self._paths.compare(url, page, read_page(page), 5.0))

    @property
    def probes(self) -> list[str]:
        return [ask.url for ask in self.asked if RANDOM.search(ask.url)]

    @property
    def home_looks(self) -> int:
        return [ask.url for ask in self.asked].count(HOME)


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("https://a.example/", "https://a.example/"),
        ("https://a.example/jobs", "https://a.example/"),
        ("https://a.example/jobs/", "https://a.example/"),
        ("https://a.example/jobs/welder?id=3", "https://a.example/jobs/"),
        ("https://a.example/jobs/list/", "https://a.example/jobs/"),
        ("https://a.example/jobs/?next=/x/y", "https://a.example/"),
        ("https://a.example/jobs/list#a/b", "https://a.example/jobs/"),
        ("http://a.example:8080/x/y/z", "http://a.example:8080/x/y/"),
        ("http://a/", "http://a/"),
        ("http://a/b", "http://a/"),
    ],
)
def test_the_folder_is_where_the_page_stands(url: str, folder: str) -> None:
    assert folder_of(url) == folder


def test_a_random_neighbour_is_asked_for_with_the_time_of_a_request_and_without_cookies() -> None:
    site = Site()
    assert site.compare() is not None
    [address] = site.probes
    assert re.fullmatch(r"https://a\.example/jobs/[a-z]{25}", address)
    assert site.asked[-1] == FetchRequest(address, timeout=5.0)


def test_no_two_addresses_are_the_same() -> None:
    assert Site().compare() != Site().compare()


def test_of_an_honest_site_the_status_is_told_and_nothing_compared() -> None:
    site = Site()
    assert site.compare() == Probe(site.probes[0], NOW, 404, final_url=site.probes[0])


def test_a_site_that_answers_all_alike_is_seen_to() -> None:
    site = Site(SORRY, {HOME: WORK})
    probe = site.compare(page=SORRY)
    assert probe is not None
    assert (probe.status, probe.title, probe.alike) == (200, "Jobs", 1.0)
    assert probe.home_alike is not None
    assert probe.home_alike < 0.5


def test_a_page_of_its_own_is_not_alike_and_needs_no_look_at_the_home_page() -> None:
    site = Site(SORRY)
    probe = site.compare(page=WORK)
    assert probe is not None
    assert probe.alike is None or probe.alike < 0.5
    assert site.home_looks == 0


def test_where_even_the_home_page_is_the_same_nothing_is_proved() -> None:
    probe = Site(SHELL, {HOME: SHELL}).compare(page=SHELL)
    assert probe is not None
    assert (probe.alike, probe.home_alike) == (1.0, 1.0)


def test_a_home_page_that_does_not_come_is_like_nothing() -> None:
    site = Site(SORRY, {HOME: answer(500)})
    for _ in range(2):
        probe = site.compare(page=SORRY)
        assert probe is not None
        assert probe.home_alike in (None, 0.0)
    assert site.home_looks == 1, "it is looked at once"


def test_redirects_are_followed_and_counted() -> None:
    site = Site(to("https://a.example/search"), {"https://a.example/search": SORRY})
    probe = site.compare()
    assert probe is not None
    assert (probe.status, probe.final_url, probe.hops) == (200, "https://a.example/search", 2)


def test_redirects_are_followed_so_far_and_no_further() -> None:
    site = Site(to("https://a.example/" + "q" * 25))
    probe = site.compare()
    assert probe is not None
    assert (probe.status, probe.hops, len(site.probes)) == (None, MOST_HOPS, MOST_HOPS)


def test_the_rules_of_the_site_to_which_a_probe_leads_hold_too() -> None:
    closed = answer(200, "User-agent: *\nDisallow: /\n", content_type="text/plain")
    site = Site(to("https://b.example/x"), {"https://b.example/robots.txt": closed})
    assert site.compare() is None
    assert "https://b.example/x" not in [ask.url for ask in site.asked]


@pytest.mark.parametrize(
    "robots", [CLOSED, answer(500), fault(NetworkFault.RESET), fault(NetworkFault.TIMEOUT)]
)
def test_where_robots_txt_keeps_us_out_nothing_is_asked_and_nothing_learnt(
    robots: FetchResponse,
) -> None:
    site = Site(others={"https://a.example/robots.txt": robots})
    assert site.compare() is None
    assert site.probes == []
    assert [fact for fact in site.hosts.drain() if fact.kind == "probe"] == []


def test_a_fault_of_our_own_is_not_taken_for_the_sites_answer() -> None:
    site = Site([fault(NetworkFault.OWN_FAULT), NOT_THERE])
    assert site.compare() is None
    second = site.compare()
    assert second is not None
    assert second.status == 404


# --- how often -------------------------------------------------------------------------


def test_a_folder_is_asked_once_a_week() -> None:
    site = Site()
    for day, requests in ((0, 1), (0, 1), (6, 1), (7, 1), (8, 2), (9, 2)):
        site.clock.now = NOW + timedelta(days=day)
        assert site.compare() is not None
        assert len(site.probes) == requests, f"on day {day}"


@pytest.mark.parametrize(
    "trouble",
    [fault(NetworkFault.TIMEOUT), fault(NetworkFault.RESET), answer(429), answer(500), answer(503)],
    ids=lambda given: str(given.fault or given.status),
)
def test_trouble_says_nothing_of_the_site_and_is_soon_asked_about_again(
    trouble: FetchResponse,
) -> None:
    """A failure is never kept for long; and not asked about again at once."""
    site = Site([trouble, SORRY], {HOME: WORK})
    site.compare(page=SORRY)
    site.compare(page=SORRY)
    assert len(site.probes) == 1
    site.clock.advance(days=1)
    probe = site.compare(page=SORRY)
    assert probe is not None
    assert probe.alike == 1.0


@pytest.mark.parametrize("trouble", [answer(429), answer(503)], ids=["429", "503"])
def test_trouble_is_no_honest_answer(trouble: FetchResponse) -> None:
    """However much of it there is, the site has not said what it makes of unknown pages."""
    site = Site([*[trouble] * HONEST, SORRY], {HOME: WORK})
    for number in range(HONEST):
        site.compare(f"https://a.example/{number}/x")
    probe = site.compare("https://a.example/more/x", page=SORRY)
    assert probe is not None
    assert probe.alike == 1.0


def test_a_site_that_has_answered_honestly_often_is_believed_for_all_its_folders() -> None:
    site = Site()
    for number in range(HONEST + 20):
        probe = site.compare(f"https://a.example/{number}/x")
        assert probe is not None
        assert probe.status == 404
    assert len(site.probes) == HONEST


def test_what_the_secure_site_says_is_not_what_the_other_one_says() -> None:
    site = Site()
    for number in range(HONEST):
        site.compare(f"https://a.example/{number}/x")
    site.compare("http://a.example/x/y")
    assert len(site.probes) == HONEST + 1


def test_of_a_site_that_is_never_honest_only_so_many_folders_are_asked() -> None:
    site = Site(SORRY, {HOME: WORK})
    for number in range(MOST_FOLDERS + 5):
        site.compare(f"https://a.example/{number}/x", page=SORRY)
    assert len(site.probes) == MOST_FOLDERS


def test_another_process_goes_by_what_was_learnt() -> None:
    first = Site(SORRY, {HOME: WORK})
    before = first.compare(page=SORRY)
    second = Site(SORRY, {HOME: WORK}, hosts=first.hosts)
    after = second.compare(page=SORRY)
    assert second.probes == []
    assert second.home_looks == 0
    assert after == before
