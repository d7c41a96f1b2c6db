"""What the keys do to links, the same in the lists and on a link's own screen.

A screen says which links are meant (`meant`), and what is to be done when they
have been dealt with (`settle`). Acts are done one after the other, in the order
of the keys, however fast those come.
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
    """The links that the next act is about. row: of the only one, as the person sees it."""

    ids: Sequence[int]
    row: "Row | None" = None


class LinkActs(Screen[None]):
    """A screen on which something is done to links."""

    app: AppHost

    def meant(self) -> Meant | None:
        """The links that are meant; None when there are none."""
        raise NotImplementedError

    def settle(self, ids: Sequence[int], *, leaving: bool) -> None:
        """These links are being dealt with. leaving: nothing is held
        against them any more."""
        raise NotImplementedError

    def refresh_data(self) -> None:
        """Shows what the catalog holds now."""
        raise NotImplementedError

    def decided(self, ids: Sequence[int]) -> None:
        """What was to be done to these links is done, or refused."""

    def keeping_place(self) -> AbstractContextManager[None]:
        """What is done meanwhile may move the link in the list; the cursor stays where it is."""
        return nullcontext()

    def stay(self, link_id: int) -> None:
        """The link refused: it is shown again, and the cursor stays with it."""

    def opening(self, opens: Coroutine[None, None, None]) -> None:
        """Something is about to open over the screen, which gets the keys typed meanwhile."""
        self.app.opening(opens)

    # Deciding

    def action_operate(self, name: str) -> None:
        """Does the operation of this id to the meant links."""
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
        """The last day of what needs one; None if the person gives it up."""
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
        """Return whether the only link is in a state for it; if not, say why."""
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
        """Asks before an act on a large share of what is published."""
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
        """Under another category."""
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
        """For other people."""
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
        """The form."""
        self.opening(self._edit())

    async def _edit(self) -> None:
        from tui.modals.link_form import LinkForm  # not before the first paint

        meant = self.meant()
        if meant is None or not meant.ids:
            return
        if len(meant.ids) > 1:
            self.app.tell(
                "The form is for one link. Press t or # for all marked ones, or Escape to take "
                "the marks off.",
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
        """In a browser; over SSH there is none, and the address is copied instead."""
        row = self._row()
        if row is None:
            return
        if os.environ.get("SSH_CONNECTION") or not _opened(row.url):
            self.app.copy_to_clipboard(row.url)
            self.app.tell(f"Copied; open it in your browser: {row.url}")
        else:
            self.app.tell(f"Opened {row.url}")

    def action_copy(self) -> None:
        """To the clipboard; over SSH by the terminal."""
        row = self._row()
        if row is not None:
            self.app.copy_to_clipboard(row.url)
            self.app.tell(f"Copied {row.url}")

    def action_check(self) -> None:
        """A check of the meant links that is stored, beside the work."""
        meant = self.meant()
        if meant is None or not meant.ids:
            self.app.tell("There is no link here to check.", "warning")
        elif meant.row is not None:
            live.check(self.app, meant.ids, f"“{meant.row.name}”")
        else:
            live.check(self.app, meant.ids, f"{len(meant.ids):,} links")

    def action_find_address(self) -> None:
        """Finds where the page may be now, beside the work; then offers what was found."""
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
    """Return the day that is written there; None if it is no day after today within a year."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if today < day <= today + LONGEST_RELEASE else None


def _opened(url: str) -> bool:
    """False where there is no browser to open it in."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt"):
        return False
    return webbrowser.open(url)
