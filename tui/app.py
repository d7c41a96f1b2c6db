"""The curation app: its modes, and the keys that work everywhere.

The first paint comes before slow imports; the catalog is opened in a thread. Screens query the
catalog in threads and change their widgets when the results arrive (`AppHost`). Each second the
app checks whether others have changed the catalog, and refreshes the screen.
"""

import asyncio
import math
import select
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import ClassVar

from textual import events, work
from textual.actions import ActionParseResult
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.filter import LineFilter, NoColor
from textual.screen import Screen

from tui.actions.keymap import checked
from tui.actions.registry import ACTIONS, Action, bindings
from tui.commands import Commands
from tui.host import AppHost
from tui.modals.confirm import Confirm
from tui.modals.help import HelpScreen
from tui.screens.catalog import CatalogScreen
from tui.screens.detail import DetailScreen
from tui.screens.queue import QueueScreen
from tui.screens.undo import list_acts, redo, undo
from tui.services.later import session
from tui.services.model import Desk, Refused
from tui.state.form import shown
from tui.themes import PLAIN, THEMES

_LONGEST_LAST_QUESTION = 0.5  # seconds; a slow catalog must not delay leaving
_LOOK_EVERY = 1.0  # seconds
#: Seconds within which the repetition of a deciding key comes from a key that is kept down.
REPEATED_WITHIN = 0.2
#: Seconds within which a key after another was not typed by hand: it is part of a text.
BURST_WITHIN = 0.02
_NEVER_HELD = frozenset({"ctrl+c", "ctrl+q"})
_DECIDING = {action.method: action for action in ACTIONS if action.decides}


def _runs() -> Screen[None]:
    from tui.screens.runs import RunsScreen

    return RunsScreen()


def _publish() -> Screen[None]:
    from tui.screens.publish import PublishScreen

    return PublishScreen()


def _notices() -> Screen[None]:
    from tui.screens.notices import NoticesScreen

    return NoticesScreen()


