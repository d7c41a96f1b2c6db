"""The fleet as a server: who answers, what is logged, and how it ends."""

import asyncio
import gc
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.simulation.connection import parse_head
from crawler.simulation.server import event_loop_factory
from crawler.simulation.simulation import load_simulation
from crawler.simulation.site import Answer, Handler, Request, Site, Wire, reply
from tests.behaviours import Fleet
from tests.crawler.simulation.client import dial, get, read_answer, read_until, request_bytes

pytestmark = pytest.mark.slow


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    roles = {"elm.example": "ok", "oak.example": "status-404", "slow.example": "hang"}
    with Fleet(roles) as running:
        yield running


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_request_reaches_the_host_that_it_names(fleet: Fleet, scheme: str) -> None:
    found = get(fleet, f"{scheme}://elm.example/jobs")
    assert (found.status, "Elm" in found.text) == (200, True)
    assert get(fleet, f"{scheme}://oak.example/jobs").status == 404


def test_the_host_is_read_without_its_port_and_in_any_case(fleet: Fleet) -> None:
    assert get(fleet, "http://elm.example/", Host="ELM.example:80").status == 200


@pytest.mark.parametrize("host", ["nobody.example", "", "[::1]"])
def test_a_host_that_is_not_there_is_told_so(fleet: Fleet, host: str) -> None:
    assert get(fleet, "http://elm.example/", Host=host).status == 421


def test_each_host_shows_a_certificate_for_its_own_name(fleet: Fleet) -> None:
    # `get` checks the name on the certificate; one certificate for both would fail.
    assert get(fleet, "https://elm.example/").status == 200
    assert get(fleet, "https://oak.example/").status == 404


def test_one_connection_serves_many_requests(fleet: Fleet) -> None:
    with dial(fleet, "https://elm.example/") as line:
        for path in ("/a", "/b", "/c"):
            line.sendall(request_bytes(f"https://elm.example{path}"))
            assert read_answer(line).status == 200
    logged = fleet.log.requests("elm.example")
    assert [entry.path for entry in logged] == ["/a", "/b", "/c"]
    assert len({entry.connection for entry in logged}) == 1


def test_requests_sent_at_once_are_answered_in_their_order(fleet: Fleet) -> None:
    with dial(fleet, "http://elm.example/") as line:
        line.sendall(
            request_bytes("http://elm.example/first")
            + request_bytes("http://elm.example/second", Connection="close")
        )
        both = read_until(line, 1 << 20).decode()
    assert both.count("HTTP/1.1 200 OK") == 2
    assert both.index("Elm – First") < both.index("Elm – Second")


def test_a_request_may_come_in_pieces(fleet: Fleet) -> None:
    whole = request_bytes("http://elm.example/slowly")
    with dial(fleet, "http://elm.example/") as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(whole), 7):
            line.sendall(whole[start : start + 7])
        assert read_answer(line).status == 200


def test_head_gets_the_head_alone(fleet: Fleet) -> None:
    found = get(fleet, "http://elm.example/", method="HEAD")
    assert int(found.headers["Content-Length"]) > 0
    assert found.body == b""


@pytest.mark.parametrize(
    "request_text",
    [
        b"GET / HTTP/1.1\r\nHost: elm.example\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.0\r\nHost: elm.example\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"x" * 70_000,
    ],
    ids=["asked to close", "HTTP/1.0", "no request", "endless head"],
)
def test_the_connection_ends_after_the_last_answer(fleet: Fleet, request_text: bytes) -> None:
    with dial(fleet, "http://elm.example/") as line:
        line.sendall(request_text)
        assert read_until(line, 1 << 20).startswith(b"HTTP/1.1 ")


def test_the_log_holds_what_was_asked_and_when(fleet: Fleet) -> None:
    get(fleet, "https://elm.example/jobs?page=2", X_Test="yes")
    assert fleet.log.wait_for(lambda log: log.requests()[0].finished is not None)
    [entry] = fleet.log.requests("elm.example")
    assert (entry.host, entry.path, entry.method, entry.scheme) == (
        "elm.example", "/jobs?page=2", "GET", "https",
    )  # fmt: skip
    assert entry.headers["x-test"] == "yes"
    assert entry.finished is not None
    assert entry.finished >= entry.arrived


