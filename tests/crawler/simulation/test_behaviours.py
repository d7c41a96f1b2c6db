"""The table of behaviours: it is whole, and each row does what it says.

What a crawl makes of the rows is tested with the crawl. Here a client that
knows nothing of the crawler looks at the bytes.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from crawler.simulation.behaviour import Behaviour
from crawler.simulation.demo_behaviours import MARKETPLACE
from crawler.simulation.simulation import load_simulation
from crawler.simulation.site import Reply, Request
from directory.model.reasons import REASONS, Reason
from directory.model.vocab import Verdict
from directory.rules.addresses import may_dial
from directory.rules.urls import parse_address
from tests.behaviours import BEHAVIOURS, FAMILIES, Fleet
from tests.behaviours.guard import PRIVATE_ADDRESS
from tests.crawler.simulation.client import (
    dial,
    follow,
    get,
    read_until,
    request_bytes,
)
from tests.rows import each

pytestmark = pytest.mark.slow

# Slowness of ten seconds is not worth waiting for in a test, and a connection
# that fails in none of the known ways cannot be played on loopback.
#: What takes too long to play, or a network that loopback is not.
NOT_PLAYED = {
    Reason.SLOW,
    Reason.CONNECTION_FAILED,
    Reason.IPV6_UNREACHABLE,
    Reason.PAGE_TOO_COSTLY,  # see test_costly_pages.py
}


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    with Fleet({f"{name}.example": name for name in BEHAVIOURS}) as running:
        yield running


def url_of(name: str) -> str:
    return BEHAVIOURS[name].url(f"{name}.example")


# --- the table ---------------------------------------------------------------


def test_no_two_rows_have_one_name() -> None:
    assert len(BEHAVIOURS) == sum(len(rows) for rows in FAMILIES.values())


@each("row", BEHAVIOURS.values(), ids=lambda row: row.name)
def test_each_row_says_what_it_does_and_why_the_verdict_is_right(row: Behaviour) -> None:
    assert row.does.endswith((".", "…")), "a sentence"
    assert row.why.endswith("."), "a sentence"
    assert row.verdict is REASONS[row.reason].verdict
    assert all(part.isalnum() for part in row.name.split("-")), "fit to be a host label"


@each("row", BEHAVIOURS.values(), ids=lambda row: row.name)
def test_each_row_has_an_address_to_check_on_a_host_of_its_own(row: Behaviour) -> None:
    host = f"{row.name}.example"
    assert parse_address(row.url(host)).host == host
    assert host in row.build(host)


@each("row", [row for row in BEHAVIOURS.values() if row.one_page], ids=lambda row: row.name)
def test_a_host_of_one_page_may_have_it_at_another_path(row: Behaviour) -> None:
    moved = row.at("/postings/nurse.asp")
    assert moved.url("elm.example").endswith("//elm.example/postings/nurse.asp")
    assert _first_line(moved, "/postings/nurse.asp") == _first_line(row, urlsplit(row.link).path)
    assert _first_line(moved, "/nothing") == _first_line(row, "/nothing")
    assert row.at(urlsplit(row.link).path) is row


def test_a_host_whose_paths_are_all_alike_stays_as_it_is() -> None:
    assert BEHAVIOURS["ok"].at("/postings/nurse.asp") is BEHAVIOURS["ok"]


def _first_line(row: Behaviour, target: str) -> bytes:
    """The status line of the answer; empty for one that is played step by step."""
    request = Request("GET", target, "HTTP/1.1", {"host": "elm.example"}, "https", 1)
    answer = row.build("elm.example")["elm.example"].handler(request)
    return answer.head.split(b"\r\n")[0] if isinstance(answer, Reply) else b""


@each("row", BEHAVIOURS.values(), ids=lambda row: row.name)
def test_only_what_has_moved_suggests_a_new_address(row: Behaviour) -> None:
    suggested = row.suggested_url("elm.example")
    assert suggested is None or row.verdict is Verdict.MOVED
    assert suggested is None or parse_address(suggested).href == suggested


def test_every_verdict_and_every_reason_is_played() -> None:
    assert {row.verdict for row in BEHAVIOURS.values()} == set(Verdict)
    assert {reason for row in BEHAVIOURS.values() for reason in row.reasons} == set(
        Reason
    ) - NOT_PLAYED


# --- plain answers -----------------------------------------------------------

STATUSES = {
    "ok": 200, "status-204": 204, "status-401": 401, "status-404": 404, "status-410": 410,
    "status-429": 429, "status-451": 451, "status-503": 503, "status-600": 600,
    "status-999": 999, "wall-cloudflare": 403, "wall-amazon": 202, "firewall": 403,
    "empty-page": 200, "location-missing": 302, "http-on-tls-port": 200,
}  # fmt: skip


@pytest.mark.parametrize(("name", "status"), STATUSES.items())
def test_the_status_is_as_the_row_says(fleet: Fleet, name: str, status: int) -> None:
    assert get(fleet, f"http://{name}.example/jobs").status == status


@pytest.mark.parametrize(
    ("name", "header", "value"),
    [
        ("wall-cloudflare", "cf-mitigated", "challenge"),
        ("wall-amazon", "x-amzn-waf-action", "challenge"),
        ("status-429", "Retry-After", "86400"),
        ("status-401", "WWW-Authenticate", 'Basic realm="staff"'),
    ],
)
def test_the_telling_header_is_there(fleet: Fleet, name: str, header: str, value: str) -> None:
    assert get(fleet, f"http://{name}.example/jobs").headers[header] == value


def test_the_stub_of_a_challenge_has_205_bytes(fleet: Fleet) -> None:
    assert len(get(fleet, url_of("wall-imperva-stub")).body) == 205


@pytest.mark.parametrize(
    ("name", "headers", "status"),
    [
        ("accept-needed", {"Accept": ""}, 406),
        ("user-agent-needed", {"User_Agent": ""}, 500),
        ("range-refused", {"Range": "bytes=0-99"}, 416),
    ],
)
def test_a_choosy_server_refuses_only_what_it_dislikes(
    fleet: Fleet, name: str, headers: dict[str, str], status: int
) -> None:
    assert get(fleet, url_of(name), **headers).status == status
    assert get(fleet, url_of(name)).status == 200


def test_a_server_may_refuse_head_alone(fleet: Fleet) -> None:
    assert get(fleet, url_of("head-refused"), method="HEAD").status == 405
    assert get(fleet, url_of("head-refused")).status == 200


# --- redirects ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("redirect-301", [301, 200]),
        ("redirect-308", [308, 200]),
        ("redirect-302", [302, 200]),
        ("redirect-to-new-host", [301, 200]),
        ("https-upgrade", [301, 200]),
        ("https-downgrade", [301, 200]),
        ("slash-added", [301, 200]),
        ("www-added", [301, 200]),
        ("chain-3", [302] * 3 + [200]),
        ("chain-20", [302] * 20 + [200]),
        ("chain-25", [302] * 25 + [200]),
        ("redirect-to-home", [302, 200]),
        ("redirect-to-error", [302, 200]),
        ("redirect-to-sign-in", [302, 200]),
        ("redirect-to-sso", [302, 200]),
        ("redirect-to-missing", [301, 404]),
        ("redirect-to-marketplace", [302, 200]),
        ("redirect-loop", [302] * 31),
        ("redirect-to-itself", [301] * 31),
        ("cookie-loop", [302] * 31),
    ],
)
def test_redirects_lead_where_they_say(fleet: Fleet, name: str, statuses: list[int]) -> None:
    assert [answer.status for answer in follow(fleet, url_of(name), 30)] == statuses


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("redirect-301", "/current/jobs"),
        ("https-upgrade", "https://https-upgrade.example/jobs"),
        ("https-downgrade", "http://https-downgrade.example/jobs"),
        ("www-added", "https://www.www-added.example/jobs"),
        ("redirect-to-sign-in", "/login?next=%2Fjobs"),
        ("redirect-to-metadata", "http://169.254.169.254/latest/meta-data/"),
        ("location-javascript", "javascript:alert(1)"),
        ("location-without-scheme", "//location-without-scheme.example/list/open"),
    ],
)
def test_the_location_is_as_the_row_says(fleet: Fleet, name: str, wanted: str) -> None:
    assert get(fleet, url_of(name)).location == wanted


@pytest.mark.parametrize(
    ("name", "location", "path"),
    [
        ("location-with-spaces", b"Location:  /open positions/all jobs \r\n",
         "/open%20positions/all%20jobs"),
        ("location-raw-utf8", "Location: /búsqueda/empleo\r\n".encode(),
         "/b%C3%BAsqueda/empleo"),
        ("location-backslashes", b"Location: \\list\\open\r\n", "/list/open"),
    ],
)  # fmt: skip
def test_an_odd_location_is_sent_as_it_is_and_only_its_true_target_has_a_page(
    fleet: Fleet, name: str, location: bytes, path: str
) -> None:
    with dial(fleet, url_of(name)) as line:
        line.sendall(request_bytes(url_of(name), Connection="close"))
        assert location in read_until(line, 1 << 20)
    assert get(fleet, f"https://{name}.example{path}").status == 200
    assert get(fleet, f"https://{name}.example/elsewhere").status == 404


def test_a_loop_ends_for_those_who_keep_the_cookie(fleet: Fleet) -> None:
    first = get(fleet, url_of("cookie-loop"))
    cookie = first.headers["Set-Cookie"].partition(";")[0]
    assert get(fleet, url_of("cookie-loop"), Cookie=cookie).status == 200


@pytest.mark.parametrize(
    ("name", "target"),
    [("meta-refresh", "/list"), ("meta-refresh-to-missing", "/missing")],
)
def test_a_meta_refresh_stands_in_the_page(fleet: Fleet, name: str, target: str) -> None:
    assert f'http-equiv="refresh" content="0; url={target}"' in get(fleet, url_of(name)).text


def test_a_refresh_header_names_its_target(fleet: Fleet) -> None:
    assert get(fleet, url_of("refresh-header")).headers["Refresh"] == "0; url=/list"
    assert get(fleet, url_of("refresh-of-itself")).headers["Refresh"] == "300"


@pytest.mark.parametrize("row", FAMILIES["guard"], ids=lambda row: row.name)
def test_what_the_guard_must_refuse_is_no_public_address(fleet: Fleet, row: Behaviour) -> None:
    host = f"{row.name}.example"
    names = load_simulation(fleet.simulation_file).names
    if names[host].address == PRIVATE_ADDRESS:
        assert names[host].ports == {}, "nothing of the fleet answers there"
        return
    target = urlsplit(get(fleet, row.url(host)).location or "")
    private = target.hostname or ""
    address = names[private].address if private in names else private
    assert not may_dial(address)


def test_the_resolver_may_fail_in_two_ways(fleet: Fleet) -> None:
    names = load_simulation(fleet.simulation_file).names
    assert names["name-gone.example"].fault == "nxdomain"
    assert names["name-unresolved.example"].fault == "servfail"
    assert names["vanished.redirect-to-vanished-name.example"].fault == "nxdomain"


def test_the_marketplace_is_there(fleet: Fleet) -> None:
    assert "for sale" in get(fleet, f"https://{MARKETPLACE}/").text


# --- robots.txt --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "status", "part"),
    [
        ("ok", 404, "no such page"),
        ("robots-disallow-all", 200, "User-agent: *\nDisallow: /\n"),
        ("robots-disallow-search", 200, "Disallow: /search\n"),
        ("robots-500", 500, "Sorry"),
        ("robots-403", 403, "Forbidden"),
        ("robots-is-home-page", 200, "<!doctype html>"),
        ("robots-names-us", 200, "User-agent: JobBankLinkCheck\nDisallow: /"),
        ("robots-crawl-delay", 200, "Crawl-delay: 2"),
        ("robots-moved", 301, ""),
        ("wall-everywhere", 403, "Just a moment"),
        ("wall-imperva", 200, "_Incapsula_Resource"),
    ],
)
def test_robots_txt_is_as_the_row_says(fleet: Fleet, name: str, status: int, part: str) -> None:
    found = get(fleet, f"https://{name}.example/robots.txt")
    assert (found.status, part in found.text) == (status, True)
