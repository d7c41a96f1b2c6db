"""The form of a link: to edit one, or to add one.

It never loses what was typed. Whatever stands in a field is kept in the catalog within a
second; leaving keeps it too, and the form begins with it the next time. A link that
somebody else changed meanwhile opens the three-way view instead of overwriting.
"""

import asyncio
from asyncio import TimerHandle
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.modals import form_words
from tui.modals.autosave import KEEP_AFTER, Keeper
from tui.modals.confirm import Confirm
from tui.modals.field_editor import pick_for
from tui.modals.form_asking import curate
from tui.modals.form_editor import rewrite_field
from tui.modals.form_keys import form_keys
from tui.modals.form_look import LookAt, is_well, title_of, told
from tui.modals.merge_conflict import ThreeWay
from tui.processes.child import CheckFailed
from tui.processes.live_check import check_now
from tui.safe_content import plain
from tui.services.later import forms
from tui.services.model import Refused
from tui.state import choices
from tui.state.form import hides
from tui.state.form_merge import differences, merged
from tui.state.form_sheet import NEW, Checked, Sheet, Stale, Start
from tui.state.form_sheet import Saved as Stored
from tui.state.option_match import Option
from tui.timers import after
from tui.widgets.field_grid import FieldGrid
from tui.widgets.fields import Choice, FieldBox
from tui.widgets.form_strip import FormStrip
from tui.widgets.key_footer import KeyLine

_CHECK_AFTER = 0.25
_LOOK_AFTER = 0.6


@dataclass(frozen=True, slots=True)
class Saved:
    """The form was saved. new: the link was not there before. proposed: the link is published,
    and stays as it was until somebody approves of the edit."""

    link_id: int
    new: bool
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """The form was left. kept: half-done work waits for the person. open_link: the link that
    they want to see instead, 0 for none."""

    kept: bool = False
    open_link: int = 0


