"""Traits that many unrelated sites show in one run: how they are found."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.observation import Hop, NetworkFault, Observation, Page
from directory.model.vocab import Verdict
from directory.rules.common_change import (
    FALSE_ALARMS,
    SAMPLE,
    ComparedChecks,
    Trait,
    TraitKind,
    common_changes,
    controls,
    longest_stretch,
    stretch_needed,
    traits_of,
)
from tests.clocks import NOW
from tests.rows import each

URL = "https://www.elm.example/jobs"
BUSY = Trait(TraitKind.STATUS, 503)
OTHER = Trait(TraitKind.STATUS, 404)


def _checks(order: str) -> ComparedChecks:
    """Letters are domains that show a trait; each `.` is another domain that is as it was, `_`
    one; `!` another one with another trait."""
    checks = ComparedChecks()
    for place, letter in enumerate(order):
        if letter.isalpha():
            checks.add(place, place, letter, (BUSY,))
        elif letter == "!":
            checks.add(place, place, f"!{place}", (OTHER,))
        else:
            checks.add(place, place, f"{letter}{place if letter == '.' else ''}")
    return checks


@pytest.mark.parametrize(
    ("order", "excess", "first", "last"),
    [
        ("", 0, 0, -1),
        ("....", 0, 0, -1),
        ("ab", 2, 0, 1),
        ("aaaa", 1, 0, 0),  # a domain counts once, however many links it has
        ("a.b.c.d", 1, 0, 0),
        ("abc.de", 4, 0, 5),  # one that answers all the same costs one
        ("ab..cde", 3, 4, 6),
        ("ab__cd", 3, 0, 5),  # … once in a stretch
        ("a_b_c_d", 1, 0, 0),  # … and again in the next
        ("ab!!!cd", 4, 0, 6),  # what failed otherwise speaks for neither side
        ("abcdefgh....", 8, 0, 7),
        ("a...abcd", 3, 5, 7),  # a host that was down before is not counted again
    ],
)
def test_a_stretch_grows_by_domains_with_the_trait_and_shrinks_by_others(
    order: str, excess: int, first: int, last: int
) -> None:
    checks = _checks(order)
    stretch = longest_stretch(checks, checks.with_trait(BUSY))
    assert (stretch.excess, stretch.first, stretch.last) == (excess, first, last)


def test_checks_of_one_moment_count_together() -> None:
    checks = ComparedChecks()
    for place in range(6):
        checks.add(0, place, f"bad{place}", (BUSY,))
        checks.add(0, 10 + place, f"good{place}")
    assert longest_stretch(checks, checks.with_trait(BUSY)).excess == 0


@given(st.lists(st.integers(0, 30)))
def test_a_stretch_never_exceeds_the_domains_with_the_trait(order: Sequence[int]) -> None:
    checks = ComparedChecks()
    for place, number in enumerate(order):
        checks.add(place, place, str(number), (BUSY,) if number % 3 == 0 else ())
    stretch = longest_stretch(checks, checks.with_trait(BUSY))
    assert stretch.excess <= len({number for number in order if number % 3 == 0})


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.02, 0.1, 0.2, 0.27])
def test_by_chance_a_stretch_is_suspicious_as_rarely_as_the_model_says(share: float) -> None:
    """Three times the bound would be less likely than one in a million for 2,000 runs."""
    draw, runs, domains = Random(str(share)), 2000, 150
    bad, alarms = round(share * domains), 0
    for _ in range(runs):
        order = ["a"] * bad + ["."] * (domains - bad)
        draw.shuffle(order)
        checks = ComparedChecks()
        for place, letter in enumerate(order):
            checks.add(place, place, str(place), (BUSY,) if letter == "a" else ())
        excess = longest_stretch(checks, checks.with_trait(BUSY)).excess
        alarms += excess >= stretch_needed(bad, domains)
    assert alarms <= 3 * FALSE_ALARMS * runs


def test_a_share_is_suspicious_from_thirty_percent_on_and_is_sampled_over_the_run() -> None:
    spread = "a..b..c..d..e..f.."
    [change] = common_changes(_checks(spread))
    assert (change.trait, change.domains, change.of, change.is_share) == (BUSY, 6, 18, True)
    assert change.links == (0, 3, 6, 9, 12, 15)
    assert common_changes(_checks(f"{spread}...")) == []


def test_of_a_stretch_the_sample_is_taken_within_it() -> None:
    checks = _checks("v...w...x...y...........abcdefghijkl........................")
    [change] = common_changes(checks)
    assert (change.is_share, change.is_stretch) == (False, True)
    assert set(change.links) <= set(range(24, 36))
    assert len(change.links) == SAMPLE
    assert len(set(controls(checks))) == SAMPLE
    assert not set(controls(checks)) & checks.with_trait(BUSY)


def test_a_family_that_changes_together_counts_as_one() -> None:
    """Twelve domains on one platform, which has a new name."""
    checks = ComparedChecks()
    for place in range(12):
        checks.add(place, place, f"s{place}", (Trait(TraitKind.END, "new.test", "old.test"),))
    assert common_changes(checks) == []


def test_pages_that_are_nearly_the_same_are_one_trait() -> None:
    checks = ComparedChecks()
    for place in range(6):
        sketch = frozenset({*range(12), 100 + place})
        before = frozenset({1000 + place})
        checks.add(place, place, f"s{place}", (Trait(TraitKind.PAGE, sketch, before),))
    [change] = common_changes(checks)
    assert change.domains == 6


# --- in what ways a check differs ------------------------------------------------------


def _seen(
    status: int | None = 200,
    text: str = "jobs in elm county",
    server: str = "nginx",
    end: str = URL,
    fault: NetworkFault | None = None,
) -> Observation:
    hops = (Hop(URL, 302, leads_to=end),) if end != URL else ()
    headers = {"server": server} if server else {}
    page = Page(text=text) if text else None
    return Observation(URL, NOW, (*hops, Hop(end, status, fault=fault, headers=headers)), page=page)


BEFORE = _seen()


@each(
    ("seen", "verdict", "kinds"),
    [
        (_seen(), Verdict.OK, set()),
        (_seen(text="jobs in elm county 2027"), Verdict.OK, set()),
        (_seen(text="please sign in to this network"), Verdict.OK, {"page"}),
        (_seen(None, "", fault=NetworkFault.TIMEOUT), Verdict.FAILING, {"lost", "bad", "reason"}),
        (_seen(None, "", fault=NetworkFault.REFUSED_ADDRESS), Verdict.FAILING,
         {"lost", "bad", "reason"}),
        (_seen(511, "sign in"), Verdict.FAILING, {"lost", "bad", "reason", "status"}),
        (_seen(503, "", "nginx"), Verdict.FAILING, {"bad", "reason", "status"}),
        (_seen(503, "no upstream", "squid"), Verdict.FAILING,
         {"bad", "reason", "status", "server", "error-page"}),
        (_seen(end="https://login.wifi.test/"), Verdict.OK, {"end"}),
        (_seen(end="https://elm.example/home"), Verdict.OK, set()),
    ],
)  # fmt: skip
def test_a_check_shows_what_differs_from_the_one_before(
    seen: Observation, verdict: Verdict, kinds: set[str]
) -> None:
    assert {trait.kind for trait in traits_of(seen, verdict, "some-reason", BEFORE)} == kinds


@each(
    ("trait", "seen", "verdict", "shown"),
    [
        (Trait(TraitKind.LOST), _seen(None, "", fault=NetworkFault.RESET), Verdict.FAILING, True),
        (Trait(TraitKind.LOST), _seen(503), Verdict.FAILING, False),
        (BUSY, _seen(503), Verdict.FAILING, True),
        (BUSY, _seen(), Verdict.OK, False),
        (Trait(TraitKind.END, "wifi.test"), _seen(end="http://wifi.test/"), Verdict.OK, True),
        (Trait(TraitKind.END, "wifi.test"), _seen(), Verdict.OK, False),
        (Trait(TraitKind.BAD), _seen(end="http://moved.test/"), Verdict.MOVED, False),
    ],
)
def test_a_later_check_shows_a_trait_still_or_not(
    trait: Trait, seen: Observation, verdict: Verdict, shown: bool
) -> None:
    assert trait.shown_by(seen, verdict) == shown


def test_the_page_of_a_bot_wall_is_one_of_an_error() -> None:
    wall = _seen(202, "checking your browser")
    kinds = {trait.kind for trait in traits_of(wall, Verdict.BLOCKED, "bot-wall", BEFORE)}
    assert kinds == {"error-page", "bad", "reason"}


def test_a_page_is_shown_by_what_resembles_it() -> None:
    [trait] = traits_of(_seen(text="please sign in to this network"), Verdict.OK, "ok", BEFORE)
    assert trait.shown_by(_seen(text="please sign in to this network"), Verdict.OK)
    assert not trait.shown_by(BEFORE, Verdict.OK)
    assert not trait.shown_by(_seen(503, ""), Verdict.FAILING)
