"""HostThrottle: one request at a time to a host, and the pause that it is owed."""

import asyncio
import tracemalloc
from itertools import pairwise

import pytest

from crawler.check.throttle import HostThrottle
from tests.cpu import within_cpu_seconds
from tests.crawler.hurry import hurried

A, B = "a.example", "b.example"


class Visits:
    """Requests that take a moment each, and when they were made."""

    def __init__(self, throttle: HostThrottle, takes: float = 0.25) -> None:
        self.throttle = throttle
        self.takes = takes
        self.spans: dict[str, list[tuple[float, float]]] = {}

    async def visit(self, lane: str) -> None:
        """One request."""
        loop = asyncio.get_running_loop()
        async with self.throttle.turn(lane):
            began = loop.time()
            await asyncio.sleep(self.takes)
            self.spans.setdefault(lane, []).append((began, loop.time()))

    def pauses(self, lane: str) -> list[float]:
        """Seconds from the end of each request to the beginning of the next."""
        spans = sorted(self.spans[lane])
        return [after[0] - before[1] for before, after in pairwise(spans)]


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause_from_end_to_beginning() -> None:
    visits = Visits(HostThrottle(1.0))

    async def crowd() -> None:
        await asyncio.gather(*[visits.visit(A) for _ in range(5)])

    hurried(crowd)
    assert visits.pauses(A) == pytest.approx([1.0] * 4)


def test_hosts_do_not_wait_for_each_other() -> None:
    visits = Visits(HostThrottle(60.0))

    async def two() -> None:
        await asyncio.gather(visits.visit(A), visits.visit(B))

    hurried(two)
    [(began_a, ended_a)], [(began_b, _)] = visits.spans[A], visits.spans[B]
    assert began_b < ended_a
    assert began_a == pytest.approx(began_b)


def test_a_crawl_delay_lengthens_the_pause_of_its_host_alone() -> None:
    throttle = HostThrottle(1.0)
    visits = Visits(throttle)

    async def slowed() -> None:
        throttle.slow_down(A, 10.0)
        await asyncio.gather(*[visits.visit(lane) for lane in (A, A, B, B)])

    hurried(slowed)
    assert visits.pauses(A) == pytest.approx([10.0])
    assert visits.pauses(B) == pytest.approx([1.0])


@pytest.mark.parametrize("asked", [0.2, -5.0, float("nan")])
def test_a_crawl_delay_never_makes_us_faster(asked: float) -> None:
    throttle = HostThrottle(1.0)
    visits = Visits(throttle)

    async def hastened() -> None:
        throttle.slow_down(A, asked)
        await asyncio.gather(visits.visit(A), visits.visit(A))

    hurried(hastened)
    assert visits.pauses(A) == pytest.approx([1.0])


def test_a_host_that_asks_for_patience_is_left_alone_for_so_long() -> None:
    throttle = HostThrottle(1.0)
    visits = Visits(throttle)

    async def told_to_wait() -> None:
        await visits.visit(A)
        throttle.hold_off(A, 30.0)
        throttle.hold_off(A, 5.0)  # a shorter wish does not undo a longer one
        await visits.visit(A)
        await visits.visit(A)

    hurried(told_to_wait)
    assert visits.pauses(A) == pytest.approx([30.0, 1.0])


def test_a_host_can_ask_for_patience_before_it_was_ever_visited() -> None:
    throttle = HostThrottle(0.0)
    visits = Visits(throttle)

    async def told_to_wait() -> float:
        began = asyncio.get_running_loop().time()
        throttle.hold_off(A, 30.0)
        await visits.visit(A)
        return began

    began = hurried(told_to_wait)
    assert visits.spans[A][0][0] - began == pytest.approx(30.0)


def test_a_lane_that_is_done_leaves_its_crawl_delay_behind_but_not_the_pause() -> None:
    throttle = HostThrottle(1.0)
    visits = Visits(throttle)

    async def forgotten() -> None:
        throttle.slow_down(A, 10.0)
        await visits.visit(A)
        throttle.forget(A)
        throttle.forget(B)  # never heard of
        await visits.visit(A)
        await visits.visit(A)

    hurried(forgotten)
    assert visits.pauses(A) == pytest.approx([10.0, 1.0])


def test_a_request_that_fails_or_is_given_up_owes_the_pause_all_the_same() -> None:
    throttle = HostThrottle(1.0)
    visits = Visits(throttle)

    async def broken_off() -> float:
        loop = asyncio.get_running_loop()
        with pytest.raises(RuntimeError):
            async with throttle.turn(A):
                raise RuntimeError
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3), throttle.turn(A):
                await asyncio.sleep(60)
        ended = loop.time()
        await visits.visit(A)
        return visits.spans[A][0][0] - ended

    assert hurried(broken_off) == pytest.approx(1.0)


def test_who_gives_up_waiting_does_not_hold_up_the_others() -> None:
    throttle = HostThrottle(10.0)
    visits = Visits(throttle)

    async def impatient() -> None:
        await visits.visit(A)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await visits.visit(A)
        await visits.visit(A)

    hurried(impatient)
    assert visits.pauses(A) == pytest.approx([10.0])


@pytest.mark.slow
def test_hosts_that_nobody_waits_for_cost_no_memory() -> None:
    throttle = HostThrottle(0.0)

    async def visit_many(number: int) -> None:
        for host in range(number):
            async with throttle.turn(f"host-{host}.example"):
                pass

    hurried(lambda: visit_many(100))
    tracemalloc.start()
    hurried(lambda: visit_many(40_000))
    held, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 4_000_000


@pytest.mark.slow
def test_many_hosts_that_are_all_owed_a_pause_do_not_slow_each_other_down() -> None:
    throttle = HostThrottle(3600.0)

    async def visit_many(number: int) -> None:
        for host in range(number):
            async with throttle.turn(f"host-{host}.example"):
                pass

    with within_cpu_seconds():  # not the square of their number
        hurried(lambda: visit_many(30_000))


def test_hosts_that_are_still_owed_a_pause_are_not_forgotten_in_the_crowd() -> None:
    throttle = HostThrottle(0.0)
    visits = Visits(throttle)

    async def crowd() -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        throttle.hold_off(A, 1000.0)
        for host in range(10_000):
            async with throttle.turn(f"host-{host}.example"):
                pass
        await visits.visit(A)
        return visits.spans[A][0][0] - began

    assert hurried(crowd) == pytest.approx(1000.0)
