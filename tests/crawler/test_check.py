"""How one link is looked at, hop by hop."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest

from crawler.check import MOST_HOPS, NOTHING_HELD, Held, Tools, check, may_pass, not_asked
from crawler.fetch.ask import Answer, Ask
from crawler.hosts import Hosts
from crawler.patience import ASKED_IN_A_ROW, FAILED_IN_A_ROW, TRIES, Patience
from crawler.random_path import RandomPaths
from crawler.robots import RobotsBook
from directory.model.baseline import page_key
from directory.model.observation import NetworkFault, Observation, Stop, Via
from tests.clocks import HandClock
from tests.crawler.hurry import hurried
from tests.crawler.judge.building import AT
from tests.crawler.scripted import ScriptedWeb, answer, fault, to

LINK = "https://a.example/jobs"
ROBOTS = "https://a.example/robots.txt"
PAGE = answer(200, "<title>Jobs</title><p>Find work close to home.")
ALL_CLOSED = answer(200, "User-agent: *\nDisallow: /\n", content_type="text/plain")


LANE = "a.example"
_PROBE = re.compile(r"/[a-z]{25}$")  # an address that cannot exist, as we make them up


class Looked:
    """One check of LINK over a written-down web, and all that came of it.

    waits: how long hosts were held off from, as (lane, seconds).
    """

    def __init__(
        self,
        answers: Mapping[str, Answer | Sequence[Answer]],
        link: str = LINK,
        *,
        held: Held = NOTHING_HELD,
        patience: Patience | None = None,
        **tools: float,
    ) -> None:
        self.web = ScriptedWeb(answers)
        self.waits: list[tuple[str, float]] = []
        self.delays: list[tuple[str, float]] = []
        self.clock = HandClock(AT)
        self.hosts = Hosts(self.clock)
        self.patience = patience or Patience(jitter=lambda: 0.5)
        self.seen = hurried(lambda: self._check(link, held, tools))

    async def _check(self, link: str, held: Held, tools: Mapping[str, float]) -> Observation:
        def slow_down(lane: str, seconds: float) -> None:
            self.delays.append((lane, seconds))

        def hold_off(lane: str, seconds: float) -> None:
            self.waits.append((lane, seconds))

        book = RobotsBook(self.web.fetch, self.hosts, slow_down)
        set_up = Tools(
            fetch=self.web.fetch,
            robots=book,
            random_paths=RandomPaths(self.web.fetch, book, self.hosts),
            hosts=self.hosts,
            patience=self.patience,
            hold_off=hold_off,
            clock=self.clock,
            **tools,
        )
        return await check(link, set_up, AT, held)

    @property
    def asked(self) -> list[Ask]:
        """What was asked for, probes aside."""
        return [ask for ask in self.web.asked if not _PROBE.search(ask.url)]

    @property
    def urls(self) -> list[str]:
        """The addresses of these."""
        return [ask.url for ask in self.asked]

    @property
    def pages(self) -> list[str]:
        """The same, robots.txt aside."""
        return [url for url in self.urls if not url.endswith("/robots.txt")]

    @property
    def probes(self) -> list[str]:
        """The addresses that cannot exist that were asked for."""
        return [url for url in self.web.urls if _PROBE.search(url)]


# --- the way -----------------------------------------------------------------------


def test_a_page_is_one_hop_after_robots_txt() -> None:
    looked = Looked({LINK: answer(200, "<title>Jobs</title><p>Work", server="fleet", x_odd="1")})
    assert looked.urls == [ROBOTS, LINK]
    [hop] = looked.seen.hops
    assert (hop.url, hop.status, hop.leads_to, hop.via) == (LINK, 200, None, None)
    assert hop.headers == {"content-type": "text/html", "server": "fleet"}
    assert looked.seen.page is not None
    assert looked.seen.page.title == "Jobs"
    assert (looked.seen.url, looked.seen.at, looked.seen.stop) == (LINK, AT, None)
    assert looked.seen.millis == 10


def test_each_hop_of_a_chain_is_recorded_and_each_site_is_asked_for_its_rules() -> None:
    there = "https://b.example/open"
    looked = Looked({LINK: to("/new"), "https://a.example/new": to(there, 301), there: PAGE})
    assert looked.urls == [
        ROBOTS, LINK, "https://a.example/new", "https://b.example/robots.txt", there
    ]  # fmt: skip
    assert [(hop.status, hop.leads_to, hop.via, hop.location) for hop in looked.seen.hops] == [
        (302, "https://a.example/new", Via.LOCATION, "/new"),
        (301, there, Via.LOCATION, there),
        (200, None, None, ""),
    ]
    assert looked.seen.final_url == there
    assert looked.seen.millis == 30


@pytest.mark.parametrize(
    ("location", "href"),
    [
        ("/new", "https://a.example/new"),
        ("new?x=1", "https://a.example/new?x=1"),
        ("?page=2", "https://a.example/jobs?page=2"),
        ("//b.example/new", "https://b.example/new"),
        (" /open positions/ ", "https://a.example/open%20positions/"),
        ("/búsqueda", "https://a.example/b%C3%BAsqueda"),
        ("\\new", "https://a.example/new"),
        ("HTTP://B.example:80/New", "http://b.example/New"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("mailto:jobs@a.example", None),
        ("data:text/html,x", None),
        ("https://a.example:99999/", None),
        ("http://[bad/", None),
        ("ftp://a.example/", None),
    ],
)
def test_a_location_is_read_as_browsers_read_it(location: str, href: str | None) -> None:
    looked = Looked({LINK: to(location)})
    first = looked.seen.hops[0]
    assert first.leads_to == href
    assert looked.seen.stop is (Stop.BAD_LOCATION if href is None else None)
    assert looked.pages == [LINK] + ([href] if href else [])


@pytest.mark.parametrize(
    ("location", "final"),
    [("/new", "https://a.example/new#open"), ("/new#top", "https://a.example/new#top")],
)
def test_a_fragment_is_kept_along_the_way(location: str, final: str) -> None:
    looked = Looked({f"{LINK}": to(location), "https://a.example/new": PAGE}, link=f"{LINK}#open")
    assert looked.seen.final_url == final


@pytest.mark.parametrize("status", [300, 304, 305, 306])
def test_other_statuses_of_the_3xx_lead_nowhere(status: int) -> None:
    looked = Looked({LINK: to("/new", status)})
    assert looked.pages == [LINK]
    assert looked.seen.stop is None


# --- refreshes ---------------------------------------------------------------------


def refresh(target: str) -> str:
    return f'<meta http-equiv="refresh" content="0;url={target}"><p>Moved.'


@pytest.mark.parametrize(
    ("given", "via"),
    [
        (answer(200, "<p>Moved.", refresh="0; url=/new"), Via.REFRESH),
        (answer(200, refresh("/new")), Via.META),
        (answer(404, refresh("/new")), Via.META),
        (answer(200, refresh("/other"), refresh="0; url=/new"), Via.REFRESH),
    ],
)
def test_a_refresh_is_followed_like_a_redirect(given: Answer, via: Via) -> None:
    looked = Looked({LINK: given, "https://a.example/new": PAGE})
    assert [hop.via for hop in looked.seen.hops] == [via, None]
    assert looked.seen.final_url == "https://a.example/new"


@pytest.mark.parametrize(
    "target", ["/jobs", LINK, "", "javascript:alert(1)", "mailto:x@a.example", "http://[bad"]
)
def test_a_refresh_to_itself_or_to_nowhere_leaves_the_visitor_on_the_page(target: str) -> None:
    looked = Looked({LINK: answer(200, refresh(target))})
    assert looked.pages == [LINK]
    assert looked.seen.stop is None
    assert looked.seen.page is not None


# --- circles -----------------------------------------------------------------------


def test_a_loop_ends_where_it_would_begin_anew() -> None:
    looked = Looked({LINK: to("/b"), "https://a.example/b": to("/jobs")})
    assert looked.pages == [LINK, "https://a.example/b"]
    assert looked.seen.stop is Stop.LOOP


def test_a_page_that_asks_for_its_cookie_first_is_no_loop() -> None:
    looked = Looked({LINK: [to("/jobs", set_cookie="seen=yes; Path=/"), PAGE]})
    assert [ask.cookie for ask in looked.asked] == ["", "", "seen=yes"]
    assert looked.seen.stop is None
    assert looked.seen.status == 200


def test_a_cookie_is_not_told_to_another_site_or_to_robots_txt() -> None:
    looked = Looked(
        {
            LINK: to("https://b.example/", set_cookie="seen=yes; Path=/"),
            "https://b.example/": to("https://a.example/end"),
            "https://a.example/end": PAGE,
        }
    )
    assert {ask.url: ask.cookie for ask in looked.asked if ask.cookie} == {
        "https://a.example/end": "seen=yes"
    }


def test_a_chain_in_which_every_hop_sets_a_new_cookie_ends_all_the_same() -> None:
    turns = [to("/jobs", set_cookie=f"turn={n}; Path=/") for n in range(50)]
    looked = Looked({LINK: turns})
    assert looked.seen.stop is Stop.TOO_MANY


@pytest.mark.parametrize("redirects", [MOST_HOPS, MOST_HOPS + 1])
def test_as_many_redirects_as_browsers_follow_are_followed(redirects: int) -> None:
    hops = [LINK, *(f"https://a.example/{n}" for n in range(1, redirects + 1))]
    web = {here: to(there) for here, there in pairwise(hops)}
    looked = Looked(web | {hops[-1]: PAGE})
    if redirects > MOST_HOPS:
        assert looked.seen.stop is Stop.TOO_MANY
        assert len(looked.pages) == MOST_HOPS + 1
    else:
        assert looked.seen.stop is None
        assert looked.seen.status == 200


# --- robots.txt --------------------------------------------------------------------


def test_a_page_that_robots_txt_closes_is_not_asked_for() -> None:
    looked = Looked({ROBOTS: ALL_CLOSED, LINK: PAGE})
    assert looked.urls == [ROBOTS]
    assert (looked.seen.stop, looked.seen.hops) == (Stop.ROBOTS, ())


def test_a_site_whose_robots_txt_fails_is_not_entered() -> None:
    looked = Looked({ROBOTS: answer(500), LINK: PAGE})
    assert looked.urls == [ROBOTS]
    assert (looked.seen.stop, looked.seen.hops) == (Stop.ROBOTS_UNREACHABLE, ())


def test_the_rules_of_the_site_to_which_a_link_leads_hold_too() -> None:
    looked = Looked({LINK: to("https://b.example/x"), "https://b.example/robots.txt": ALL_CLOSED})
    assert looked.pages == [LINK]
    assert looked.seen.stop is Stop.ROBOTS
    assert [hop.leads_to for hop in looked.seen.hops] == ["https://b.example/x"]


@pytest.mark.parametrize(
    "kind",
    [NetworkFault.TIMEOUT, NetworkFault.REFUSED, NetworkFault.NO_SUCH_NAME,
     NetworkFault.CERT_EXPIRED, NetworkFault.REFUSED_ADDRESS, NetworkFault.OWN_FAULT],
)  # fmt: skip
def test_where_robots_txt_meets_a_lasting_fault_we_do_not_knock_again(kind: NetworkFault) -> None:
    looked = Looked({ROBOTS: fault(kind), LINK: PAGE})
    assert looked.urls == [ROBOTS]
    assert [(hop.url, hop.fault) for hop in looked.seen.hops] == [(LINK, kind)]


@pytest.mark.parametrize("kind", [NetworkFault.RESET, NetworkFault.EMPTY, NetworkFault.RESOLVER])
def test_where_robots_txt_meets_a_passing_fault_it_is_tried_again_before_the_page(
    kind: NetworkFault,
) -> None:
    """Never the page without the rules."""
    well = Looked({ROBOTS: [fault(kind), ALL_CLOSED], LINK: PAGE})
    assert well.urls == [ROBOTS, ROBOTS]
    assert well.seen.stop is Stop.ROBOTS
    broken = Looked({ROBOTS: fault(kind), LINK: PAGE})
    assert broken.urls == [ROBOTS] * TRIES
    assert broken.waits == [(LANE, 1.0), (LANE, 3.0)]
    assert [(hop.url, hop.fault) for hop in broken.seen.hops] == [(LINK, kind)]


# --- further tries -----------------------------------------------------------------


PASSING = [
    fault(NetworkFault.RESET), fault(NetworkFault.EMPTY), fault(NetworkFault.RESOLVER),
    answer(500), answer(502), answer(503), answer(504), answer(429),
    answer(503, retry_after="soon"),
]  # fmt: skip


def named(given: Answer) -> str:
    return f"{given.fault or given.status} {given.header('retry-after')[:30]}"


@pytest.mark.parametrize("trouble", PASSING, ids=named)
def test_trouble_that_may_pass_is_tried_three_times_with_growing_pauses(trouble: Answer) -> None:
    well = Looked({LINK: [trouble, trouble, PAGE]})
    assert well.pages == [LINK] * 3
    assert [hop.status for hop in well.seen.hops] == [200]
    assert well.waits == [(LANE, 1.0), (LANE, 3.0)]
    broken = Looked({LINK: [trouble] * 3 + [PAGE]})
    assert broken.pages == [LINK] * 3
    assert [(hop.status, hop.fault) for hop in broken.seen.hops] == [
        (trouble.status, trouble.fault)
    ]
    assert may_pass(broken.seen)


@pytest.mark.parametrize("trouble", PASSING, ids=named)
def test_where_one_link_after_another_has_failed_each_is_tried_once(trouble: Answer) -> None:
    patience = Patience()
    for _ in range(FAILED_IN_A_ROW):
        patience.heard(LANE, failed=True)
    looked = Looked({LINK: [trouble, PAGE]}, patience=patience)
    assert (looked.pages, looked.waits) == ([LINK], [])


def test_a_page_that_comes_too_late_is_tried_once_more() -> None:
    """Its robots.txt came, so that the host is there."""
    looked = Looked({LINK: [fault(NetworkFault.TIMEOUT)] * 2 + [PAGE]})
    assert looked.pages == [LINK] * 2
    assert may_pass(looked.seen)


@pytest.mark.parametrize(
    "first",
    [fault(NetworkFault.REFUSED), fault(NetworkFault.NO_SUCH_NAME),
     fault(NetworkFault.CERT_EXPIRED), answer(404), answer(403), answer(501), answer(999)],
    ids=named,
)  # fmt: skip
def test_what_will_not_pass_is_asked_once(first: Answer) -> None:
    looked = Looked({LINK: [first, PAGE]})
    assert (looked.pages, looked.waits) == ([LINK], [])
    assert (looked.seen.hops[0].status, looked.seen.hops[0].fault) == (first.status, first.fault)
    assert not may_pass(looked.seen)


# --- Retry-After -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "seconds"), [("0", 0.0), (" 3 ", 3.0), ("30", 30.0), ("30s", 30.0),
                          ("Fri, 09 Oct 2026 09:00:05 GMT", 5.0)],
)  # fmt: skip
def test_the_host_is_left_alone_for_as_long_as_it_asks(wish: str, seconds: float) -> None:
    looked = Looked({LINK: [answer(429, retry_after=wish), PAGE]})
    assert looked.pages == [LINK] * 2
    assert looked.waits == [(LANE, seconds)]
    assert looked.seen.status == 200


LONG = ["31", "86400", "9" * 20, "1m30s", "Fri, 09 Oct 2026 12:00:00 GMT"]


@pytest.mark.parametrize("wish", LONG)
@pytest.mark.parametrize("status", [429, 503])
def test_what_is_too_far_off_is_left_for_a_later_run(status: int, wish: str) -> None:
    looked = Looked({LINK: [answer(status, retry_after=wish), PAGE]})
    assert (looked.pages, looked.waits) == ([LINK], [])
    assert looked.seen.hops[0].status == status
    assert looked.hosts.waits_until(LANE) is None, "so far it may be a wish of this page alone"


@pytest.mark.parametrize("wish", LONG)
def test_a_host_that_asks_for_long_again_and_again_is_left_alone(wish: str) -> None:
    patience = Patience()
    for _ in range(ASKED_IN_A_ROW - 1):
        patience.wants_to_be_left_alone(LANE)
    looked = Looked({LINK: answer(429, retry_after=wish)}, patience=patience)
    assert looked.hosts.waits_until(LANE) is not None


def test_a_wish_with_the_last_try_is_heeded_too() -> None:
    """The next link of the host must not come too soon."""
    soon = Looked({LINK: [answer(503), answer(503), answer(503, retry_after="20")]})
    assert soon.waits == [(LANE, 1.0), (LANE, 3.0), (LANE, 20.0)]
    patience = Patience()
    for _ in range(FAILED_IN_A_ROW):
        patience.heard(LANE, failed=True)
    for _ in range(ASKED_IN_A_ROW - 1):
        patience.wants_to_be_left_alone(LANE)
    long = Looked({LINK: answer(503, retry_after="3600")}, patience=patience)
    assert long.hosts.waits_until(LANE) is not None


# --- is it still the same? -----------------------------------------------------------


TAG = '"v1"'
SEEN = Held(final_url=LINK, etag=TAG, last_modified="Thu, 01 Oct 2026 08:00:00 GMT")


def test_a_page_that_was_seen_is_asked_for_only_if_it_has_changed() -> None:
    looked = Looked({LINK: Answer("", status=304)}, held=SEEN)
    robots, page = looked.web.asked
    assert (robots.etag, robots.last_modified) == ("", "")
    assert (page.etag, page.last_modified) == (SEEN.etag, SEEN.last_modified)
    assert looked.seen.last is not None
    assert looked.seen.last.unchanged
    assert looked.probes == []


def test_on_the_way_there_nothing_is_said_of_what_was_seen() -> None:
    end = "https://b.example/end"
    held = Held(final_url=end, etag=TAG)
    looked = Looked({LINK: to(end), end: Answer("", status=304)}, held=held)
    assert {ask.url: ask.etag for ask in looked.asked if ask.etag} == {end: TAG}
    assert [hop.unchanged for hop in looked.seen.hops] == [False, True]


@pytest.mark.parametrize(
    "held",
    [NOTHING_HELD, Held(final_url=LINK), Held(final_url="https://a.example/other", etag=TAG)],
)
def test_a_304_for_a_page_that_was_not_asked_about_is_not_taken_for_unchanged(held: Held) -> None:
    looked = Looked({LINK: Answer("", status=304)}, held=held)
    assert looked.seen.last is not None
    assert not looked.seen.last.unchanged


# --- a page that cannot exist ----------------------------------------------------------


def test_a_page_that_is_new_to_us_is_held_against_one_that_cannot_exist() -> None:
    looked = Looked({LINK: PAGE})
    [probe] = looked.probes
    assert probe.startswith("https://a.example/")
    assert looked.seen.probe is not None
    assert (looked.seen.probe.url, looked.seen.probe.status) == (probe, 404)
    assert looked.seen.probe.at == AT


@pytest.mark.parametrize(
    ("given", "link"),
    [
        (answer(404, "<p>Gone."), LINK),
        (answer(200, ""), LINK),
        (answer(200, "%PDF-1.4", content_type="application/pdf"), LINK),
        (fault(NetworkFault.RESET), LINK),
        (PAGE, "https://a.example/"),
    ],
    ids=["no page", "an empty page", "a file", "nothing", "a home page"],
)
def test_where_there_is_nothing_to_compare_no_probe_is_made(given: Answer, link: str) -> None:
    looked = Looked({link: given}, link)
    assert looked.probes == []
    assert looked.seen.probe is None


def test_a_page_as_it_was_approved_needs_no_comparing() -> None:
    page = Looked({LINK: PAGE}).seen.page
    assert page is not None
    assert Looked({LINK: PAGE}, held=Held(page_key=page_key(page))).probes == []
    assert Looked({LINK: PAGE}, held=Held(page_key=page_key(page) ^ 1)).probes != []


def test_a_link_that_was_not_asked_for_says_so() -> None:
    seen = not_asked(LINK, AT)
    assert (seen.url, seen.at, seen.status, seen.reached, seen.lost) == (
        LINK,
        AT,
        None,
        False,
        True,
    )
    assert "not asked again" in seen.hops[0].fault_detail


# --- time --------------------------------------------------------------------------


def test_each_request_has_the_time_of_a_request() -> None:
    looked = Looked({LINK: to("/new"), "https://a.example/new": PAGE}, timeout=7, check_timeout=60)
    assert [ask.timeout for ask in looked.asked] == pytest.approx([7, 7, 7])


def test_a_check_has_its_time_in_all_and_then_ends() -> None:
    slow = Answer("", status=302, headers=(("location", "/a"),), millis=4000)
    slower = Answer("", status=302, headers=(("location", "https://b.example/"),), millis=8000)
    looked = Looked(
        {LINK: slow, "https://a.example/a": slower, "https://b.example/": PAGE},
        timeout=10,
        check_timeout=12,
    )
    assert looked.urls == [ROBOTS, LINK, "https://a.example/a"]
    assert [ask.timeout for ask in looked.asked] == pytest.approx([10, 10, 8])
    last = looked.seen.hops[-1]
    assert (last.url, last.fault) == ("https://b.example/", NetworkFault.TIMEOUT)
    assert last.fault_detail == "the check took too long"


def test_what_came_is_not_masked_by_a_second_try_for_which_there_is_no_time() -> None:
    looked = Looked({LINK: [Answer("", status=503, millis=9000), PAGE]}, check_timeout=8)
    assert looked.pages == [LINK]
    assert [hop.status for hop in looked.seen.hops] == [503]
