"""Every behaviour of the fleet, met over real sockets: the check says what the table says."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address

import pytest

from crawler.judge.input import Case
from crawler.judge.judge import judge
from crawler.patterns import load_signs
from crawler.simulation.behaviour import Behaviour
from directory.model.baseline import baseline_of
from directory.model.observation import NetworkFault
from tests.behaviours import BEHAVIOURS, Fleet
from tests.crawler.looking import Looked, look_at, settings_for
from tests.rows import each

pytestmark = pytest.mark.slow

ROWS = list(BEHAVIOURS.values())
#: Where only time can tell, all wait side by side.
_SLOW_FIRST = ("hang", "page-hangs", "header-drip", "body-drip", "tls-silent", "rate-limit-once")


def host_of(row: Behaviour) -> str:
    return f"{row.name}.example"


def look_at_each(rows: Sequence[Behaviour], fleet: Fleet) -> dict[str, Looked]:
    """One look at the host of each behaviour, by the behaviour's name."""
    looked = look_at([row.url(host_of(row)) for row in rows], settings_for(fleet))
    return {row.name: look for row, look in zip(rows, looked, strict=True)}


def judged_by_what_is_known(row: Behaviour, look: Looked, before: Looked | None) -> Looked:
    """The look judged again, beside the page that staff approved and the names they gave."""
    baseline = None if before is None else baseline_of(before.observation)
    assert before is None or baseline is not None, f"{row.name}: what staff approved is no page"
    case = Case(look.observation, load_signs(), baseline, row.names)
    return Looked(look.observation, judge(case))


@pytest.fixture(scope="module")
def looks() -> Iterator[Mapping[str, Looked]]:
    """One look at a host of each behaviour, by the behaviour's name; at a host that staff
    approved earlier, the second look, after one on that day."""
    approved = [past for row in ROWS if (past := row.as_approved) is not None]
    with Fleet({host_of(row): row for row in approved}) as fleet:
        before = look_at_each(approved, fleet)
        fleet.update({host_of(row): row for row in ROWS})
        fleet.issue_certificates()
        rows = sorted(ROWS, key=lambda row: row.name not in _SLOW_FIRST)
        now = look_at_each(rows, fleet)
        yield {
            row.name: judged_by_what_is_known(row, now[row.name], before.get(row.name))
            for row in rows
        }


@each("row", ROWS, ids=lambda row: row.name)
def test_a_check_says_of_a_behaviour_what_the_table_says(
    row: Behaviour, looks: Mapping[str, Looked]
) -> None:
    judgement = looks[row.name].judgement
    assert judgement.reasons == row.reasons, f"{row.does} {row.why}"
    assert judgement.verdict is row.verdict
    assert judgement.suggested_url == row.suggested_url(host_of(row))


@each("row", ROWS, ids=lambda row: row.name)
def test_nothing_is_dialled_outside_loopback(row: Behaviour, looks: Mapping[str, Looked]) -> None:
    for hop in looks[row.name].observation.hops:
        refused = hop.fault is NetworkFault.REFUSED_ADDRESS
        assert refused or not hop.address or ip_address(hop.address).is_loopback
        assert not (refused and ip_address(hop.address).is_loopback)
