"""Whether a run can be believed, or only shows that our own network was down."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.rules.network_fault import (
    FEWEST_HOSTS,
    PAGE_STRETCH,
    STRETCH,
    Canaries,
    RunSight,
    Stretch,
    Watch,
    own_fault,
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


# --- what is learnt beside the links, and what the looks have in common -----------------

WELL = RunSight(100, 100, 100, 0, domains=100, with_page=100, names=100)
SOME, ALL, SILENT = Canaries.SOME_WELL, Canaries.ALL_WELL, Canaries.SILENT
FINE = Watch(at_begin=ALL, at_end=ALL)


def _but(**given: Any) -> RunSight:
    return replace(WELL, **given)


@each(
    ("sight", "watch", "said"),
    [
        (RunSight(0, 0), Watch(at_begin=SILENT), "when the crawl began, so no site was asked"),
        (WELL, Watch(at_begin=ALL, at_end=SILENT), "when the crawl ended"),
        (WELL, Watch(resolver_invents=True), "an address for names that do not exist"),
        (_but(well_lost=30, well_warned=16), FINE, "a certificate that browsers refuse"),
        (_but(well_lost=30, well_warned=15), FINE, "30 of 100 sites that worked before"),
        (_but(same_page=30), FINE, "30 unrelated sites, of 100 that gave a page"),
        (_but(with_page=9, same_page=5), FINE, "5 unrelated sites, of 9 that gave a page"),
        (_but(same_end=50, same_end_at="wifi.test"), FINE, "all led on to wifi.test"),
        (_but(domains=6, same_end=5, same_end_at="wifi.test"), FINE, "5 of 6 unrelated sites"),
        (_but(stretch=STRETCH), Watch(), "5 or more unrelated sites that worked before could not"),
        (_but(stretch=STRETCH), Watch(at_begin=ALL, at_end=SOME), "could not be reached, one"),
        (_but(page_stretch=PAGE_STRETCH), Watch(), "gave one and the same new page, one"),
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
        (_but(same_page=29), Watch()),
        (_but(with_page=4, same_page=4), Watch()),
        (_but(same_end=49, same_end_at="new.test"), Watch()),
        (_but(domains=4, same_end=4, same_end_at="new.test"), Watch()),
        (_but(stretch=STRETCH - 1, page_stretch=PAGE_STRETCH - 1), Watch()),
        # The canaries were all well: then it was a hoster that died, and not our network.
        (_but(stretch=20, page_stretch=20), FINE),
        (_but(hosts=3, answered=0, well_before=3, well_lost=3), FINE),
        (_but(hosts=3, answered=0, well_before=0), Watch(at_end=SOME)),
        (_but(hosts=3, answered=0, well_before=0), Watch(witness_answered=True)),
    ],
)
def test_what_falls_short_of_a_proof_is_believed(sight: RunSight, watch: Watch) -> None:
    assert own_fault(sight, watch) is None


@pytest.mark.parametrize(
    ("order", "most"),
    [
        ("", 0),
        ("....", 0),
        ("ab", 2),
        ("aaaa", 1),  # a domain counts once, however many links it has
        ("a.b.c.d", 1),
        ("abc.de", 4),  # one that answers all the same costs one
        ("ab..cde", 3),
        ("ab__cd", 3),  # … once in a stretch
        ("a_b_c_d", 1),  # … and again in the next
        ("abcdefgh....", 8),
    ],
)
def test_a_stretch_grows_by_domains_lost_and_shrinks_by_others_that_answer(
    order: str, most: int
) -> None:
    """Letters are domains that are lost; each `.` is another domain that answers, `_` one."""
    stretch = Stretch()
    for place, letter in enumerate(order):
        if letter.isalpha():
            stretch.pass_by({letter}, set())
        else:
            stretch.pass_by(set(), {f"{letter}{place if letter == '.' else ''}"})
    assert stretch.most == most


@given(st.lists(st.integers(0, 30)))
def test_a_stretch_never_exceeds_the_domains_that_were_lost(order: list[int]) -> None:
    stretch = Stretch()
    for number in order:
        lost, domain = number % 3 == 0, {str(number)}
        stretch.pass_by(domain if lost else set(), set() if lost else domain)
    assert stretch.most <= len({number for number in order if number % 3 == 0})
