"""A hundred outages of our own network, each drawn at random: no link is changed by any.

And beside them, days on which nothing is wrong but what is wrong on any day:
those are believed.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from directory.catalog import Catalog
from directory.model.observation import NetworkFault
from directory.model.vocab import RunStatus
from directory.rules.network_fault import PAGE_STRETCH, STRETCH, UNWATCHED, Canaries, Watch
from tests.clocks import NOW, HandClock
from tests.crawler.outages import (
    LOSSES,
    Outage,
    Seen,
    Web,
    advertising_page,
    for_a_share,
    for_a_while,
    from_some_point,
    lost,
    ordinary_day,
    portal_page,
    portal_redirect,
    throughout,
)
from tests.databases import new_sqlite
from tests.directory.samples import TRUTHS, picture

HELD = (*TRUTHS, "link_baseline")
WEBS = 4

WHEN: dict[str, Callable[[Outage], Outage]] = {
    "throughout": throughout,
    "for a share of the hosts": for_a_share,
    "from some point on": lambda outage: from_some_point(outage, STRETCH),
    "for a while": lambda outage: for_a_while(outage, STRETCH),
}
PAGES: dict[str, Outage] = {
    "advertising throughout": advertising_page,
    "advertising for a share": for_a_share(advertising_page),
    "advertising from some point on": from_some_point(advertising_page, PAGE_STRETCH),
    "advertising for a while": for_a_while(advertising_page, PAGE_STRETCH),
    "sign-in page throughout": portal_page,
    "sign-in redirect throughout": portal_redirect,
}
OUTAGES: dict[str, Outage] = PAGES | {
    f"{way}, {when}": meets(outage)
    for way, outage in LOSSES.items()
    for when, meets in WHEN.items()
}
#: What the canaries and the resolver give away where the looks themselves do not.
GIVEN_AWAY: dict[str, Watch] = {
    "a few looks before the end": Watch(at_begin=Canaries.ALL_WELL, at_end=Canaries.SILENT),
    "a resolver that invents addresses": Watch(resolver_invents=True),
}


class Webs:
    """Webs by their seed, made when they are first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[int, Web] = {}

    def web(self, seed: int) -> Web:
        """The web of this seed. An outage must leave it as it was, so many can share it."""
        if seed not in self._made:
            url = new_sqlite(self._folder / f"web-{seed}.db")
            self._made[seed] = Web(Catalog.open(url, HandClock()), seed, NOW)
        return self._made[seed]

    def close(self) -> None:
        """Closes their catalogs."""
        for web in self._made.values():
            web.catalog.close()


@pytest.fixture(scope="module")
def webs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Webs]:
    """Webs that were well yesterday."""
    webs = Webs(tmp_path_factory.mktemp("webs"))
    yield webs
    webs.close()


def nothing_changes(web: Web, looks: list[Seen], watch: Watch = UNWATCHED) -> str:
    """The note of a run that saw this, which must be inconclusive and change nothing."""
    before = picture(web.catalog, HELD)
    summary = web.run(looks, watch)
    assert summary.status is RunStatus.INCONCLUSIVE
    assert picture(web.catalog, HELD) == before
    assert "o link was changed" in summary.note
    return summary.note


HUNDRED = [
    (name, seed % WEBS, seed)
    for seed, name in enumerate(name for _ in range(3) for name in OUTAGES)
][:100]


def test_there_are_a_hundred_of_them_and_each_kind_comes_at_least_twice() -> None:
    names = [name for name, _, _ in HUNDRED]
    assert len(HUNDRED) == 100
    assert {name for name in OUTAGES if names.count(name) >= 2} == set(OUTAGES)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "web", "seed"), HUNDRED)
def test_an_outage_of_our_own_network_changes_no_link(
    webs: Webs, name: str, web: int, seed: int
) -> None:
    chosen = webs.web(web)
    nothing_changes(chosen, OUTAGES[name](chosen.look_around(), Random(seed)))


@pytest.mark.slow
@pytest.mark.parametrize("name", GIVEN_AWAY)
@pytest.mark.parametrize("seed", range(3))
def test_what_touches_too_few_hosts_is_given_away_by_what_is_asked_beside_the_crawl(
    webs: Webs, name: str, seed: int
) -> None:
    web = webs.web(seed)
    looks = web.look_around()
    few = lost(NetworkFault.TIMEOUT)(looks[-3:], Random(seed))
    nothing_changes(web, looks[:-3] + few, GIVEN_AWAY[name])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 103))
def test_twelve_ordinary_days_in_a_row_are_believed(webs: Webs, seed: int) -> None:
    web, draw = webs.web(seed), Random(seed)
    for _ in range(12):
        looks = ordinary_day(web.look_around(), draw)
        summary = web.run(looks)
        assert (summary.status, summary.note) == (RunStatus.COMPLETE, "")
        assert summary.checked == len(looks)
