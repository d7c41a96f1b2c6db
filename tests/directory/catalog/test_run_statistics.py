"""What a run saw, counted, on each kind of database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import Result
from directory.catalog.run_statistics import sight_of, silent
from directory.model.observation import (
    Finding,
    Hop,
    Judgement,
    NetworkFault,
    Observation,
    Page,
    Stop,
)
from directory.model.reasons import Reason
from directory.model.vocab import RunStatus
from directory.rules.network_health import RunSight, SecondCheck, Watch, own_fault
from directory.rules.urls import lane_of
from tests.clocks import NOW
from tests.directory.pages import as_the_sites_own, page_text
from tests.directory.samples import HOLDER, add_links

pytestmark = pytest.mark.both_databases

TOMORROW = NOW + timedelta(days=1)
Told = tuple[str, str, int | None]


def _result(link_id: int, url: str, what: str, page: int | None, at: datetime) -> Result:
    """what: `ok`, the end of a redirect, or a fault's word."""
    reason, stop = Reason.OK, None
    hops: tuple[Hop, ...] = (Hop(url, 200),)
    if what == "robots":
        reason, stop, hops = Reason.ROBOTS_DISALLOWED, Stop.ROBOTS, ()
    elif what == "inside":
        inside = "http://10.0.0.1/"
        refused = Hop(inside, fault=NetworkFault.REFUSED_ADDRESS)
        reason, hops = Reason.REFUSED_ADDRESS, (Hop(url, 302, leads_to=inside), refused)
    elif what == "511":
        reason, hops = Reason.UNEXPECTED_STATUS, (Hop(url, 511),)
    elif what == "expired":
        fault = NetworkFault.CERT_EXPIRED
        reason, hops = Reason.CERTIFICATE_EXPIRED, (Hop(url, fault=fault),)
    elif what == "refused":
        fault = NetworkFault.REFUSED_ADDRESS
        reason, hops = Reason.REFUSED_ADDRESS, (Hop(url, fault=fault),)
    elif what == "lost":
        reason, hops = Reason.TIMEOUT, (Hop(url, fault=NetworkFault.TIMEOUT),)
    elif what != "ok":
        hops = (Hop(url, 302, leads_to=what), Hop(what, 200))
    text = page_text(page) if page is not None else None
    observation = Observation(url, at, hops, stop, page=Page(text=text) if text else None)
    judgement = Judgement((Finding(reason),))
    return Result(link_id, lane_of(url), observation, judgement, page_key=page)


def _looks(
    catalog: Catalog, told: Sequence[Told], now: datetime, ids: Sequence[int], apart: int = 1
) -> int:
    begun = catalog.runs.begin(holder=HOLDER, now=now, due_only=False, fresh=False)
    looks = [
        _result(link_id, url, what, page, now + timedelta(seconds=second * apart))
        for second, (link_id, (url, what, page)) in enumerate(zip(ids, told, strict=True))
    ]
    catalog.runs.record(begun.run_id, HOLDER, now, looks)
    return begun.run_id


def _sight(
    catalog: Catalog, before: Sequence[Told], after: Sequence[Told], apart: int = 1
) -> RunSight:
    """What a second crawl saw; a link that only `after` names is new to it. apart: seconds
    from look to look."""
    links = add_links(catalog, [url for url, _, _ in after])
    ids = {link.url: link.id or 0 for link in links}
    run_id = _looks(catalog, before, NOW, [ids[url] for url, _, _ in before])
    watch = as_the_sites_own(catalog, run_id)  # a family of new sites
    catalog.runs.settle(run_id, now=NOW, status=RunStatus.COMPLETE, watch=watch)
    run_id = _looks(catalog, after, TOMORROW, [ids[url] for url, _, _ in after], apart)
    with catalog.reading() as connection:
        sight = sight_of(connection, run_id)
        assert silent(connection, run_id) == (sight.hosts > 0 and sight.answered == 0)
    return sight