def test_gaps_are_measured_per_host(fleet: Fleet) -> None:
    for host in ("elm", "oak", "elm", "elm"):
        get(fleet, f"http://{host}.example/")
    assert fleet.log.wait_for(lambda log: all(entry.finished for entry in log.requests()))
    assert (len(fleet.log.gaps("elm.example")), len(fleet.log.gaps("oak.example"))) == (2, 0)
    gaps, pauses = fleet.log.gaps("elm.example"), fleet.log.pauses("elm.example")
    assert all(0 < pause < gap for gap, pause in zip(gaps, pauses, strict=True))
    tally = fleet.log.tally()
    assert (tally.requests, tally.connections, tally.hosts) == (4, 4, 2)
    assert tally.shortest_gap == pytest.approx(min(gaps))


def test_two_requests_at_once_show_as_a_negative_pause(fleet: Fleet) -> None:
    url = "http://slow.example/"
    with dial(fleet, url) as first, dial(fleet, url) as second:
        first.sendall(request_bytes(url))
        assert fleet.log.wait_for(lambda log: log.count() == 1)
        second.sendall(request_bytes(url))
        assert fleet.log.wait_for(lambda log: log.count() == 2)
        assert fleet.log.pauses("slow.example") == [float("-inf")]


def test_a_log_may_keep_only_the_latest_and_still_counts_all() -> None:
    with Fleet({"elm.example": "ok"}, keep=2) as fleet:
        for number in range(5):
            get(fleet, f"http://elm.example/{number}")
        assert fleet.log.paths("elm.example") == ["/3", "/4"]
        assert fleet.log.count() == 5


def test_waiting_for_what_does_not_happen_ends_in_time(fleet: Fleet) -> None:
    assert fleet.log.wait_for(lambda log: log.count() > 0, seconds=0.05) is False


def test_a_host_may_change_while_the_fleet_runs(fleet: Fleet) -> None:
    get(fleet, "https://elm.example/")
    fleet.set("elm.example", "status-410")
    assert get(fleet, "https://elm.example/").status == 410
    fleet.set("elm.example", "name-gone")
    assert load_simulation(fleet.simulation_file).name("elm.example").fault == "nxdomain"
    assert get(fleet, "https://oak.example/").status == 404


def test_a_host_takes_its_companions_along_when_it_changes(fleet: Fleet) -> None:
    fleet.set("elm.example", "redirect-to-new-host")
    assert "new.elm.example" in fleet.hosts
    fleet.set("elm.example", "ok")
    assert "new.elm.example" not in fleet.hosts


def test_a_role_of_its_own_goes_before_being_a_companion(fleet: Fleet) -> None:
    fleet.update({"elm.example": "redirect-to-new-host", "new.elm.example": "status-410"})
    assert get(fleet, "https://new.elm.example/").status == 410


def test_a_host_may_be_given_as_a_handler_or_a_site(fleet: Fleet) -> None:
    def teapot(request: Request) -> Answer:
        return reply(418, f"{request.host} is a teapot")

    fleet.update({"a.example": teapot, "b.example": Site(teapot)})
    assert get(fleet, "http://a.example/").text == "a.example is a teapot"
    assert get(fleet, "http://b.example/").text == "b.example is a teapot"


def test_a_behaviour_that_does_not_exist_is_named() -> None:
    with pytest.raises(KeyError, match="no behaviour “stauts-404”"):
        Fleet({"elm.example": "stauts-404"})


