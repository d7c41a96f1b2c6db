"""What the forms of links and notices share: fields, their problems, keys, an external editor."""

import asyncio
from asyncio import TimerHandle
from collections.abc import Callable, Mapping
from dataclasses import replace

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Static

from tui.actions.registry import bindings
from tui.host import AppHost
from tui.modals.confirm import Confirm
from tui.modals.form_editor import rewrite
from tui.modals.pick import pick_for
from tui.safe_content import plain, plain_lines
from tui.state.form_sheet import Sheet
from tui.state.option_match import Option
from tui.timers import after
from tui.widgets.field_grid import FieldGrid
from tui.widgets.fields import Choice, FieldBox
from tui.widgets.key_footer import KeyLine

_CHECK_AFTER = 0.25  # seconds after a key


def form_keys(scope: str) -> list[BindingType]:
    """Return the bindings of a form, which take precedence over those of the focused field."""
    # ctrl+e and the like mean something in a field too.
    keys = [replace(one, priority=True) for one in bindings(scope) if isinstance(one, Binding)]
    # Handled before what is typed next, however fast: that is meant for the next field.
    return [
        *keys,
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]


class FormStrip(Static):
    """The message above the fields of a form, in as many lines as needed; hidden if empty."""

    def __init__(self) -> None:
        super().__init__(classes="strip")

    def say(self, text: str, mood: str = "") -> None:
        """Show this text. mood: `warn`, `good`, or "" for neither."""
        self.update(plain_lines(text))
        self.display = bool(text)
        self.set_class(mood == "warn", "warn")
        self.set_class(mood == "good", "good")


class EntryForm(ModalScreen[ScreenResultType]):
    """A screen with one column of fields, or two from 100 cells on. Subclasses provide the heading,
    the checks and the storing."""

    app: AppHost
    CSS_PATH = "../style/forms.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-broad")]  # noqa: RUF012  as Textual has it

    def __init__(self) -> None:
        super().__init__()
        # Kept, not queried: a result may arrive when the screen is no longer laid out.
        self._bar = Static(plain("Reading…"), classes="bar")
        self._strip = FormStrip()
        self._grid = FieldGrid()
        self._sheet: Sheet | None = None
        self._seen_fields: set[str] = set()  # touched or left: their problems are shown
        self._later: dict[str, TimerHandle] = {}
        #: Set when what is typed goes into a field.
        self.ready = asyncio.Event()

    # What a subclass provides

    def _heading(self, sheet: Sheet) -> str:
        """Return the title, and how much is not stored yet."""
        raise NotImplementedError

    def _options(self, key: str) -> tuple[Option, ...]:
        """Return the options of a field."""
        raise NotImplementedError

    async def _look_over(self, sheet: Sheet) -> bool:
        """Check this sheet; return False if that was refused (the user has seen why)."""
        raise NotImplementedError

    @property
    def _problems(self) -> Mapping[str, str]:
        """The problems found by the last check, by field."""
        raise NotImplementedError

    def _said(self, key: str) -> tuple[str, str]:
        """Return the problem of a field, if it is to be shown, and a hint."""
        raise NotImplementedError

    async def _discard(self) -> None:
        """Start over with what the catalog has."""
        raise NotImplementedError

    def _changed(self, key: str) -> None:
        """Handle a new text in a field; a subclass may override this."""

    # The fields

    def compose(self) -> ComposeResult:
        yield self._bar
        yield self._strip
        yield self._grid
        yield KeyLine()

    async def _lay_out(self, sheet: Sheet, focused: int = 0) -> None:
        """Show the fields with the contents of the sheet. focused: index of the field to focus."""
        self._sheet = sheet
        await self._grid.lay_out(sheet, self._options, self._said)
        self.set_focus(self._grid.boxes[focused].editor)
        self.ready.set()
        self._title()

    @on(FieldBox.Edited)
    def _edited(self, event: FieldBox.Edited) -> None:
        sheet = self._sheet
        if sheet is None or sheet.now.get(event.key) == event.text:
            return
        self._sheet = sheet.typed(event.key, event.text)
        self._seen_fields.add(event.key)
        self._changed(event.key)
        self._title()
        self._after("check", _CHECK_AFTER, self._check)

    @on(FieldBox.Left)
    def _left_field(self, event: FieldBox.Left) -> None:
        self._seen_fields.add(event.key)
        self._tell_problems()

    @on(Choice.Opened)
    @work
    async def _open(self, event: Choice.Opened) -> None:
        await pick_for(self, event)

    # Messages

    def _title(self) -> None:
        assert self._sheet is not None
        self._bar.update(plain(self._heading(self._sheet)), layout=False)

    def _tell_problems(self) -> None:
        self._grid.say(self._said)

    @work(group="form-check", exclusive=True)
    async def _check(self) -> None:
        await self._check_now()

    async def _check_now(self) -> bool:
        """Check the form as it is now; return True if there are no problems."""
        if self._sheet is None or not await self._look_over(self._sheet):
            return False
        self._tell_problems()
        return not self._problems

    # The keys

    @work(group="form-discard", exclusive=True)
    async def action_form_discard(self) -> None:
        """Discard what was typed, after a confirmation."""
        sentence = "What you have typed here is discarded for good."
        if await self.app.push_screen_wait(Confirm("Start over?", sentence)):
            await self._discard()

    def action_form_editor(self) -> None:
        """Open the field in the user's own editor."""
        box = self._grid.current
        if box is None or isinstance(box.editor, Choice):
            self._strip.say("Go to a field with text first; ctrl+e opens it in your editor.")
        elif problem := rewrite(self.app, box):
            self._strip.say(problem, "warn")
        self.refresh(layout=True)

    def _after(self, what: str, seconds: float, then: Callable[[], object]) -> None:
        """Call `then` after some seconds; a new call with the same `what` restarts the wait."""
        timer = self._later.pop(what, None)
        if timer is not None:
            timer.cancel()
        self._later[what] = after(self, seconds, then)
