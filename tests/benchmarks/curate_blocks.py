"""For how long the curation app stands still: `python -m tests.benchmarks.curate_blocks 120x40`

`tests.benchmarks.curate` runs it, with the catalog in JOBBANK_DATABASE. A clock in the app's
own loop asks to be called every five milliseconds; what it is late by, the screen was
blocked for: by the loop's own work, which is told apart, by a thread that held the
interpreter, or by what else the machine does. Without a
terminal the last step of painting is left out. Writes to the catalog.
"""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from time import perf_counter, thread_time

from tests.benchmarks.rig import say, show_table
from tui.app import CurateApp
from tui.cli.curate import quick_answers
from tui.modals.link_form import LinkForm
from tui.services.session import open_desk
from tui.widgets.fields import FieldBox
from tui.widgets.table import LinkTable

TICK = 0.005
BOUND = 100
PATIENCE = 180.0
MANY = 10_000
FORMS = 10

#: Another process that changes a link every half second, as a crawl commits.
COMMITS = """
import time
from tui.cli.common import opened_catalog, settings_here
with opened_catalog(settings_here()) as catalog:
    for number in range(20):
        with catalog.change(who="another", why="benchmark") as change:
            version = catalog.find(number + 1).version
            edit_link(change, number + 1, version, {"notes": f"number {time.monotonic()}"})
        time.sleep(0.5)
"""


class Clock:
    """The gaps between the loop's turns, and the loop's own work in each, in milliseconds."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self.work: list[float] = []
        self.began = perf_counter()

    def begin(self) -> None:
        """Forgets what was."""
        self.gaps, self.work, self.began = [], [], perf_counter()

    async def run(self) -> None:
        """Until it is cancelled."""
        last, worked = perf_counter(), thread_time()
        while True:
            await asyncio.sleep(TICK)
            now, work = perf_counter(), thread_time()
            self.gaps.append(1000 * (now - last - TICK))
            self.work.append(1000 * (work - worked))
            last, worked = now, work


async def measured(size: tuple[int, int]) -> list[tuple[str, ...]]:
    """The rows of the table, one for each thing that goes on."""
    clock = Clock()
    rows: list[tuple[str, ...]] = []
    app = CurateApp(open_desk)

    def note(what: str) -> None:
        over = sum(gap > BOUND for gap in clock.gaps)
        took = perf_counter() - clock.began
        sys.stderr.write(f"{what}\n")
        figures = (f"{max(clock.gaps):.0f}", f"{max(clock.work):.0f}", str(over), f"{took:.1f}")
        rows.append((what, *figures, str(BOUND)))
        clock.begin()

    async with app.run_test(size=size, notifications=True) as pilot, _ticking(clock):
        await _until(lambda: _listed(app) and not _loading(app))
        note("after the first paint, until the queue is listed")
        await pilot.press("2")
        await _until(lambda: _listed(app) and not _loading(app))
        note("the catalog is listed")
        for _ in range(FORMS):
            await pilot.press("e")
            await _until(lambda: _filled(app))
            await pilot.pause()
            await pilot.press("escape")
            await _until(lambda: _listed(app) and not _loading(app))
        note(f"a form is opened and left, {FORMS} times")
        await pilot.press("slash", *"state:published")
        await _until(lambda: not _loading(app))
        note("a search that finds most links")
        await pilot.press("escape")
        await _until(lambda: _listed(app) and not _loading(app))
        clock.begin()
        await _while_others_write(app)
        note("somebody commits twice a second")
        await _recategorise(app)
        note(f"{MANY:,} links are recategorised as one act")
    return rows


@asynccontextmanager
async def _ticking(clock: Clock) -> AsyncIterator[None]:
    task = asyncio.create_task(clock.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _while_others_write(app: CurateApp) -> None:
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", COMMITS)
    if await other.wait():
        raise RuntimeError("the other process could not write")
    await _until(lambda: not _loading(app))


async def _recategorise(app: CurateApp) -> None:
    from tui.operations import CATEGORY
    from tui.services import acts
    from tui.services.lists import categories
    from tui.services.model import Asked

    shelf = (await app.ask(categories))[-1]
    ids = _table(app).spine[:MANY]
    tell = app.progress_of("Working", len(ids))
    async with app.one_act_at_a_time:
        patch = {"category": shelf.value}
        asked = Asked(CATEGORY, ids, arguments=(patch,), words={"name": shelf.label})
        await app.ask(acts.do, asked, progress=tell)
    app.end_progress()


def _table(app: CurateApp) -> LinkTable:
    return app.screen.query_one(LinkTable)


def _listed(app: CurateApp) -> bool:
    tables: Iterable[LinkTable] = app.screen.query(LinkTable)
    return any(table.spine and table.row(table.cursor_id) is not None for table in tables)


def _filled(app: CurateApp) -> bool:
    """A form stands there, with its fields."""
    return isinstance(app.screen, LinkForm) and bool(app.screen.query(FieldBox))


def _loading(app: CurateApp) -> bool:
    """A list is being read, or its choices counted."""
    return any(worker.group in ("list", "choices", "search") and worker.is_running
               for worker in app.workers)  # fmt: skip


async def _until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        await asyncio.sleep(0.1)
        while not holds():
            await asyncio.sleep(0.02)


def main() -> int:
    """Prints the table; returns the exit code."""
    quick_answers()
    gc.set_threshold(10_000, 10, 10)  # as `jobbank` does
    columns, _, lines = sys.argv[1].partition("x")
    rows = asyncio.run(measured((int(columns), int(lines))))
    say("the loop stands still, milliseconds\n")
    show_table(("while", "longest", "own work", f"over {BOUND}", "seconds", "bound"), rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
