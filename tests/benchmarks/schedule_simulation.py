"""What the schedule of looks is worth: years of a simulated web, under several schedules.

`python -m tests.benchmarks.schedule_simulation` (under a minute). The web is drawn once and
is the same for all schedules, whatever they look at; health goes through the real
`lifecycle.advance` and `schedule.next_check`. A schedule knows only what it saw.

The mix of rates is an assumption: there is no survey of links that a staff curates. The
Pew Research Center (When Online Content Disappears, 2024) found 8 % of the pages of 2023 gone
within the year, and 38 % of those of 2013 after ten; so links here die at about 8 % a year on
the average, and unevenly, since what makes pages die (job postings, campaigns, reorganised
sites) goes by host. See KINDS. When a host dies, so do all its links.

Passing outages are drawn per host and heal by themselves: most last minutes, some hours, few
days (OUTAGES). One in ten looks like missing pages (404), the others like time-outs.

A link that is dead and confirmed is mended by staff after MENDED_AFTER: it leads to another
page of its host (or of the host's successor), and its history goes on.
"""

import heapq
import random
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from statistics import fmean, median, quantiles
from typing import NamedTuple

from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from directory.rules.lifecycle import HealthState, advance
from directory.rules.schedule import (
    USUAL_PRICE,
    WORKING,
    Changes,
    change_rate,
    next_check,
    price_for,
)

LINKS = 2500
YEARS = 2
DAY, YEAR = timedelta(days=1), timedelta(days=365)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
END = BEGIN + YEARS * YEAR
RUN_OUT = timedelta(days=60)
MENDED_AFTER = timedelta(days=14)
REPRICED_EVERY = timedelta(days=14)
SEED = 20261009


class Kind(NamedTuple):
    """A kind of host. Rates are per year; shaky: the share of its hosts that are often down."""

    share: float
    link_deaths: float
    host_deaths: float
    shaky: float

    @property
    def daily_deaths(self) -> float:
        """How often a link of such a host dies, per day."""
        return (self.link_deaths + self.host_deaths) / 365


KINDS = (
    Kind(share=0.75, link_deaths=0.03, host_deaths=0.005, shaky=0.1),  # agencies, established sites
    Kind(share=0.20, link_deaths=0.10, host_deaths=0.03, shaky=0.2),  # everything else
    Kind(share=0.05, link_deaths=0.60, host_deaths=0.06, shaky=0.3),  # postings, campaigns
)
OUTAGES_A_YEAR, OUTAGES_IF_SHAKY = 3.0, 30.0
#: (share of outages, mean length; exponential). With the numbers above they make a host
#: available 99.9 % of the time, and 99 % if it is shaky.
OUTAGES = (
    (0.700, timedelta(minutes=20)),
    (0.250, timedelta(hours=4)),
    (0.045, timedelta(days=1)),
    (0.005, timedelta(days=4)),
)


class Outage(NamedTuple):
    """A time in which a host does not work, and what it then answers."""

    start: datetime
    end: datetime
    verdict: Verdict


@dataclass
class Host:
    """Fixed by the seed: its kind, its outages in order, its deaths (and rebirths at once)."""

    kind: Kind
    outages: list[Outage]
    outage_starts: list[datetime]
    deaths: list[datetime]


@dataclass
class Truth:
    """One link as it is. host: its number. random: its own, so that its lives are, too."""

    host: int
    random: random.Random
    dies: datetime = END
    dies_as: Verdict = Verdict.GONE

    def live_from(self, at: datetime, host: Host) -> None:
        """Draws the present page's end: its own, or its host's next death."""
        own = at + self.random.expovariate(host.kind.link_deaths) * YEAR
        deaths = [death for death in host.deaths if death > at]
        self.dies = min(own, *deaths)
        self.dies_as = Verdict.FAILING if self.random.random() < 0.3 else Verdict.GONE

    def verdict(self, at: datetime, host: Host) -> Verdict:
        """What a look at this moment sees."""
        if at >= self.dies:
            return self.dies_as
        place = bisect_right(host.outage_starts, at) - 1
        if place >= 0 and at < host.outages[place].end:
            return host.outages[place].verdict
        return Verdict.OK


