"""The state of crawls in the app: the one under way, by any user, and the app's child process.

Once a second the catalog is queried; the result goes into the app's `activity`, which the
strip of every screen and the screen of runs watch. Such a query takes a few milliseconds
at any size of the catalog, except for the first of each crawl.
"""

import asyncio
from collections.abc import Callable
from typing import Concatenate, Literal, ParamSpec, Protocol, TypeVar

from tui.processes.crawl import CrawlChild, start_crawl
from tui.services.later import runs
from tui.services.model import Desk, Refused
from tui.state.progress import Activity, Crawling
from tui.state.run_story import ended

P = ParamSpec("P")
T = TypeVar("T")

EVERY = 1.0  # seconds
#: If the catalog cannot be read, the user is shown that, but not each second.
AFTER_REFUSAL = 30.0


class Host(Protocol):
    """The parts of the app that are used here."""

    activity: Activity

    async def ask(
        self, question: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return the result of a query; raise Refused after the user has seen the reason."""

    def tell(
        self, text: str, severity: Literal["information", "warning", "error"] = "information"
    ) -> None:
        """Show a short message to the user."""


class Crawls:
    """The crawls of one app. The app runs `watch` until it ends."""

    def __init__(self, app: Host) -> None:
        self._app = app
        self._child: CrawlChild | None = None
        self._starting = False

    @property
    def under_way(self) -> bool:
        """True if a crawl is under way; it goes on when the app ends, and that is reported."""
        return self._app.activity.crawl is not None

    async def watch(self) -> None:
        """Update the app's `activity` until cancelled."""
        while True:
            try:
                await self.look()
                await asyncio.sleep(EVERY)
            except Refused:
                await asyncio.sleep(AFTER_REFUSAL)

    async def look(self) -> None:
        """Query the catalog once. Raise Refused if it cannot be read."""
        child_end = self._child.end() if self._child is not None else None
        before = self._app.activity.crawl
        now = await self._app.ask(runs.under_way, before)
        if child_end is not None:
            self._child = None
            if child_end.words:
                self._app.tell(child_end.words, "error")
        if now is None and (self._starting or self._child is not None):
            now = before or Crawling()  # not in the catalog yet, or about to leave
        if now != before:
            self._app.activity = self._app.activity.with_crawl(now)
        if before is not None and before.run_id and (now is None or now.run_id != before.run_id):
            await self._tell_end(before.run_id)

    async def start(self, *, due_only: bool) -> None:
        """Start a crawl that outlives the app, unless one is under way; show a message."""
        if self.under_way or self._child is not None:
            self._app.tell("A crawl is under way already. Let it end, or stop it.", "warning")
            return
        # Set before the first wait, so that a second press of the key starts nothing.
        self._starting = True
        scope = "due" if due_only else "all"
        self._app.activity = self._app.activity.with_crawl(Crawling(scope=scope))
        try:
            self._child = await start_crawl(due_only=due_only)
        except OSError as error:
            self._app.activity = self._app.activity.with_crawl(None)
            self._app.tell(f"The crawl could not be started: {error.strerror}.", "error")
        finally:
            self._starting = False

    async def stop(self) -> None:
        """Stop the crawl under way; its results so far are kept. Raise Refused if it cannot."""
        self._app.tell(await self._app.ask(runs.stop))

    async def _tell_end(self, run_id: int) -> None:
        run = await self._app.ask(runs.run_of, run_id)
        if run is not None:
            self._app.tell(ended(run), "information")
