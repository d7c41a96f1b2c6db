"""Common parts of all child processes: ids as their stdin, and their termination."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import IO

_PATIENCE = 2.0  # seconds for a child to end after SIGTERM


class CheckFailed(Exception):
    """The check could not be made; the message says why, for staff."""


@contextmanager
def ids_for_stdin(ids: Sequence[int] | None) -> Iterator[IO[bytes] | None]:
    """Yield the stdin of a crawl of these links: a file, which cannot fill up as a pipe can.

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
    """End the child if it has not ended, even if the caller is cancelled meanwhile."""
    if child.returncode is not None:
        return
    with suppress(ProcessLookupError):
        child.terminate()
    try:
        # Its remaining output is read too: its pipes are closed only when they are empty.
        await asyncio.wait_for(child.communicate(), _PATIENCE)
    except TimeoutError:
        with suppress(ProcessLookupError):
            child.kill()
        await child.communicate()
