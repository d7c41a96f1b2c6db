"""Waiting, under a pilot, for what an app is about to show; the screen as text."""

import asyncio
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot

PATIENCE = 30.0  # seconds: on a busy machine all takes long


def lines(app: App[Any]) -> list[str]:
    """The screen as it was painted, without blanks at the ends of lines."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def picture(app: App[Any]) -> str:
    """The screen in one text."""
    return "\n".join(lines(app))


def seen(pilot: Pilot[Any]) -> str:
    """The screen that the pilot is before, in one text."""
    return picture(pilot.app)


async def until(pilot: Pilot[Any], holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Returns as soon as it is so; fails with what is on the screen when it never is."""
    try:
        async with asyncio.timeout(seconds):
            while not holds():
                await asyncio.sleep(0.025)  # `pause` would send a message to every widget
    except TimeoutError:
        told = [str(one.message) for one in pilot.app._notifications]
        report = ["it never came to be so:", *lines(pilot.app), *told]
        raise AssertionError("\n".join(report)) from None
