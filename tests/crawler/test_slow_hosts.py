"""Hosts that hang beside hosts that answer: those that answer are reported as they do."""

from pathlib import Path

import pytest

from crawler.simulation.pages import page_reply
from crawler.simulation.server import Role
from crawler.simulation.site import Answer, Request, Wire
from tests.behaviours import Fleet
from tests.crawler.crawling import Desk, links_of

pytestmark = pytest.mark.slow

LANES = 10
HANGING, GOOD = 15, 6


async def _hang(wire: Wire) -> None:
    while True:
        await wire.pause(1)


def _all_hangs(_request: Request) -> Answer:
    return _hang


def _pages_hang(request: Request) -> Answer:
    if request.path == "/robots.txt":
        return page_reply(request.host, request.path, 404)
    return _hang


@pytest.mark.parametrize("way", [_all_hangs, _pages_hang])
def test_good_hosts_are_reported_before_the_first_that_hang_are_given_up(
    tmp_path: Path, sqlite_url: str, way: Role
) -> None:
    """There are more that hang than places, and they are given up after a minute."""
    desk = Desk(tmp_path, sqlite_url)
    hosts: dict[str, Role] = {f"hangs{number}.example": way for number in range(HANGING)}
    hosts |= {f"works{number}.example": "ok" for number in range(GOOD)}
    with Fleet(hosts) as fleet:
        desk.add(*[f"http://{host}/" for host in hosts])
        with desk.crawling(fleet, max_lanes=LANES, request_timeout=60) as crawl:
            crawl.read_until(lambda lines: len(links_of(lines)) == GOOD)
            assert {line["verdict"] for line in links_of(crawl.lines)} == {"ok"}
