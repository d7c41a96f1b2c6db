"""robots.txt: whether a site lets us look at a page, and how often it is asked."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.check.host_cache import HostCache
from crawler.check.robots import KEPT_FILES, ROBOTS_CAP, RobotsBook, RobotsFile, Ruling
from crawler.fetch.request import FetchRequest, FetchResponse
from directory.model.host import HostFactKind, RobotsFact
from directory.model.observation import NetworkFault
from tests.clocks import HandClock
from tests.crawler.scripted import ScriptedWeb, answer, fault, to
from tests.rows import each

ROBOTS = "https://a.example/robots.txt"
PAGE = "https://a.example/jobs?q=1"
OPEN, CLOSED, UNREACHABLE = Ruling.OPEN, Ruling.CLOSED, Ruling.UNREACHABLE
ALL_CLOSED = "User-agent: *\nDisallow: /\n"


def text(body: str | bytes, status: int = 200) -> FetchResponse:
    return answer(status, body, content_type="text/plain")


class Pace:
    """Remembers who asked to be asked more slowly."""

    def __init__(self) -> None:
        self.delays: list[tuple[str, float]] = []

    def slow_down(self, lane: str, seconds: float) -> None:
        """Takes note."""
        self.delays.append((lane, seconds))


def book_of(
    web: ScriptedWeb, pace: Pace | None = None, hosts: HostCache | None = None
) -> RobotsBook:
    return RobotsBook(web.fetch, hosts or HostCache(HandClock()), (pace or Pace()).slow_down)


def file_for(web: ScriptedWeb, url: str = PAGE) -> RobotsFile:
    return asyncio.run(book_of(web).file_for(url, 5.0))


@each(
    ("says", "body", "ruling"),
    [
        ("nothing", "", OPEN),
        ("all is closed", ALL_CLOSED, CLOSED),
        ("all is open", "User-agent: *\nDisallow:\n", OPEN),
        ("another path is closed", "User-agent: *\nDisallow: /search\n", OPEN),
        ("the path is closed", "User-agent: *\nDisallow: /jobs\n", CLOSED),
        ("the query is closed", "User-agent: *\nDisallow: /*?q=\n", CLOSED),
        ("paths that end otherwise are closed", "User-agent: *\nDisallow: /*.pdf$\n", OPEN),
        ("we are closed out", "User-agent: JobBankLinkCheck\nDisallow: /\n", CLOSED),
        ("we are, in other letters", "user-agent: jobbanklinkcheck\ndisallow: /\n", CLOSED),
        ("others are closed out", "User-agent: Googlebot\nDisallow: /\n", OPEN),
        ("only we are welcome", ALL_CLOSED + "User-agent: JobBankLinkCheck\nAllow: /\n", OPEN),
        ("a longer Allow beats a Disallow", ALL_CLOSED + "Allow: /jobs\n", OPEN),
        ("a byte-order mark comes first", "\ufeff" + ALL_CLOSED, CLOSED),
        ("lines end by CR alone", ALL_CLOSED.replace("\n", "\r"), CLOSED),
        ("comments and nonsense stand between", "# hi\n???\n" + ALL_CLOSED, CLOSED),
        ("a page came in its place", "<!doctype html>\n<HTML><p>User-agent: *</p>", OPEN),
    ],
)
def test_its_rules_are_obeyed_under_our_own_name(says: str, body: str, ruling: Ruling) -> None:
    assert file_for(ScriptedWeb({ROBOTS: text(body)})).ruling(PAGE) is ruling, says


@each(
    ("given", "ruling"),
    [
        (text(ALL_CLOSED, 404), OPEN),
        (text(ALL_CLOSED, 401), OPEN),
        (text(ALL_CLOSED, 403), OPEN),
        (text(ALL_CLOSED, 410), OPEN),
        (text(ALL_CLOSED, 429), OPEN),
        (text(ALL_CLOSED, 206), CLOSED),
        (text("", 204), OPEN),
        (text("", 500), UNREACHABLE),
        (text("", 503), UNREACHABLE),
        (text("", 599), UNREACHABLE),
        (text("", 999), OPEN),
        (answer(503, cf_mitigated="challenge"), OPEN),
        (answer(503, x_amzn_waf_action="challenge"), OPEN),
        (answer(301), OPEN),
        (to("javascript:alert(1)"), OPEN),
        (to("http://[bad"), OPEN),
    ],
    ids=lambda value: str(value.status) if isinstance(value, FetchResponse) else value.value,
)
def test_a_status_says_what_rfc_9309_has_it_say(given: FetchResponse, ruling: Ruling) -> None:
    """A wall before it is access refused, as with a 403, and no failure of the server."""
    assert file_for(ScriptedWeb({ROBOTS: given})).ruling(PAGE) is ruling


@pytest.mark.parametrize(("redirects", "ruling"), [(1, CLOSED), (5, CLOSED), (6, OPEN)])
def test_its_rules_hold_wherever_up_to_five_redirects_lead(redirects: int, ruling: Ruling) -> None:
    hops = [ROBOTS, *(f"https://b.example/{n}" for n in range(redirects))]
    web = ScriptedWeb(
        {here: to(there, 301) for here, there in pairwise(hops)} | {hops[-1]: text(ALL_CLOSED)}
    )
    assert file_for(web).ruling(PAGE) is ruling


@each("kind", NetworkFault)
def test_a_fault_at_the_site_itself_is_handed_on_as_the_pages_own(kind: NetworkFault) -> None:
    robots = file_for(ScriptedWeb({ROBOTS: fault(kind)}))
    assert robots.fault is not None
    assert robots.fault.fault is kind


@each("kind", sorted(set(NetworkFault) - {NetworkFault.OWN_FAULT}))
def test_a_fault_elsewhere_closes_the_site_and_says_nothing_of_the_page(
    kind: NetworkFault,
) -> None:
    there = "https://cdn.example/robots.txt"
    robots = file_for(ScriptedWeb({ROBOTS: to(there), there: fault(kind)}))
    assert robots.fault is None
    assert robots.ruling(PAGE) is UNREACHABLE


def test_our_own_fault_elsewhere_stays_our_own() -> None:
    there = "https://cdn.example/robots.txt"
    robots = file_for(ScriptedWeb({ROBOTS: to(there), there: fault(NetworkFault.OWN_FAULT)}))
    assert robots.fault is not None
    assert robots.fault.fault is NetworkFault.OWN_FAULT


def test_it_is_asked_for_in_the_time_given_whatever_its_type() -> None:
    web = ScriptedWeb({ROBOTS: to("/r", 301), "https://a.example/r": text("")})
    asyncio.run(book_of(web).file_for(PAGE, 2.5))
    for ask in web.asked:
        assert ask == FetchRequest(ask.url, timeout=2.5, body_cap=ROBOTS_CAP, any_type=True)


def test_each_site_is_asked_once_however_many_want_it_at_once() -> None:
    web = ScriptedWeb({ROBOTS: text(ALL_CLOSED)})
    book = book_of(web)

    async def crowd() -> list[RobotsFile]:
        at_once = await asyncio.gather(*[book.file_for(PAGE, 5.0) for _ in range(20)])
        return [*at_once, await book.file_for("https://a.example/", 5.0)]

    files = asyncio.run(crowd())
    assert web.urls == [ROBOTS]
    assert all(robots is files[0] for robots in files)


def test_schemes_and_ports_are_sites_of_their_own() -> None:
    web = ScriptedWeb({})
    book = book_of(web)

    async def each() -> None:
        for origin in ("http://a.example", "https://a.example", "https://a.example:8443"):
            await book.file_for(f"{origin}/jobs", 5.0)

    asyncio.run(each())
    assert web.urls == [
        "http://a.example/robots.txt",
        "https://a.example/robots.txt",
        "https://a.example:8443/robots.txt",
    ]


def test_a_password_in_an_address_is_neither_told_nor_kept() -> None:
    web, hosts = ScriptedWeb({}), HostCache(HandClock())
    asyncio.run(book_of(web, hosts=hosts).file_for("https://staff:secret@a.example/jobs", 5.0))
    assert web.urls == [ROBOTS]
    assert [fact.key for fact in hosts.drain()] == ["https://a.example"]


def test_a_failure_is_not_remembered() -> None:
    web = ScriptedWeb({ROBOTS: [fault(NetworkFault.RESET), text(ALL_CLOSED)]})
    book = book_of(web)

    async def twice() -> tuple[RobotsFile, RobotsFile]:
        return await book.file_for(PAGE, 5.0), await book.file_for(PAGE, 5.0)

    first, second = asyncio.run(twice())
    assert first.fault is not None
    assert second.ruling(PAGE) is CLOSED


@pytest.mark.slow
def test_the_files_met_longest_ago_are_forgotten_first() -> None:
    web = ScriptedWeb({})
    book = book_of(web)

    async def many() -> None:
        for number in range(KEPT_FILES + 1):
            await book.file_for(f"https://host-{number}.example/", 5.0)
        await book.file_for(f"https://host-{KEPT_FILES}.example/", 5.0)
        await book.file_for("https://host-0.example/", 5.0)

    asyncio.run(many())
    assert web.urls[KEPT_FILES + 1 :] == ["https://host-0.example/robots.txt"]


@pytest.mark.parametrize(
    ("wish", "delays"),
    [
        ("2", [2.0]),
        ("0.5", [0.5]),
        ("60", [60.0]),
        ("86400", [60.0]),
        ("1e9", [60.0]),
        ("0", []),
        ("soon", []),
        ("", []),
    ],
)
def test_a_crawl_delay_is_passed_on_up_to_a_minute(wish: str, delays: list[float]) -> None:
    web = ScriptedWeb({ROBOTS: text(f"User-agent: *\nCrawl-delay: {wish}\n")})
    pace = Pace()
    asyncio.run(book_of(web, pace).file_for(PAGE, 5.0))
    assert pace.delays == [("a.example", seconds) for seconds in delays]


def test_a_crawl_delay_is_passed_on_to_whoever_comes_later() -> None:
    """A lane forgets its pace when it is done, and a redirect may lead there once more."""
    web = ScriptedWeb({ROBOTS: text("User-agent: *\nCrawl-delay: 2\n")})
    pace = Pace()
    book = book_of(web, pace)

    async def twice() -> None:
        await book.file_for(PAGE, 5.0)
        await book.file_for(PAGE, 5.0)

    asyncio.run(twice())
    assert pace.delays == [("a.example", 2.0)] * 2


# --- what is remembered from run to run ------------------------------------------------


def runs_of(given: list[FetchResponse], after: timedelta) -> tuple[RobotsFile, RobotsFile, int]:
    """What two processes make of it, the second so long after the first; and how many
    requests that took."""
    web, clock = ScriptedWeb({ROBOTS: given}), HandClock()
    hosts = HostCache(clock)  # stands for the catalog: it outlives each book
    first = asyncio.run(book_of(web, hosts=hosts).file_for(PAGE, 5.0))
    clock.now += after
    second = asyncio.run(book_of(web, hosts=hosts).file_for(PAGE, 5.0))
    return first, second, len(web.asked)


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SLOW = "User-agent: *\nCrawl-delay: 2\nDisallow: /jobs\n"


@pytest.mark.parametrize(
    "given",
    [text(SLOW), text(""), text(SLOW, 404), text(SLOW, 403), answer(200, "<html><p>Home.")],
    ids=["rules", "no rules", "not there", "withheld", "a page"],
)
@pytest.mark.parametrize(("after", "requests"), [(HOUR, 1), (DAY, 1), (DAY + HOUR, 2)])
def test_what_a_site_says_is_remembered_for_a_day(
    given: FetchResponse, after: timedelta, requests: int
) -> None:
    first, second, asked = runs_of([given], after)
    assert asked == requests
    assert second.ruling(PAGE) is first.ruling(PAGE)
    assert second.crawl_delay == first.crawl_delay


@pytest.mark.parametrize("trouble", [answer(503), fault(NetworkFault.RESET)], ids=["5xx", "fault"])
def test_trouble_is_not_remembered(trouble: FetchResponse) -> None:
    _, second, asked = runs_of([trouble, text(ALL_CLOSED)], HOUR)
    assert (second.ruling(PAGE), asked) == (CLOSED, 2)


@pytest.mark.parametrize(
    ("says", "after", "ruling"),
    [
        (ALL_CLOSED, timedelta(days=3), CLOSED),
        ("User-agent: *\nDisallow: /x\n", timedelta(days=3), OPEN),
        ("", timedelta(days=30), OPEN),
        ("", timedelta(days=31), UNREACHABLE),
    ],
)
def test_while_the_server_fails_what_it_said_within_the_month_holds(
    says: str, after: timedelta, ruling: Ruling
) -> None:
    """RFC 9309, 2.3.1.4 and 2.4."""
    _, second, asked = runs_of([text(says), answer(500)], after)
    assert (second.ruling(PAGE), asked) == (ruling, 2)


def test_rules_of_unusual_length_are_obeyed_and_not_remembered() -> None:
    long = text(ALL_CLOSED + "# much is said here\n" * 5000)
    first, second, asked = runs_of([long], HOUR)
    assert (first.ruling(PAGE), second.ruling(PAGE), asked) == (CLOSED, CLOSED, 2)


def test_what_is_learnt_is_handed_on_to_be_written_once() -> None:
    hosts, web = HostCache(HandClock()), ScriptedWeb({ROBOTS: text(SLOW)})
    book = book_of(web, hosts=hosts)

    async def twice() -> None:
        await book.file_for(PAGE, 5.0)
        await book.file_for(PAGE, 5.0)

    asyncio.run(twice())
    [fact] = hosts.drain()
    assert (fact.lane, fact.kind, fact.key) == ("a.example", HostFactKind.ROBOTS, PAGE[:17])
    assert fact.body == RobotsFact(body=SLOW)


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_whatever_stands_in_it_is_borne(body: bytes) -> None:
    robots = file_for(ScriptedWeb({ROBOTS: text(b"User-agent: *\n" + body)}))
    assert robots.ruling(PAGE) in {OPEN, CLOSED}
    assert not robots.crawl_delay > 60