def test_the_clock_goes_into_the_simulation_file() -> None:
    monday = datetime(2026, 10, 12, tzinfo=UTC)
    tuesday = datetime(2026, 10, 13, tzinfo=UTC)
    with Fleet({"elm.example": "ok"}, clock=monday) as fleet:
        assert load_simulation(fleet.simulation_file).clock == monday
        fleet.update({}, clock=tuesday)
        assert load_simulation(fleet.simulation_file).clock == tuesday
        fleet.set("elm.example", "status-404")
        assert load_simulation(fleet.simulation_file).clock == tuesday


def test_the_simulation_file_may_have_a_place_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "web.json"
    with Fleet({"elm.example": "ok"}, simulation_file=path) as fleet:
        simulation = load_simulation(path)
        assert simulation.ca_file == str(fleet.ca_file) == str(tmp_path / "web.ca.pem")
        assert simulation.names["elm.example"].ports == {
            "80": fleet.http_port,
            "443": fleet.https_port,
        }


def test_a_fleet_that_does_not_run_has_no_simulation_file() -> None:
    with pytest.raises(RuntimeError, match="not running"):
        _ = Fleet({"elm.example": "ok"}).simulation_file


def test_a_fleet_ends_with_no_thread_no_file_and_no_open_door() -> None:
    before = set(threading.enumerate())
    with Fleet({"elm.example": "ok"}) as fleet:
        get(fleet, "https://elm.example/")
        path, port = fleet.simulation_file, fleet.http_port
        assert path.exists()
    gc.collect()  # what was left open would now be a ResourceWarning, and so an error
    assert set(threading.enumerate()) == before
    assert not path.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5).close()


def test_a_fleet_ends_while_clients_still_wait() -> None:
    with Fleet({"slow.example": "hang", "endless.example": "endless-body"}) as fleet:
        waiting = dial(fleet, "https://slow.example/")
        waiting.sendall(request_bytes("https://slow.example/"))
        flooded = dial(fleet, "http://endless.example/")
        flooded.sendall(request_bytes("http://endless.example/"))
        half_way = socket.create_connection(("127.0.0.1", fleet.https_port), 5)
        half_way.sendall(b"\x16\x03\x01")  # the beginning of a TLS greeting
        assert fleet.log.wait_for(lambda log: log.count() == 2 and log.tally().connections == 3)
    for line in (waiting, flooded, half_way):
        line.close()
    gc.collect()
    assert all(entry.finished for entry in fleet.log.requests())


def test_stopping_twice_is_no_fault() -> None:
    fleet = Fleet({"elm.example": "ok"}).start()
    fleet.stop()
    fleet.stop()


async def _broken_script(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\n\r\n")
    raise ValueError("a script with a bug")


def _broken_handler(_request: Request) -> Answer:
    raise ValueError("a handler with a bug")


def _broken_script_handler(_request: Request) -> Answer:
    return _broken_script


@pytest.mark.parametrize("handler", [_broken_handler, _broken_script_handler])
def test_a_bug_in_a_behaviour_is_told_at_the_end(handler: Handler) -> None:
    fleet = Fleet({"elm.example": handler}).start()
    get(fleet, "http://elm.example/")
    with pytest.raises(RuntimeError, match="with a bug"):
        fleet.stop()


def test_many_clients_at_once_are_all_served() -> None:
    hosts = [f"host{number}.example" for number in range(40)]
    with Fleet(dict.fromkeys(hosts, "ok")) as fleet, ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda host: get(fleet, f"http://{host}/"), hosts * 5))
        assert all(answer.status == 200 for answer in answers)
        assert len({answer.body for answer in answers}) == 40
        assert fleet.log.count() == 200


def test_the_certificates_can_be_made_beforehand(fleet: Fleet) -> None:
    fleet.issue_certificates()
    assert get(fleet, "https://elm.example/").status == 200


@given(st.binary(max_size=200))
def test_any_head_is_a_request_or_none_and_never_an_error(head: bytes) -> None:
    request = parse_head(head, "http", 1)
    assert request is None or request.host == request.host.lower()


def test_the_event_loop_is_one_of_asyncio() -> None:
    loop = event_loop_factory()()
    assert isinstance(loop, asyncio.AbstractEventLoop)
    loop.close()
