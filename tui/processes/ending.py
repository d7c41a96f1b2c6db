"""How a child process is ended, whatever becomes of the caller meanwhile."""

import asyncio
from contextlib import suppress

_PATIENCE = 2.0  # seconds within which a child that is asked to end does so


async def end(child: asyncio.subprocess.Process) -> None:
    """End the child if it has not ended."""
    if child.returncode is not None:
        return
    with suppress(ProcessLookupError):
        child.terminate()
    try:
        # What it has yet to say is read too: its pipes are closed only when they are empty.
        await asyncio.wait_for(child.communicate(), _PATIENCE)
    except TimeoutError:
        with suppress(ProcessLookupError):
            child.kill()
        await child.communicate()