class LinkForm(ModalScreen[Saved | Left]):
    """A screen of its own; one column of fields, or two from 100 cells on."""

    CSS_PATH = "../style/forms.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-broad")]  # noqa: RUF012  as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = form_keys("form")

    def __init__(
        self, link_id: int = NEW, *, address: str = "", look_at: LookAt | None = check_now
    ) -> None:
        """link_id: 0 for a new link. address: what to begin a new link with. look_at: how a
        new link's page is looked at while the form is filled in; None: not at all."""
        super().__init__()
        # Kept, not looked up: an answer may come when the screen is laid out no more.
        self._bar = Static(plain("Reading…"), classes="bar")
        self._strip = FormStrip()
        self._grid = FieldGrid()
        self._link_id = link_id
        self._address = address
        self._look_at = look_at
        self._start: Start | None = None
        self._sheet: Sheet | None = None
        self._checked = Checked({})
        self._reasons: dict[str, str] = {}
        self._hidden: frozenset[str] = frozenset()
        self._seen_fields: set[str] = set()  # touched or left: their problems are shown
        self._filled: set[str] = set()
        self._looked_at = ""
        self._keeper = Keeper(self._write_draft)
        self._later: dict[str, TimerHandle] = {}
        #: Set when what is typed goes into a field.
        self.ready = asyncio.Event()

    def compose(self) -> ComposeResult:
        """What it is about, what is to be said of it, the fields, the keys."""
        yield self._bar
        yield self._strip
        yield self._grid
        yield KeyLine()

    @work
    async def on_mount(self) -> None:
        """Reads the link, and what was kept of an earlier go at it."""
        try:
            self._start = await curate(self).ask(forms.begin, self._link_id)
        except Refused:
            self.dismiss(Left())
            return
        await self._begin(self._start)

    # The fields

    async def _begin(self, start: Start) -> None:
        sheet = Sheet.of(start.languages, start.link, start.version)
        if start.kept:
            sheet = sheet.taken_up(start.kept.texts, start.kept.based_on)
            self._keeper.holds(sheet)
        self._strip.say(form_words.welcome(start, sheet, self._address))
        if not sheet.touched and self._address:
            sheet = sheet.filled({"url": self._address})
        await self._look_over(sheet)
        await self._lay_out(sheet)
        self._look_soon()

    async def _lay_out(self, sheet: Sheet) -> None:
        """Puts the fields on the screen, with what the sheet holds."""
        self._sheet = sheet
        self._hidden = hides(sheet.fields, sheet.link)
        await self._grid.lay_out(sheet, self._options, self._said)
        boxes = self._grid.boxes
        self.set_focus((boxes[1] if self._link_id else boxes[0]).editor)
        self.ready.set()
        self._title()

    def _options(self, key: str) -> tuple[Option, ...]:
        assert self._start is not None
        if key == "category":
            return (Option("", "None yet"), *self._start.categories)
        return self._start.disclaimers if key == "disclaimers" else choices.BY_FIELD.get(key, ())

    @on(FieldBox.Edited)
    def _edited(self, event: FieldBox.Edited) -> None:
        sheet = self._sheet
        if sheet is None or sheet.now.get(event.key) == event.text:
            return
        self._sheet = sheet.typed(event.key, event.text)
        self._seen_fields.add(event.key)
        self._reasons.pop(event.key, None)
        self._title()
        self._keep_soon()
        self._after("check", _CHECK_AFTER, self._check)
        if event.key == "url":
            self._after("look", _LOOK_AFTER, self._look_soon)

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
        assert self._start is not None
        told_of = form_words.title(self._start, self._sheet)
        self._bar.update(plain(told_of), layout=False)

    @work(group="form-check", exclusive=True)
    async def _check(self) -> None:
        await self._check_now()

    async def _check_now(self) -> bool:
        """Checks the form as it stands; True when there is nothing wrong."""
        if self._sheet is None or not await self._look_over(self._sheet):
            return False
        self._tell_problems()
        return not self._checked.problems

    async def _look_over(self, sheet: Sheet) -> bool:
        """Checks this sheet; False when that was refused (the person was told)."""
        try:
            self._checked = await curate(self).ask(
                forms.check, self._link_id, sheet.link, sheet.fields, sheet.touched, sheet.now
            )
        except Refused:
            return False
        return True

    def _tell_problems(self) -> None:
        self._grid.say(self._said)

    def _said(self, key: str) -> tuple[str, str]:
        return self._problem(key), self._hint(key)

    def _problem(self, key: str) -> str:
        problem = self._checked.problems.get(key, "") if key in self._seen_fields else ""
        opens = key == "url" and self._checked.known is not None
        return f"{problem} ctrl+o opens it." if problem and opens else problem

    def _hint(self, key: str) -> str:
        if key in self._hidden:
            return "It holds invisible characters; they go once you change this field."
        if key == "exit_override":
            return self._checked.exit_rule
        return self._reasons.get(key, "")

    # Keeping what is typed

    def _keep_soon(self) -> None:
        """Within a second of any key, however fast they come: the first of them starts the timer,
        and later ones do not put it off."""
        if "keep" not in self._later:
            self._after("keep", KEEP_AFTER, self._keep_work)

    @work(group="form-keep")
    async def _keep_work(self) -> None:
        self._later.pop("keep", None)
        await self.keep_now()

    async def keep_now(self) -> bool:
        """Keeps what stands in the form; False when that was refused (the person was told)."""
        return await self._keeper.keep(lambda: self._sheet)

    async def on_unmount(self) -> None:
        """The app is left while the form is open."""
        await self.keep_now()

    async def _write_draft(self, sheet: Sheet) -> None:
        await curate(self).ask(forms.keep, self._link_id, sheet.version, sheet.to_keep)

    # Filling in a new link

    def _look_soon(self) -> None:
        if self._link_id == NEW and self._sheet is not None and self._sheet.now["url"]:
            self._fill_in()

    @work(group="form-look", exclusive=True)
    async def _fill_in(self) -> None:
        """Fills in what is known of the site; then looks at the page, and fills in the rest."""
        await self._check_now()
        href, host = self._checked.href, self._checked.host
        if not href or href == self._looked_at or self._checked.known:
            if self._checked.known:
                self._seen_fields.add("url")
                self._tell_problems()
            return
        self._looked_at = href
        await self._suggest(href, host, "")
        if self._look_at is None:
            return
        self._strip.say(f"Looking at {host}…")
        try:
            async with aclosing(self._look_at([href])) as looks:
                async for seen in looks:
                    self._strip.say(told(seen), "good" if is_well(seen) else "warn")
                    await self._suggest(href, host, title_of(seen))
        except CheckFailed as failed:
            self._strip.say(f"The page was not looked at. {failed}", "warn")

    async def _suggest(self, href: str, host: str, title: str) -> None:
        try:
            found = await curate(self).ask(forms.fill_in, href, host, title)
        except Refused:
            return
        assert self._sheet is not None
        assert self._start is not None
        untouched = {key for key in found.reasons if key not in self._sheet.touched}
        self._reasons = {key: form_words.reason(found, key) for key in untouched}
        # What was filled in for another address goes, unless the person has made it theirs.
        before = Sheet.of(self._start.languages, self._start.link, 0).now
        gone = {key: before[key] for key in self._filled if key not in found.texts}
        self._filled = set(found.texts) & set(before)
        self._sheet = self._sheet.filled({**gone, **found.texts})
        self._grid.show(self._sheet.now)
        await self._check_now()

    # The keys

    @work(group="form-save", exclusive=True)
    async def action_form_save(self) -> None:
        """Saves, or says what is wrong and goes there."""
        while self._sheet is not None:
            self._seen_fields |= set(self._sheet.now)
            if not await self._check_now():
                self._go_to_problem()
                return
            if self._link_id and not self._sheet.touched:
                await self.keep_now()
                self.dismiss(Left())
                return
            outcome = await self._save()
            if isinstance(outcome, Stored):
                new = self._link_id == NEW
                self.dismiss(Saved(outcome.link_id, new, outcome.proposed))
                return
            if outcome is None or not await self._merge(outcome):
                return

    async def _save(self) -> Stored | Stale | None:
        assert self._sheet is not None
        sheet = self._sheet
        patch = sheet.patch
        if "url" in patch:
            patch["url"] = self._checked.href
        async with self._keeper.turn:
            try:
                outcome = await curate(self).ask(forms.save, self._link_id, sheet.version, patch)
            except Refused:
                return None
            if isinstance(outcome, Stored):
                self._keeper.end()
            return outcome

    def _go_to_problem(self) -> None:
        self._grid.go_to(self._checked.problems)
        if self._checked.problems:
            self._strip.say(form_words.not_saved(len(self._checked.problems)), "warn")

    async def _merge(self, stale: Stale) -> bool:
        """Lets the person put both together; True when they did."""
        assert self._sheet is not None
        assert self._start is not None
        mine = self._sheet
        theirs = mine.onto(self._start.languages, stale.link, stale.version)
        found = differences(theirs.fields, mine.before, mine.now, theirs.now)
        options = {field.key: self._options(field.key) for field in theirs.fields}
        chosen = await self.app.push_screen_wait(ThreeWay(self._start.name, found, options))
        if chosen is None:
            self._strip.say("Nothing was saved, nothing is lost. ctrl+s shows both again.", "warn")
            return False
        self._start = replace(self._start, state=stale.state)
        await self._lay_out(replace(theirs, now=merged(theirs.now, chosen)))
        await self.keep_now()
        return True

    @work(group="form-leave", exclusive=True)
    async def action_form_leave(self) -> None:
        """Leaves; what was typed is kept, and the person told so."""
        await self._leave(0)

    @work(group="form-leave", exclusive=True)
    async def action_form_open_known(self) -> None:
        """Leaves for the link that has this address already."""
        if self._checked.known:
            await self._leave(self._checked.known.link_id)

    async def _leave(self, open_link: int) -> None:
        if not await self.keep_now():
            self._strip.say(
                "What you typed could not be kept, so the form stays open. Try again, or throw "
                "it away with ctrl+r.",
                "warn",
            )
            return
        kept = self._sheet is not None and bool(self._sheet.touched)
        if kept:
            curate(self).tell("What you typed is kept; open the form again to go on.")
        self.dismiss(Left(kept, open_link))

    @work(group="form-discard", exclusive=True)
    async def action_form_discard(self) -> None:
        """Throws away what was typed, once that is confirmed, and begins again with what the
        catalog holds."""
        sentence = "What you have typed here is thrown away for good."
        if not await self.app.push_screen_wait(Confirm("Start over?", sentence)):
            return
        try:
            await curate(self).ask(forms.keep, self._link_id, 0, {})
            self._start = await curate(self).ask(forms.begin, self._link_id)
        except Refused:
            return
        self._reasons, self._seen_fields, self._looked_at = {}, set(), ""
        self._checked = Checked({})
        await self._begin(self._start)
        self._strip.say("What you typed was thrown away. This is what the catalog holds.")

    def action_form_editor(self) -> None:
        """Opens the field in the person's own editor."""
        rewrite_field(self.app, self._grid, self._strip)
        self.refresh(layout=True)

    def _after(self, what: str, seconds: float, then: Any) -> None:
        """Does something a little later; asked again before that, later still."""
        timer = self._later.pop(what, None)
        if timer is not None:
            timer.cancel()
        self._later[what] = after(self, seconds, then)
