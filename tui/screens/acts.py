"""The keys' acts on links, the same in the lists and on the screen of one link.

A screen provides the links of the next act (`meant`) and what is done after it (`settle`). Acts
are done one after the other, in the order of the keys.
"""

import os
import webbrowser
from collections.abc import Coroutine, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual import work
from textual.screen import Screen

from directory.rules.bulk import FEW
from directory.rules.queue import LONGEST_RELEASE
from directory.rules.suggested_actions import Fix
from directory.rules.workflow import VerbRefused, right_for
from tui.host import AppHost
from tui.modals.confirm import Confirm
from tui.modals.pick import PickOne, PickSome
from tui.modals.prompt import Prompt
from tui.operations import AUDIENCE, BY_ID, CATEGORY, EDIT, FIX, RELEASE, SNOOZE, WAKE, Operation
from tui.screens import live
from tui.services.advice import with_keys
from tui.services.later import acts, lists
from tui.services.model import Asked, Refused
from tui.state.choices import AUDIENCES
from tui.state.form_sheet import Saved
from tui.state.option_match import Option

if TYPE_CHECKING:
    from directory.queries.link_rows import Row

_PROPOSED = (
    "Proposed: it waits for approval by another person. The website keeps the link as it is."
)
#: Links from which on the progress of an act is shown.
MANY = 20


@dataclass(frozen=True, slots=True)
class Meant:
    """The links of the next act. row: of the only one, as the user sees it."""

    ids: Sequence[int]
    row: "Row | None" = None


