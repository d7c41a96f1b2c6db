"""The app as its screens, boxes and widgets see it: queries to the catalog, boxes, messages, and
what is under way.

They annotate `app: AppHost` and never import `tui.app`, which imports them.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import ContextVar
from itertools import count
from threading import Event
from time import monotonic
from typing import Any, Concatenate, Literal, ParamSpec, TypeAlias, TypeVar

from textual import events
from textual.app import App
from textual.reactive import reactive
from textual.screen import Screen, ScreenResultType

from tui.actions.registry import Action
from tui.key_queue import KeyQueue
from tui.processes.watch import Crawls
from tui.safe_text import safe
from tui.services.later import session
from tui.services.model import Desk, NoDesk, Refused
from tui.state.option_match import Option
from tui.state.progress import Activity, ActProgress

P = ParamSpec("P")
T = TypeVar("T")
Level: TypeAlias = Literal["information", "warning", "error"]

_numbers = count()
#: Within `opening`: the name under which keys wait until a box is there.
_opened_for: ContextVar[str] = ContextVar("opened_for", default="")


class AppHost(App[bool]):
    """The services of the app for its screens."""

    #: What is under way; every screen's strip shows it.
    activity: reactive[Activity] = reactive(Activity())

    def __init__(self, open_desk: Callable[[], Desk], *, plain_colours: bool = False) -> None:
        """open_desk: opens the catalog; called once, in a thread, after the first paint.
        plain_colours: the terminal's own, for NO_COLOR."""
        super().__init__(ansi_color=plain_colours)
        self._open_desk = open_desk
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="desk")
        self._desk: Future[Desk] | None = None
        self._painted = asyncio.Event()
        self._stamp: object = None
        self._stop_act = Event()
        #: The keys set by the agency, by action id, in Textual's notation.
        self.chosen_keys: dict[str, str] = {}
        #: Why the app ended without a catalog, if it did.
        self.no_desk: NoDesk | None = None
        self.crawls = Crawls(self)
        self.one_act_at_a_time = asyncio.Lock()
        self.keys = KeyQueue(self, self._hand_on, self._keys_dropped)
        #: Possible new addresses of lost pages found so far, by id and address of the link.
        self.addresses: dict[tuple[int, str], tuple[Option, ...]] = {}
        #: Set when the app is left: long work in threads stops then, with what is done kept.
        self.leaving = Event()

    async def ask(
        self, question: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return the result of `question(desk, …)`, run in a thread.

        Raise Refused after the reason has been shown to the user. Without a catalog (NoDesk) the
        app ends, and `no_desk` contains the reason.
        """
        await self._painted.wait()
        if self._desk is None:
            self._desk = self._threads.submit(self._opened)
        desk = self._desk

        def answer() -> T:
            with session.refusals():
                return question(desk.result(), *args, **kwargs)

        try:
            return await asyncio.wrap_future(self._threads.submit(answer))
        except NoDesk as none:
            self.no_desk = none
            self.exit()
            raise
        except Refused as refused:
            self.tell(str(refused), "error")
            raise

    def _opened(self) -> Desk:
        """Return the desk, with the stamp from before the first list is read, so that later changes
        by others are noticed."""
        desk = self._open_desk()
        with suppress(Refused), session.refusals():  # the next query reports it
            self._stamp = session.stamp_of(desk)
        return desk

    def tell(self, text: str, severity: Level = "information") -> None:
        """Show a message for some seconds in a corner of the screen, in place of the one before."""
        self.clear_notifications()
        self.notify(safe(text), severity=severity, markup=False)

    def opening(self, opens: Coroutine[None, None, None]) -> None:
        """Open something over the screen; the keys typed meanwhile go to it."""
        name = f"box {next(_numbers)}"
        self.keys.hold(name)
        self.run_worker(self._opening(opens, name))

    async def _opening(self, opens: Coroutine[None, None, None], name: str) -> None:
        _opened_for.set(name)
        try:
            with suppress(Refused):  # `ask` has shown why
                await opens
        finally:
            self.keys.release(name)

    async def box(self, screen: Screen[T]) -> T | None:
        """Open a box over the screen and return its result. It receives the keys typed since
        `opening`, after its `ready` is set if it has one."""
        answer: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
        await self.push_screen(screen, answer.set_result)
        ready: asyncio.Event | None = getattr(screen, "ready", None)
        if ready is not None:
            await _first(answer, ready)
        self.keys.release(_opened_for.get())
        return await answer

    async def _hand_on(self, event: events.Event) -> None:
        await super().on_event(event)

    def _keys_dropped(self) -> None:
        self.tell(
            "What you typed meanwhile was dropped: what it was meant for took too long to open.",
            "warning",
        )

    def refresh_screens(self) -> None:
        for screen in self.screen_stack:
            refresh = getattr(screen, "refresh_data", None)
            if refresh is not None:
                refresh()

    # What is under way

    def progress_of(self, title: str, total: int) -> Callable[[int], None]:
        """Show an act on many links; return a function that takes, in any thread, how many of them
        are done."""
        self.activity = self.activity.with_act(ActProgress(title, 0, total))

        def tell(done: int) -> None:
            self.call_from_thread(self.show_act, ActProgress(title, done, total))

        return tell

    def show_act(self, act: ActProgress) -> None:
        """Show the progress of an act."""
        self.activity = self.activity.with_act(act)

    def end_progress(self) -> None:
        """Show that no act is under way."""
        self._stop_act.clear()
        self.activity = self.activity.with_act(None)

    def stopping(self) -> bool:
        """Return whether the act under way must end after its present step."""
        return self.leaving.is_set() or self._stop_act.is_set()

    def stop_act(self) -> bool:
        """Stop the act on many links after its present step; return False if there is none."""
        if self.activity.act is None:
            return False
        self._stop_act.set()
        return True

    # Going elsewhere

    async def do_action(self, action: Action) -> None:
        """Do what the action's key does on this screen."""
        place = "app" if "app" in action.scopes else "screen"
        await self.run_action(f"{place}.{action.method}")

    async def show_view(self, query: str) -> None:
        """Show the catalog, filtered by this query."""
        raise NotImplementedError

    def action_search(self) -> None:
        """Open the catalog's search, from any screen."""
        raise NotImplementedError


class PaintedScreen(Screen[ScreenResultType]):
    """A screen that records when it was last painted after another one, so that a key typed before
    decides nothing on it."""

    app: AppHost
    #: Monotonic seconds; None while it is not painted.
    painted_at: float | None = None

    def on_screen_resume(self) -> None:
        """Record the time at which it is painted."""
        self.painted_at = None
        self.call_after_refresh(self._note_painted)

    def _note_painted(self) -> None:
        self.painted_at = monotonic()


async def _first(answer: asyncio.Future[Any], event: asyncio.Event) -> None:
    """Wait until one of them is done."""
    waiting = asyncio.ensure_future(event.wait())
    await asyncio.wait([answer, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
