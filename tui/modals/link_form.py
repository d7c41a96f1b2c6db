"""The form of a link: to edit one, or to add one.

It never loses what was typed. The contents of the fields are kept in the catalog within a
second; leaving keeps them too, and the form begins with them the next time. A link that
another person changed meanwhile opens the three-way view instead of overwriting.
"""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from tui.modals.autosave import KEEP_AFTER, Keeper
from tui.modals.form import EntryForm, form_keys
from tui.modals.merge_conflict import ThreeWay
from tui.presenters import form_words
from tui.presenters.form_words import LookAt
from tui.processes.child import CheckFailed
from tui.processes.live_check import check_now
from tui.services.later import forms
from tui.services.model import Refused
from tui.state import choices
from tui.state.form import hides
from tui.state.form_merge import differences, merged
from tui.state.form_sheet import NEW, CheckedForm, FormStart, Saved, Sheet, Stale
from tui.state.option_match import Option

_CHECK_AFTER = 0.25
_LOOK_AFTER = 0.6


@dataclass(frozen=True, slots=True)
class LinkFormLeft:
    """The form was left. kept: a draft is kept. open_link: the link that the user wants to see
    instead, 0 for none."""

    kept: bool = False
    open_link: int = 0


class LinkForm(EntryForm[Saved | LinkFormLeft]):
    """The form of a link that is there, or of a new one."""

    BINDINGS: ClassVar[list[BindingType]] = form_keys("form")

    def __init__(
        self, link_id: int = NEW, *, address: str = "", look_at: LookAt | None = check_now
    ) -> None:
        """link_id: 0 for a new link. address: the initial address of a new link. look_at: the
        function that checks a new link's page while the form is filled in; None: no check."""
        super().__init__()
        self._link_id = link_id
        self._address = address
        self._look_at = look_at
        self._start: FormStart | None = None
        self._checked = CheckedForm({})
        self._reasons: dict[str, str] = {}
        self._hidden: frozenset[str] = frozenset()
        self._filled: set[str] = set()
        self._looked_at = ""
        self._keeper = Keeper(self._write_draft)

    @work
    async def on_mount(self) -> None:
        """Read the link and the draft that was kept of it."""
        try:
            self._start = await self.app.ask(forms.begin, self._link_id)
        except Refused:
            self.dismiss(LinkFormLeft())
            return
        await self._begin(self._start)

    # The fields

    async def _begin(self, start: FormStart) -> None:
        sheet = Sheet.of(start.languages, start.link, start.version)
        if start.kept:
            sheet = sheet.taken_up(start.kept.texts, start.kept.based_on)
            self._keeper.holds(sheet)
        self._strip.say(form_words.welcome(start, sheet, self._address))
        if not sheet.touched and self._address:
            sheet = sheet.filled({"url": self._address})
        await self._look_over(sheet)
        await self._lay_out(sheet, 1 if self._link_id else 0)
        self._look_soon()

    async def _lay_out(self, sheet: Sheet, focused: int = 0) -> None:
        self._hidden = hides(sheet.fields, sheet.link)
        await super()._lay_out(sheet, focused)

    def _options(self, key: str) -> tuple[Option, ...]:
        assert self._start is not None
        if key == "category":
            return (Option("", "None yet"), *self._start.categories)
        return self._start.disclaimers if key == "disclaimers" else choices.BY_FIELD.get(key, ())

    def _changed(self, key: str) -> None:
        self._reasons.pop(key, None)
        self._keep_soon()
        if key == "url":
            self._after("look", _LOOK_AFTER, self._look_soon)

    # What is said

    def _heading(self, sheet: Sheet) -> str:
        assert self._start is not None
        return form_words.title(self._start, sheet)

    @property
    def _problems(self) -> Mapping[str, str]:
        return self._checked.problems

    async def _look_over(self, sheet: Sheet) -> bool:
        try:
            self._checked = await self.app.ask(
                forms.check, self._link_id, sheet.link, sheet.fields, sheet.touched, sheet.now
            )
        except Refused:
            return False
        return True

    def _said(self, key: str) -> tuple[str, str]:
        return self._problem(key), self._hint(key)

    def _problem(self, key: str) -> str:
        problem = self._checked.problems.get(key, "") if key in self._seen_fields else ""
        opens = key == "url" and self._checked.known is not None
        return f"{problem} ctrl+o opens it." if problem and opens else problem

    def _hint(self, key: str) -> str:
        if key in self._hidden:
            return "It has invisible characters; they go once you change this field."
        if key == "exit_override":
            return self._checked.exit_rule
        return self._reasons.get(key, "")

    # Keeping what is typed

    def _keep_soon(self) -> None:
        """Keep the form within a second of any key: the first key starts the timer, and later ones
        do not postpone it."""
        if "keep" not in self._later:
            self._after("keep", KEEP_AFTER, self._keep_work)

    @work(group="form-keep")
    async def _keep_work(self) -> None:
        self._later.pop("keep", None)
        await self.keep_now()

    async def keep_now(self) -> bool:
        """Keep the form's contents; return False if that was refused (the user has seen why)."""
        return await self._keeper.keep(lambda: self._sheet)

    async def on_unmount(self) -> None:
        """Keep the draft when the app is left while the form is open."""
        await self.keep_now()

    async def _write_draft(self, sheet: Sheet) -> None:
        await self.app.ask(forms.keep, self._link_id, sheet.version, sheet.to_keep)

    # Filling in a new link

    def _look_soon(self) -> None:
        if self._link_id == NEW and self._sheet is not None and self._sheet.now["url"]:
            self._fill_in()

    @work(group="form-look", exclusive=True)
    async def _fill_in(self) -> None:
        """Fill in what is known of the site; then check the page and fill in the rest."""
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
        self._strip.say(f"Checking {host}…")
        try:
            async with aclosing(self._look_at([href])) as looks:
                async for seen in looks:
                    self._strip.say(
                        form_words.told(seen), "good" if form_words.is_well(seen) else "warn"
                    )
                    await self._suggest(href, host, form_words.title_of(seen))
        except CheckFailed as failed:
            self._strip.say(f"The page was not checked. {failed}", "warn")

    async def _suggest(self, href: str, host: str, title: str) -> None:
        try:
            found = await self.app.ask(forms.fill_in, href, host, title)
        except Refused:
            return
        assert self._sheet is not None
        assert self._start is not None
        untouched = {key for key in found.reasons if key not in self._sheet.touched}
        self._reasons = {key: form_words.reason(found, key) for key in untouched}
        # Values filled in for another address are removed, unless the user has edited them.
        before = Sheet.of(self._start.languages, self._start.link, 0).now
        gone = {key: before[key] for key in self._filled if key not in found.texts}
        self._filled = set(found.texts) & set(before)
        self._sheet = self._sheet.filled({**gone, **found.texts})
        self._grid.show(self._sheet.now)
        await self._check_now()

    # The keys

    @work(group="form-save", exclusive=True)
    async def action_form_save(self) -> None:
        """Save, or show the problems and go to the first."""
        while self._sheet is not None:
            self._seen_fields |= set(self._sheet.now)
            if not await self._check_now():
                self._go_to_problem()
                return
            if self._link_id and not self._sheet.touched:
                await self.keep_now()
                self.dismiss(LinkFormLeft())
                return
            outcome = await self._save()
            if isinstance(outcome, Saved):
                self.dismiss(outcome)
                return
            if outcome is None or not await self._merge(outcome):
                return

    async def _save(self) -> Saved | Stale | None:
        assert self._sheet is not None
        sheet = self._sheet
        patch = sheet.patch
        if "url" in patch:
            patch["url"] = self._checked.href
        async with self._keeper.turn:
            try:
                outcome = await self.app.ask(forms.save, self._link_id, sheet.version, patch)
            except Refused:
                return None
            if isinstance(outcome, Saved):
                self._keeper.end()
            return outcome

    def _go_to_problem(self) -> None:
        self._grid.go_to(self._checked.problems)
        if self._checked.problems:
            self._strip.say(form_words.not_yet("saved", len(self._checked.problems)), "warn")

    async def _merge(self, stale: Stale) -> bool:
        """Let the user merge both versions; return True if they did."""
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
        await self._lay_out(replace(theirs, now=merged(theirs.now, chosen)), 1)
        await self.keep_now()
        return True

    @work(group="form-leave", exclusive=True)
    async def action_form_leave(self) -> None:
        """Leave; keep what was typed, and say so."""
        await self._leave(0)

    @work(group="form-leave", exclusive=True)
    async def action_form_open_known(self) -> None:
        """Leave and open the link that already has this address."""
        if self._checked.known:
            await self._leave(self._checked.known.link_id)

    async def _leave(self, open_link: int) -> None:
        if not await self.keep_now():
            self._strip.say(
                "What you typed could not be kept, so the form stays open. Try again, or discard "
                "it with ctrl+r.",
                "warn",
            )
            return
        kept = self._sheet is not None and bool(self._sheet.touched)
        if kept:
            self.app.tell("What you typed is kept; open the form again to go on.")
        self.dismiss(LinkFormLeft(kept, open_link))

    async def _discard(self) -> None:
        try:
            await self.app.ask(forms.keep, self._link_id, 0, {})
            self._start = await self.app.ask(forms.begin, self._link_id)
        except Refused:
            return
        self._reasons, self._seen_fields, self._looked_at = {}, set(), ""
        self._checked = CheckedForm({})
        await self._begin(self._start)
        self._strip.say("What you typed was discarded. This is what is in the catalog.")
