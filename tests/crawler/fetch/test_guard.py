"""The address guard: no packet leaves for an address that is not public or allowed.

The fleet listens on loopback, so it is the private network here: where nothing
is allowed, it must not see so much as a connection.
"""

import asyncio
from collections.abc import Iterator

import psutil
import pytest

from crawler.check.check import check
from crawler.check.context import make_context
from crawler.check.host_cache import HostCache
from crawler.check.throttle import HostThrottle
from crawler.environment import environment_of
from crawler.fetch.client import Client
from crawler.fetch.dns import SystemNames
from crawler.fetch.request import FetchRequest, FetchResponse, Resolved
from crawler.simulation.demo_behaviours import onward
from crawler.simulation.site import LOOPBACK, Site
from directory.model.observation import NetworkFault, Observation, Stop
from directory.rules.urls import resolve
from tests.behaviours import Fleet
from tests.crawler.fetch.asking import ask, with_client
from tests.crawler.judge.building import AT
from tests.crawler.looking import settings_for
from tests.crawler.pages_here import PAGES
from tests.rows import each

#: Every way to write the loopback address that some resolver or library falls for.
SPELLINGS = (
    "127.0.0.1",
    "127.1",
    "127.0.0.1.",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "0.0.0.0",
    "0",
    "127.8.9.10",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fe80::1]",
    "[fd00::1]",
    "localhost",
)
ELSEWHERE = (
    "10.0.0.1",
    "167772161",
    "0xa000001",
    "012.0.0.1",
    "192.168.0.1",
    "172.16.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "192.0.2.1",
    "224.0.0.1",
    "255.255.255.255",
    "[::ffff:10.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[ff02::1]",
    "[fec0::1]",
    "[2001:db8::1]",
)


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    with Fleet({"a.example": "ok", "fickle.example": "http-1-0"}) as running:
        yield running


@pytest.mark.parametrize("scheme", ["http", "https"])
@each("spelling", SPELLINGS + ELSEWHERE)
def test_a_private_address_is_refused_however_it_is_written(
    fleet: Fleet, scheme: str, spelling: str
) -> None:
    port = fleet.http_port if scheme == "http" else fleet.https_port
    before = fleet.log.tally().connections
    url = resolve("http://a.example/", f"{scheme}://{spelling}:{port}/")
    assert url is not None
    [answer] = ask(fleet, url, names=SystemNames(), allow="")
    assert answer.fault is NetworkFault.REFUSED_ADDRESS
    assert answer.address in answer.fault_detail
    assert fleet.log.tally().connections == before


@pytest.mark.parametrize("spelling", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1"])
def test_an_allowed_network_is_let_through_however_it_is_written(
    fleet: Fleet, spelling: str
) -> None:
    url = resolve("http://a.example/", f"http://{spelling}:{fleet.http_port}/")
    assert url is not None
    [answer] = ask(fleet, url)
    assert (answer.status, answer.address) == (421, LOOPBACK)


class _Table:
    """A resolver that gives a name's answers in turn, and the last one for ever."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self._answers = list(answers)

    async def resolve(self, host: str, timeout: float) -> Resolved:
        del host, timeout
        addresses = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return Resolved(addresses)

    def close(self) -> None:
        """Nothing to give back."""


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1"]
)
def test_a_name_that_resolves_to_a_private_address_is_refused(fleet: Fleet, address: str) -> None:
    before = fleet.log.tally().connections
    [answer] = ask(
        fleet, f"http://intranet.example:{fleet.http_port}/", names=_Table((address,)), allow=""
    )
    assert answer.fault is NetworkFault.REFUSED_ADDRESS
    assert fleet.log.tally().connections == before


def test_a_name_that_answers_differently_the_second_time_gains_nothing(fleet: Fleet) -> None:
    url = f"http://fickle.example:{fleet.http_port}/"
    names = _Table(("127.0.0.1",), ("127.0.0.2",))
    first, second = ask(fleet, url, url, names=names, allow="127.0.0.1/32")
    assert (first.status, first.address) == (200, "127.0.0.1")  # and HTTP/1.0 keeps no connection
    assert (second.fault, second.address) == (NetworkFault.REFUSED_ADDRESS, "127.0.0.2")


def test_of_several_addresses_only_those_with_leave_are_dialled(fleet: Fleet) -> None:
    url = f"http://two.example:{fleet.http_port}/"
    [answer] = ask(fleet, url, names=_Table(("127.0.0.2", "127.0.0.1")), allow="127.0.0.1/32")
    assert (answer.status, answer.address) == (421, "127.0.0.1")


def test_the_guard_does_not_take_one_refusal_for_the_next_links(fleet: Fleet) -> None:
    port = fleet.http_port
    refused, well, again = ask(
        fleet,
        f"http://127.0.0.2:{port}/",
        f"http://127.0.0.1:{port}/",
        f"http://127.0.0.2:{port}/",
        allow="127.0.0.1/32",
    )
    assert [refused.fault, well.fault, again.fault] == [
        NetworkFault.REFUSED_ADDRESS,
        None,
        NetworkFault.REFUSED_ADDRESS,
    ]


def _closed_by(target: str) -> Site:
    """A site whose robots.txt is said to be at this address."""
    return Site(lambda _request: onward(301, target))


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/robots.txt", "http://[::1]/", "http://inside.example/"]
)
def test_a_robots_txt_that_leads_inside_is_not_followed(target: str) -> None:
    """Whether we would have been let in is not known then, so the page is not asked for."""
    answers: list[FetchResponse] = []
    inside = Site(lambda _request: onward(301, "/"), doors={}, address="10.0.0.1")
    with Fleet({"a.example": _closed_by(target), "inside.example": inside}) as fleet:

        async def looked(client: Client) -> Observation:
            async def fetch(question: FetchRequest) -> FetchResponse:
                answers.append(await client.fetch(question))
                return answers[-1]

            settings = settings_for(fleet)
            environment = environment_of(settings)
            context = make_context(
                fetch, PAGES, HostThrottle(0), HostCache(environment.clock), settings, environment
            )
            return await check("http://a.example/jobs", context, AT)

        observation = with_client(fleet, looked)
        assert fleet.log.paths("a.example") == ["/robots.txt"]
    assert answers[-1].fault is NetworkFault.REFUSED_ADDRESS
    assert observation.stop is Stop.ROBOTS_UNREACHABLE


def test_our_descriptors_are_one_for_each_connection() -> None:
    """The guard's own handle of a socket is given back once libcurl has its duplicate."""
    crowd = 20
    with Fleet({"a.example": "hang"}) as hanging:

        async def count(client: Client) -> int:
            before = psutil.Process().num_fds()
            waiting = [
                asyncio.create_task(client.fetch(FetchRequest(f"http://a.example/{n}")))
                for n in range(crowd)
            ]
            arrived = asyncio.to_thread(hanging.log.wait_for, lambda log: log.count() == crowd)
            assert await arrived
            opened = psutil.Process().num_fds() - before
            client.abort()
            await asyncio.gather(*waiting)
            return opened

        assert with_client(hanging, count) == 2 * crowd, "one of ours and one of the fleet's"
