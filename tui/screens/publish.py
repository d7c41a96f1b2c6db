"""Publish: what would change on the website, as a readable list; publish it; roll it back.

All work is done in a thread. Exactly what is shown on the screen is published: if the catalog has
changed in the meantime, nothing is published, and the list is worked out again. Publishing can be
rolled back, so it asks only before a first release that is not ready and before one with far
fewer links; rolling back asks once.
"""

from collections.abc import Awaitable

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from tui.actions.registry import bindings
from tui.host import PaintedScreen
from tui.modals.confirm import Confirm
from tui.safe_content import plain, plain_lines
from tui.services.later import publish
from tui.services.model import Done, Refused
from tui.state.forecast import Forecast, Line
from tui.widgets.changes import ChangeInFull, ChangeList, in_full
from tui.widgets.key_footer import KeyLine
from tui.widgets.mode_header import ModeBar
from tui.widgets.status_bar import Strip

_WIDTHS = [(0, "-narrow"), (90, "-middle"), (110, "-wide")]
WORKING = "Working out what would change…"


class PublishScreen(PaintedScreen[None]):
    """The mode Publish."""

    scope = "publish"
    CSS_PATH = "../style/publish.tcss"
    BINDINGS = bindings("publish")
    HORIZONTAL_BREAKPOINTS = _WIDTHS

    def __init__(self) -> None:
        super().__init__()
        # Kept, not queried: a result may arrive when the screen is no longer laid out.
        self._bar = ModeBar("publish")
        self._said = Static(plain(WORKING), id="forecast")
        self._list = ChangeList()
        self._text = Static(id="change-text")
        self._forecast: Forecast | None = None
        self._acting = False  # something is being done in a thread
        self._looking = False  # the changes are being worked out
        self._outcome = ""  # of the last act; shown above the summary

    @property
    def settled(self) -> bool:
        """Whether what is shown has been worked out, and nothing is under way."""
        return self._forecast is not None and not self._looking and not self._acting

    def compose(self) -> ComposeResult:
        yield self._bar
        yield self._said
        with Horizontal(id="changes"):
            yield self._list
            with VerticalScroll(id="change-pane", can_focus=False):
                yield self._text
        yield Strip()
        yield KeyLine()

    def on_mount(self) -> None:
        """Focus the list."""
        self._list.focus()

    def on_screen_resume(self) -> None:
        """Update the list on coming here, or back from a box."""
        self.refresh_data()

    @work(group="forecast")
    async def refresh_data(self) -> None:
        """Work out the changes again if anything has changed since that was done.

        The list remains until then; publishing it is refused if it is outdated.
        """
        if self._looking or self._acting:
            return
        shown = self._forecast
        if shown is None or await self._ask_state() != shown.seen:
            self._outcome = ""
            await self._look()

    @work(group="forecast")
    async def action_work_out(self) -> None:
        """Work out the changes again."""
        if not self._looking and not self._acting:
            await self._look()

    def action_publish_now(self) -> None:
        """Publish what is shown."""
        shown = self._shown()
        if shown is None:
            return
        if shown.problem:
            self.app.tell(shown.problem, "error")
            return
        if not shown.changes and not shown.expires:
            self.app.tell("The website has all of this already, so nothing was published.")
            return
        questions = [
            Confirm(title, sentence)
            for title, sentence in (
                ("Publish the first release now?", shown.unready),
                ("Publish far fewer links than there are on the website?", shown.far_fewer),
            )
            if sentence
        ]
        if questions:
            self.app.opening(self._publish_when_meant(shown, questions))
        else:
            self._publish(shown)

    async def _publish_when_meant(self, shown: Forecast, questions: list[Confirm]) -> None:
        for question in questions:
            if not await self.app.box(question):
                return
        self._publish(shown)

    def _publish(self, shown: Forecast) -> None:
        fewer, anyway = bool(shown.far_fewer), bool(shown.unready)
        self._begin("Publishing…", self.app.ask(publish.publish, shown.seen, fewer, anyway))

    def action_accept_waiting(self) -> None:
        """Approve all that waits."""
        shown = self._shown()
        if shown is None:
            return
        if not shown.waiting:
            self.app.tell("Nothing waits for approval.")
            return
        self._begin("Approving what waits…", self.app.ask(publish.accept_waiting, shown.waiting))

    def action_roll_back(self) -> None:
        """Bring back the release before, after a confirmation."""
        shown = self._shown()
        if shown is None:
            return
        if not shown.before:
            self.app.tell("There is no earlier release to bring back.")
            return
        self.app.opening(self._roll_back_when_meant(shown.before))

    async def _roll_back_when_meant(self, before: str) -> None:
        question = Confirm(
            "Bring back the release before this one?",
            f"The website will show the release {before} again. What is there now is "
            "kept, and can be brought back later. The catalog does not change.",
        )
        if await self.app.box(question):
            self._roll_back()

    def _roll_back(self) -> None:
        self._begin("Bringing back what was there before…", self.app.ask(publish.roll_back))

    def action_show_change(self) -> None:
        """Show the change at the cursor in full."""
        line = self._list.line
        if line is not None:
            self._open(line)

    def action_change_down(self) -> None:
        self._list.action_move(1)

    def action_change_up(self) -> None:
        self._list.action_move(-1)

    def action_change_first(self) -> None:
        self._list.action_first()

    def action_change_last(self) -> None:
        self._list.action_last()

    def action_next_section(self) -> None:
        """Go to the next kind of change."""
        self._list.action_section(1)

    def action_previous_section(self) -> None:
        """Go to the previous kind of change."""
        self._list.action_section(-1)

    @on(ChangeList.Moved)
    def _moved(self, event: ChangeList.Moved) -> None:
        self._text.update(plain("") if event.line is None else in_full(event.line))
        self.query_one("#change-pane").scroll_home(animate=False)

    @on(ChangeList.Opened)
    def _opened(self, event: ChangeList.Opened) -> None:
        self._open(event.line)

    def _open(self, line: Line) -> None:
        self.app.push_screen(ChangeInFull(line))

    def _shown(self) -> Forecast | None:
        """Return what is shown; None, with a message, while it is being worked out."""
        if self._acting or self._forecast is None:
            self.app.tell("This is still being worked out. Check the list, then press again.")
            return None
        return self._forecast

    def _say(self, text: str) -> None:
        """Show what is going on, and disable acts on what was shown before."""
        self._forecast = None
        self._show_line(text, problem=False)

    def _show_line(self, text: str, *, problem: bool) -> None:
        self._said.set_class(problem, "-problem")
        self._said.update(plain_lines(text))

    def _begin(self, words: str, act: Awaitable[Done]) -> None:
        self._acting = True  # from now on, not only once the worker runs
        self._say(words)
        self.run_worker(self._act(act))

    async def _act(self, act: Awaitable[Done]) -> None:
        """Do it, show the result, and work out the changes again."""
        self._outcome = ""
        try:
            async with self.app.one_act_at_a_time:
                done = await act
            self._outcome = done.words
            if done.attention:
                self.app.tell(done.words, "warning")
        except Refused:
            pass  # the user has seen it
        finally:
            self._acting = False
        await self._look()

    async def _ask_state(self) -> str:
        try:
            return await self.app.ask(publish.state)
        except Refused:
            return ""

    async def _look(self) -> None:
        self._looking = True
        self._bar.note = WORKING
        try:
            found = await self.app.ask(publish.forecast)
        except Refused as refused:
            self._say(str(refused))
            return
        finally:
            self._looking = False
            self._bar.note = ""
        self._forecast = found
        self._list.show(found.sections)
        lines = filter(None, (self._outcome, found.summary, found.problem))
        self._show_line("\n".join(lines), problem=bool(found.problem))
