"""A limit on processor time, for work that must not grow with the square of what it is given.

Processor time does not depend on what else the machine does, as elapsed time would; and where work
is quadratic, the inputs of the tests need minutes, so the limit is generous.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def within_cpu_seconds(seconds: float = 5.0) -> Iterator[None]:
    """Fail when the block takes more processor time. Only in the main thread."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"it took more than {seconds} seconds of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
