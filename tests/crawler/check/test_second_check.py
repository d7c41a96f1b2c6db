"""Sites that turn alike in one crawl: a second check of some decides whose fault it was."""

import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from crawler.simulation.behaviour import always
from crawler.simulation.pages import html, message_reply, page_reply
from crawler.simulation.server import Role
from crawler.simulation.simulation import load_simulation, save_simulation
from crawler.simulation.site import Answer, Handler, Request, reply
from tests.behaviours import Fleet
from tests.crawler.crawling import Desk

pytestmark = pytest.mark.slow

MONDAY = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
HOSTS = [f"h{number}.example" for number in range(20)]
BUSY = always(message_reply(503, "Unavailable", "No upstream server is available."))


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Desk:
    """An empty catalog in a separate folder."""
    return Desk(tmp_path, sqlite_url)


def _crawled_on_monday(desk: Desk, fleet: Fleet) -> object:
    desk.add(*[f"http://{host}/" for host in HOSTS])
    assert desk.crawl(fleet).code == 0
    return desk.health()


def _block_page(request: Request) -> Answer:
    words = f"Web page blocked. You tried to visit http://{request.host}{request.path} from "
    return reply(200, html("Blocked", f"<h1>Blocked</h1><p>{words} 10.1.2.3, id {id(request)}</p>"))


def _busy_for(requests: int) -> Handler:
    """A site that is down for the first requests."""
    left = [requests]

    def answer(request: Request) -> Answer:
        left[0] -= 1
        return BUSY(request) if left[0] >= 0 else page_reply(request.host, request.path)

    return answer


def test_sites_that_stay_down_while_others_work_are_down(desk: Desk) -> None:
    """Eight of twenty are customers of a company that has died."""
    with Fleet(dict.fromkeys(HOSTS, "ok"), clock=MONDAY) as fleet:
        _crawled_on_monday(desk, fleet)
        fleet.update(dict.fromkeys(HOSTS[:8], BUSY), clock=TUESDAY)
        done = desk.crawl(fleet)
        assert fleet.log.count(HOSTS[19]) >= 3  # a control was checked again
    [wait] = [line for line in done.lines if line["type"] == "wait"]
    assert wait["links"] == 18
    assert (done.code, done.summary["status"], done.summary["note"]) == (1, "complete", "")
    assert [row["verdict"] for row in desk.health().values()].count("failing") == 8


def test_sites_that_have_recovered_were_not_down(desk: Desk) -> None:
    with Fleet(dict.fromkeys(HOSTS, "ok"), clock=MONDAY) as fleet:
        before = _crawled_on_monday(desk, fleet)
        roles: dict[str, Role] = {host: _busy_for(3) for host in HOSTS[:8]}
        fleet.update(roles, clock=TUESDAY)
        done = desk.crawl(fleet)
    assert (done.code, done.summary["status"]) == (3, "inconclusive")
    assert "had recovered" in done.summary["note"]
    assert desk.health() == before


def test_a_proxy_that_answers_all_with_one_error_changes_no_link(desk: Desk) -> None:
    with Fleet(dict.fromkeys(HOSTS, "ok"), clock=MONDAY) as fleet:
        before = _crawled_on_monday(desk, fleet)
        fleet.update(dict.fromkeys(HOSTS, BUSY), clock=TUESDAY)
        done = desk.crawl(fleet)
    assert (done.code, done.summary["status"]) == (3, "inconclusive")
    assert "no other sites with which to compare them" in done.summary["note"]
    assert desk.health() == before


def test_a_block_page_of_which_no_two_copies_are_alike_changes_no_link(desk: Desk) -> None:
    with Fleet(dict.fromkeys(HOSTS, "ok"), clock=MONDAY) as fleet:
        before = _crawled_on_monday(desk, fleet)
        fleet.update(dict.fromkeys(HOSTS, _block_page), clock=TUESDAY)
        done = desk.crawl(fleet)
    assert (done.code, done.summary["status"]) == (3, "inconclusive")
    assert "20 of 20 unrelated sites all gave nearly the same page" in done.summary["note"]
    assert desk.health() == before


def test_a_first_crawl_through_a_block_page_takes_it_for_no_approved_page(desk: Desk) -> None:
    with Fleet(dict.fromkeys(HOSTS, _block_page), clock=MONDAY) as fleet:
        desk.add(*[f"http://{host}/" for host in HOSTS])
        done = desk.crawl(fleet)
    assert (done.code, done.summary["status"]) == (3, "inconclusive")
    assert "20 of 20 unrelated sites that were new gave nearly the same" in done.summary["note"]
    assert desk.health() == {}


def test_a_resolver_with_a_private_address_for_every_name_changes_no_link(desk: Desk) -> None:
    with Fleet(dict.fromkeys(HOSTS, "ok"), clock=MONDAY) as fleet:
        before = _crawled_on_monday(desk, fleet)
        fleet.update({}, clock=TUESDAY)
        done = desk.crawl(fleet, allow_networks="")  # all names lead to 127.0.0.1
    assert (done.code, done.summary["status"]) == (3, "inconclusive")
    assert desk.health() == before


def test_a_crawl_that_is_stopped_while_it_waits_changes_no_link_and_ends_at_once(
    desk: Desk,
) -> None:
    with Fleet(dict.fromkeys(HOSTS, "ok"), clock=MONDAY) as fleet:
        before = _crawled_on_monday(desk, fleet)
        fleet.update(dict.fromkeys(HOSTS[:8], BUSY), clock=TUESDAY)
        patient = desk.folder / "patient.json"
        simulation = load_simulation(fleet.simulation_file)
        save_simulation(patient, msgspec.structs.replace(simulation, second_check_after=600.0))
        with desk.crawling(patient) as crawl:
            crawl.read_until(lambda lines: lines[-1:] != [] and lines[-1]["type"] == "wait")
            crawl.process.send_signal(signal.SIGTERM)
            done = crawl.finish()
    assert (done.code, done.summary["status"]) == (3, "inconclusive")
    assert "8 of 20 unrelated sites that worked before" in done.summary["note"]
    assert desk.health() == before