class CurateApp(AppHost):
    """`jobbank curate`. Its result: whether a crawl is still under way."""

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

    def __init__(self, open_desk: Callable[[], Desk], *, plain_colours: bool = False) -> None:
        """See `AppHost`."""
        super().__init__(open_desk, plain_colours=plain_colours)
        self._plain_colours = plain_colours
        if plain_colours:
            self.register_theme(PLAIN)
            self.theme = PLAIN.name
        #: The traceback of the error that ended the app.
        self.fault = ""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters; without colours, also one that removes those of its widgets."""
        filters = super().get_line_filters()
        return [*filters, NoColor()] if self._plain_colours else filters

    async def on_event(self, event: events.Event) -> None:
        """Queue keys and pastes, see `KeyQueue`; make pasted text safe for the terminal."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if isinstance(event, events.Paste):
                event.text = shown(event.text)
            elif event.key in _NEVER_HELD:
                await super().on_event(event)
                return
            self.keys.put(event)
            return
        await super().on_event(event)

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action as Textual does, unless it decides on something not shown yet."""
        decides = _DECIDING.get(action) if isinstance(action, str) else None
        if decides is not None and not self._may_decide(decides):
            return True
        return await super().run_action(action, default_namespace, namespaces)

    def _may_decide(self, action: Action) -> bool:
        """Return whether the current key came after its row was painted, and is neither a
        repetition by a key that is kept down nor part of a text that arrived in one burst."""
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

    def _fatal_error(self) -> None:
        """Store the traceback for a file; Textual's display would contain texts from websites."""
        error = self._exception
        self.fault = "".join(traceback.format_exception(error)) if error else "unknown"
        self._close_messages_no_wait()

    # Changes by others, and crawls

    def on_mount(self) -> None:
        """Begin to check for changes by others."""
        if not self.is_headless:
            self._end_well()
        self.set_interval(_LOOK_EVERY, self._look)
        self._watch_crawls()
        self._take_settings()

    def on_unmount(self) -> None:
        """Discard further keys."""
        self.keys.close()

    def on_ready(self) -> None:
        """Allow slow imports: the first picture is shown."""
        self._painted.set()

    def _end_well(self) -> None:
        """Restore the terminal when a signal or a lost connection ends the program."""
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(sign, self._leave, 128 + sign)
        # Otherwise asyncio cancels its main task, which Textual does not always pass on.
        loop.add_signal_handler(signal.SIGINT, self._leave)
        self.set_interval(_LOOK_EVERY, self._leave_if_alone)

    def _leave_if_alone(self) -> None:
        """Leave if the terminal has gone: not every terminal sends a signal then, and reading from
        it would never end."""
        line = select.poll()
        line.register(sys.stdin, select.POLLHUP)
        if line.poll(0):
            self._leave(128 + signal.SIGHUP)

    def _leave(self, code: int = 0) -> None:
        self.leaving.set()
        self.exit(self.crawls.under_way, code)

    @work
    async def _take_settings(self) -> None:
        """Apply the agency's keys and theme once the settings have been read."""
        try:
            wanted, theme = await self.ask(session.wishes)
        except Refused:
            return
        if not self._plain_colours:
            self.theme = THEMES[theme]
        granted, problems = checked(wanted, ACTIONS)
        self.set_keymap(granted)
        if granted != self.chosen_keys:  # the advice contains keys
            self.chosen_keys = dict(granted)
            self.refresh_screens()
        for problem in problems:
            self.tell(problem, "warning")

    @work
    async def _watch_crawls(self) -> None:
        await self.crawls.watch()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        try:
            stamp = await self.ask(session.stamp_of)
        except Refused:
            return
        if stamp != self._stamp:
            self._stamp = stamp
            self.refresh_screens()

    # Keys that work everywhere

    async def action_queue(self) -> None:
        await self.switch_mode("queue")
        self.refresh_screens()

    async def action_catalog(self) -> None:
        await self.switch_mode("catalog")
        self.refresh_screens()

    async def action_runs(self) -> None:
        await self.switch_mode("runs")
        self.refresh_screens()

    async def action_publish(self) -> None:
        await self.switch_mode("publish")
        self.refresh_screens()

    async def action_notices(self) -> None:
        await self.switch_mode("notices")
        self.refresh_screens()

    def action_undo(self) -> None:
        """Undo the last act; ask first when another act came after it."""
        self.opening(undo(self))

    def action_redo(self) -> None:
        self.opening(redo(self))

    def action_acts(self) -> None:
        self.opening(list_acts(self))

    def action_help(self) -> None:
        """Show all keys of this screen, and run the action that is chosen."""
        self.opening(self._help())

    async def _help(self) -> None:
        scope = getattr(self.screen, "scope", "")
        chosen = await self.box(HelpScreen(scope))
        if chosen is not None:
            await self.do_action(chosen)

    async def action_commands(self) -> None:
        """Open the command palette."""
        await self.push_screen(CommandPalette([Commands], placeholder="Find a command or a view"))

    async def show_view(self, query: str) -> None:
        """Show the catalog, filtered by this query."""
        catalog = await self._catalog_list()
        if catalog is not None:
            catalog.show_query(query)

    def action_search(self) -> None:
        """Open the catalog's search, from any screen."""
        self.opening(self._search())

    async def _search(self) -> None:
        catalog = await self._catalog_list()
        if catalog is not None:
            catalog.open_search()

    async def _catalog_list(self) -> CatalogScreen | None:
        """Go to the list of all links; close a link that is open over it."""
        await self.switch_mode("catalog")
        while isinstance(self.screen, DetailScreen):
            await self.screen.dismiss(None)
        return self.screen if isinstance(self.screen, CatalogScreen) else None

    def action_theme(self) -> None:
        """Switch between light and dark for this session."""
        if self._plain_colours:
            self.tell("NO_COLOR is set, so the colours are those of your terminal.")
            return
        word = "light" if self.current_theme.dark else "dark"
        self.theme = THEMES[word]
        self.tell(f'To begin like this each time, write theme = "{word}" into jobbank.toml.')

    async def action_quit(self) -> None:
        """Leave; a crawl goes on, and `jobbank curate` reports it. Ask first if an act on many
        links is under way, since leaving stops it."""
        if self.activity.crawl is not None:  # it may have ended since the last question
            with suppress(Refused, TimeoutError):
                await asyncio.wait_for(self.crawls.look(), _LONGEST_LAST_QUESTION)
        if self.activity.act is None:
            self._leave()
        else:
            self.opening(self._ask_to_leave())

    async def _ask_to_leave(self) -> None:
        act = self.activity.act
        if act is None:
            self._leave()
            return
        sentence = (
            f"{act.done:,} of {act.total:,} links are done. If you leave, it stops there: these "
            "stay done until you take them back (u); the others are left unchanged."
        )
        if await self.box(Confirm("Stop here and leave?", sentence)):
            self._leave()
