"""Asking the web archive: well-spoken servers, and all the others."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.environment import Environment
from crawler.services.transport import http_client
from crawler.services.web_archive import Archive, ArchiveUnavailable, Limits, Snapshot
from crawler.simulation.simulation import SimulatedName, Simulation
from directory.clock import system_clock
from directory.program import program_version
from directory.settings import Settings
from tests.crawler.wayback import (
    AVAILABLE,
    CDX,
    CDX_HEADER,
    HANGS,
    NO_CAPTURES,
    NOTHING_AVAILABLE,
    Says,
    Wayback,
    available,
    captures,
    in_json,
)

pytestmark = pytest.mark.slow

PAGE = "https://elm.example/jobs?area=north&x=1"
BROKEN_SINCE = datetime(2026, 3, 1, 12, tzinfo=UTC)
HURRIED = Limits(tries=3, timeout=5, gap=0, first_wait=0.01, longest_wait=0.2)
SETTINGS = Settings(contact="mailto:web@agency.example", allow_networks="127.0.0.0/8")
AGENT = f"Mozilla/5.0 (compatible; JobBankLinkCheck/{program_version()}; +{SETTINGS.contact})"


def opening(
    settings: Settings = SETTINGS, simulation: Simulation | None = None
) -> Callable[[], httpx.AsyncClient]:
    """What makes a client in this world."""
    environment = Environment(simulation or Simulation({}), system_clock)
    return partial(http_client, settings, environment, accept="application/json")


def ask(
    archive: str,
    *,
    limits: Limits = HURRIED,
    times: int = 1,
    open_client: Callable[[], httpx.AsyncClient] | None = None,
) -> list[Snapshot | str]:
    """What the archive at this address says of the page; a string is why it could not be asked."""

    async def asking() -> list[Snapshot | str]:
        asked = Archive(archive, open_client or opening(), system_clock, limits)
        answers: list[Snapshot | str] = []
        for _ in range(times):
            try:
                answers.append(await asked.closest(PAGE, BROKEN_SINCE) or "nothing")
            except ArchiveUnavailable as error:
                answers.append(str(error))
        await asked.close()
        return answers

    return asyncio.run(asking())


def test_the_capture_closest_to_the_day_on_which_the_page_broke_is_found() -> None:
    with Wayback(available(PAGE, "20260220080910")) as archive:
        [snapshot] = ask(archive.address)
        assert snapshot == Snapshot(
            f"{archive.address}/web/20260220080910/{PAGE}",
            datetime(2026, 2, 20, 8, 9, 10, tzinfo=UTC),
        )
        [asked] = archive.asked
        assert asked.path == AVAILABLE
        assert asked.query == {"url": PAGE, "timestamp": "20260301120000"}


def test_the_archive_is_asked_by_name_without_compression_or_credentials() -> None:
    cookie = {"Set-Cookie": "session=1; Path=/"}
    with Wayback(Says(NOTHING_AVAILABLE.body, headers=cookie)) as archive:
        ask(archive.address)
        for asked in archive.asked:
            assert asked.headers["user-agent"] == AGENT
            assert asked.headers["accept-encoding"] == "identity"
            assert not {"cookie", "referer", "authorization"} & asked.headers.keys()
        assert archive.paths == [AVAILABLE, CDX]


def test_the_list_of_captures_is_asked_when_none_is_at_hand() -> None:
    with Wayback(NOTHING_AVAILABLE, captures("20240101000000")) as archive:
        [snapshot] = ask(archive.address)
        assert isinstance(snapshot, Snapshot)
        assert snapshot.at == datetime(2024, 1, 1, tzinfo=UTC)
        assert archive.asked[1].query == {
            "url": PAGE,
            "output": "json",
            "filter": "statuscode:200",
            "to": "20260301120000",
            "limit": "-1",
            "fl": "timestamp,original,statuscode,digest",
        }


@pytest.mark.parametrize(
    ("cdx", "year"),
    [(captures("20240101000000"), 2024), (NO_CAPTURES, 2027), (Says(b"no", 403), 2027)],
    ids=["an earlier one", "no other", "the list is closed"],
)
def test_an_earlier_capture_is_preferred_to_one_of_the_broken_page(cdx: Says, year: int) -> None:
    with Wayback(available(PAGE, "20270101000000"), cdx) as archive:
        [snapshot] = ask(archive.address)
        assert isinstance(snapshot, Snapshot)
        assert snapshot.at.year == year


@pytest.mark.parametrize(
    "says",
    [
        available(PAGE, "20200101000000", available=False),
        available(PAGE, "20200101000000", status="404"),
        in_json({"archived_snapshots": {"closest": None}}),
        in_json({"archived_snapshots": []}),
    ],
)
@pytest.mark.parametrize(
    "cdx", [NO_CAPTURES, Says(b"\n"), in_json([CDX_HEADER]), in_json([CDX_HEADER, ["1"] * 4])]
)
def test_no_capture_is_an_answer_and_no_fault(says: Says, cdx: Says) -> None:
    with Wayback(says, cdx) as archive:
        assert ask(archive.address) == ["nothing"]


SHAPELESS = "it answered with data of an unexpected form"


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (Says(b"<html>Sorry</html>"), SHAPELESS),
        (Says(b""), SHAPELESS),
        (Says(b"\xff\xfe{"), SHAPELESS),
        (Says(b"[" * 200_000), SHAPELESS),
        (in_json({"archived_snapshots": {"closest": "yes"}}), SHAPELESS),
        (in_json({"archived_snapshots": None}), SHAPELESS),
        (in_json(["archived_snapshots"]), SHAPELESS),
        (available(PAGE, "yesterday"), "it answered with a date that is not valid"),
        (available(PAGE, "20261399000000"), "it answered with a date that is not valid"),
        (Says(b"{" + b" " * 300_000 + b"}"), "its answer was too long"),
        (Says(b"{", endless=True), "its answer was too long"),
        (Says(b"", 404), "it answered with the error code 404"),
        (
            Says(b"", 302, {"Location": "http://127.0.0.1:9/"}),
            "it answered with the error code 302",
        ),
    ],
)
def test_an_answer_of_the_wrong_kind_is_said_in_plain_words(says: Says, why: str) -> None:
    cdx = in_json({"rows": 1}) if why == SHAPELESS else says
    with Wayback(says, cdx) as archive:
        [answer] = ask(archive.address)
        assert answer == why or (why.endswith("not valid") and answer == SHAPELESS)
        assert archive.paths == [AVAILABLE, CDX]


@pytest.mark.parametrize(
    "cdx",
    [
        in_json({"a": 1}),
        in_json([1, 2]),
        in_json([[1], [2]]),
        in_json([CDX_HEADER, ["2024", "x", "200", "d"]]),
        in_json([["something"], ["else"]]),
        Says(b"org.archive.wayback.exception"),
    ],
)
def test_a_list_of_captures_of_the_wrong_shape_is_no_traceback(cdx: Says) -> None:
    with Wayback(NOTHING_AVAILABLE, cdx) as archive:
        [answer] = ask(archive.address)
        assert isinstance(answer, str)
        assert answer.startswith("it answered with")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_trouble_that_may_pass_is_tried_again(status: int) -> None:
    says = [Says(b"", status), Says(b"", status), available(PAGE, "20200101000000")]
    with Wayback(says) as archive:
        [snapshot] = ask(archive.address)
        assert isinstance(snapshot, Snapshot)
        assert archive.paths == [AVAILABLE] * 3


def test_each_pause_before_a_new_try_is_about_twice_the_last() -> None:
    says = [Says(b"", 503), Says(b"", 503), available(PAGE, "20200101000000")]
    with Wayback(says) as archive:
        ask(archive.address, limits=Limits(gap=0, first_wait=0.2))
        first, second = gaps(archive)
        assert first >= 0.1
        assert second >= 0.2


def test_trouble_that_stays_ends_after_three_tries_and_is_not_met_again() -> None:
    with Wayback(Says(b"", 503), Says(b"", 503)) as archive:
        answers = ask(archive.address, times=4)
        assert answers == ["it answered with the error code 503"] * 4
        assert archive.paths == [AVAILABLE] * 3 + [CDX] * 3


def test_one_interface_that_is_down_leaves_the_other_one() -> None:
    with Wayback(Says(b"", 503), captures("20200101000000")) as archive:
        first, second = ask(archive.address, times=2)
        assert first == second
        assert isinstance(first, Snapshot)
        assert archive.paths == [AVAILABLE] * 3 + [CDX] * 2


@pytest.mark.parametrize("says", [HANGS, Says(b"{", stalls=True)])
def test_a_hanging_archive_ends_in_time(says: Says) -> None:
    limits = Limits(tries=2, timeout=0.1, gap=0, first_wait=0.01)
    with Wayback(says, says) as archive:
        assert ask(archive.address, limits=limits) == ["it did not answer within 0.1 seconds"]
        # A try may end before it has reached the server.
        assert archive.paths.count(AVAILABLE) <= 2
        assert archive.paths.count(CDX) <= 2


def test_an_archive_that_is_not_there_is_said_in_plain_words() -> None:
    with Wayback() as archive:
        address = archive.address
    [answer] = ask(address)
    assert isinstance(answer, str)
    assert answer.startswith("it could not be reached (")


def test_an_archive_at_an_address_that_may_not_be_dialled_is_not_dialled() -> None:
    """Loopback stands for all such addresses: the setting names it, or a host that leads there."""
    with Wayback() as archive:
        port = urlsplit(archive.address).port or 0
        leads_there = SimulatedName("127.0.0.1", ports={"80": port})
        client = opening(Settings(), Simulation({"archive.example": leads_there}))
        for address in (archive.address, "http://archive.example"):
            [answer] = ask(address, open_client=client)
            assert isinstance(answer, str)
            assert answer.startswith("connections to its address are not allowed: ")
            assert "which is not on the public internet" in answer
        assert archive.asked == []
        allowed = opening(SETTINGS, Simulation({"archive.example": leads_there}))
        assert ask("http://archive.example", open_client=allowed) == ["nothing"]


def test_a_file_of_certificates_that_is_not_there_is_said_in_plain_words() -> None:
    async def asking() -> str:
        archive = Archive(
            "https://127.0.0.1:9",
            opening(simulation=Simulation({}, ca_file="missing.pem")),
            system_clock,
            HURRIED,
        )
        with pytest.raises(ArchiveUnavailable) as refused:
            await archive.closest(PAGE, BROKEN_SINCE)
        await archive.close()
        return str(refused.value)

    assert asyncio.run(asking()) == "the file of certificates missing.pem cannot be read"


def gaps(archive: Wayback) -> list[float]:
    """Seconds between the questions that a server was asked."""
    return [after.at - before.at for before, after in pairwise(archive.asked)]


def test_requests_are_spaced_out() -> None:
    spaced = Limits(gap=0.15)
    with Wayback() as archive:
        ask(archive.address, limits=spaced, times=2)
        assert len(archive.asked) == 4
        assert min(gaps(archive)) >= 0.145


def test_the_archives_own_wish_for_a_pause_is_granted() -> None:
    says = [Says(b"", 429, {"Retry-After": "1"}), available(PAGE, "20200101000000")]
    limits = Limits(gap=0, first_wait=0.001)
    with Wayback(says) as archive:
        assert isinstance(ask(archive.address, limits=limits)[0], Snapshot)
        assert gaps(archive)[0] >= 0.99


def test_a_pause_that_is_too_long_is_left_for_another_day() -> None:
    limits = Limits(gap=0, first_wait=0.001)  # thirty seconds at the most
    busy = Says(b"", 429, {"Retry-After": "31"})
    with Wayback(busy, busy) as archive:
        assert ask(archive.address, limits=limits) == ["it requests that we try again later"]
        assert archive.paths == [AVAILABLE, CDX]


@pytest.mark.parametrize(
    "make", [lambda body: (Says(body), NO_CAPTURES), lambda body: (NOTHING_AVAILABLE, Says(body))]
)
@settings(max_examples=10, deadline=None)
@given(
    body=st.binary(max_size=60)
    | st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["archived_snapshots", "closest", "timestamp", "status"]), inner
            )
        ),
    ).map(lambda value: in_json(value).body)
)
def test_whatever_comes_ends_in_a_capture_nothing_or_plain_words(
    make: Callable[[bytes], tuple[Says, Says]], body: bytes
) -> None:
    with Wayback(*make(body)) as archive:
        [answer] = ask(archive.address)
        assert isinstance(answer, Snapshot) or "it" in answer or answer == "nothing"