@dataclass
class Tally:
    """What one schedule did, by year. Times in days."""

    looks: Counter[int] = field(default_factory=Counter)
    expected: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    unnoticed: list[tuple[int, float]] = field(default_factory=list)
    confirmed: list[tuple[int, float]] = field(default_factory=list)
    false_alarms: Counter[int] = field(default_factory=Counter)


REASON = {
    Verdict.OK: Reason.OK,
    Verdict.GONE: Reason.NOT_FOUND,
    Verdict.FAILING: Reason.TIMEOUT,
}


def _year(at: datetime) -> int:
    return (at - BEGIN) // YEAR


def _outage(rng: random.Random, start: datetime) -> Outage:
    shares = [share for share, _ in OUTAGES]
    ((_, mean),) = rng.choices(OUTAGES, weights=shares)
    verdict = Verdict.GONE if rng.random() < 0.1 else Verdict.FAILING
    return Outage(start, start + rng.expovariate(1) * mean, verdict)


def _moments(rng: random.Random, a_year: float) -> list[datetime]:
    """Of a Poisson process; one more lies beyond the end, so that there always is a next."""
    moments = [BEGIN + rng.expovariate(a_year) * YEAR]
    while moments[-1] <= END + RUN_OUT:
        moments.append(moments[-1] + rng.expovariate(a_year) * YEAR)
    return moments


def _host(rng: random.Random) -> Host:
    (kind,) = rng.choices(KINDS, weights=[kind.share for kind in KINDS])
    often = OUTAGES_IF_SHAKY if rng.random() < kind.shaky else OUTAGES_A_YEAR
    outages: list[Outage] = []
    for start in _moments(rng, often):
        if not outages or start > outages[-1].end:
            outages.append(_outage(rng, start))
    starts = [outage.start for outage in outages]
    return Host(kind, outages, starts, _moments(rng, kind.host_deaths))


def web() -> tuple[list[Host], list[Truth]]:
    """The same at each call. Links per host: many hosts with one, few with up to a hundred."""
    rng = random.Random(SEED)
    hosts: list[Host] = []
    links: list[Truth] = []
    while len(links) < LINKS:
        host = _host(rng)
        for _ in range(min(100, int(rng.paretovariate(1.0)), LINKS - len(links))):
            link = Truth(len(hosts), random.Random(rng.random()))
            link.live_from(BEGIN, host)
            links.append(link)
        hosts.append(host)
    return hosts, links


def _bad(state: HealthState | None) -> bool:
    return state is not None and state.verdict not in WORKING


def _held_broken(state: HealthState | None) -> bool:
    return state is not None and state.confirmed and state.verdict not in WORKING


class Schedule:
    """A schedule as the simulation sees it. seen(): told of each look before due() is asked."""

    def begin(self, hosts: list[Host], links: list[Truth]) -> None:
        """Before the first look."""

    def seen(self, link: int, before: HealthState | None, after: HealthState) -> None:
        """After each look."""

    def due(self, link: int, before: HealthState | None, after: HealthState) -> datetime:
        """When the link is looked at again."""
        raise NotImplementedError


class WeeklyOnly(Schedule):
    """Every link each week, whatever was seen."""

    def due(self, link: int, before: HealthState | None, after: HealthState) -> datetime:  # noqa: ARG002 - whatever was seen
        """In a week, give or take the jitter."""
        return after.last_at + (next_check(link, OK_NOW) - OK_NOW.last_at)


OK_NOW = HealthState(Verdict.OK, Reason.OK, BEGIN, 1, None, 0, True, BEGIN)


