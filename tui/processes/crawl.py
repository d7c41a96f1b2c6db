"""A crawl that is started from the app and outlives it.

It gets a separate session, so that neither a closed terminal nor the end of the app reaches it,
and no pipe for its progress that could break: its progress is read from the catalog, as for a
crawl that another user started. Only its stderr is kept, in a file without a name that
disappears when both processes have ended.

It is not a child of the event loop: those are killed when their loop ends.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

#: Exit codes of `crawler.run` for which stderr says, for staff, why there was no crawl.
_REFUSED = frozenset({2, 4})
#: With these the crawl took place, if stderr is empty: otherwise Python itself failed.
_TOOK_PLACE = frozenset({0, 1, 3})
_LAST_WORDS = 2000  # bytes of stderr that are reported
_LOOK_AGAIN = 0.1  # seconds


@dataclass(frozen=True, slots=True)
class CrawlEnd:
    """How a crawl ended. code: its exit code. words: why it did not take place, or did not
    finish; otherwise ""."""

    code: int
    words: str


class CrawlChild:
    """A crawl that was started here. Dropping this object leaves the crawl running."""

    def __init__(self, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        self._process = process
        self._errors = errors
        self._end: CrawlEnd | None = None

    @property
    def pid(self) -> int:
        return self._process.pid

    def end(self) -> CrawlEnd | None:
        """Return how it ended; None while it runs."""
        if self._end is None and (code := self._process.poll()) is not None:
            self._end = CrawlEnd(code, _told(code, _last_words(self._errors)))
            self._errors.close()
        return self._end

    async def ended(self) -> CrawlEnd:
        """Wait for its end, and return how it ended."""
        while (end := self.end()) is None:
            await asyncio.sleep(_LOOK_AGAIN)
        return end


async def start_crawl(
    *,
    due_only: bool,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> CrawlChild:
    """Start a crawl in a process that outlives this one.

    environment, folder: of the child; those of this process by default. Raise OSError if the
    machine cannot start it.
    """
    return await asyncio.to_thread(_start, due_only, environment, folder)


def _start(
    due_only: bool, environment: Mapping[str, str] | None, folder: Path | None
) -> CrawlChild:
    command = [sys.executable, "-m", "crawler.run", *(["--due"] if due_only else [])]
    errors = TemporaryFile()  # noqa: SIM115  it lives as long as the crawl
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        env=environment,
        cwd=folder,
        start_new_session=True,
    )
    return CrawlChild(process, errors)


def _last_words(errors: IO[bytes]) -> str:
    size = os.fstat(errors.fileno()).st_size
    # Read by place: the child writes at the place that it shares with us.
    said = os.pread(errors.fileno(), _LAST_WORDS, max(0, size - _LAST_WORDS))
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def _told(code: int, words: str) -> str:
    if code in _REFUSED and words:
        return f"The crawl could not be made: {words}"
    if code in _TOOK_PLACE and not words:
        return ""
    return (
        "The crawl ended early. What it had checked is kept: start it again, and it goes on "
        "from there."
    )
