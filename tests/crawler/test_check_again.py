"""What is asked again, and what need not be: further tries, Retry-After, pages that are known."""

import pytest

from crawler.check.check import NOTHING_KNOWN, may_pass, not_asked
from crawler.check.retry_policy import ASKED_IN_A_ROW, FAILED_IN_A_ROW, Patience
from crawler.fetch.request import FetchResponse
from directory.model.baseline import page_key
from directory.model.observation import NetworkFault
from directory.queries.due_links import KnownPage
from tests.crawler.checking import LANE, LINK, PAGE, Looked
from tests.crawler.judge.building import AT
from tests.crawler.scripted import answer, fault, to

# --- further tries -----------------------------------------------------------------


PASSING = [
    fault(NetworkFault.RESET), fault(NetworkFault.EMPTY), fault(NetworkFault.RESOLVER),
    answer(500), answer(502), answer(503), answer(504), answer(429),
    answer(503, retry_after="soon"),
]  # fmt: skip


def named(given: FetchResponse) -> str:
    return f"{given.fault or given.status} {given.header('retry-after')[:30]}"


@pytest.mark.parametrize("trouble", PASSING, ids=named)
def test_trouble_that_may_pass_is_tried_three_times_with_growing_pauses(
    trouble: FetchResponse,
) -> None:
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
def test_where_one_link_after_another_has_failed_each_is_tried_once(trouble: FetchResponse) -> None:
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
def test_what_will_not_pass_is_asked_once(first: FetchResponse) -> None:
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
SEEN = KnownPage(final_url=LINK, etag=TAG, last_modified="Thu, 01 Oct 2026 08:00:00 GMT")


def test_a_page_that_was_seen_is_asked_for_only_if_it_has_changed() -> None:
    looked = Looked({LINK: FetchResponse("", status=304)}, known_page=SEEN)
    robots, page = looked.web.asked
    assert (robots.etag, robots.last_modified) == ("", "")
    assert (page.etag, page.last_modified) == (SEEN.etag, SEEN.last_modified)
    assert looked.seen.last is not None
    assert looked.seen.last.unchanged
    assert looked.probes == []


def test_on_the_way_there_nothing_is_said_of_what_was_seen() -> None:
    end = "https://b.example/end"
    known_page = KnownPage(final_url=end, etag=TAG)
    looked = Looked({LINK: to(end), end: FetchResponse("", status=304)}, known_page=known_page)
    assert {ask.url: ask.etag for ask in looked.asked if ask.etag} == {end: TAG}
    assert [hop.unchanged for hop in looked.seen.hops] == [False, True]


@pytest.mark.parametrize(
    "known_page",
    [
        NOTHING_KNOWN,
        KnownPage(final_url=LINK),
        KnownPage(final_url="https://a.example/other", etag=TAG),
    ],
)
def test_a_304_for_a_page_that_was_not_asked_about_is_not_taken_for_unchanged(
    known_page: KnownPage,
) -> None:
    looked = Looked({LINK: FetchResponse("", status=304)}, known_page=known_page)
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
def test_where_there_is_nothing_to_compare_no_probe_is_made(
    given: FetchResponse, link: str
) -> None:
    looked = Looked({link: given}, link)
    assert looked.probes == []
    assert looked.seen.probe is None


def test_a_page_as_it_was_approved_needs_no_comparing() -> None:
    page = Looked({LINK: PAGE}).seen.page
    assert page is not None
    assert Looked({LINK: PAGE}, known_page=KnownPage(page_key=page_key(page))).probes == []
    assert Looked({LINK: PAGE}, known_page=KnownPage(page_key=page_key(page) ^ 1)).probes != []


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
