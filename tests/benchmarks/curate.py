"""Curating in a terminal, measured: python -m tests.benchmarks.curate CATALOG [--times N]

CATALOG: one that `tests.benchmarks.big_catalog` made. `--part screen` runs the app on a pty
and takes the time from a key to the last byte that changes the list, where the cursor and
the marks are; the advice, the count and the details beside it follow, and the line `the
rest of the screen` has the last of them but the details; `--part blocks` runs it in
a process of its own and watches for how long its loop stands still, and for that it writes
to CATALOG: give it a copy. Milliseconds, unless it says otherwise; `bound` is the aim.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks.curate_terminal import Screen, Terminal, memory_mb, processor_seconds
from tests.benchmarks.rig import PROJECT, say, show_table

COMMAND = (sys.executable, "-m", "tui.cli.main", "curate")
#: Shorter than the rest of the cursor after which the details follow.
QUIET = 0.05
KEYS = (("down", "\x1b[B"), ("j", "j"), ("pagedown", "\x1b[6~"), ("space", " "))
WORDS = ("maple", "harbor", "nursing")
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """Figures of one thing. bound: the aim for `judged` (a name of the figures), None without."""

    what: str
    figures: Sequence[float]
    bound: float | None = None

    def cells(self) -> tuple[str, ...]:
        """As the table has them."""
        late = quantiles(self.figures, n=20, method="inclusive")[-1] if self.figures[1:] else 0
        shown = (median(self.figures), late or self.figures[0], max(self.figures))
        bound = "" if self.bound is None else f"{self.bound:g}"
        return (self.what, str(len(self.figures)), *(f"{one:.1f}" for one in shown), bound)


def main() -> int:
    """Prints the tables; returns the exit code."""
    parser = argparse.ArgumentParser(description="Speed and memory of the curation app.")
    parser.add_argument("catalog", type=Path)
    parser.add_argument("--part", choices=("screen", "blocks"), action="append")
    parser.add_argument("--times", type=int, default=60, help="how often each key is pressed")
    parser.add_argument("--starts", type=int, default=10, help="how often the app is started")
    parser.add_argument("--size", default="120x40", help="columns x lines")
    given = parser.parse_args()
    columns, _, lines = given.size.partition("x")
    size = (int(columns), int(lines))
    with tempfile.TemporaryDirectory() as folder:
        env = surroundings(given.catalog.resolve(), Path(folder))
        parts = given.part or ["screen", "blocks"]
        if "screen" in parts:
            _table(on_a_terminal(env, Path(folder), size, given.starts, given.times))
        if "blocks" in parts:
            inside = [sys.executable, "-m", "tests.benchmarks.curate_blocks", given.size]
            subprocess.run(inside, env=env, cwd=PROJECT, check=True)
    return 0


def surroundings(catalog: Path, folder: Path) -> dict[str, str]:
    """The environment of the app: this catalog, and modules that are compiled once, as they are
    where it is installed."""
    ours = {
        "JOBBANK_DATABASE": f"sqlite:///{catalog}",
        "JOBBANK_USER": "benchmark",
        "PYTHONPATH": str(PROJECT),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "NO_COLOR")}
    return kept | ours


def _table(lines: Iterator[Line]) -> None:
    load = " ".join(f"{load:.1f}" for load in os.getloadavg())
    rows = []
    for line in lines:
        sys.stderr.write(f"{line.what}\n")
        rows.append(line.cells())
    say(f"load at the start and the end: {load} / {os.getloadavg()[0]:.1f}\n")
    show_table(("what", "n", "p50", "p95", "max", "bound"), rows)


def on_a_terminal(
    env: Mapping[str, str], folder: Path, size: tuple[int, int], starts: int, times: int
) -> Iterator[Line]:
    """All that is measured on a pty."""
    yield from _starts(env, folder, size, starts)
    with _curating(env, folder, size) as terminal:
        at_first = memory_mb(terminal.pid)
        yield from _keys(terminal, "queue", times)
        terminal.write("2")
        total = _listed(terminal)
        yield from _keys(terminal, "catalog", times)
        yield from _searches(terminal)
        terminal.write("\x1b[C" * 4)  # the other pages of details
        terminal.settle(1.0)
        now, peak = memory_mb(terminal.pid)
        bound = 350 if total >= MILLION else 150
        yield Line("memory after the start, MB", [at_first[0]])
        yield Line("memory after all that, MB", [now], bound)
        yield Line("memory at its peak, MB", [peak], bound)


@contextmanager
def _curating(env: Mapping[str, str], folder: Path, size: tuple[int, int]) -> Iterator[Terminal]:
    terminal = Terminal(COMMAND, env, folder, size)
    try:
        _listed(terminal)
        yield terminal
    finally:
        terminal.close()


def _starts(
    env: Mapping[str, str], folder: Path, size: tuple[int, int], starts: int
) -> Iterator[Line]:
    """The first start compiles, and is not counted."""
    painted, listed, worked = [], [], []
    for number in range(starts + 1):
        terminal = Terminal(COMMAND, env, folder, size)
        try:
            first = terminal.until(lambda screen: "1 Queue" in screen.lines(0, 1)[0])
            used = processor_seconds(terminal.pid)
            rows = terminal.until(_has_rows)
        finally:
            terminal.close()
        if number:
            painted.append(1000 * (first - terminal.began))
            worked.append(1000 * used)
            listed.append(1000 * (rows - terminal.began))
    yield Line("start to first paint", painted, 500)
    yield Line("the same, processor's time", worked)
    yield Line("start to first rows", listed)


def _has_rows(screen: Screen) -> bool:
    return " of " in screen.lines(0, 1)[0] and not any(
        "…   " in line for line in screen.lines(2, 6)
    )


def _listed(terminal: Terminal) -> int:
    """How many links there are, once the list has come as a whole."""
    terminal.until(_has_rows)
    before, now = -1, 0
    while now != before or not now:
        terminal.settle_for(1.5)
        before, now = now, _links(terminal.screen)
    return now


def _links(screen: Screen) -> int:
    found = re.search(r" of ([\d,]+)", screen.lines(0, 1)[0])
    return int(found[1].replace(",", "")) if found else 0


def _keys(terminal: Terminal, where: str, times: int) -> Iterator[Line]:
    """Each key as a person presses it: at times before the details have come, at times after."""
    chance = random.Random(1)
    every: list[float] = []
    rest: list[float] = []
    worked = processor_seconds(terminal.pid)
    for name, key in KEYS:
        terminal.write("g")
        terminal.settle(0.5)
        taken, later = _pressed(terminal, [key] * times, chance)
        every += taken
        rest += later
        yield Line(f"{where}: {name}", taken, 30)
    taken, later = _pressed(terminal, ["G", "g"] * (times // 4), chance)
    every += taken
    rest += later
    yield Line(f"{where}: G, g", taken, 30)
    worked = 1000 * (processor_seconds(terminal.pid) - worked) / len(every)
    yield Line(f"{where}: all keys", every, 30)
    yield Line(f"{where}: the rest of the screen", rest)
    yield Line(f"{where}: processor's time a key, with details", [worked])
    terminal.write("g")
    terminal.settle(0.5)


def _pressed(
    terminal: Terminal, keys: Sequence[str], chance: random.Random
) -> tuple[list[float], list[float]]:
    """Milliseconds from each key to the last change of the list, and to the last change of the
    screen without the details; keys that change nothing are left out."""
    taken, later = [], []
    for key in keys:
        pressed = terminal.write(key)
        last = terminal.settle_all(QUIET, (_list_lines, _around_lines))
        if last[_list_lines]:
            taken.append(1000 * (last[_list_lines] - pressed))
            later.append(1000 * (max(last.values()) - pressed))
        terminal.settle_for(chance.uniform(0.01, 0.3))
    return taken, later


def _searches(terminal: Terminal) -> Iterator[Line]:
    """From a letter to the last change of the list: all of its rows are there. The filters
    and the details, which stand beside the list, follow later and do not count."""
    taken = []
    for words in WORDS:
        terminal.write("/")
        terminal.settle(0.5)
        for letter in words:
            before = _found_lines(terminal.screen)
            pressed = terminal.write(letter)
            last = terminal.settle(0.4, _found_lines)
            if last and _found_lines(terminal.screen) != before:
                taken.append(1000 * (last - pressed))
        terminal.write("\x1b")
        terminal.settle(1.0)
    yield Line("search: letter to rows", taken, 50)


def _list_lines(screen: Screen) -> list[str]:
    """The list's part of the screen: between the filters and the details."""
    columns = len(screen.lines(0, 1)[0])
    return [line[28 : columns // 2] for line in screen.lines(2, -4)]


def _found_lines(screen: Screen) -> list[str]:
    """The same, below the line for the search."""
    return _list_lines(screen)[3:]


def _around_lines(screen: Screen) -> list[str]:
    """The line above the list, and those below it: advice and keys."""
    return [*screen.lines(0, 1), *screen.lines(-4)]


if __name__ == "__main__":
    sys.exit(main())
