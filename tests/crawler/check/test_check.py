"""How one link is looked at, hop by hop."""

from itertools import pairwise

import pytest

from crawler.check.check import MOST_HOPS
from crawler.check.retry_policy import TRIES
from crawler.fetch.request import FetchResponse
from directory.model.observation import NetworkFault, Stop, Via
from tests.crawler.checking import ALL_CLOSED, LANE, LINK, PAGE, ROBOTS, Looked
from tests.crawler.judge.building import AT
from tests.crawler.scripted import answer, fault, to
from tests.rows import each

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


@each(
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
def test_a_refresh_is_followed_like_a_redirect(given: FetchResponse, via: Via) -> None:
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


# --- time --------------------------------------------------------------------------


def test_each_request_has_the_time_of_a_request() -> None:
    looked = Looked({LINK: to("/new"), "https://a.example/new": PAGE}, timeout=7, check_timeout=60)
    assert [ask.timeout for ask in looked.asked] == pytest.approx([7, 7, 7])


def test_a_check_has_its_time_in_all_and_then_ends() -> None:
    slow = FetchResponse("", status=302, headers=(("location", "/a"),), millis=4000)
    slower = FetchResponse(
        "", status=302, headers=(("location", "https://b.example/"),), millis=8000
    )
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
    looked = Looked({LINK: [FetchResponse("", status=503, millis=9000), PAGE]}, check_timeout=8)
    assert looked.pages == [LINK]
    assert [hop.status for hop in looked.seen.hops] == [503]
