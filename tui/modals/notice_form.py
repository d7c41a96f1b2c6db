"""The form of a wording: another one of a notice, or the first of a new notice.

Whatever is refused, the form stays as it is, with the refusal above the fields; and what was
typed comes back to the screen that opened it when it is left. A wording that is announced cannot
be taken back, so that is asked about once; one that waits for a second person can be withdrawn.
"""

import asyncio
from asyncio import TimerHandle
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.modals.confirm import Confirm
from tui.modals.field_editor import pick_for
from tui.modals.form_asking import curate
from tui.modals.form_editor import rewrite_field
from tui.modals.form_keys import form_keys
from tui.modals.form_words import fields as so_many_fields
from tui.safe_content import plain
from tui.services.later import notice_form
from tui.services.model import Refused
from tui.state.form_sheet import Sheet
from tui.state.notice_sheet import (
    KINDS,
    NEW,
    Checked,
    Filled,
    Start,
    filled,
    key_of,
    name_of,
    sheet_of,
    typed_in,
)
from tui.state.option_match import Option
from tui.timers import after
from tui.widgets.field_grid import FieldGrid
from tui.widgets.fields import Choice, FieldBox
from tui.widgets.form_strip import FormStrip
from tui.widgets.key_footer import KeyLine

_CHECK_AFTER = 0.25


