"""Every behaviour of the fleet, met over real sockets: the check says what the table says."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address

import pytest

from crawler.fleet.behaviours import BEHAVIOURS, Behaviour
from crawler.fleet.server import Fleet
from directory.model.observation import NetworkFault
from tests.crawler.looking import Looked, look_at, settings_for

ROWS = list(BEHAVIOURS.values())
#: Where only time can tell, all wait side by side.
_SLOW_FIRST = ("hang", "page-hangs", "header-drip", "body-drip", "tls-silent", "rate-limit-once")


def host_of(row: Behaviour) -> str:
    return f"{row.name}.example"


@pytest.fixture(scope="module")
def looks() -> Iterator[Mapping[str, Looked]]:
    """One look at a host of each behaviour, by the behaviour's name."""
    with Fleet({host_of(row): row for row in ROWS}) as fleet:
        fleet.issue_certificates()
        rows = sorted(ROWS, key=lambda row: row.name not in _SLOW_FIRST)
        looked = look_at([row.url(host_of(row)) for row in rows], settings_for(fleet))
        yield {row.name: look for row, look in zip(rows, looked, strict=True)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_check_says_of_a_behaviour_what_the_table_says(
    row: Behaviour, looks: Mapping[str, Looked]
) -> None:
    judgement = looks[row.name].judgement
    assert judgement.reasons == [row.reason], f"{row.does} {row.why}"
    assert judgement.verdict is row.verdict
    assert judgement.suggested_url == row.suggested_url(host_of(row))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_nothing_is_dialled_outside_loopback(row: Behaviour, looks: Mapping[str, Looked]) -> None:
    for hop in looks[row.name].observation.hops:
        refused = hop.fault is NetworkFault.REFUSED_ADDRESS
        assert refused or not hop.address or ip_address(hop.address).is_loopback
        assert not (refused and ip_address(hop.address).is_loopback)
