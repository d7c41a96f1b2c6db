"""What the app knows of crawls: the one under way, whoever started it, and one's own child.

Once a second the catalog is asked; the answer goes into the app's `activity`, which the
strip of every screen and the screen of runs watch. That is a question of a few
milliseconds whatever the size of the catalog, save for the first of each crawl.
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
#: When the catalog cannot be read, the person has been told, and is not told each second.
AFTER_REFUSAL = 30.0


class Host(Protocol):
    """What is needed of the app."""

    activity: Activity

    async def ask(
        self, question: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The answer of a question; raises Refused after the person has been told."""

    def tell(
        self, text: str, severity: Literal["information", "warning", "error"] = "information"
    ) -> None:
        """A few words to the person."""


class Crawls:
    """The crawls of one app. The app runs `watch` for as long as it lives."""

    def __init__(self, app: Host) -> None:
        self._app = app
        self._child: CrawlChild | None = None
        self._starting = False

    @property
    def under_way(self) -> bool:
        """True if a crawl is under way; it goes on when the app ends, and that is to be said."""
        return self._app.activity.crawl is not None

    async def watch(self) -> None:
        """Keeps the app's `activity` up to date until it is cancelled."""
        while True:
            try:
                await self.look()
                await asyncio.sleep(EVERY)
            except Refused:
                await asyncio.sleep(AFTER_REFUSAL)

    async def look(self) -> None:
        """Asks once. Raises Refused when the catalog cannot be read."""
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
        """Starts a crawl that outlives the app, unless one is under way; says what was done."""
        if self.under_way or self._child is not None:
            self._app.tell("A crawl is under way already. Let it end, or stop it.", "warning")
            return
        # Said before the first wait, so that a second press of the key starts nothing.
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
        """Asks the crawl under way to end with what is done. Raises Refused if it cannot."""
        self._app.tell(await self._app.ask(runs.stop))

    async def _tell_end(self, run_id: int) -> None:
        run = await self._app.ask(runs.run_of, run_id)
        if run is not None:
            self._app.tell(ended(run), "information")
