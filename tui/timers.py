"""Delayed calls, such as a check after the user has stopped typing."""

import asyncio
from collections.abc import Callable

from textual.message_pump import MessagePump


def after(node: MessagePump, seconds: float, then: Callable[[], object]) -> asyncio.TimerHandle:
    """Call `then` in the node's turn after this number of seconds; `cancel` the returned handle to
    prevent it. A node that is gone by then is not called.

    Textual's own `set_timer` never calls if the time is over before its loop has begun to wait
    (`textual.timer`, `_skip`), which happens to short delays on a busy machine.
    """
    return asyncio.get_running_loop().call_later(seconds, node.call_next, then)
