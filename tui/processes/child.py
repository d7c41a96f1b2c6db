"""What all child processes share: ids as their stdin, and how they are ended."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import IO

_PATIENCE = 2.0  # seconds within which a child that is asked to end does so


class CheckFailed(Exception):
    """The check could not be made; says why, in plain words."""


@contextmanager
def ids_for_stdin(ids: Sequence[int] | None) -> Iterator[IO[bytes] | None]:
    """Yield the stdin of a crawl of these links: a file, which is never full as a pipe may be.

    None, for this process's stdin, if no links are chosen.
    """
    if ids is None:
        yield None
        return
    with TemporaryFile() as file:
        file.write("\n".join(map(str, ids)).encode())
        file.seek(0)
        yield file


async def end(child: asyncio.subprocess.Process) -> None:
    """End the child if it has not ended, whatever becomes of the caller meanwhile."""
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
