"""The curation app: its modes, and the road between screens and the catalog.

The first picture stands before anything slow is imported; the catalog is opened
in a thread. Screens ask questions, which run in threads, and change their
widgets when the answers come. Each second the app looks whether anybody else
has changed the catalog, and has the screen show it.
"""

import asyncio
import math
import select
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import ContextVar
from itertools import count
from threading import Event
from typing import Any, ClassVar, Concatenate, Literal, ParamSpec, TypeAlias, TypeVar

from textual import events, work
from textual.actions import ActionParseResult
from textual.app import App
from textual.dom import DOMNode
from textual.filter import LineFilter, NoColor
from textual.reactive import reactive
from textual.screen import Screen

from tui.actions.keymap import checked
from tui.actions.model import Action
from tui.actions.registry import ACTIONS, bindings
from tui.key_queue import KeyQueue
from tui.processes.watch import Crawls
from tui.safe_text import safe
from tui.screens.catalog import CatalogScreen
from tui.screens.queue import QueueScreen
from tui.services.live import LiveChecks
from tui.services.model import Desk, NoDesk, Refused
from tui.services.person import wishes
from tui.services.session import refusals
from tui.services.undo import list_acts, redo, undo
from tui.services.watch import stamp_of
from tui.state.form import shown
from tui.state.progress import Acting, Activity
from tui.themes import PLAIN, THEMES

P = ParamSpec("P")
T = TypeVar("T")
Level: TypeAlias = Literal["information", "warning", "error"]

_LONGEST_LAST_QUESTION = 0.5  # seconds; no catalog keeps a person from leaving
_LOOK_EVERY = 1.0  # seconds
#: Seconds within which a deciding key that comes again is one that is held down.
REPEATED_WITHIN = 0.2
#: Seconds within which a key after another one was not typed by hand: it is part of a text.
BURST_WITHIN = 0.02
_NEVER_HELD = frozenset({"ctrl+c", "ctrl+q"})
_DECIDING = {action.method: action for action in ACTIONS if action.decides}


_numbers = count()
#: Within `opening`: for what keys are held until a box is there.
_opened_for: ContextVar[str] = ContextVar("opened_for", default="")


def _runs() -> Screen[None]:
    from tui.screens.runs import RunsScreen

    return RunsScreen()


def _publish() -> Screen[None]:
    from tui.screens.publish import PublishScreen

    return PublishScreen()


def _notices() -> Screen[None]:
    from tui.screens.notices import NoticesScreen

    return NoticesScreen()


