"""Fetching registries: from real servers on loopback, under the names of real ones."""

import asyncio
from collections.abc import Iterator

import pytest

from crawler.environment import Environment
from crawler.services.download import Bounds, NotHere
from crawler.services.registries import PUBLISHED, addresses_of, fetch_all
from crawler.simulation.simulation import load_simulation
from crawler.simulation.site import Answer as Said
from crawler.simulation.site import CertificateKind, Door, Request, Site, reply
from directory.clock import system_clock
from directory.settings import Settings
from tests.behaviours import Fleet

pytestmark = pytest.mark.slow

CSV = b"Domain name,Domain type,Organization name\na.gov,City,Town of A\n"
HOST = "registry.example"
LARGEST = 4096


def _to(location: str) -> Said:
    return reply(302, headers=(("Location", location),))


#: What the server says of each path.
ANSWERS = {
    "/list.csv": reply(200, CSV, content_type="text/csv"),
    "/large.csv": reply(200, b"x" * (LARGEST + 1)),
    "/exact.csv": reply(200, b"x" * LARGEST),
    "/zipped.csv": reply(200, CSV, headers=(("Content-Encoding", "gzip"),)),
    "/slow.csv": reply(200, CSV, delay=60),
    "/there": _to("https://registry.example/list.csv"),
    "/beside": _to("list.csv"),
    "/plain": _to("http://registry.example/list.csv"),
    "/inside": _to("https://inside.example/list.csv"),
    "/literal": _to("https://169.254.169.254/list.csv"),
    "/round": _to("/round"),
    "/nowhere": reply(302),
}


def answers(request: Request) -> Said:
    """The server."""
    return ANSWERS.get(request.path, reply(404, "Not found"))


@pytest.fixture(scope="module", name="web")
def _web() -> Iterator[Fleet]:
    """A server of registries, and some to which nobody may be led."""
    closed = {"80": Door.CLOSED, "443": Door.CLOSED}
    sites = {
        HOST: Site(answers),
        "inside.example": Site(answers, address="10.1.2.3"),
        "lapsed.example": Site(answers, certificate=CertificateKind.EXPIRED),
        "other.example": Site(answers, certificate=CertificateKind.WRONG_HOST),
        "down.example": Site(answers, doors=closed),
    }
    with Fleet(sites) as fleet:
        yield fleet


def fetch(web: Fleet, address: str, *, allowed: str = "127.0.0.0/8", time: float = 20) -> str:
    """What comes of fetching this address: its text, or why not."""
    settings = Settings(allow_networks=allowed, contact="mailto:web@agency.example")
    environment = Environment(load_simulation(web.simulation_file), system_clock)
    bounds = Bounds(timeout=time, largest=LARGEST)
    found = asyncio.run(fetch_all({"one": address}, settings, environment, bounds))["one"]
    return f"not here: {found}" if isinstance(found, NotHere) else found.decode()


@pytest.mark.parametrize(
    "address",
    [
        "https://registry.example/list.csv",
        "http://registry.example/list.csv",
        "https://registry.example/there",
        "http://registry.example/there",
        "https://registry.example/beside",
    ],
)
def test_a_registry_is_fetched_and_redirects_are_followed_to_https(
    web: Fleet, address: str
) -> None:
    assert fetch(web, address) == CSV.decode()


def test_the_server_is_asked_by_name_without_compression_and_told_who_asks() -> None:
    asked: list[Request] = []

    def noting(request: Request) -> Said:
        asked.append(request)
        return reply(200, CSV)

    with Fleet({HOST: Site(noting)}) as own:
        fetch(own, "https://registry.example/list.csv?raw=1")
    (request,) = asked
    assert (request.method, request.target, request.host) == ("GET", "/list.csv?raw=1", HOST)
    assert request.headers["accept-encoding"] == "identity"
    assert "mailto:web@agency.example" in request.headers["user-agent"]
    assert "cookie" not in request.headers


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://registry.example/none.csv", "answered with the code 404"),
        ("https://registry.example/plain", "does not begin with https://"),
        ("https://registry.example/nowhere", "does not begin with https://"),
        ("https://registry.example/round", "more than 5 redirects"),
        ("https://registry.example/large.csv", "larger than"),
        ("https://registry.example/zipped.csv", "compressed"),
        ("https://registry.example/inside", "inside.example leads to 10.1.2.3"),
        ("https://registry.example/literal", "169.254.169.254 is not an address on the public"),
        ("https://inside.example/list.csv", "not on the public internet"),
        ("https://lapsed.example/list.csv", "could not be reached"),
        ("https://other.example/list.csv", "could not be reached"),
        ("https://down.example/list.csv", "could not be reached"),
        ("https://nobody.example/list.csv", "could not be looked up"),
        ("ftp://registry.example/list.csv", "cannot be used"),
        ("registry.csv", "cannot be used"),
    ],
)
def test_what_cannot_or_must_not_be_fetched_is_said_in_words(
    web: Fleet, address: str, why: str
) -> None:
    said = fetch(web, address)
    assert said.startswith("not here: ")
    assert why in said


def test_an_answer_may_be_as_large_as_the_bound(web: Fleet) -> None:
    assert len(fetch(web, "https://registry.example/exact.csv")) == LARGEST


def test_a_server_that_takes_too_long_is_left(web: Fleet) -> None:
    said = fetch(web, "https://registry.example/slow.csv", time=0.3)
    assert "did not arrive within 0.3 seconds" in said


@pytest.mark.parametrize(
    "address", ["https://registry.example/list.csv", "http://127.0.0.1:1/list.csv"]
)
def test_without_leave_no_address_outside_the_public_internet_is_dialled(
    web: Fleet, address: str
) -> None:
    before = len(web.log.paths(HOST))
    assert "not on the public internet" in fetch(web, address, allowed="") or (
        "is not an address on the public internet" in fetch(web, address, allowed="")
    )
    assert len(web.log.paths(HOST)) == before


def test_a_registry_that_cannot_be_fetched_does_not_stop_the_others(web: Fleet) -> None:
    settings = Settings(allow_networks="127.0.0.0/8")
    environment = Environment(load_simulation(web.simulation_file), system_clock)
    wanted = {"a": f"https://{HOST}/none", "b": f"https://{HOST}/list.csv"}
    found = asyncio.run(fetch_all(wanted, settings, environment))
    assert list(found) == ["a", "b"]
    assert isinstance(found["a"], NotHere)
    assert found["b"] == CSV


def test_the_settings_name_other_addresses_and_other_registries() -> None:
    assert addresses_of(Settings()) == PUBLISHED
    assert all(address.startswith("https://") for address in PUBLISHED.values())
    given = Settings(registries={"dotgov": "https://a.example/", "own": "https://b.example/"})
    assert addresses_of(given) == {
        "dotgov": "https://a.example/",
        "govt-urls": PUBLISHED["govt-urls"],
        "own": "https://b.example/",
    }
