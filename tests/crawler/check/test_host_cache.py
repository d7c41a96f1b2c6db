"""What is known of each host: remembered from earlier crawls, and learnt in this one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeVar

import pytest

from crawler.check.host_cache import KEPT_LANES, HostCache
from directory.catalog.host_cache import Fact
from directory.model.host import AskedFact, HostFactKind, ProbeFact, RobotsFact, WaitFact
from tests.clocks import NOW, HandClock

T = TypeVar("T")
LANE, ORIGIN = "a.example", "https://a.example"
DAY = timedelta(days=1)
RULES = RobotsFact(body="User-agent: *\nDisallow: /x\n")


class Memory:
    """Stands in for the catalog. asked: which lanes it was asked for, question by question."""

    def __init__(self, *facts: Fact) -> None:
        self._facts = facts
        self.asked: list[tuple[str, ...]] = []

    async def load(self, lanes: Sequence[str]) -> list[Fact]:
        """The facts of these lanes."""
        self.asked.append(tuple(lanes))
        await asyncio.sleep(0)
        return [fact for fact in self._facts if fact.lane in lanes]


def robots_learnt(before: timedelta) -> Fact:
    return Fact(LANE, HostFactKind.ROBOTS, ORIGIN, NOW - before, RULES)


def run(use: Callable[[], Awaitable[T]]) -> T:
    async def main() -> T:
        return await use()

    return asyncio.run(main())


async def robots_of(hosts: HostCache, within: timedelta = DAY) -> object:
    return await hosts.get(LANE, HostFactKind.ROBOTS, ORIGIN, within)


@pytest.mark.parametrize(
    ("age", "known"),
    [(timedelta(), True), (DAY, True), (DAY + timedelta(seconds=1), False)],
)
def test_what_was_learnt_lately_enough_is_recalled(age: timedelta, known: bool) -> None:
    hosts = HostCache(HandClock(), Memory(robots_learnt(age)).load)
    assert run(lambda: robots_of(hosts)) == (RULES if known else None)


def test_without_a_catalog_all_is_learnt_anew() -> None:
    hosts = HostCache(HandClock())
    assert run(lambda: robots_of(hosts)) is None
    hosts.put(LANE, HostFactKind.ROBOTS, ORIGIN, RULES)
    assert run(lambda: robots_of(hosts)) == RULES


def test_a_lane_is_read_from_the_catalog_once() -> None:
    memory = Memory(robots_learnt(timedelta()))
    hosts = HostCache(HandClock(), memory.load)

    async def often() -> None:
        await hosts.load([LANE, "b.example"])
        await hosts.load(["b.example", "c.example"])
        await robots_of(hosts)

    run(often)
    assert memory.asked == [(LANE, "b.example"), ("c.example",)]


def test_what_was_learnt_while_the_catalog_was_read_is_not_undone_by_it() -> None:
    hosts = HostCache(HandClock(), Memory(robots_learnt(timedelta(hours=20))).load)
    new = RobotsFact(body="User-agent: *\nDisallow: /new\n")

    async def both() -> object:
        reading = asyncio.create_task(hosts.load([LANE]))
        await asyncio.sleep(0)
        hosts.put(LANE, HostFactKind.ROBOTS, ORIGIN, new)
        await reading
        return await robots_of(hosts)

    assert run(both) == new


def test_a_wish_that_comes_before_the_lane_was_met_does_not_hide_what_is_remembered() -> None:
    """A redirect may lead to a host whose lane has ended and was forgotten."""
    hosts = HostCache(HandClock(), Memory(robots_learnt(timedelta())).load)
    hosts.put_off(LANE, 3600)
    assert run(lambda: robots_of(hosts)) == RULES
    assert hosts.waits_until(LANE) == NOW + timedelta(hours=1)


def test_asking_of_a_host_that_was_not_met_does_not_hide_what_is_remembered() -> None:
    hosts = HostCache(HandClock(), Memory(robots_learnt(timedelta())).load)
    assert hosts.waits_until(LANE) is None
    assert run(lambda: robots_of(hosts)) == RULES


def test_all_facts_of_a_kind_are_told() -> None:
    hosts = HostCache(HandClock())
    probes = [ProbeFact(f"{ORIGIN}/{folder}/x", status=404) for folder in "ab"]
    for probe in probes:
        hosts.put(LANE, HostFactKind.PROBE, probe.url[:-1], probe)
    hosts.put(LANE, HostFactKind.ROBOTS, ORIGIN, RULES)
    assert [fact.body for fact in hosts.all_of(LANE, HostFactKind.PROBE)] == probes
    assert hosts.all_of("b.example", HostFactKind.PROBE) == []


def test_what_is_new_is_taken_once_to_be_written() -> None:
    clock = HandClock()
    hosts = HostCache(clock)
    hosts.put(LANE, HostFactKind.ROBOTS, ORIGIN, RULES)
    clock.advance(seconds=60)
    hosts.put_off(LANE, 30)
    assert hosts.drain() == [
        Fact(LANE, HostFactKind.ROBOTS, ORIGIN, NOW, RULES),
        Fact(LANE, HostFactKind.WAIT, "", clock.now, WaitFact(clock.now + timedelta(seconds=30))),
    ]
    assert hosts.drain() == []


def test_what_is_only_remembered_is_not_written_again() -> None:
    hosts = HostCache(HandClock(), Memory(robots_learnt(timedelta())).load)
    run(lambda: robots_of(hosts))
    assert hosts.drain() == []


def test_a_host_is_left_alone_until_the_time_that_it_named_has_come() -> None:
    clock = HandClock()
    hosts = HostCache(clock)
    hosts.put_off(LANE, 3600)
    assert hosts.waits_until(LANE) == NOW + timedelta(hours=1)
    assert hosts.waits_until("b.example") is None
    clock.advance(seconds=3599)
    assert hosts.waits_until(LANE) is not None
    clock.advance(seconds=1)
    assert hosts.waits_until(LANE) is None


def test_a_wish_heard_by_an_earlier_process_holds() -> None:
    wish = WaitFact(NOW + timedelta(minutes=30))
    hosts = HostCache(HandClock(), Memory(Fact(LANE, HostFactKind.WAIT, "", NOW - DAY, wish)).load)
    run(lambda: hosts.load([LANE]))
    assert hosts.waits_until(LANE) == wish.not_before


def test_of_a_lane_that_is_done_what_was_learnt_is_still_written() -> None:
    memory = Memory()
    hosts = HostCache(HandClock(), memory.load)
    hosts.put(LANE, HostFactKind.ROBOTS, ORIGIN, RULES)
    hosts.forget([LANE, "never.met.example"])
    run(lambda: robots_of(hosts))
    assert memory.asked == [(LANE,)]
    assert len(hosts.drain()) == 1


def test_only_so_many_lanes_are_kept_in_mind() -> None:
    memory = Memory()
    hosts = HostCache(HandClock(), memory.load)

    async def many() -> None:
        for number in range(KEPT_LANES + 10):
            await hosts.get(f"h{number}.example", HostFactKind.WAIT, "", DAY)
        memory.asked.clear()
        await hosts.load([f"h{KEPT_LANES + 9}.example"])
        await hosts.load(["h0.example"])

    run(many)
    assert memory.asked == [("h0.example",)]


def test_what_was_learnt_in_the_future_is_not_believed() -> None:
    """A clock was a year ahead: its robots.txt is old, and its wish long past."""
    wish = WaitFact(NOW + 366 * DAY)
    later = robots_learnt(-365 * DAY), Fact(LANE, HostFactKind.WAIT, "", NOW + 365 * DAY, wish)
    hosts = HostCache(HandClock(), Memory(*later).load)
    assert run(lambda: robots_of(hosts)) is None
    assert hosts.waits_until(LANE) is None


def _asked(before: timedelta, pause: timedelta) -> Fact:
    """Another crawl asked so long ago, and wants the next request after a pause."""
    at = NOW - before
    return Fact(LANE, HostFactKind.ASKED, "", at, AskedFact(at + pause))


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("fact", "left"),
    [
        (_asked(SECOND, 10 * SECOND), 9.0),
        (_asked(10 * SECOND, 10 * SECOND), 0.0),
        (_asked(DAY, 10 * SECOND), 0.0),
        (_asked(-DAY, 10 * SECOND), 10.0),  # by a clock that is ahead of ours
    ],
)
def test_a_host_that_another_crawl_has_asked_rests(fact: Fact, left: float) -> None:
    hosts = HostCache(HandClock(), Memory(fact).load)
    assert hosts.pause_left(LANE) == 0.0
    run(lambda: hosts.load([LANE]))
    assert hosts.pause_left(LANE) == left


def test_what_others_have_asked_meanwhile_counts_if_it_is_newer() -> None:
    hosts = HostCache(HandClock(), Memory(_asked(SECOND, 10 * SECOND)).load)
    run(lambda: hosts.load([LANE]))
    hosts.take_note([_asked(9 * SECOND, 60 * SECOND)])
    assert hosts.pause_left(LANE) == 9.0
    hosts.take_note([_asked(timedelta(0), 20 * SECOND)])
    assert hosts.pause_left(LANE) == 20.0


def test_what_we_asked_is_noted_for_others_alone() -> None:
    """The clocks show whole seconds, so the pause ends a second later than by them."""
    hosts = HostCache(HandClock())
    hosts.asked(LANE, 10.0)
    hosts.asked(LANE, 0.0)
    assert hosts.drain() == [_asked(timedelta(0), 11 * SECOND)]
    assert hosts.pause_left(LANE) == 0.0