class CurateApp(App[bool]):
    """`jobbank curate`. Its result: a crawl is still under way."""

    TITLE = "jobbank"
    BINDINGS = bindings("app")
    CSS_PATH: ClassVar = [f"style/{name}.tcss" for name in ("app", "browse", "table", "detail")]
    MODES: ClassVar = {
        "queue": QueueScreen,
        "catalog": CatalogScreen,
        "runs": _runs,
        "publish": _publish,
        "notices": _notices,
    }
    DEFAULT_MODE = "queue"
    ENABLE_COMMAND_PALETTE = False

    #: What is under way; every screen's strip shows it.
    activity: reactive[Activity] = reactive(Activity())

    def __init__(self, open_desk: Callable[[], Desk], *, plain_colours: bool = False) -> None:
        """open_desk: opens the catalog; called once, in a thread, after the first picture.
        plain_colours: the terminal's own, for whoever wants none of ours (NO_COLOR)."""
        super().__init__(ansi_color=plain_colours)
        self._plain_colours = plain_colours
        if plain_colours:
            self.register_theme(PLAIN)
            self.theme = PLAIN.name
        self._open_desk = open_desk
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="desk")
        self._desk: Future[Desk] | None = None
        self._painted = asyncio.Event()
        #: Why the app ended at once, if it did.
        self.no_desk: NoDesk | None = None
        self._stamp: object = None
        self.crawls = Crawls(self)
        self.one_act_at_a_time = asyncio.Lock()
        self.keys = KeyQueue(self, self._hand_on, self._keys_dropped)
        #: The fault that ended the app, for whoever mends it.
        self.fault = ""
        self.live = LiveChecks(self)
        #: Set when the app is left: what takes long in a thread ends then, with what is done.
        self.leaving = Event()
        self._stop_act = Event()

    async def ask(
        self, question: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The answer of `question(desk, …)`, worked out in a thread.

        Raises Refused after the person has been told why. Without a catalog there is nothing
        to do here: the app ends, and `no_desk` says why.
        """
        await self._painted.wait()
        if self._desk is None:
            self._desk = self._threads.submit(self._opened)
        desk = self._desk

        def answer() -> T:
            with refusals():
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
        """The desk; what others change from before the first list is read on, is noticed."""
        desk = self._open_desk()
        with suppress(Refused), refusals():  # who asks next is told
            self._stamp = stamp_of(desk)
        return desk

    def tell(self, text: str, severity: Level = "information") -> None:
        """Tells the person something, for some seconds, in a corner of the screen; it takes the
        place of what was told before."""
        self.clear_notifications()
        self.notify(safe(text), severity=severity, markup=False)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Without colours, not even those of Textual's own widgets get through."""
        filters = super().get_line_filters()
        return [*filters, NoColor()] if self._plain_colours else filters

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes are handed on one by one, see `KeyQueue`. Whatever is pasted is made fit
        for the terminal, into whichever line it goes."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if isinstance(event, events.Paste):
                event.text = shown(event.text)
            elif event.key in _NEVER_HELD:
                await super().on_event(event)
                return
            self.keys.put(event)
            return
        await super().on_event(event)

    async def _hand_on(self, event: events.Event) -> None:
        await super().on_event(event)

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """As Textual does, but for a key that decides something that its person has not seen."""
        decides = _DECIDING.get(action) if isinstance(action, str) else None
        if decides is not None and not self._may_decide(decides):
            return True
        return await super().run_action(action, default_namespace, namespaces)

    def _may_decide(self, action: Action) -> bool:
        """Whether the key that is being handled came after its row was painted, and is neither
        the repetition of one that is held down nor part of a text that came in one burst."""
        press = self.keys.current
        if press is None:
            return True
        if press.since_same < REPEATED_WITHIN:
            return False
        if press.since_any < BURST_WITHIN:
            self.tell("That key came together with others, so nothing was done.", "warning")
            return False
        painted_at = getattr(self.screen, "painted_at", -math.inf)
        if "app" in action.scopes or (painted_at is not None and painted_at < press.event.time):
            return True
        self.tell("That key came before its link was shown, so nothing was done.", "warning")
        return False

    def _keys_dropped(self) -> None:
        self.tell(
            "What was typed meanwhile was dropped: what it was meant for took too long to open.",
            "warning",
        )

    def opening(self, opens: Coroutine[None, None, None]) -> None:
        """Something is about to open over the screen, which gets the keys typed meanwhile."""
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
        """Opens something over the screen, and gives its answer; it gets the keys typed since
        `opening`, once its `ready` is set if it has one."""
        answer: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
        await self.push_screen(screen, answer.set_result)
        ready: asyncio.Event | None = getattr(screen, "ready", None)
        if ready is not None:
            await _first(answer, ready)
        self.keys.release(_opened_for.get())
        return await answer

    def _fatal_error(self) -> None:
        """A fault of the program: plain words for the person, the rest into a file for whoever
        mends it. What Textual would show holds whatever texts were at hand."""
        error = self._exception
        self.fault = "".join(traceback.format_exception(error)) if error else "unknown"
        self._close_messages_no_wait()

    # Other people, and crawls

    def on_mount(self) -> None:
        """Begins to look what others do."""
        if not self.is_headless:
            self._end_well()
        self.set_interval(_LOOK_EVERY, self._look)
        self._watch_crawls()
        self._take_settings()

    def on_unmount(self) -> None:
        """No key is for anything any more."""
        self.keys.close()

    def on_ready(self) -> None:
        """The first picture stands: now what is slow to import may be."""
        self._painted.set()

    def _end_well(self) -> None:
        """Whoever ends the program, or loses the line to it, finds the terminal as it was."""
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(sign, self._leave, 128 + sign)
        # Else asyncio cancels its main task, which Textual does not always pass on.
        loop.add_signal_handler(signal.SIGINT, self._leave)
        self.set_interval(_LOOK_EVERY, self._leave_if_alone)

    def _leave_if_alone(self) -> None:
        """A terminal that has gone does not always send word; reading from it would never end."""
        line = select.poll()
        line.register(sys.stdin, select.POLLHUP)
        if line.poll(0):
            self._leave(128 + signal.SIGHUP)

    def _leave(self, code: int = 0) -> None:
        self.leaving.set()
        self.exit(self.crawls.under_way, code)

    @work
    async def _take_settings(self) -> None:
        """The agency's own keys, and the theme, once the settings have been read."""
        try:
            wanted, theme = await self.ask(wishes)
        except Refused:
            return
        if not self._plain_colours:
            self.theme = THEMES[theme]
        granted, problems = checked(wanted, ACTIONS)
        self.set_keymap(granted)
        for problem in problems:
            self.tell(problem, "warning")

    @work
    async def _watch_crawls(self) -> None:
        await self.crawls.watch()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        try:
            stamp = await self.ask(stamp_of)
        except Refused:
            return
        if stamp != self._stamp:
            self._stamp = stamp
            self.refresh_screens()

    def refresh_screens(self) -> None:
        for screen in self.screen_stack:
            refresh = getattr(screen, "refresh_data", None)
            if refresh is not None:
                refresh()

    # What is under way

    def progress_of(self, title: str, total: int) -> Callable[[int], None]:
        """Show an act on many links; the function that is returned takes, in any thread, how many
        of them are done."""
        self.activity = self.activity.with_act(Acting(title, 0, total))

        def tell(done: int) -> None:
            self.call_from_thread(self.show_act, Acting(title, done, total))

        return tell

    def show_act(self, act: Acting) -> None:
        """Show how far an act is."""
        self.activity = self.activity.with_act(act)

    def end_progress(self) -> None:
        """No act is under way any more."""
        self._stop_act.clear()
        self.activity = self.activity.with_act(None)

    def stopping(self) -> bool:
        """Whether the act that is under way is to end after its present step."""
        return self.leaving.is_set() or self._stop_act.is_set()

    def stop_act(self) -> bool:
        """Have the act on many links that is under way end soon; return False if there is none."""
        if self.activity.act is None:
            return False
        self._stop_act.set()
        return True

    # Keys that work everywhere

    async def action_queue(self) -> None:
        """What needs a person."""
        await self.switch_mode("queue")
        self.refresh_screens()

    async def action_catalog(self) -> None:
        """All links."""
        await self.switch_mode("catalog")
        self.refresh_screens()

    async def action_runs(self) -> None:
        """Crawls."""
        await self.switch_mode("runs")
        self.refresh_screens()

    async def action_publish(self) -> None:
        """What would change on the website."""
        await self.switch_mode("publish")
        self.refresh_screens()

    async def action_notices(self) -> None:
        """What visitors read."""
        await self.switch_mode("notices")
        self.refresh_screens()

    def action_undo(self) -> None:
        """Takes back the last act; asks when that is not the last thing that was done."""
        self.opening(undo(self))

    def action_redo(self) -> None:
        """Does it again."""
        self.opening(redo(self))

    def action_acts(self) -> None:
        """What was done, by whom."""
        self.opening(list_acts(self))

    def action_help(self) -> None:
        """All keys of this screen; the chosen one is done."""
        self.opening(self._help())

    async def _help(self) -> None:
        from tui.modals.help import HelpScreen

        scope = getattr(self.screen, "scope", "")
        chosen = await self.box(HelpScreen(scope))
        if chosen is not None:
            await self.do_action(chosen)

    async def action_commands(self) -> None:
        """The palette."""
        from textual.command import CommandPalette

        from tui.commands import Commands

        await self.push_screen(CommandPalette([Commands], placeholder="Find a command or a view"))

    async def show_view(self, query: str) -> None:
        """The catalog, narrowed by this query."""
        catalog = await self._catalog_list()
        if catalog is not None:
            catalog.show_query(query)

    def action_search(self) -> None:
        """The catalog's search, from wherever one is."""
        self.opening(self._search())

    async def _search(self) -> None:
        catalog = await self._catalog_list()
        if catalog is not None:
            catalog.open_search()

    async def _catalog_list(self) -> CatalogScreen | None:
        """Go to the list of all links; a link that is open over it is closed."""
        from tui.screens.detail import DetailScreen

        await self.switch_mode("catalog")
        while isinstance(self.screen, DetailScreen):
            await self.screen.dismiss(None)
        return self.screen if isinstance(self.screen, CatalogScreen) else None

    async def do_action(self, action: Action) -> None:
        """Does what the action's key would do here."""
        place = "app" if "app" in action.scopes else "screen"
        await self.run_action(f"{place}.{action.method}")

    def action_theme(self) -> None:
        """Light on dark, or dark on light, until one leaves."""
        if self._plain_colours:
            self.tell("NO_COLOR is set, so the colours are those of your terminal.")
            return
        word = "light" if self.current_theme.dark else "dark"
        self.theme = THEMES[word]
        self.tell(f'To begin like this each time, write theme = "{word}" into jobbank.toml.')

    async def action_quit(self) -> None:
        """Leaves; a crawl that is under way goes on, and that is said. An act on many links that
        is under way is stopped only when the person says so."""
        if self.activity.crawl is not None:  # it may have ended since the last question
            with suppress(Refused, TimeoutError):
                await asyncio.wait_for(self.crawls.look(), _LONGEST_LAST_QUESTION)
        if self.activity.act is None:
            self._leave()
        else:
            self.opening(self._ask_to_leave())

    async def _ask_to_leave(self) -> None:
        from tui.modals.confirm import Confirm

        act = self.activity.act
        if act is None:
            self._leave()
            return
        sentence = (
            f"{act.done:,} of {act.total:,} links are done. If you leave, it stops there: these "
            "stay done until you take them back (u), the others stay as they are."
        )
        if await self.box(Confirm("Stop here and leave?", sentence)):
            self._leave()


async def _first(answer: asyncio.Future[Any], event: asyncio.Event) -> None:
    """Wait until one of them comes."""
    waiting = asyncio.ensure_future(event.wait())
    await asyncio.wait([answer, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
