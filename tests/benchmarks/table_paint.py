"""From key to paint in the table of links: milliseconds, and memory, at 100,000 and 1,000,000.

    python -m tests.benchmarks.table_paint [links] [columns lines]

Each size is measured in a process of its own, without a terminal: an app of nothing but
the table gets a key, and the clock stops when the frame that the key causes has been
composed. Rows are made up at once, so that this is the price of the table, not of the
catalog. Frames wait for Textual's clock of 60 a second; that wait is in the figures, and `work
alone`, the time of the processor, is without it and without what else the machine does.
"""

import asyncio
import subprocess
import sys
from array import array
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import psutil
from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen

from directory.model.vocab import EditorialState, Verdict
from directory.queries.link_rows import Row
from tui.widgets.table import LinkTable

SIZES = (100_000, 1_000_000)
SCREEN = (120, 40)
RUNS = (("down", 200), ("pagedown", 100), ("end", 50), ("space", 100))
HELD = 150
VERDICTS = (*Verdict, None)
STATES = tuple(EditorialState)


class TableApp(App[None]):
    """A table that gets its rows at once; it says when a frame is ready for the terminal."""

    CSS_PATH = Path(__file__).parents[2] / "tui" / "style" / "table.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.table = LinkTable()
        self.painted = asyncio.Event()

    def compose(self) -> ComposeResult:
        yield self.table

    def on_link_table_rows_wanted(self, message: LinkTable.RowsWanted) -> None:
        self.table.provide({link_id: row(link_id) for link_id in message.ids})

    def key_space(self) -> None:
        self.table.action_toggle_mark()

    def _display(self, screen: Screen[object], renderable: Any) -> None:
        # Without a terminal Textual leaves out the last step, which turns a frame into bytes.
        super()._display(screen, renderable)
        if isinstance(renderable, CompositorUpdate):
            renderable.render_segments(self.console)
            self.painted.set()


def row(link_id: int) -> Row:
    """A row of words of several lengths."""
    return Row(
        id=link_id,
        version=1,
        name=f"Job openings of the county number {link_id} " + "and around " * (link_id % 7),
        url=f"https://jobs{link_id}.example/openings",
        host=f"jobs{link_id}.example",
        state=STATES[link_id % len(STATES)],
        category="job-banks/by-county",
        verdict=VERDICTS[link_id % len(VERDICTS)],
        confirmed=link_id % 3 > 0,
        flags=("held back",) if link_id % 5 == 0 else (),
    )


def main() -> None:
    """Prints a line for each size and key."""
    total, *screen = [int(word) for word in sys.argv[1:]] or [0]
    for links in (total,) if total else SIZES:
        arguments = map(str, (links, *(screen or SCREEN)))
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.table_paint", "inside", *arguments],
            check=True,
        )


async def measure(total: int, screen: tuple[int, int]) -> None:
    """Prints the figures of one size."""
    app = TableApp()
    async with app.run_test(size=screen) as pilot:
        table = app.table
        table.focus()
        await pilot.pause()
        before = _memory()
        spine = array("i", range(1, total + 1))
        started = perf_counter()
        table.show(spine)
        while table.row(1) is None:
            await _paint(app)
        await _paint(app)
        _say(total, "first rows", [perf_counter() - started])
        for key, times in RUNS:
            table.action_first()
            await pilot.pause()
            taken = [await _key_to_paint(app, pilot, key) for _ in range(times)]
            _say(total, key, [passed for passed, _ in taken])
            _say(total, f"{key}, work alone", [worked for _, worked in taken])
        _say(total, "down, held", await _held(app, pilot))
        fresh = array("i", range(1, total + 1))
        started = perf_counter()
        table.show(fresh, total // 2, keep_marks=True)
        _say(total, "list read again (time of the call)", [perf_counter() - started])
        after = _memory()
    sys.stdout.write(f"{total:>9,} links: {after:.0f} MB, {after - before:.0f} MB by the table\n")


async def _key_to_paint(app: TableApp, pilot: Pilot[None], key: str) -> tuple[float, float]:
    """Seconds, and seconds of work, from a key to its frame; `end` starts from the top."""
    if key == "end":
        app.table.action_first()
    await pilot.pause()
    place = app.table.place
    app.painted.clear()
    started, worked = perf_counter(), process_time()
    app.post_message(events.Key(key, None))
    while True:
        await _paint(app)
        if app.table.place != place:
            return perf_counter() - started, process_time() - worked


async def _held(app: TableApp, pilot: Pilot[None]) -> list[float]:
    """Seconds between the keys of a held key and the next frame, thirty a second."""
    times: list[float] = []
    app.table.action_first()
    await pilot.pause()
    for _ in range(HELD):
        started = perf_counter()
        app.painted.clear()
        app.post_message(events.Key("down", None))
        await _paint(app)
        times.append(perf_counter() - started)
        await asyncio.sleep(max(0.0, 1 / 30 - times[-1]))
    return times


async def _paint(app: TableApp) -> None:
    await app.painted.wait()
    app.painted.clear()


def _memory() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def _say(total: int, what: str, seconds: list[float]) -> None:
    ordered = sorted(1000 * second for second in seconds)
    middle, late = (ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95))
    sys.stdout.write(f"{total:>9,} links, {what}: p50 {middle:.1f} ms, p95 {late:.1f} ms\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["inside"]:
        links, columns, lines = map(int, sys.argv[2:])
        asyncio.run(measure(links, (columns, lines)))
    else:
        main()
