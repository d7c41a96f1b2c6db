"""The client: one honest GET, bounded in every direction."""

import asyncio
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import certifi
import psutil
import pytest

from crawler.fetch.client import PRODUCT_TOKEN, Client
from crawler.fetch.request import BODY_CAP, FetchRequest, FetchResponse, Resolved
from crawler.simulation.behaviour import own_page
from crawler.simulation.site import Site, raw, reply
from directory.clock import system_clock
from directory.model.observation import NetworkFault
from directory.rules.urls import parse_address
from tests.behaviours import BEHAVIOURS, Fleet
from tests.behaviours.content import PDF_BYTES
from tests.behaviours.robots import PRODUCT_TOKEN as FLEETS_TOKEN
from tests.crawler.concurrency import at_once
from tests.crawler.fetch.asking import ask, with_client

pytestmark = pytest.mark.slow

PLAYED = (
    "ok", "hang", "gzip-bomb", "endless-body", "body-drip", "large-pdf", "header-flood",
    "header-drip", "early-hints", "certificate-expired",
)  # fmt: skip
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    with Fleet({f"{name}.example": BEHAVIOURS[name] for name in PLAYED}) as running:
        yield running


# --- how it asks ---------------------------------------------------------------


def test_it_says_who_it_is_and_where_to_complain(fleet: Fleet) -> None:
    ask(fleet, "http://ok.example/hello", contact="https://agency.example/crawler")
    sent = fleet.log.requests("ok.example")[-1]
    assert sent.method == "GET"
    assert PRODUCT_TOKEN in sent.headers["user-agent"]
    assert sent.headers["user-agent"].endswith("; +https://agency.example/crawler)")
    assert "text/html" in sent.headers["accept"]
    assert not {"range", "referer", "cookie", "authorization"} & set(sent.headers)


def test_its_name_is_the_one_that_the_fleets_robots_txt_calls() -> None:
    assert PRODUCT_TOKEN == FLEETS_TOKEN


def test_without_a_contact_the_user_agent_has_no_empty_place_for_one(fleet: Fleet) -> None:
    ask(fleet, "http://ok.example/")
    assert "+" not in fleet.log.requests("ok.example")[-1].headers["user-agent"]


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("http://ok.example", "/"),
        ("http://ok.example/a;v=1/b+c", "/a;v=1/b+c"),
        ("http://ok.example/100%2525", "/100%2525"),
        ("http://ok.example/a/../b/./c//d", "/b/c//d"),
        ("http://ok.example/jobs?q=a+b&r={x}|y#top", "/jobs?q=a+b&r={x}|y"),
        ("http://ok.example/büro", "/b%C3%BCro"),
        ("http://ok.example/jobs?", "/jobs?"),
    ],
)
def test_an_address_goes_out_as_staff_approved_it(fleet: Fleet, address: str, path: str) -> None:
    [answer] = ask(fleet, parse_address(address).href)
    assert answer.status == 200
    assert fleet.log.paths("ok.example")[-1] == path


