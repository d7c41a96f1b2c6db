"""Whether our own network works: canaries, a resolver that lies, and what a crawl makes of them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from crawler.check.canaries import ResolverWatch, check_canaries, names_that_cannot_exist
from crawler.environment import Environment, environment_of
from crawler.simulation.behaviour import always
from crawler.simulation.pages import html, message_reply
from crawler.simulation.server import Role
from crawler.simulation.simulation import SimulatedName, Simulation
from crawler.simulation.site import Answer, CertificateKind, Handler, Request, Site, reply
from directory.clock import system_clock
from directory.model.vocab import RunStatus
from directory.rules.network_health import Canaries
from tests.behaviours import Fleet
from tests.crawler.crawling import Desk, Gate
from tests.crawler.looking import settings_for

pytestmark = pytest.mark.slow

MONDAY = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
BIRD = "http://bird.example/alive the bird sings"
OTHER = "https://finch.example/"

SINGING = always(reply(200, "Listen: the bird sings.\n", content_type="text/plain"))
#: What a captive portal answers, whatever it is asked.
PORTAL = always(
    reply(200, html("Welcome", "<h1>Hotel Wi-Fi</h1><p>Enter the code of your room.</p>"))
)
AWAY = always(reply(302, headers=(("Location", "http://bird.example/alive"),)))
BROKEN = always(message_reply(503, "Sorry", "Come back later."))


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Desk:
    """An empty catalog in a folder of its own."""
    return Desk(tmp_path, sqlite_url)


# --- canaries, looked at once ----------------------------------------------------------


@pytest.mark.parametrize(
    ("canaries", "roles", "word"),
    [
        ("", {}, Canaries.UNKNOWN),
        (BIRD, {"bird.example": SINGING}, Canaries.ALL_WELL),
        (f"{BIRD}, {OTHER}", {"bird.example": SINGING, "finch.example": "ok"}, Canaries.ALL_WELL),
        (f"{BIRD}, {OTHER}", {"bird.example": SINGING}, Canaries.SOME_WELL),
        (f"{BIRD}, {OTHER}", {"finch.example": "ok"}, Canaries.SOME_WELL),
        (BIRD, {"bird.example": PORTAL}, Canaries.SILENT),
        (BIRD, {"bird.example": BROKEN}, Canaries.SILENT),
        (BIRD, {"bird.example": "refused"}, Canaries.SILENT),
        # A redirect is not followed, not even to what would be well.
        ("http://away.example/ the bird sings", {"away.example": AWAY, "bird.example": SINGING},
         Canaries.SILENT),
        # Nobody else can answer for an https address.
        (OTHER, {"finch.example": Site(PORTAL, certificate=CertificateKind.SELF_SIGNED)},
         Canaries.SILENT),
        # Who answers them all is a captive portal.
        (f"{BIRD}, http://finch.example/ chirp", {"*": PORTAL}, Canaries.SILENT),
    ],
)  # fmt: skip
def test_canaries_are_silent_when_none_answers_as_it_should(
    canaries: str, roles: Mapping[str, Role], word: Canaries
) -> None:
    with Fleet(roles) as fleet:
        settings = settings_for(fleet, canaries=canaries)
        assert check_canaries(settings, environment_of(settings)) is word


def test_a_canary_that_is_well_at_the_second_try_is_well() -> None:
    with Fleet({"bird.example": in_turn(BROKEN, SINGING)}) as fleet:
        settings = settings_for(fleet, canaries=BIRD)
        assert check_canaries(settings, environment_of(settings)) is Canaries.ALL_WELL
        assert fleet.log.paths("bird.example") == ["/alive", "/alive"]


def test_no_canary_inside_a_private_network_is_asked() -> None:
    with Fleet({"bird.example": SINGING}) as fleet:
        settings = settings_for(fleet, canaries=BIRD, allow_networks="")
        assert check_canaries(settings, environment_of(settings)) is Canaries.SILENT
        assert fleet.log.tally().connections == 0


# --- the resolver ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("simulation", "invents"),
    [
        (Simulation(names={}), False),
        (Simulation(names={}, unknown="servfail"), False),
        (Simulation(names={"a.example": SimulatedName("127.0.0.1")}), False),
        (Simulation(names={"*": SimulatedName("127.0.0.1")}), True),
    ],
)
def test_a_resolver_that_knows_names_that_cannot_exist_invents_them(
    simulation: Simulation, invents: bool
) -> None:
    assert ResolverWatch(Environment(simulation, system_clock)).invents() is invents


def test_the_names_that_cannot_exist_are_others_each_time_and_complete() -> None:
    names = [*names_that_cannot_exist(), *names_that_cannot_exist()]
    assert len(set(names)) == 4
    assert [len(name) for name in names] == [len("x" * 20 + ".com.")] * 4
    assert {name[20:] for name in names} == {".com.", ".org."}


# --- what a crawl makes of it ------------------------------------------------------------


def in_turn(*handlers: Handler) -> Handler:
    """Answers by the first, then by the second, and so on; by the last for ever."""
    turns = count()

    def answer(request: Request) -> Answer:
        return handlers[min(next(turns), len(handlers) - 1)](request)

    return answer


def test_with_silent_canaries_no_site_is_asked_and_no_link_changed(desk: Desk) -> None:
    with Fleet({"a.example": "ok", "bird.example": PORTAL}) as fleet:
        desk.add("http://a.example/")
        done = desk.crawl(fleet, canaries=BIRD)
        assert fleet.log.count("a.example") == 0
    assert (done.code, done.links) == (3, [])
    assert done.begin["total"] == 1
    assert (done.summary["status"], done.summary["left"]) == ("inconclusive", 1)
    assert "so no site was checked" in done.summary["note"]
    assert desk.health() == {}
    [run] = desk.runs()
    assert (run["status"], run["note"]) == (RunStatus.INCONCLUSIVE, done.summary["note"])


def test_with_silent_canaries_what_an_interrupted_crawl_saw_is_kept_for_later(desk: Desk) -> None:
    gate = Gate()
    roles: dict[str, Role] = {
        "a.example": "ok", "slow.example": gate.behind(), "bird.example": SINGING
    }  # fmt: skip
    with Fleet(roles) as fleet:
        desk.add("http://a.example/", "http://slow.example/")
        with desk.crawling(fleet, canaries=BIRD) as crawl:
            crawl.read_until(lambda lines: len(lines) > 1)
            crawl.kill()
        held = desk.held_back()
        fleet.set("bird.example", BROKEN)
        offline = desk.crawl(fleet, canaries=BIRD)
        assert (offline.code, offline.summary["status"]) == (3, "inconclusive")
        assert (desk.held_back(), desk.health()) == (held, {})
        fleet.set("bird.example", SINGING)
        gate.open()
        rest = desk.crawl(fleet, canaries=BIRD)
    assert [line["url"] for line in rest.links] == ["http://slow.example/"]
    assert (rest.summary["status"], rest.summary["checked"]) == ("complete", 2)
    assert [run["status"] for run in desk.runs()] == [RunStatus.COMPLETE]


def test_a_crawl_that_ends_with_silent_canaries_changes_no_link(desk: Desk) -> None:
    with Fleet({"a.example": "ok", "bird.example": in_turn(SINGING, PORTAL)}) as fleet:
        desk.add("http://a.example/")
        done = desk.crawl(fleet, canaries=BIRD)
    assert [line["verdict"] for line in done.links] == ["ok"]
    assert (done.code, done.summary["status"]) == (3, "inconclusive")
    assert "when the crawl ended" in done.summary["note"]
    assert (desk.health(), desk.held_back()) == ({}, [])


def test_a_resolver_that_invents_addresses_spoils_the_crawl_of_names_alone(desk: Desk) -> None:
    with Fleet({"*": PORTAL}) as fleet:
        literal = f"http://127.0.0.1:{fleet.http_port}/"
        desk.add(literal)
        assert desk.crawl(fleet).summary["status"] == "complete"
        before = desk.health()
        desk.add("http://gone.example/")
        done = desk.crawl(fleet)
    assert (done.code, done.summary["status"]) == (3, "inconclusive")
    assert "resolver" in done.summary["note"]
    assert desk.health() == before


@pytest.mark.parametrize("certificate", [None, CertificateKind.WRONG_HOST])
def test_a_captive_portal_changes_no_link(desk: Desk, certificate: CertificateKind | None) -> None:
    """It answers in place of every site; for an https one it lacks the certificate."""
    hosts = [f"h{number}.example" for number in range(6)]
    scheme = "https" if certificate else "http"
    with Fleet(dict.fromkeys(hosts, "ok"), clock=MONDAY) as fleet:
        desk.add(*[f"{scheme}://{host}/" for host in hosts])
        assert desk.crawl(fleet).code == 0
        before = desk.health()
        everywhere = Site(PORTAL, certificate=certificate or CertificateKind.TRUSTED)
        fleet.update(dict.fromkeys(hosts, everywhere), clock=MONDAY + timedelta(days=1))
        done = desk.crawl(fleet)
    assert (done.code, done.summary["status"]) == (3, "inconclusive")
    assert "sign-in" in done.summary["note"]
    assert desk.health() == before