class WeeklyAndRechecks(Schedule):
    """Links that work each week; suspect and broken ones as the schedule has it."""

    def due(self, link: int, before: HealthState | None, after: HealthState) -> datetime:
        """By `next_check`, every link being like every other."""
        return next_check(link, after, before=before)


class Adapted(Schedule):
    """Ours, within `budget` looks a day in all.

    every_outage: a change counts at the first bad look; else when it is confirmed.
    pooled: links learn from their neighbours.
    """

    def __init__(self, budget: float, *, every_outage: bool = False, pooled: bool = True) -> None:
        self._budget = budget
        self._every_outage = every_outage
        self._pooled = pooled
        self._price = USUAL_PRICE
        self._reprice_at = BEGIN + REPRICED_EVERY
        self._rechecks = 0

    def begin(self, hosts: list[Host], links: list[Truth]) -> None:
        """Knows which links share a host, and nothing else."""
        self._host_of = [link.host for link in links]
        self._host_links = Counter(self._host_of)
        self._numbers = [0] * len(links)
        self._last_dates: list[dict[int, date]] = [{} for _ in hosts]
        self._different_dates = [0] * len(hosts)
        self._working = [True] * len(links)

    def seen(self, link: int, before: HealthState | None, after: HealthState) -> None:
        """Counts rechecks, which the budget pays as well, and changes."""
        self._rechecks += not self._working[link]
        self._working[link] = after.verdict in WORKING
        bad = _bad if self._every_outage else _held_broken
        if bad(after) and not bad(before):
            self._numbers[link] += 1
            host = self._host_of[link]
            self._last_dates[host][link] = after.last_at.date()
            self._different_dates[host] = len(set(self._last_dates[host].values()))
        if after.last_at >= self._reprice_at:
            self._reprice(after.last_at)

    def _reprice(self, at: datetime) -> None:
        self._reprice_at = at + REPRICED_EVERY
        rechecks, self._rechecks = self._rechecks / (REPRICED_EVERY / DAY), 0
        working = ((self.rate(link, at), 1) for link, works in enumerate(self._working) if works)
        self._price = price_for(working, self._budget - rechecks)

    def rate(self, link: int, at: datetime) -> float:
        """From what was seen so far."""
        days = (at - BEGIN) / DAY
        own = Changes(self._numbers[link], days)
        if not self._pooled:
            return change_rate(own, own)
        host = self._host_of[link]
        dates = self._different_dates[host]
        return change_rate(own, Changes(dates, days * self._host_links[host]))

    def due(self, link: int, before: HealthState | None, after: HealthState) -> datetime:
        """By `next_check`, with rate and price as they stand."""
        return next_check(link, after, self.rate(link, after.last_at), self._price, before)


class AllKnowing(Adapted):
    """The same allocation, told each link's true rate of dying: what could be had at most."""

    def begin(self, hosts: list[Host], links: list[Truth]) -> None:
        """Looks behind the scene."""
        super().begin(hosts, links)
        self._rates = [hosts[link.host].kind.daily_deaths for link in links]

    def rate(self, link: int, at: datetime) -> float:  # noqa: ARG002 - it never changes
        """As it is."""
        return self._rates[link]


