"""Whether a run can be believed, or only shows that our own network was down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.rules.network_fault import FEWEST_HOSTS, RunSight, own_fault

OFFLINE = "this machine seems to be offline"
SHARE = "this machine's network is at fault"


def _sight(hosts: int, answered: int, well_before: int = 0, well_lost: int = 0) -> RunSight:
    return RunSight(hosts, answered, well_before, well_lost)


@pytest.mark.parametrize(
    ("sight", "said"),
    [
        # No host at all answered.
        (_sight(1, 0), f"the one site that was looked at did not answer: {OFFLINE}"),
        (_sight(2, 0), f"none of the 2 sites answered: {OFFLINE}"),
        (_sight(54, 0, 50, 50), f"none of the 54 sites answered: {OFFLINE}"),
        # Many that worked before fell silent at once.
        (_sight(5, 3, 5, 2), "2 of 5 sites that worked before could not be reached"),
        (_sight(10, 7, 10, 3), "3 of 10 sites that worked before"),
        (_sight(100, 70, 100, 30), "30 of 100 sites that worked before"),
        (_sight(1000, 999, 5, 5), SHARE),
    ],
)
def test_a_run_that_could_not_see_the_web_says_why_in_plain_words(
    sight: RunSight, said: str
) -> None:
    fault = own_fault(sight)
    assert fault is not None
    assert said in fault
    assert "No link was changed. Check the network connection, then crawl again." in fault


@pytest.mark.parametrize(
    "sight",
    [
        _sight(0, 0),  # nothing was looked at over the network
        _sight(1, 1),
        _sight(10, 10, 10, 0),
        _sight(10, 8, 10, 2),
        _sight(100, 71, 100, 29),
        _sight(10, 1),  # they were not known to be well, so their silence proves nothing
        _sight(10, 6, 4, 4),  # four hosts are too few for a share
        _sight(1000, 996, 4, 4),
    ],
)
def test_a_run_that_saw_the_web_is_believed(sight: RunSight) -> None:
    assert own_fault(sight) is None


@given(st.integers(1, 10_000))
def test_exactly_thirty_percent_is_too_many(tenth: int) -> None:
    hosts = 10 * tenth
    assert own_fault(_sight(hosts, hosts, hosts, 3 * tenth)) is not None
    assert own_fault(_sight(hosts, hosts, hosts, 3 * tenth - 1)) is None


@st.composite
def sights(draw: st.DrawFn) -> RunSight:
    """Any counts that a run can bring home."""
    hosts = draw(st.integers(0, 300))
    well_before = draw(st.integers(0, hosts))
    well_lost = draw(st.integers(0, well_before))
    return RunSight(hosts, draw(st.integers(0, hosts - well_lost)), well_before, well_lost)


@given(sights())
def test_hosts_that_answer_never_make_a_run_less_believable(sight: RunSight) -> None:
    if own_fault(sight) is None:
        better = RunSight(sight.hosts + 1, sight.answered + 1, sight.well_before, sight.well_lost)
        assert own_fault(better) is None


@given(sights())
def test_a_fault_is_found_only_on_one_of_the_two_grounds(sight: RunSight) -> None:
    silent = sight.hosts > 0 and sight.answered == 0
    many = sight.well_before >= FEWEST_HOSTS and 10 * sight.well_lost >= 3 * sight.well_before
    assert (own_fault(sight) is not None) == (silent or many)
