"""Outages of our own network, each drawn at random: no link is changed by any.

And beside them, days on which nothing is wrong but what is wrong on any day, and
days on which many sites change for one cause: those are believed. More of both,
counted, in `tests/benchmarks/outages.py`.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from directory.catalog.catalog import Catalog
from directory.model.observation import NetworkFault
from directory.model.vocab import RunStatus
from directory.rules.network_health import UNWATCHED, Canaries, Watch
from tests.clocks import NOW, HandClock
from tests.crawler.outages import (
    ANSWERS,
    DAYS,
    LOSSES,
    WHEN,
    Seen,
    Trial,
    Web,
    day_of,
    lost,
    ordinary_day,
    trial_of,
)
from tests.databases import new_sqlite
from tests.directory.samples import TRUTHS, picture

HELD = (*TRUTHS, "link_baseline")
WEBS = 4
#: Not seen: it meets some sites in one way and some in another, each less than a share.
UNSEEN = ("a sign-in page", "for a share of the hosts")
OUTAGES = [(name, when) for name in (LOSSES | ANSWERS) for when in WHEN if (name, when) != UNSEEN]
#: What the canaries and the resolver give away where the checks themselves do not.
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


def nothing_changes(web: Web, trial: Trial, watch: Watch = UNWATCHED) -> None:
    """A run that saw this must be inconclusive and change nothing."""
    before = picture(web.catalog, HELD)
    summary = web.run(trial.looks, watch, trial.later)
    assert summary.status is RunStatus.INCONCLUSIVE
    assert picture(web.catalog, HELD) == before
    assert "o link was changed" in summary.note


@pytest.mark.slow
@pytest.mark.parametrize(("name", "when"), OUTAGES)
def test_an_outage_of_our_own_network_changes_no_link(webs: Webs, name: str, when: str) -> None:
    seed = OUTAGES.index((name, when))
    web, draw = webs.web(seed % WEBS), Random(seed)
    nothing_changes(web, trial_of(web, (LOSSES | ANSWERS)[name], when, draw))


@pytest.mark.slow
@pytest.mark.parametrize("name", GIVEN_AWAY)
@pytest.mark.parametrize("seed", range(3))
def test_what_touches_too_few_hosts_is_given_away_by_what_is_asked_beside_the_crawl(
    webs: Webs, name: str, seed: int
) -> None:
    web = webs.web(seed)
    looks = web.look_around()
    few: list[Seen] = lost(NetworkFault.TIMEOUT)(looks[-3:], Random(seed))
    nothing_changes(web, Trial(looks[:-3] + few, looks), GIVEN_AWAY[name])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 103))
def test_twelve_ordinary_days_in_a_row_are_believed(webs: Webs, seed: int) -> None:
    web, draw = webs.web(seed), Random(seed)
    for _ in range(12):
        day = day_of(web, ordinary_day, draw)
        summary = web.run(day.looks, later=day.later)
        assert (summary.status, summary.note) == (RunStatus.COMPLETE, "")
        assert summary.checked == len(day.looks)


@pytest.mark.slow
@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("seed", range(2))
def test_a_day_on_which_many_sites_change_for_one_cause_is_believed(
    tmp_path: Path, name: str, seed: int
) -> None:
    catalog = Catalog.open(new_sqlite(tmp_path / "web.db"), HandClock())
    web, draw = Web(catalog, seed, NOW, hosts=150), Random(f"{name} {seed}")
    day = day_of(web, DAYS[name], draw)
    summary = web.run(day.looks, later=day.later)
    assert (summary.status, summary.note) == (RunStatus.COMPLETE, "")
    catalog.close()
