"""An event loop in which waiting takes no time: for tests of what waits long.

Its clock stands still while anything is being done, and leaps to whatever is
due next. It is for code that waits for nothing but the clock.
"""

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
_Ready = list[tuple[selectors.SelectorKey, int]]


class _LeapingSelector(selectors.SelectSelector):
    """Waits for nothing; `now` counts the seconds that it was asked to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> _Ready:
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        return ready


class _HurriedLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._leaping = _LeapingSelector()
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.now


def hurried(run: Callable[[], Awaitable[T]]) -> T:
    """What comes of `run`, in such a loop."""

    async def main() -> T:
        return await run()

    with asyncio.Runner(loop_factory=_HurriedLoop) as runner:
        return runner.run(main())