def _sites(what: str = "ok", first: int = 0, last: int = 11, page: int | None = None) -> list[Told]:
    """One link to each of these sites. A page comes only from what is well, or leads on; where
    none is named, each has its own."""
    pageless = what in {"lost", "expired", "511", "inside", "robots", "refused"}
    return [
        (f"http://s{place}.example/", what, None if pageless else page or 100 + place)
        for place in range(first, last + 1)
    ]


WELL = _sites()
ALL_WELL = RunSight(12, 12, 12, names=12)
PLATFORM = "http://platform.test/"
ELSEWHERE = "http://elsewhere.test/"
#: What 12 domains that cannot be reached show.
ALL_LOST = {"lost": (12, 12), "bad": (12, 12), "reason": (12, 12)}
Changes = Mapping[str, tuple[int, int]]


def _changes(sight: RunSight) -> Changes:
    """By kind of trait: how many domains show it, and its stretch."""
    return {change.trait.kind: (change.domains, change.stretch) for change in sight.changes}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("after", "seen", "changes"),
    [
        (WELL, {}, {}),
        (_sites("lost"), {"answered": 0, "well_lost": 12}, ALL_LOST),
        # A certificate that browsers refuse, or a network's own status: as good as lost.
        (_sites("expired"), {"well_lost": 12, "well_warned": 12}, ALL_LOST),
        (_sites("511"), {"well_lost": 12}, ALL_LOST | {"status": (12, 12)}),
        (_sites("inside"), {"well_lost": 12}, ALL_LOST | {"end": (12, 12)}),
        (_sites("refused"), {"answered": 0, "well_lost": 12}, ALL_LOST),
        # A robots.txt that is remembered shows nothing of today's network.
        (_sites("robots"), {"hosts": 0, "answered": 0, "well_before": 0, "names": 0},
         {"bad": (12, 12), "reason": (12, 12)}),
        # Lost in the middle: five, one that answers, two more.
        (
            [*WELL[:2], *_sites("lost", 2, 6), WELL[7], *_sites("lost", 8, 9), *WELL[10:]],
            {"answered": 5, "well_lost": 7},
            {"lost": (7, 6), "bad": (7, 6), "reason": (7, 6)},
        ),
        (
            WELL[:7] + _sites("lost", 7, 10) + WELL[11:],  # too few
            {"answered": 8, "well_lost": 4},
            {},
        ),
        # One page for all; for the last five; for four.
        (_sites(page=7), {}, {"page": (12, 12)}),
        (WELL[:7] + _sites("ok", 7, page=7), {}, {"page": (5, 5)}),
        (WELL[:8] + _sites("ok", 8, page=7), {}, {}),
        # All sent on to one place.
        (_sites(PLATFORM), {}, {"end": (12, 12)}),
        (_sites(PLATFORM, 0, 2) + WELL[3:], {}, {}),
    ],
)  # fmt: skip
def test_of_sites_that_were_well(
    catalog: Catalog, after: Sequence[Told], seen: Mapping[str, Any], changes: Changes
) -> None:
    sight = _sight(catalog, WELL, after)
    assert replace(sight, changes=(), controls=()) == replace(ALL_WELL, **seen)
    assert _changes(sight) == changes
    assert bool(sight.controls) == (len(changes) > 0 and len(set(after) & set(WELL)) > 0)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (_sites(page=7), _sites(page=8), "a family that showed one page shows another one"),
        (_sites(page=7), _sites(page=7), "a family shows one page as ever"),
        (_sites("lost"), _sites("lost"), "they were lost before"),
        ([], _sites("lost"), "nothing is known of them"),
        (_sites(PLATFORM), _sites(ELSEWHERE), "their platform has a new name"),
        (_sites(PLATFORM), _sites(PLATFORM), "they led there before"),
        ([], _sites(PLATFORM), "nothing is known of them"),
    ],
)
def test_what_sites_have_in_common_for_other_reasons_counts_for_one_or_nothing(
    sqlite_catalog: Catalog, before: Sequence[Told], after: Sequence[Told], why: str
) -> None:
    sight = _sight(sqlite_catalog, before, after)
    assert (sight.well_lost, sight.changes) == (0, ()), why