@pytest.mark.parametrize("variable", ["http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"])
def test_the_environments_proxies_are_not_used(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9/")
    answers = ask(fleet, "http://ok.example/", "https://ok.example/")
    assert [answer.status for answer in answers] == [200, 200]


def test_a_cookie_goes_only_where_it_is_given(fleet: Fleet) -> None:
    ask(
        fleet,
        FetchRequest("http://ok.example/", cookie="seen=yes; note=größer"),
        "http://ok.example/again",
        "http://early-hints.example/",
    )
    first, second = fleet.log.requests("ok.example")[-2:]
    assert first.headers["cookie"].encode("latin-1") == "seen=yes; note=größer".encode()
    assert first.connection == second.connection
    assert "cookie" not in second.headers
    assert "cookie" not in fleet.log.requests("early-hints.example")[-1].headers


# --- asking whether a page has changed -------------------------------------------


TAG, DATE = '"v1"', "Fri, 09 Oct 2026 08:00:00 GMT"


def conditions(fleet: Fleet, *asks: FetchRequest) -> list[dict[str, str]]:
    """What each of these said of the page seen before, as the server saw it."""
    ask(fleet, *asks)
    sent = fleet.log.requests("ok.example")[-len(asks) :]
    return [
        {name: value for name, value in entry.headers.items() if name.startswith("if-")}
        for entry in sent
    ]


def test_what_was_seen_before_is_told_only_when_that_is_asked_for(fleet: Fleet) -> None:
    url = "http://ok.example/jobs"
    assert conditions(
        fleet,
        FetchRequest(url),
        FetchRequest(url, etag=TAG),
        FetchRequest(url),
        FetchRequest(url, last_modified=DATE),
        FetchRequest(url, etag=TAG, last_modified=DATE),
        FetchRequest(url),
    ) == [
        {},
        {"if-none-match": TAG},
        {},
        {"if-modified-since": DATE},
        {"if-none-match": TAG, "if-modified-since": DATE},
        {},
    ]
    assert {"accept", "user-agent"} <= set(fleet.log.requests("ok.example")[-2].headers)


@pytest.mark.parametrize("evil", ["x\r\nX-Evil: 1", "x\nX-Evil: 1", "x\rX-Evil: 1", "x\0", "x\x1b"])
def test_a_tag_that_would_end_the_header_is_not_sent(fleet: Fleet, evil: str) -> None:
    [sent] = conditions(fleet, FetchRequest("http://ok.example/", etag=evil, last_modified=evil))
    assert sent == {}
    assert "x-evil" not in fleet.log.requests("ok.example")[-1].headers


@pytest.mark.parametrize("tag", ['"größe"', '"\xe9"', 'W/"日本"'])
def test_a_tag_in_other_letters_goes_back_as_it_came(fleet: Fleet, tag: str) -> None:
    [sent] = conditions(fleet, FetchRequest("http://ok.example/", etag=tag))
    assert sent["if-none-match"].encode("latin-1") == tag.encode()


def test_a_304_has_no_body_and_leaves_the_connection_fit_for_use() -> None:
    same = reply(304, headers=(("ETag", TAG),))
    with Fleet({"a.example": lambda _request: same}) as fleet:
        first, second = ask(fleet, *[FetchRequest("http://a.example/", etag=TAG)] * 2)
        assert len({entry.connection for entry in fleet.log.requests()}) == 1
    for answer in (first, second):
        assert (answer.status, answer.body, answer.fault) == (304, b"", None)
        assert answer.header("etag") == TAG


# --- what it makes of an answer --------------------------------------------------


def test_interim_answers_do_not_count(fleet: Fleet) -> None:
    [answer] = ask(fleet, "http://early-hints.example/jobs")
    assert answer.status == 200
    assert answer.header("link") == ""
    assert b"</html>" in answer.body


def test_a_redirect_is_handed_back_and_not_followed() -> None:
    with Fleet({"a.example": "redirect-301"}) as fleet:
        [answer] = ask(fleet, "http://a.example/jobs")
        assert (answer.status, answer.header("location")) == (301, "/current/jobs")
        assert fleet.log.count() == 1


def test_headers_of_one_name_are_kept_in_order() -> None:
    twice = reply(200, "page", headers=(("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")))
    with Fleet({"a.example": lambda _request: twice}) as fleet:
        [answer] = ask(fleet, "http://a.example/")
    assert answer.all_headers("set-cookie") == ["a=1", "b=2"]
    assert answer.header("set-cookie") == "a=1"
    assert answer.header("x-none") == ""


@pytest.mark.parametrize(
    ("status", "header", "judged"),
    [
        (b"200 OK", b"X-Note: a\rb\r\n", 200),
        (b"404 Not Found", b"X-Note: a\rb\r\n", 404),
        (b"301 Moved", b"Location: /new\r\nX-Note: a\rb\r\n", 301),
    ],
)
def test_a_stray_carriage_return_in_a_header_is_borne_as_browsers_bear_it(
    status: bytes, header: bytes, judged: int
) -> None:
    sloppy = raw(b"HTTP/1.1 " + status + b"\r\n" + header + b"\r\n", b"<p>Here it is.</p>")
    with Fleet({"a.example": lambda _request: sloppy}) as fleet:
        [answer] = ask(fleet, "http://a.example/")
    assert (answer.status, answer.fault) == (judged, None)
    assert answer.truncated, "libcurl stops there, so what follows was not seen"
    assert answer.header("location") == ("/new" if judged == 301 else "")


def test_a_zero_byte_in_a_header_is_no_http_to_browsers_either() -> None:
    broken = raw(b"HTTP/1.1 200 OK\r\nX-Note: a\0b\r\n\r\n", b"<p>Here it is.</p>")
    with Fleet({"a.example": lambda _request: broken}) as fleet:
        [answer] = ask(fleet, "http://a.example/")
    assert answer.fault is NetworkFault.NOT_HTTP


# --- bounds ----------------------------------------------------------------------


def test_headers_without_end_are_given_up_before_memory_is(fleet: Fleet) -> None:
    answer, peak = asked_with_peak(fleet, FetchRequest("http://header-flood.example/jobs"))
    assert answer.fault is NetworkFault.HEADERS_TOO_LARGE
    assert peak < 4 * MIB


def test_a_body_without_end_is_cut_and_judged_on_what_came(fleet: Fleet) -> None:
    answer, peak = asked_with_peak(fleet, FetchRequest("http://endless-body.example/jobs"))
    assert (answer.status, answer.truncated, len(answer.body)) == (200, True, BODY_CAP)
    assert b"<title>" in answer.body
    assert peak < 4 * MIB


def test_a_body_is_cut_where_it_was_asked_to_be(fleet: Fleet) -> None:
    [answer] = ask(fleet, FetchRequest("http://endless-body.example/jobs", body_cap=1000))
    assert len(answer.body) == 1000


def test_a_compressed_bomb_goes_off_within_bounds(fleet: Fleet) -> None:
    ask(fleet, "http://gzip-bomb.example/jobs")  # the fleet makes it once
    answer, peak = asked_with_peak(fleet, FetchRequest("http://gzip-bomb.example/jobs"))
    assert (answer.status, answer.truncated, len(answer.body)) == (200, True, BODY_CAP)
    assert peak < 4 * MIB


def test_a_body_that_drips_is_judged_on_what_came_in_time(fleet: Fleet) -> None:
    [answer] = ask(fleet, FetchRequest("http://body-drip.example/jobs", timeout=0.5))
    assert (answer.status, answer.truncated, answer.fault) == (200, True, None)
    assert b"</html>" in answer.body
    assert answer.millis >= 450


@pytest.mark.parametrize("name", ["hang", "header-drip"])
def test_what_never_comes_is_given_up_in_time(fleet: Fleet, name: str) -> None:
    [answer] = ask(fleet, FetchRequest(f"http://{name}.example/jobs", timeout=0.5))
    assert answer.fault is NetworkFault.TIMEOUT
    assert answer.millis >= 450


def test_of_a_large_file_that_is_no_page_only_the_headers_are_read(fleet: Fleet) -> None:
    [answer] = ask(fleet, "http://large-pdf.example/jobs")
    assert (answer.status, answer.truncated, answer.body) == (200, True, b"")
    assert answer.header("content-length") == str(PDF_BYTES)


def test_no_more_requests_are_under_way_than_places() -> None:
    slow = Site(lambda request: replace(own_page(request), delay=0.1))
    with Fleet({"slow.example": slow}) as fleet:

        async def crowd(client: Client) -> list[FetchResponse]:
            asks = [client.fetch(FetchRequest(f"http://slow.example/{n}")) for n in range(6)]
            return await asyncio.gather(*asks)

        answers = with_client(fleet, crowd, max_active=2)
        assert [answer.status for answer in answers] == [200] * 6
        assert at_once(fleet.log.requests("slow.example")) == 2


# --- connections -------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_connection_is_used_again(fleet: Fleet, scheme: str) -> None:
    answers = ask(fleet, *[f"{scheme}://ok.example/{n}" for n in range(4)])
    assert [answer.status for answer in answers] == [200] * 4
    assert len({entry.connection for entry in fleet.log.requests("ok.example")[-4:]}) == 1
    assert {answer.address for answer in answers} == {"127.0.0.1"}


def test_a_kept_connection_has_the_certificate_with_which_it_began(fleet: Fleet) -> None:
    first, second, plain = ask(
        fleet, "https://ok.example/1", "https://ok.example/2", "http://ok.example/3"
    )
    assert first.certificate is not None
    assert first.certificate.ends_at is not None
    assert second.certificate == first.certificate
    assert plain.certificate is None


def test_a_certificate_that_is_refused_still_says_when_it_ended(fleet: Fleet) -> None:
    [answer] = ask(fleet, "https://certificate-expired.example/")
    assert answer.fault is NetworkFault.CERT_EXPIRED
    assert answer.certificate is not None
    assert answer.certificate.ends_at is not None
    assert answer.certificate.ends_at < system_clock()


@pytest.mark.parametrize("name", ["tls-1-0-mute", "tls-1-1-mute"])
def test_a_server_that_hangs_up_on_a_new_greeting_is_greeted_once_as_of_old(name: str) -> None:
    with Fleet({"old.example": name, "ok.example": "ok"}) as fleet:
        [before, answer, after] = ask(
            fleet, "https://ok.example/1", "https://old.example/jobs", "https://ok.example/2"
        )
        assert (answer.fault, answer.status) == (NetworkFault.TLS_OBSOLETE, None)
        assert (before.status, after.status) == (200, 200)
        assert fleet.log.count("old.example") == 0, "nothing is asked for in old encryption"
        assert fleet.log.tally().connections == 3
        open_files = psutil.Process().num_fds()
        ask(fleet, "https://old.example/jobs")
        fleet.log.wait_for(lambda _log: psutil.Process().num_fds() <= open_files)
        assert psutil.Process().num_fds() <= open_files


def test_a_certificate_that_nobody_trusts_does_not_hide_old_encryption() -> None:
    with Fleet({"old.example": "tls-1-0-mute"}) as fleet:
        [answer] = ask(fleet, "https://old.example/jobs", ca_file=certifi.where())
    assert answer.fault is NetworkFault.TLS_OBSOLETE


def test_a_server_that_hangs_up_on_any_greeting_stays_broken_off() -> None:
    with Fleet({"off.example": "tls-reset"}) as fleet:
        [answer] = ask(fleet, "https://off.example/jobs")
        assert answer.fault is NetworkFault.RESET
        assert fleet.log.tally().connections == 2


def test_nothing_stays_open_once_the_client_is_closed(fleet: Fleet) -> None:
    ask(fleet, "http://ok.example/")  # whatever is opened once and for all
    before = psutil.Process().num_fds()
    ask(fleet, *[f"http://{name}.example/" for name in ("ok", "early-hints")])
    fleet.log.wait_for(lambda _log: psutil.Process().num_fds() <= before)
    assert psutil.Process().num_fds() <= before


# --- the end -----------------------------------------------------------------------


def test_abort_ends_all_that_wait_and_lets_nothing_more_out(fleet: Fleet) -> None:
    before = fleet.log.count()

    async def aborted(client: Client) -> list[FetchResponse]:
        waiting = [
            asyncio.create_task(
                client.fetch(FetchRequest(f"http://hang.example/{n}", timeout=3600))
            )
            for n in range(5)
        ]
        arrived = asyncio.to_thread(fleet.log.wait_for, lambda log: log.count() == before + 3)
        assert await arrived
        client.abort()
        answers = [await task for task in waiting]
        answers.append(await client.fetch(FetchRequest("http://ok.example/late")))
        return answers

    answers = with_client(fleet, aborted, max_active=3)
    assert {answer.fault for answer in answers} == {NetworkFault.OWN_FAULT}
    assert fleet.log.count() == before + 3


class _SlowNames:
    """A resolver that answers when it is told to."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.may_answer = asyncio.Event()

    async def resolve(self, host: str, timeout: float) -> Resolved:
        del host, timeout
        self.asked.set()
        await self.may_answer.wait()
        return Resolved(("127.0.0.1",))

    def close(self) -> None:
        """Nothing to give back."""


def test_after_abort_a_name_that_is_found_late_is_not_dialled(fleet: Fleet) -> None:
    before = fleet.log.tally().connections
    names = _SlowNames()

    async def aborted(client: Client) -> FetchResponse:
        late = asyncio.create_task(
            client.fetch(FetchRequest(f"http://a.example:{fleet.http_port}/"))
        )
        await names.asked.wait()
        client.abort()
        names.may_answer.set()
        return await late

    assert with_client(fleet, aborted, names=names).fault is NetworkFault.OWN_FAULT
    assert fleet.log.tally().connections == before


def test_a_list_of_authorities_that_cannot_be_read_is_no_fault_of_the_site(
    fleet: Fleet, tmp_path: Path
) -> None:
    answers = ask(
        fleet, "https://ok.example/", "http://ok.example/", ca_file=str(tmp_path / "missing.pem")
    )
    assert [answer.fault for answer in answers] == [NetworkFault.OWN_FAULT, None]


def asked_with_peak(fleet: Fleet, question: FetchRequest) -> tuple[FetchResponse, int]:
    """The answer, and the most memory that Python held on the way, in bytes."""
    tracemalloc.start()
    try:
        [answer] = ask(fleet, question)
        return answer, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