class LinkActs(Screen[None]):
    """A screen on which acts on links are done."""

    app: AppHost

    def meant(self) -> Meant | None:
        """Return the links of the next act; None if there are none."""
        raise NotImplementedError

    def settle(self, ids: Sequence[int], *, leaving: bool) -> None:
        """Update the list while these links are changed. leaving: they no longer need a
        person."""
        raise NotImplementedError

    def refresh_data(self) -> None:
        """Show the present contents of the catalog."""
        raise NotImplementedError

    def decided(self, ids: Sequence[int]) -> None:
        """Note that the act on these links is done or refused."""

    def keeping_place(self) -> AbstractContextManager[None]:
        """Return a context in which the cursor keeps its place even if its link moves."""
        return nullcontext()

    def stay(self, link_id: int) -> None:
        """Show a link again whose change was refused, with the cursor on it."""

    def opening(self, opens: Coroutine[None, None, None]) -> None:
        """Open something over the screen; the keys typed meanwhile go to it."""
        self.app.opening(opens)

    # Deciding

    def action_operate(self, name: str) -> None:
        """Do the operation with this id on the links."""
        operation = BY_ID[name]
        meant = self.meant()
        row = meant.row if meant is not None else None
        advised = row.advice if row is not None else None
        fix = advised.fix if advised is not None else None
        if operation is FIX and row is not None and fix is None:
            words = with_keys(advised, self.app.chosen_keys)
            self.app.tell(words or "Nothing is suggested for this link.")
        elif operation is FIX and row is not None and fix is Fix.FIND_ADDRESS:
            self._find_address(row)
        elif operation is SNOOZE and row is not None and "snoozed" in row.flags:
            self._do(WAKE)
        elif operation.asks:
            self.opening(self._ask_why(operation))
        else:
            self._do(operation)

    async def _ask_why(self, operation: Operation) -> None:
        meant = self.meant()
        if meant is None or not meant.ids or not self._accepts(operation, meant):
            return
        why = await self.app.box(Prompt(operation.asks, needed=True))
        if why is None:
            return
        until = await self._ask_until(operation)
        if until is not None or operation.until is None:
            days = () if until is None else (until,)
            self._begin_act(_asked(operation, meant, *days, why=why), leaving=True)

    async def _ask_until(self, operation: Operation) -> date | None:
        """Ask for the last day of an operation that needs one; None if the user cancels."""
        if operation.until is None:
            return None
        title = "Until which day?"
        today = await self.app.ask(acts.today)
        text: str | None = (today + operation.until).isoformat()
        while text := await self.app.box(Prompt(title, text or "", needed=True)):
            day = _day_within_a_year(text, today)
            if day is not None:
                return day
            title = (
                f"“{text}” is no such day. Until which day? Write it as 2027-01-31; at the latest "
                f"{today + LONGEST_RELEASE}."
            )
        return None

    def _do(self, operation: Operation) -> None:
        meant = self.meant()
        if meant is None or not meant.ids:
            self.app.tell("There is no link here to do that with.", "warning")
        elif self._accepts(operation, meant):
            self._begin_act(_asked(operation, meant), leaving=True)

    def _accepts(self, operation: Operation, meant: Meant) -> bool:
        """Return whether the only link is in a state for it; if not, show why."""
        if meant.row is None or operation.verb is None:
            return True
        if operation is RELEASE and not any(
            flag == "held back" or flag.startswith("released") for flag in meant.row.flags
        ):
            self.app.tell(
                f"“{meant.row.name}” is not held back, so it needs no release.", "warning"
            )
            return False
        try:
            right_for(operation.verb, meant.row.state)
        except VerbRefused as refused:
            self.app.tell(f"“{meant.row.name}” {refused}", "warning")
            return False
        return True

    def _begin_act(self, asked: Asked, *, leaving: bool) -> None:
        if len(asked.ids) > FEW:
            self.opening(self._confirm(asked, leaving=leaving))
        else:
            self.settle(asked.ids, leaving=leaving)
            self._perform(asked)

    async def _confirm(self, asked: Asked, *, leaving: bool) -> None:
        """Ask before an act on a large share of what is published."""
        try:
            title, sentence = await self.app.ask(acts.question, asked)
        except Refused:
            return
        if not sentence or await self.app.box(Confirm(title, sentence)):
            self.settle(asked.ids, leaving=leaving)
            self._perform(asked)

    @work
    async def _perform(self, asked: Asked) -> None:
        stop = self.app.stopping
        many = len(asked.ids) >= MANY
        decides = asked.operation.decides
        try:
            with nullcontext() if decides else self.keeping_place():
                async with self.app.one_act_at_a_time:
                    progress = self.app.progress_of("Working", len(asked.ids)) if many else None
                    done = await self.app.ask(acts.do, asked, progress=progress, stop=stop)
        except Refused:
            self.stay(asked.ids[0])
        else:
            self.app.tell(done.words, "warning" if done.refused else "information")
            if done.refused:
                self.stay(done.refused[0][0])
        finally:
            self.app.end_progress()
            self.decided(asked.ids)
            self.refresh_data()

    # Writing

    def action_category(self) -> None:
        self.opening(self._category())

    async def _category(self) -> None:
        meant = self.meant()
        if meant is None or not meant.ids:
            return
        try:
            options = await self.app.ask(lists.categories)
        except Refused:
            return
        chosen = (meant.row.category if meant.row is not None else None) or ""
        slug = await self.app.box(PickOne("Category", options, chosen))
        if slug is not None:
            name = next(option.label for option in options if option.value == slug)
            patch = {"category": slug}
            self._begin_act(_asked(CATEGORY, meant, patch, name=name), leaving=False)

    def action_audience(self) -> None:
        self.opening(self._audience())

    async def _audience(self) -> None:
        meant = self.meant()
        if meant is None or not meant.ids:
            return
        try:
            now = (
                await self.app.ask(lists.audiences_of, meant.ids[0]) if len(meant.ids) == 1 else []
            )
        except Refused:
            return
        chosen = await self.app.box(PickSome("For whom", AUDIENCES, now))
        if chosen is not None:
            patch = {"audiences": list(chosen)}
            self._begin_act(_asked(AUDIENCE, meant, patch), leaving=False)

    def action_edit(self) -> None:
        self.opening(self._edit())

    async def _edit(self) -> None:
        from tui.modals.link_form import LinkForm  # not before the first paint

        meant = self.meant()
        if meant is None or not meant.ids:
            return
        if len(meant.ids) > 1:
            self.app.tell(
                "The form is for one link. Press t or # for all marked ones, or Escape to remove "
                "the marks.",
                "warning",
            )
            return
        with self.keeping_place():
            done = await self.app.box(LinkForm(meant.ids[0]))
        if isinstance(done, Saved):
            self.app.tell(_PROPOSED if done.proposed else "Saved. u takes it back.")
        self.refresh_data()

    # Seeing

    def action_open(self) -> None:
        """Open in a browser; over SSH there is none, so the address is copied instead."""
        row = self._row()
        if row is None:
            return
        if os.environ.get("SSH_CONNECTION") or not _opened(row.url):
            self.app.copy_to_clipboard(row.url)
            self.app.tell(f"Copied; open it in your browser: {row.url}")
        else:
            self.app.tell(f"Opened {row.url}")

    def action_copy(self) -> None:
        """Copy to the clipboard; over SSH through the terminal."""
        row = self._row()
        if row is not None:
            self.app.copy_to_clipboard(row.url)
            self.app.tell(f"Copied {row.url}")

    def action_check(self) -> None:
        """Check the links in the background and store the results."""
        meant = self.meant()
        if meant is None or not meant.ids:
            self.app.tell("There is no link here to check.", "warning")
        elif meant.row is not None:
            live.check(self.app, meant.ids, f"“{meant.row.name}”")
        else:
            live.check(self.app, meant.ids, f"{len(meant.ids):,} links")

    def action_find_address(self) -> None:
        """Find where the page may be now, in the background; then offer what was found."""
        row = self._row()
        if row is not None:
            self._find_address(row)

    def _find_address(self, row: "Row") -> None:
        found = self.app.addresses.get((row.id, row.url))
        if found is None:
            live.find_address(self.app, row)
        else:
            self.opening(self._choose_address(row, found))

    async def _choose_address(self, row: "Row", found: Sequence[Option]) -> None:
        address = await self.app.box(PickOne(f"Where “{row.name}” may be now", found))
        if address is not None:
            meant = Meant((row.id,), row)
            self._begin_act(_asked(EDIT, meant, {"url": address}), leaving=True)

    def _row(self) -> "Row | None":
        meant = self.meant()
        if meant is None or meant.row is None:
            self.app.tell("That is for one link at a time.", "warning")
            return None
        return meant.row


def _asked(
    operation: Operation, meant: Meant, *arguments: object, why: str = "", **words: str
) -> Asked:
    version = meant.row.version if meant.row is not None else None
    return Asked(operation, meant.ids, version, arguments, words, why)


def _day_within_a_year(text: str, today: date) -> date | None:
    """Return the day in this text; None unless it is after today and within a year."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if today < day <= today + LONGEST_RELEASE else None


def _opened(url: str) -> bool:
    """Return False if there is no browser to open it in."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt"):
        return False
    return webbrowser.open(url)