def simulate(schedule: Schedule) -> Tally:
    """The whole time under one schedule."""
    hosts, links = web()
    schedule.begin(hosts, links)
    tally = Tally()
    health: list[HealthState | None] = [None] * len(links)
    noticed = [False] * len(links)
    mended: dict[int, datetime] = {}
    first = random.Random(SEED + 1)
    queue = [(BEGIN + first.random() * 7 * DAY, number) for number in range(len(links))]
    heapq.heapify(queue)
    last = END + RUN_OUT  # so that deaths of the last weeks are confirmed, too
    while queue[0][0] < last:
        at, number = heapq.heappop(queue)
        link, before = links[number], health[number]
        if number in mended and mended[number] <= at:
            link.live_from(mended.pop(number), hosts[link.host])
            before, noticed[number] = None, False
        verdict = link.verdict(at, hosts[link.host])
        if before and before.last_at < link.dies:
            days = (at - before.last_at) / DAY
            tally.expected[_year(at)] += hosts[link.host].kind.daily_deaths * days * days / 2
        after = advance(before, verdict, REASON[verdict], at)
        health[number] = after
        tally.looks[_year(at)] += 1
        schedule.seen(number, before, after)
        if at >= link.dies and not noticed[number]:
            noticed[number] = True
            tally.unnoticed.append((_year(link.dies), (at - link.dies) / DAY))
        if at < link.dies and _held_broken(after) and not _held_broken(before):
            tally.false_alarms[_year(at)] += 1
        if after.confirmed and at >= link.dies and number not in mended:
            tally.confirmed.append((_year(link.dies), (at - link.dies) / DAY))
            mended[number] = at + MENDED_AFTER
        due = schedule.due(number, before, after)
        heapq.heappush(queue, (min(due, mended.get(number, due)), number))
    return tally


def _row(name: str, tally: Tally, year: int) -> str:
    unnoticed = [days for born, days in tally.unnoticed if born == year]
    confirmed = [days for born, days in tally.confirmed if born == year]
    return (
        f"  {name:<42}{tally.looks[year] / 365:8.1f}"
        f"{100 * tally.expected[year] / (LINKS * 365):10.4f} %"
        f"{100 * sum(unnoticed) / (LINKS * 365):10.4f} %"
        f"{100 * sum(confirmed) / (LINKS * 365):10.4f} %"
        f"{fmean(unnoticed):8.2f}{median(confirmed):8.2f}{quantiles(confirmed, n=10)[-1]:7.2f}"
        f"{tally.false_alarms[year]:7}{len(confirmed):8}\n"
    )


HEAD = (
    f"  {'schedule':<42}{'looks/d':>8}{'expected':>12}{'unnoticed':>12}{'unconfirmed':>12}"
    f"{'notice':>8}{'median':>8}{'p90':>7}{'false':>7}{'deaths':>8}\n"
)
LEGEND = f"""
{LINKS} links, {YEARS} years, the same web for all; the first year starts without any history.
expected    the share of all link-time in which a link is dead and no look has seen it yet, from
            the true rates and the looks made, without the luck of when links died: compare by it
unnoticed   the same as it happened
unconfirmed the share in which a link was dead and not yet confirmed
notice      mean days from death to the first look that saw it
median, p90 days from death to confirmed
false       links confirmed broken in an outage that passed (and that lasted 24 or 72 hours)
Looks are made when they are due, to the minute. The mix of rates is assumed; what is gained
comes from its unevenness: were all links alike, there would be nothing to gain over C.
"""


def main() -> None:
    """Prints a table for the first and for the last year."""
    with ProcessPoolExecutor(max_workers=2) as pool:
        plain, rechecks = pool.map(simulate, (WeeklyOnly(), WeeklyAndRechecks()))
        budget = sum(rechecks.looks[year] for year in range(YEARS)) / (YEARS * 365)
        ours: dict[str, Schedule] = {
            "B ours at the budget of A": Adapted(LINKS / 7),
            "D ours at the budget of C": Adapted(budget),
            "E as D, without the neighbours": Adapted(budget, pooled=False),
            "F as D, but every outage is a change": Adapted(budget, every_outage=True),
            "G as D, knowing the true rates": AllKnowing(budget),
        }
        tallies = dict(zip(ours, pool.map(simulate, ours.values()), strict=True))
    tallies |= {"A weekly, no rechecks": plain, "C weekly, with our rechecks": rechecks}
    for year in (0, YEARS - 1):
        sys.stdout.write(f"\nyear {year + 1}\n{HEAD}")
        for name in sorted(tallies):
            sys.stdout.write(_row(name, tallies[name], year))
    sys.stdout.write(LEGEND)


if __name__ == "__main__":
    main()