@dataclass(frozen=True, slots=True)
class Announced:
    """It is announced, or waits for a second person; the sentence says which."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Left:
    """The form was left. typed: what had been typed, by key of a field."""

    typed: Mapping[str, str]


class NoticeForm(ModalScreen[Announced | Left]):
    """A screen of its own; one column of fields, or two from 100 cells on."""

    CSS_PATH = "../style/forms.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-broad")]  # noqa: RUF012  as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = form_keys("notice-form")

    def __init__(self, slug: str = NEW, typed: Mapping[str, str] | None = None) -> None:
        """slug: of the notice; `NEW` for one that is not there yet. typed: what the person had
        typed when they left the form before."""
        super().__init__()
        #: Set when what is typed goes into a field.
        self.ready = asyncio.Event()
        # Kept, not looked up: an answer may come when the screen is laid out no more.
        self._bar = Static(plain("Reading…"), classes="bar")
        self._strip = FormStrip()
        self._grid = FieldGrid()
        self._slug = slug
        self._typed = dict(typed or {})
        self._start: Start | None = None
        self._sheet: Sheet | None = None
        self._checked = Checked({}, {})
        self._seen_fields: set[str] = set()  # touched or left: their problems are shown
        self._check_timer: TimerHandle | None = None

    def compose(self) -> ComposeResult:
        """What it is about, what is to be said of it, the fields, the keys."""
        yield self._bar
        yield self._strip
        yield self._grid
        yield KeyLine()

    @work
    async def on_mount(self) -> None:
        """Reads the latest wording."""
        await self._begin(self._typed)

    async def _begin(self, typed: Mapping[str, str]) -> None:
        try:
            start = self._start = await curate(self).ask(notice_form.begin, self._slug)
        except Refused:
            self.dismiss(Left(typed))
            return
        self._sheet = sheet_of(start, typed)
        self._seen_fields = set(self._sheet.touched)
        self._strip.say(welcome(start, again=bool(self._sheet.touched)))
        await self._look_over(filled(start, self._sheet))
        await self._grid.lay_out(self._sheet, _options, self._said)
        self.set_focus(self._grid.boxes[0].editor)
        self.ready.set()
        self._title()

    # The fields

    @on(FieldBox.Edited)
    def _edited(self, event: FieldBox.Edited) -> None:
        sheet = self._sheet
        if sheet is None or sheet.now.get(event.key) == event.text:
            return
        self._sheet = sheet.typed(event.key, event.text)
        self._seen_fields.add(event.key)
        self._title()
        if self._check_timer is not None:
            self._check_timer.cancel()
        self._check_timer = after(self, _CHECK_AFTER, self._check)

    def _take_in(self) -> None:
        """What stands in the fields now; a key may come before the word of the last change."""
        for box in self._grid.boxes:
            if self._sheet is not None:
                self._sheet = self._sheet.typed(box.field.key, box.text)

    @on(FieldBox.Left)
    def _left_field(self, event: FieldBox.Left) -> None:
        self._seen_fields.add(event.key)
        self._tell_problems()

    @on(Choice.Opened)
    @work
    async def _open(self, event: Choice.Opened) -> None:
        await pick_for(self, event)

    # What is said

    def _title(self) -> None:
        assert self._sheet is not None
        number = len(self._sheet.touched)
        what = f"A new wording of “{self._slug}”" if self._slug else "A new notice"
        more = f" · {so_many_fields(number)} changed, not announced" if number else ""
        self._bar.update(plain(what + more), layout=False)

    @work(group="notice-check", exclusive=True)
    async def _check(self) -> None:
        await self._check_now()

    async def _check_now(self) -> bool:
        """Checks the form as it stands; True when it can be announced so."""
        if self._sheet is None or self._start is None:
            return False
        if not await self._look_over(filled(self._start, self._sheet)):
            return False
        self._tell_problems()
        return not self._checked.problems

    async def _look_over(self, wanted: Filled) -> bool:
        """Checks what is wanted; False when that was refused (the person was told)."""
        try:
            self._checked = await curate(self).ask(notice_form.check, wanted)
        except Refused:
            return False
        return True

    def _tell_problems(self) -> None:
        self._grid.say(self._said)

    def _said(self, key: str) -> tuple[str, str]:
        name = name_of(key)
        problem = self._checked.problems.get(name, "") if key in self._seen_fields else ""
        return problem, self._checked.hints.get(name, "")

    # The keys

    @work(group="notice-announce", exclusive=True)
    async def action_announce_wording(self) -> None:
        """Announces it, or says what is wrong and goes there."""
        self._take_in()
        if self._sheet is None or self._start is None:
            return
        self._seen_fields |= set(self._sheet.now)
        if not await self._check_now():
            self._go_to_problem(self._sheet)
            return
        wanted = filled(self._start, self._sheet)
        if not self._checked.waits and not await self._is_meant(wanted):
            return
        try:
            sentence = await curate(self).ask(notice_form.announce, wanted)
        except Refused as refused:
            self._strip.say(str(refused), "warn")
            return
        self.dismiss(Announced(sentence))

    def _go_to_problem(self, sheet: Sheet) -> None:
        problems = self._checked.problems
        self._grid.go_to([key_of(name, sheet) for name in problems])
        whole = problems.get("", "")
        if whole:
            self._strip.say(f"Not announced: {whole}", "warn")
        elif problems:
            needs = "needs" if len(problems) == 1 else "need"
            number = so_many_fields(len(problems))
            self._strip.say(
                f"Not announced yet: {number} {needs} a change. Look for the “!”.", "warn"
            )

    async def _is_meant(self, wanted: Filled) -> bool:
        box = Confirm(
            f"Announce this wording of “{wanted.slug}”?",
            f"Visitors read it from {wanted.day.strip()} on, in {', '.join(wanted.texts)}. It can "
            "never be taken back, only followed by another wording.",
        )
        return await self.app.push_screen_wait(box) is True

    def action_form_leave(self) -> None:
        """Leaves; what was typed comes back the next time."""
        self._take_in()
        self.dismiss(Left(typed_in(self._sheet) if self._sheet else self._typed))

    @work(group="notice-discard", exclusive=True)
    async def action_form_discard(self) -> None:
        """Begins again with what the catalog holds, once that is confirmed."""
        sentence = "What you have typed here is thrown away for good."
        if await self.app.push_screen_wait(Confirm("Start over?", sentence)):
            self._checked = Checked({}, {})
            await self._begin({})

    def action_form_editor(self) -> None:
        """Opens the field in the person's own editor."""
        rewrite_field(self.app, self._grid, self._strip)
        self.refresh(layout=True)


def welcome(start: Start, *, again: bool) -> str:
    """What is to be known when it opens. again: what had been typed before is there."""
    lines = ["What you typed before is here again."] if again else []
    if start.holds_from is not None and not again:
        verb = "holds from" if start.holds_from > start.today else "has held since"
        lines.append(
            f"It begins with the words of version {start.number}, which {verb} {start.holds_from}."
        )
    if start.waits and start.number:
        lines.append(
            f"A wording by {start.waits} waits for approval; one that needs approval takes its "
            "place."
        )
    words = " ".join("{" + word + "}" for word in start.fillable)
    lines.append(f"Filled in for each link: {words}")
    return "\n".join(lines)


def _options(key: str) -> tuple[Option, ...]:
    return KINDS if key == "kind" else ()
