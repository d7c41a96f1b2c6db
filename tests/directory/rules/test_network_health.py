"""Whether a run can be believed, or only shows that our own network was down."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.rules.clock_faults import CLOCK_TOLERANCE, ClockCheck
from directory.rules.common_change import CommonChange, Trait, TraitKind
from directory.rules.network_health import (
    FEWEST_HOSTS,
    UNWATCHED,
    Canaries,
    RunSight,
    SecondCheck,
    Watch,
    own_fault,
    to_check_again,
)
from tests.rows import each

OFFLINE = "this machine seems to be offline"
SHARE = "this machine's network is at fault"


def _sight(hosts: int, answered: int, well_before: int = 0, well_lost: int = 0) -> RunSight:
    return RunSight(hosts, answered, well_before, well_lost)


@pytest.mark.parametrize(
    ("sight", "said"),
    [
        # No host at all answered.
        (_sight(1, 0), f"the one site that was checked did not answer: {OFFLINE}"),
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


def test_one_chosen_site_that_is_silent_proves_nothing_if_no_other_can_be_asked() -> None:
    alone = Watch(no_witness=True)
    assert own_fault(_sight(1, 0), alone) is None
    assert OFFLINE in str(own_fault(_sight(2, 0), alone))


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


# --- what is learnt beside the links, and what the checks have in common -----------------

WELL = RunSight(100, 100, 100, 0, names=100)
SOME, ALL, SILENT = Canaries.SOME_WELL, Canaries.ALL_WELL, Canaries.SILENT
FINE = Watch(at_begin=ALL, at_end=ALL)
SECOND = timedelta(seconds=1)
THEIRS = SecondCheck(changed=10, still=8, others=10, well=8)


def _but(**given: Any) -> RunSight:
    return replace(WELL, **given)


def _share(kind: TraitKind, domains: int, value: Any = "") -> RunSight:
    """A run in which `domains` of 100 domains show a trait, spread over the run."""
    change = CommonChange(Trait(kind, value), domains, 100, 3, 10, links=(1, 2, 3))
    return replace(WELL, changes=(change,), controls=(7, 8))


def _stretch(kind: TraitKind, domains: int, value: Any = "") -> RunSight:
    """A run in which `domains` domains show a trait one right after another."""
    change = CommonChange(Trait(kind, value), domains, 100, domains, 5, links=(1, 2, 3))
    return replace(WELL, changes=(change,), controls=(7, 8))


def _seconded(sight: RunSight, second: SecondCheck, watch: Watch = UNWATCHED) -> Watch:
    return replace(watch, second_checks={change.trait: second for change in sight.changes})


PAGE, STATUS = TraitKind.PAGE, TraitKind.STATUS
LOST_STRETCH = _stretch(TraitKind.LOST, 9)
FORBIDDEN = _share(STATUS, 30, 403)


@each(
    ("sight", "watch", "said"),
    [
        (RunSight(0, 0), Watch(at_begin=SILENT), "when the crawl began, so no site was checked"),
        (WELL, Watch(at_begin=ALL, at_end=SILENT), "when the crawl ended"),
        (WELL, Watch(resolver_invents=True), "an address for names that do not exist"),
        (WELL, Watch(clock=ClockCheck(jumped=timedelta(days=365))), "set forward by 365 days"),
        (WELL, Watch(clock=ClockCheck(jumped=-CLOCK_TOLERANCE - SECOND)), "set back by 1 hour"),
        (WELL, Watch(clock=ClockCheck(CLOCK_TOLERANCE + SECOND)), "1 hour ahead of the clocks"),
        (WELL, Watch(clock=ClockCheck(timedelta(hours=-30))), "30 hours behind the clocks"),
        (_but(well_lost=30, well_warned=16), Watch(), "a certificate that browsers refuse"),
        (_but(well_lost=30, well_warned=15), Watch(), "30 of 100 sites that worked before"),
        (_share(TraitKind.LOST, 30), Watch(at_begin=ALL, at_end=SOME), "could not be reached"),
        (_share(TraitKind.FIRST_PAGE, 50), Watch(), "50 of 100 unrelated sites that were new gave"),
        (_share(PAGE, 30), FINE, "30 of 100 unrelated sites all gave nearly the same page"),
        (_share(TraitKind.END, 50, "wifi.test"), FINE, "all led on to wifi.test"),
        (FORBIDDEN, Watch(), "30 of 100 unrelated sites that worked before answered with status"),
        (FORBIDDEN, Watch(at_begin=ALL, at_end=SOME), "status 403"),
        (_share(TraitKind.ERROR_PAGE, 30), Watch(), "nearly the same page, which was new"),
        (_share(TraitKind.REASON, 30, "bot-wall"), Watch(), "in one and the same way (bot-wall)"),
        (_share(TraitKind.SERVER, 30, "squid"), Watch(), "failed behind one and the same server"),
        (_share(TraitKind.BAD, 50), Watch(), "50 of 100 unrelated sites that worked before failed"),
        (LOST_STRETCH, Watch(), "for a while, 9 or more unrelated sites that worked before could"),
        (LOST_STRETCH, FINE, "one right after another"),  # they did not see the time between
        (_stretch(TraitKind.END, 9, "wifi.test"), FINE, "led on to wifi.test, one right after"),
        (FORBIDDEN, _seconded(FORBIDDEN, replace(THEIRS, still=7), FINE), "3 of 10 of them had"),
        (FORBIDDEN, _seconded(FORBIDDEN, replace(THEIRS, well=7)), "other sites failed too (3 of"),
        (FORBIDDEN, _seconded(FORBIDDEN, replace(THEIRS, others=2, well=2)), "no other sites with"),
        # With canaries alone, what befell nearly all sites is not believed.
        (_share(STATUS, 90, 403), FINE, "90 of 100 unrelated sites"),
        (
            _share(STATUS, 90, 403),
            _seconded(FORBIDDEN, SecondCheck(10, 10, 0, 0, ALL), FINE),
            "90 of 100 unrelated sites",
        ),
    ],
)
def test_each_ground_is_said_in_plain_words_with_what_to_do(
    sight: RunSight, watch: Watch, said: str
) -> None:
    note = own_fault(sight, watch)
    assert note is not None
    assert said in note
    assert "No link was changed." in note
    assert "then crawl again" in note


@pytest.mark.parametrize(
    ("sight", "watch"),
    [
        (WELL, Watch(at_begin=SOME, at_end=SOME)),  # one dead canary proves nothing
        (_but(names=0), Watch(resolver_invents=True)),  # no name was looked up
        (WELL, Watch(clock=ClockCheck(CLOCK_TOLERANCE, CLOCK_TOLERANCE))),
        (_share(PAGE, 29), Watch()),
        (_share(TraitKind.END, 49, "new.test"), Watch()),
        # A hosting company has died: the canaries were well, or other sites are.
        (FORBIDDEN, FINE),
        (FORBIDDEN, _seconded(FORBIDDEN, THEIRS)),
        (LOST_STRETCH, _seconded(LOST_STRETCH, THEIRS)),
        (LOST_STRETCH, _seconded(LOST_STRETCH, replace(THEIRS, others=0, well=0, canaries=ALL))),
        (_but(hosts=3, answered=0, well_before=3, well_lost=3), FINE),
        # With canaries that were well, a small directory can lose two sites of five.
        (_but(hosts=5, answered=3, well_before=5, well_lost=2), FINE),
        (_but(hosts=3, answered=0, well_before=0), Watch(at_end=SOME)),
        (_but(hosts=3, answered=0, well_before=0), Watch(witness_answered=True)),
    ],
)
def test_what_falls_short_of_a_proof_is_believed(sight: RunSight, watch: Watch) -> None:
    sight = replace(sight, changes=tuple(c for c in sight.changes if c.is_share or c.is_stretch))
    assert own_fault(sight, watch) is None


@each(
    ("sight", "watch", "links"),
    [
        (FORBIDDEN, Watch(), (1, 2, 3, 7, 8)),
        (LOST_STRETCH, FINE, (1, 2, 3, 7, 8)),
        (WELL, Watch(), ()),
        # Nothing is left to decide.
        (_share(PAGE, 30), Watch(), ()),
        (replace(FORBIDDEN, well_lost=30), Watch(), ()),
        (FORBIDDEN, Watch(at_begin=ALL, at_end=SILENT), ()),
    ],
)
def test_a_second_check_is_made_where_it_decides(
    sight: RunSight, watch: Watch, links: tuple[int, ...]
) -> None:
    assert to_check_again(sight, watch) == links


def test_a_change_that_is_not_theirs_is_enough() -> None:
    both = replace(WELL, changes=FORBIDDEN.changes + LOST_STRETCH.changes)
    assert own_fault(both, _seconded(both, THEIRS)) is None
    assert own_fault(both, _seconded(FORBIDDEN, THEIRS)) is not None
