"""What is to happen a little later happens, unless it is called off."""

import asyncio

import pytest
from textual.app import App
from textual.screen import Screen

from tests.tui.in_loop import in_loop
from tui.timers import after


@pytest.mark.parametrize("seconds", [0, 1e-9, 0.01])
@in_loop
async def test_however_short_the_time_is_it_happens(seconds: float) -> None:
    """Also where the time is over before anybody could wait for it."""
    async with App[None]().run_test() as pilot:
        happened = asyncio.Event()
        after(pilot.app, seconds, happened.set)
        await asyncio.wait_for(happened.wait(), 10)


@in_loop
async def test_what_is_called_off_does_not_happen() -> None:
    async with App[None]().run_test() as pilot:
        happened: list[str] = []
        after(pilot.app, 0, lambda: happened.append("called off")).cancel()
        done = asyncio.Event()
        after(pilot.app, 0.01, done.set)
        await asyncio.wait_for(done.wait(), 10)
        assert happened == []


@in_loop
async def test_what_is_gone_is_not_called() -> None:
    happened: list[str] = []
    async with App[None]().run_test() as pilot:
        box: Screen[None] = Screen()
        await pilot.app.push_screen(box)
        await pilot.app.pop_screen()
        after(box, 0, lambda: happened.append("of what is gone"))
        done = asyncio.Event()
        after(pilot.app, 0.01, done.set)
        await asyncio.wait_for(done.wait(), 10)
    assert happened == []
