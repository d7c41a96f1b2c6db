"""Keys in the order in which they were typed, each handled after those before it.

Textual hands each key on at once, but what a key opens (a line, a box, a screen) appears a little
later: keys that arrive in one burst (a text expander, dictation, a slow line) would act on what was
there before. Here a key is handed on when the messages caused by the key before it have been
handled, and what it opens is there.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from textual import events
from textual.app import App, ScreenStackError
from textual.dom import DOMNode
from textual.message_pump import MessagePump

from tui.timers import after

#: Seconds that keys wait for what is being opened; then they are dropped, since their target is
#: not there.
LONGEST_WAIT: Final = 10.0


_ANY: Final = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A key, or a paste. since_same, since_any: seconds since the same key, and since any key, was
    pressed before."""

    event: events.Key | events.Paste
    since_same: float = inf
    since_any: float = inf


class KeyQueue:
    """The keys of an app that wait to be handled."""

    def __init__(
        self,
        app: App[Any],
        hand_on: Callable[[events.Event], Awaitable[None]],
        dropped: Callable[[], None],
    ) -> None:
        """hand_on: gives an event to the focused widget. dropped: called when keys were dropped."""
        self._app, self._hand_on, self._dropped = app, hand_on, dropped
        self._waiting: deque[Press] = deque()
        self._awaited: dict[str, asyncio.TimerHandle] = {}
        self._pressed_at: dict[str, float] = {}
        self._ready = asyncio.Event()
        self._ready.set()
        self._task: asyncio.Task[None] | None = None
        #: The key or paste that is being handled.
        self.current: Press | None = None

    def pressed_at(self, key: str = _ANY) -> float:
        """Return when this key, or any, was last pressed (monotonic seconds)."""
        return self._pressed_at.get(key, -inf)

    def put(self, event: events.Key | events.Paste) -> None:
        """Add a key or paste."""
        press = Press(event)
        if isinstance(event, events.Key):
            press = Press(
                event, event.time - self.pressed_at(event.key), event.time - self.pressed_at()
            )
            self._pressed_at[event.key] = self._pressed_at[_ANY] = event.time
        self._waiting.append(press)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    def close(self) -> None:
        """Hand nothing on any more."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    def hold(self, awaited: str) -> None:
        """Hand nothing on until `release(awaited)`: what is typed is meant for what is being
        opened."""
        if awaited in self._awaited:
            self._awaited[awaited].cancel()
        self._awaited[awaited] = after(self._app, LONGEST_WAIT, lambda: self._give_up(awaited))
        self._ready.clear()

    def release(self, awaited: str) -> None:
        """Hand keys on again: what was awaited is there, or failed to open."""
        timer = self._awaited.pop(awaited, None)
        if timer is not None:
            timer.cancel()
        if not self._awaited:
            self._ready.set()

    def _give_up(self, awaited: str) -> None:
        self._drop()
        self.release(awaited)

    def _drop(self) -> None:
        if self._waiting:
            self._waiting.clear()
            self._dropped()

    async def _run(self) -> None:
        while self._waiting:
            await self._ready.wait()
            if not self._waiting:
                return
            self.current = self._waiting.popleft()
            try:
                target = self._app.focused or self._app.screen
                await self._hand_on(self.current.event)
                await self._settled(target)
            except TimeoutError:
                self._drop()
            except ScreenStackError:  # the app has ended
                return
            except Exception as error:
                self._app._handle_exception(error)
                return
            finally:
                self.current = None

    async def _settled(self, target: DOMNode) -> None:
        """Wait until the focused widget and those around it have handled what the key caused, in
        the order in which a key bubbles, and then the screen that is shown now."""
        for node in (*_upwards(target), *_upwards(target)):
            await _handled(node)
        for _ in range(2):
            await _handled(self._app.screen)
            await _handled(self._app)


def _upwards(node: DOMNode) -> Iterator[MessagePump]:
    yield from node.ancestors_with_self


async def _handled(pump: MessagePump) -> None:
    """Wait until the messages that the pump has now are handled. Raise TimeoutError if that takes
    too long."""
    done = asyncio.Event()
    if pump.is_running and pump.call_later(done.set):
        try:
            await asyncio.wait_for(done.wait(), LONGEST_WAIT)
        except TimeoutError:
            if pump.is_running:
                raise
