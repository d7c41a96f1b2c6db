"""Crawls whose database another program keeps busy, or whose server goes away."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from crawler.simulation.log import RequestLog
from directory.db.engine import Database
from tests.behaviours import Fleet
from tests.crawler.crawling import Crawl, Desk, Gate, links_of

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

HOSTS = [f"h{number}.example" for number in range(4)]
LONGEST_STOP = 2.0  # seconds, of the crawl; the rest is this machine's


def _all_pages_asked(log: RequestLog) -> bool:
    return all("/" in log.paths(host) for host in HOSTS)


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Desk:
    """An empty catalog."""
    return Desk(tmp_path, database_url)


@pytest.fixture
def waiting(desk: Desk) -> Iterator[tuple[Fleet, Crawl, ExitStack]]:
    """A crawl that has reported two links of four, and waits for the database with the rest.
    Closing the stack gives the database free."""
    gate = Gate()
    with Fleet(dict.fromkeys(HOSTS[:2], "ok") | dict.fromkeys(HOSTS[2:], gate.behind())) as fleet:
        desk.add(*[f"http://{host}/" for host in HOSTS])
        with desk.crawling(fleet) as crawl, closing(Database(desk.database)) as other:
            crawl.read_until(lambda lines: len(links_of(lines)) == 2)
            with ExitStack() as busy:
                busy.enter_context(other.write())
                gate.open()
                assert fleet.log.wait_for(_all_pages_asked)
                yield fleet, crawl, busy


def test_a_crawl_that_waits_for_the_database_stops_at_once_and_loses_nothing_reported(
    desk: Desk, waiting: tuple[Fleet, Crawl, ExitStack]
) -> None:
    fleet, crawl, busy = waiting
    began = time.monotonic()
    crawl.process.send_signal(signal.SIGTERM)
    done = crawl.finish()
    assert time.monotonic() - began < LONGEST_STOP + 2
    busy.close()
    assert done.code == 1
    told = {line["id"] for line in done.links}
    assert told <= {row["link_id"] for row in desk.held_back()}
    rest = desk.crawl(fleet)
    assert (rest.summary["status"], rest.summary["checked"]) == ("complete", 4)


def test_a_crawl_goes_on_when_the_database_is_free_again(
    waiting: tuple[Fleet, Crawl, ExitStack],
) -> None:
    _, crawl, busy = waiting
    busy.close()
    done = crawl.finish()
    assert (done.code, done.summary["status"], done.summary["checked"]) == (0, "complete", 4)


def test_a_crawl_that_waits_to_begin_stops_at_once(desk: Desk) -> None:
    with Fleet(dict.fromkeys(HOSTS, "ok")) as fleet, closing(Database(desk.database)) as other:
        desk.add(*[f"http://{host}/" for host in HOSTS])
        with other.write(), desk.crawling(fleet) as crawl:
            with suppress(subprocess.TimeoutExpired):
                crawl.process.wait(4)  # it has started, and waits
            began = time.monotonic()
            crawl.process.send_signal(signal.SIGTERM)
            assert crawl.finish().code == 1
            assert time.monotonic() - began < LONGEST_STOP + 2
