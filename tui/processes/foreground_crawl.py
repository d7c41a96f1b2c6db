"""A crawl as a child process, and the display of its progress.

A crawl needs a separate event loop and must not outlive the command: it runs as
`python -m crawler.run`, reports its progress as JSON lines, and ends when this process ends.
"""

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from tui.processes.child import ids_for_stdin

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class CrawlProcess:
    """One crawl. `lines` yields its progress; `raw` is the latest line as it came."""

    def __init__(
        self,
        *,
        due_only: bool = False,
        fresh: bool = False,
        chosen: Sequence[int] | None = None,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        """chosen: ids of the links to check; None for those that are due, or all.

        environment, folder: of the child; those of this process by default.
        """
        command = [sys.executable, "-m", "crawler.run", "--with-parent"]
        command += ["--due"] if due_only else []
        command += ["--fresh"] if fresh else []
        command += ["--chosen"] if chosen is not None else []
        self.raw = ""
        # Ctrl-C is blocked until the child is ready: during its imports, it would end with a
        # traceback.
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            with ids_for_stdin(chosen) as ids:
                self._child = subprocess.Popen(
                    command,
                    stdin=ids,
                    stdout=subprocess.PIPE,
                    text=True,
                    env=environment,
                    cwd=folder,
                )
            # Ctrl-C reaches the child as well; it ends with what is done, and we wait for that.
            self._before = {number: signal.signal(number, self._pass_on) for number in _SIGNALS}
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the crawl's lines, parsed, until it ends."""
        assert self._child.stdout is not None
        with self._child.stdout:
            for line in self._child.stdout:
                self.raw = line
                yield json.loads(line)

    def wait(self) -> int:
        """Wait for the crawl to end, and return its exit code."""
        code = self._child.wait()
        for number, handler in self._before.items():
            signal.signal(number, handler)
        return code

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        if self._child.poll() is None:
            self._child.send_signal(number)


class ProgressBar:
    """Counts by verdict, rate and time left, on stderr; not shown outside a terminal."""

    def __init__(self, *, visible: bool) -> None:
        self._counts: Counter[str] = Counter()
        self._progress = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[counts]}"),
            console=Console(stderr=True),
            disable=not visible,
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, rate="", counts="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def begin(self, total: int) -> None:
        """Set the number of links to check."""
        self._progress.update(self._task, total=total)

    def advance(self, verdict: str) -> None:
        """Count one more link, with this verdict."""
        self._counts[verdict] += 1
        speed = self._progress.tasks[0].finished_speed or self._progress.tasks[0].speed
        self._progress.update(
            self._task,
            advance=1,
            rate=f"{speed:.0f}/s" if speed else "",
            counts="  ".join(f"{count} {word}" for word, count in self._counts.most_common()),
        )
