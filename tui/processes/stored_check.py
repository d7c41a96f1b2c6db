"""Checks of chosen links that are stored: `crawler.run --chosen` as a child."""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tui.processes.child import CheckFailed, end, ids_for_stdin

_COMMAND = (sys.executable, "-m", "crawler.run", "--chosen", "--with-parent")
_LONGEST_LINE = 4 * 1024 * 1024  # bytes of one answer
#: Exit codes for which stderr says why there was no crawl.
_REFUSED = frozenset({2, 4})

Line = dict[str, Any]


async def check_and_store(
    ids: Sequence[int],
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> AsyncGenerator[Line, None]:
    """Check the links with these ids now, store the results, and yield what was seen of each.

    Each result is a line of `jobbank crawl --json`: id, url, name, verdict, reasons, findings,
    evidence, status, final_url, suggested_url. It comes when it is stored, so all come at the end.
    Its texts come from outside. environment, folder: of the child; those of this process by
    default.

    Raise CheckFailed, with the reason, if nothing could be stored, and after the results if a
    link could not be checked. The child ends, with what it has stored, when the loop over the
    results is left or cancelled; close the iterator then (`aclosing`).
    """
    with ids_for_stdin(ids) as stdin:
        child = await asyncio.create_subprocess_exec(
            *_COMMAND,
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
            env=environment,
            cwd=folder,
        )
    try:
        lines, errors = await _read(child)
        code = await child.wait()
    finally:
        await end(child)
    _refuse_unstored(lines, errors, code)
    for line in lines:
        if line["type"] == "link":
            yield line
    left = [line for line in lines if line["type"] == "left"]
    if left:
        raise CheckFailed(_why_left(left))


async def _read(child: asyncio.subprocess.Process) -> tuple[list[Line], list[str]]:
    """Read all lines of progress, and what it reports on stderr."""
    assert child.stdout is not None
    assert child.stderr is not None
    # Both are read at once: a child with a full pipe would wait for ever.
    talk = asyncio.ensure_future(child.stderr.read())
    try:
        lines = [json.loads(line) async for line in child.stdout]
        errors = (await talk).decode(errors="replace").strip().splitlines()
    finally:
        talk.cancel()
        await asyncio.wait([talk])
    return lines, errors


def _refuse_unstored(lines: Sequence[Line], errors: Sequence[str], code: int) -> None:
    summary = next((line for line in lines if line["type"] == "summary"), None)
    if summary is None:
        if code in _REFUSED and errors:
            raise CheckFailed(_sentence(errors[-1]))
        raise CheckFailed("The check was interrupted. Try it again.")
    if summary["status"] == "inconclusive":
        raise CheckFailed(_sentence(summary["note"]))


def _why_left(left: Sequence[Line]) -> str:
    first = f"Link {left[0]['id']} was not checked"
    also = f" (nor were {len(left) - 1:,} others)" if left[1:] else ""
    if left[0]["until"] is None:
        return f"{first}{also}. Try it again."
    until = datetime.fromisoformat(left[0]["until"])
    return f"{first}{also}: its site allows no further check before {until:%Y-%m-%d %H:%M} UTC."


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
