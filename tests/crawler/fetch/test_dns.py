"""From names to addresses: the system's resolver, and a simulation's table."""

import asyncio

import pytest

from crawler.fetch.dns import Names, SimulatedNames, SystemNames
from crawler.fetch.request import Resolved
from crawler.simulation.simulation import SimulatedName, Simulation
from directory.model.observation import NetworkFault

SIMULATION = Simulation(
    names={
        "elm.example": SimulatedName(address="127.0.0.1", ports={"80": 8080}),
        "gone.example": SimulatedName(fault="nxdomain"),
        "shaky.example": SimulatedName(fault="servfail"),
    }
)


def resolve(names: Names, host: str, timeout: float = 10) -> Resolved:
    try:
        return asyncio.run(_resolve(names, host, timeout))
    finally:
        names.close()


async def _resolve(names: Names, host: str, timeout: float) -> Resolved:
    first = await names.resolve(host, timeout)
    assert await names.resolve(host, timeout) == first, "asked again, it says the same"
    return first


def test_a_name_of_this_machine_is_resolved() -> None:
    assert {"127.0.0.1", "::1"} & set(resolve(SystemNames(), "localhost").addresses)


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "a..example", "." + "b" * 300])
def test_a_name_that_nobody_can_look_up_is_no_proof_that_it_is_gone(host: str) -> None:
    resolved = resolve(SystemNames(), host)
    assert resolved.addresses == ()
    assert resolved.fault in {NetworkFault.RESOLVER, NetworkFault.NO_SUCH_NAME}
    assert resolved.detail


def test_a_resolver_that_takes_too_long_is_a_passing_fault() -> None:
    resolved = resolve(SystemNames(), "localhost", timeout=0)
    assert resolved.fault is NetworkFault.RESOLVER
    assert resolved.detail == "the resolver did not answer"


@pytest.mark.parametrize(
    ("host", "fault"),
    [
        ("gone.example", NetworkFault.NO_SUCH_NAME),
        ("shaky.example", NetworkFault.RESOLVER),
        ("unheard-of.example", NetworkFault.NO_SUCH_NAME),
    ],
)
def test_a_simulated_name_fails_as_its_file_says(host: str, fault: NetworkFault) -> None:
    assert resolve(SimulatedNames(SIMULATION), host).fault is fault


def test_a_simulated_name_leads_to_its_address_and_ports() -> None:
    resolved = resolve(SimulatedNames(SIMULATION), "elm.example")
    assert resolved == Resolved(("127.0.0.1",), ports={"80": 8080})
