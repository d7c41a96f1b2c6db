"""Live checks: `jobbank check --json` as a child, one result after the other. Nothing is stored."""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from itertools import islice
from pathlib import Path
from typing import Any

from tui.processes.child import CheckFailed, end

_COMMAND = (sys.executable, "-m", "tui.cli.main", "check", "--json", "--")
_ADDRESSES_AT_ONCE = 200  # the length of a command line is limited
_LONGEST_LINE = 4 * 1024 * 1024  # bytes of one answer
_REFUSED = 2  # an address or a setting cannot be read; stderr is for staff


async def check_now(
    urls: Sequence[str],
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> AsyncGenerator[dict[str, Any], None]:
    """Check these addresses in turn and yield the results, one by one.

    Each result has the keys of `jobbank check --json`: url, at, verdict, reasons, findings
    (reason, verdict, evidence), status, final_url, suggested_url, title, hops. Its texts come from
    outside. environment, folder: of the child; those of this process by default.

    Raise CheckFailed if an address cannot be read or the check was interrupted. The child ends
    when the loop over the results is left or cancelled; close the iterator then (`aclosing`).
    """
    left = iter(urls)
    while batch := tuple(islice(left, _ADDRESSES_AT_ONCE)):
        child = await asyncio.create_subprocess_exec(
            *_COMMAND,
            *batch,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
            env=environment,
            cwd=folder,
        )
        try:
            async with aclosing(_answers(child, len(batch))) as answers:
                async for answer in answers:
                    yield answer
        finally:
            await end(child)


async def _answers(
    child: asyncio.subprocess.Process, expected: int
) -> AsyncGenerator[dict[str, Any], None]:
    assert child.stdout is not None
    assert child.stderr is not None
    # Both are read at once: a child with a full pipe would wait for ever.
    talk = asyncio.ensure_future(child.stderr.read())
    try:
        async for line in child.stdout:
            expected -= 1
            yield json.loads(line)
        said = (await talk).decode(errors="replace").strip().splitlines()
        code = await child.wait()
    finally:
        talk.cancel()
        await asyncio.wait([talk])
    if expected > 0:
        raise CheckFailed(_told(code, said))


def _told(code: int, said: Sequence[str]) -> str:
    if code == _REFUSED and said:
        return said[-1].removeprefix("Error: ")
    return "The check was interrupted. Try it again."
