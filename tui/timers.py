"""What is to happen a little later, as a check once somebody has stopped typing."""

import asyncio
from collections.abc import Callable

from textual.message_pump import MessagePump


def after(node: MessagePump, seconds: float, then: Callable[[], object]) -> asyncio.TimerHandle:
    """Calls `then` in the node's turn, so many seconds from now; `cancel` what is returned, and it
    does not. A node that is gone by then is not called.

    Textual's own `set_timer` never calls where the time is over before its loop has begun to wait
    (`textual.timer`, `_skip`), which happens to short delays when the machine is busy.
    """
    return asyncio.get_running_loop().call_later(seconds, node.call_next, then)
