"""In which order lanes go on, and how many of one owner's at once."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.spiders.lanes import MOST_OF_A_DOMAIN, DomainLimiter, LanePlaces, lanes_from

SIX = [f"n{number}.one.example" for number in range(6)]


def test_four_lanes_of_a_domain_are_open_at_once_and_the_others_wait() -> None:
    limiter = DomainLimiter()
    assert [limiter.may_open(lane) for lane in SIX] == [True] * 4 + [False] * 2
    assert limiter.may_open("two.example"), "another domain is not held up"


def test_who_waited_first_goes_on_first_in_the_place_of_one_that_ended() -> None:
    limiter = DomainLimiter()
    for lane in SIX:
        limiter.may_open(lane)
    assert list(lanes_from(SIX[2], limiter)) == [SIX[2], SIX[4], SIX[5]]


def test_a_place_that_nobody_waits_for_is_free_again() -> None:
    limiter = DomainLimiter()
    for lane in SIX[:4]:
        limiter.may_open(lane)
    assert limiter.next_after(SIX[0]) is None
    assert [limiter.may_open(lane) for lane in SIX[4:]] == [True, False]


@pytest.mark.parametrize(
    ("lanes", "one_owner"),
    [
        (["a.one.example", "b.a.one.example", "one.example", "one.example:8080"], True),
        (["a.co.uk", "b.co.uk", "c.co.uk", "d.co.uk"], False),
        (["notone.example", "one.example", "one.example.org", "x.one.example"], False),
        (["127.0.0.1:8001", "127.0.0.1:8002", "127.0.0.1:8003", "127.0.0.1:8004"], False),
        (["[::1]:81", "[::1]:82", "[::1]:83", "[::1]"], False),
        (["localhost:1", "localhost:2", "localhost:3", "localhost:4"], False),
        (["10.0.0.1", "11.0.0.1", "12.0.0.1", "13.0.0.1"], False),
    ],
)
def test_a_domain_is_what_one_owner_has_registered(lanes: list[str], one_owner: bool) -> None:
    """A fifth lane of the first one's owner finds no place if the four before were the owner's."""
    limiter = DomainLimiter()
    assert all(limiter.may_open(lane) for lane in lanes)
    assert limiter.may_open(lanes[0]) is not one_owner


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=60))
def test_however_lanes_come_and_go_none_is_lost_and_never_are_five_open(
    moves: list[tuple[str, bool]],
) -> None:
    limiter = DomainLimiter()
    is_open: list[str] = []
    waiting: set[str] = set()
    ended: set[str] = set()

    def end_one() -> None:
        lane = is_open.pop(0)
        ended.add(lane)
        following = limiter.next_after(lane)
        if following is not None:
            waiting.remove(following)
            is_open.append(following)

    for number, (domain, ends) in enumerate(moves):
        lane = f"n{number}.{domain}.example"
        if limiter.may_open(lane):
            is_open.append(lane)
        else:
            waiting.add(lane)
        if ends and is_open:
            end_one()
        for owner in "abc":
            of_owner = sum(lane.endswith(f".{owner}.example") for lane in is_open)
            assert of_owner <= MOST_OF_A_DOMAIN
    while is_open:
        end_one()
    assert (waiting, len(ended)) == (set(), len(moves))


# --- places ------------------------------------------------------------------------------


class Rounds:
    """Lanes that each wait for a server until it is let go."""

    def __init__(self, places: LanePlaces) -> None:
        self.places = places
        self.opened: list[str] = []
        self.ended: list[str] = []
        self._answers: dict[str, asyncio.Event] = {}

    async def open(self, name: str) -> "asyncio.Task[None]":
        """Open a lane as soon as there is a place."""
        await self.places.take()
        self._answers[name] = asyncio.Event()
        lane = asyncio.create_task(self._lane(name))
        self.places.give(lane)
        self.opened.append(name)
        await asyncio.sleep(0)
        return lane

    def answer(self, name: str) -> None:
        """The server of this lane answers."""
        self._answers[name].set()

    async def _lane(self, name: str) -> None:
        async with self.places.lent_while_slow(0):
            await self._answers[name].wait()
        self.ended.append(name)


def test_a_lane_that_waits_for_a_slow_server_lends_its_place() -> None:
    async def main() -> None:
        rounds = Rounds(LanePlaces(1, most_lent=1))
        slow = await rounds.open("slow")
        quick = await rounds.open("quick")
        third = asyncio.create_task(rounds.open("third"))
        rounds.answer("slow")
        await asyncio.sleep(0.01)
        assert (rounds.opened, rounds.ended) == (["slow", "quick"], [])
        rounds.answer("quick")  # it has lent nothing: one place may be lent
        await quick
        lane = await third  # it has waited for longer than “slow”
        rounds.answer("third")
        await lane
        await slow
        assert rounds.ended == ["quick", "third", "slow"]

    asyncio.run(asyncio.wait_for(main(), 10))


def test_a_lane_that_ends_while_its_place_is_lent_gives_none_back() -> None:
    async def main() -> None:
        places = LanePlaces(1, most_lent=1)
        rounds = Rounds(places)
        slow = await rounds.open("slow")
        other = await rounds.open("other")
        slow.cancel()
        await asyncio.wait([slow])
        third = asyncio.create_task(rounds.open("third"))
        await asyncio.sleep(0.01)
        assert rounds.opened[:2] == ["slow", "other"]
        other.cancel()
        lane = await third
        lane.cancel()
        await asyncio.wait([lane, other])

    asyncio.run(asyncio.wait_for(main(), 10))
