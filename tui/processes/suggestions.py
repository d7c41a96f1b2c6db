"""New addresses of a lost link: `jobbank suggest --json` as a child. Nothing is changed."""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tui.processes.child import CheckFailed, end

_COMMAND = (sys.executable, "-m", "tui.cli.main", "suggest", "--json", "--")


async def suggested_addresses(
    link_id: int, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> dict[str, Any]:
    """Return where the page of this link may be now, as `jobbank suggest --json` does: its keys
    `suggestions` (the likeliest first, each with `address` and `why`, whose texts come from
    outside), `remarks` (services without a result, in sentences) and `archive_failed`.

    environment, folder: of the child; those of this process by default. Raise CheckFailed, with
    the reason, if the child failed. It ends when this is cancelled.
    """
    child = await asyncio.create_subprocess_exec(
        *_COMMAND,
        str(link_id),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
        cwd=folder,
    )
    try:
        out, errors = await child.communicate()
    finally:
        await end(child)
    if not out:
        said = errors.decode(errors="replace").strip().splitlines()
        raise CheckFailed(said[-1].removeprefix("Error: ") if said else "Try it again.")
    found: dict[str, Any] = json.loads(out.splitlines()[0])
    return found