def test_one_page_of_new_sites_is_seen(sqlite_catalog: Catalog) -> None:
    """Whether others are known or not: a second check decides whose page it is."""
    sight = _sight(sqlite_catalog, [], _sites(page=7, last=7) + _sites(first=8))
    assert _changes(sight) == {"first-page": (8, 0)}
    assert "8 of 12 unrelated sites that were new gave" in (own_fault(sight) or "")


def test_one_page_of_new_sites_is_seen_beside_known_ones(sqlite_catalog: Catalog) -> None:
    sight = _sight(sqlite_catalog, WELL[:6], WELL[:6] + _sites(page=7, first=6))
    assert _changes(sight) == {"first-page": (6, 0)}
    assert len(sight.controls) == 6
    theirs = {sight.changes[0].trait: SecondCheck(6, 6, 6, 6)}
    assert own_fault(sight, Watch(second_checks=theirs)) is None


def test_where_the_pages_of_before_had_no_words_a_common_page_is_seen(
    sqlite_catalog: Catalog,
) -> None:
    sight = _sight(sqlite_catalog, [(url, what, None) for url, what, _ in WELL], _sites(page=7))
    assert _changes(sight) == {"page": (12, 12)}


def test_literal_addresses_and_bare_names_stand_for_themselves(sqlite_catalog: Catalog) -> None:
    """They have a page in common as domains have; but no resolver was asked for an address."""
    hosts = [f"8.8.8.{n}:8000" for n in range(1, 8)] + [f"intranet{n}" for n in range(6)]
    before = [(f"http://{host}/", "ok", number) for number, host in enumerate(hosts)]
    sight = _sight(sqlite_catalog, before, [(url, "ok", 777) for url, _, _ in before])
    assert (sight.hosts, sight.names) == (13, 0)
    assert _changes(sight) == {"page": (13, 13)}


def test_an_outage_late_in_the_run_is_seen_on_hosts_that_answered_earlier(
    sqlite_catalog: Catalog,
) -> None:
    """Each host has three links; it breaks off when each has answered twice."""
    rounds = [[(f"http://s{n}.example/{k}", "ok", None) for n in range(6)] for k in range(3)]
    before = [link for one in rounds for link in one]
    late = [(url, "lost", None) for url, _, _ in rounds[2]]
    sight = _sight(sqlite_catalog, before, [*rounds[0], *rounds[1], *late])
    assert sight.well_lost == 0
    assert _changes(sight)["lost"] == (6, 6)


def test_looks_of_one_moment_count_together(sqlite_catalog: Catalog) -> None:
    """Where the order is unknown, none is made up: three of twelve failed at that moment."""
    after = _sites("lost", 0, 2) + WELL[3:]
    assert _sight(sqlite_catalog, WELL, after, apart=0).changes == ()


def test_of_what_has_been_applied_only_the_answers_count(sqlite_catalog: Catalog) -> None:
    links = add_links(sqlite_catalog, [url for url, _, _ in WELL])
    ids = [link.id or 0 for link in links]
    sqlite_catalog.runs.settle(
        _looks(sqlite_catalog, WELL, NOW, ids), now=NOW, status=RunStatus.COMPLETE
    )
    mixed = _sites("lost", 0, 0) + WELL[1:]
    run_id = _looks(sqlite_catalog, mixed[:6], TOMORROW, ids[:6])
    sqlite_catalog.runs.settle(run_id, now=TOMORROW, status=RunStatus.INTERRUPTED)
    assert _looks(sqlite_catalog, mixed[6:], TOMORROW, ids[6:]) == run_id
    with sqlite_catalog.reading() as connection:
        sight = sight_of(connection, run_id)
    assert sight == RunSight(12, 11, 6, 0, names=12)
