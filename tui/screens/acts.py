"""What the keys do to links, the same in the lists and on a link's own screen.

A screen says which links are meant (`meant`), and what is to be done when they
have been dealt with (`settle`). Acts are done one after the other, in the order
of the keys, however fast those come.
"""

import os
import webbrowser
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import work
from textual.screen import Screen

from tui.desk import acts
from tui.desk.model import Refused
from tui.state.row import Row

if TYPE_CHECKING:
    from tui.app import CurateApp

_PROPOSED = "Proposed: it waits for somebody's approval. The website keeps the link as it is."
_BULK = 20  # from so many on, the strip shows how far it is


@dataclass(frozen=True, slots=True)
class Meant:
    """The links that the next act is about. row: of the only one, as the person sees it."""

    ids: Sequence[int]
    row: Row | None = None


class LinkActs(Screen[None]):
    """A screen on which something is done to links."""

    app: "CurateApp"

    def meant(self) -> Meant | None:
        """The links that are meant; None when there are none."""
        raise NotImplementedError

    def settle(self, *, leaving: bool) -> None:
        """The meant links are being dealt with. leaving: nothing is held
        against them any more."""
        raise NotImplementedError

    def refresh_data(self) -> None:
        """Shows what the catalog holds now."""
        raise NotImplementedError

    def decided(self, ids: Sequence[int]) -> None:
        """What was to be done to these links is done, or refused."""

    def stay(self, link_id: int) -> None:
        """The link refused: it is shown again, and the cursor stays with it."""

    def opening(self, opens: Coroutine[None, None, None]) -> None:
        """Something is about to open over the screen, which gets the keys typed meanwhile."""
        self.app.hold_keys("box")
        self.run_worker(self._opening(opens))

    async def _opening(self, opens: Coroutine[None, None, None]) -> None:
        try:
            await opens
        finally:
            self.app.release_keys("box")

    # Deciding

    def action_fix(self) -> None:
        """Takes the suggested fix; where a person must look first, says what to do."""
        meant = self.meant()
        if meant is not None and meant.row is not None and not meant.row.can_fix:
            self.app.tell(meant.row.advice or "Nothing is suggested for this link.")
            return
        self._do("fix")

    def action_retire(self) -> None:
        """Off the directory."""
        self._do("retire")

    def action_snooze(self) -> None:
        """Rests for a week; a link that rests is woken."""
        meant = self.meant()
        rests = meant is not None and meant.row is not None and "snoozed" in meant.row.flags
        self._do("wake" if rests else "snooze")

    def action_vouch(self) -> None:
        """A person has looked."""
        self._do("vouch")

    def action_approve_page(self) -> None:
        """The page is fine as it is now."""
        self._do("approve_page")

    def action_accept(self) -> None:
        """Published."""
        self._do("accept")

    def action_submit(self) -> None:
        """Sent on for approval."""
        self._do("submit")

    def action_send_back(self) -> None:
        """Back to whoever wrote it."""
        self.opening(self._send_back())

    async def _send_back(self) -> None:
        from tui.modals.prompt import Prompt

        meant = self.meant()
        if meant is None or not meant.ids:
            return
        why = await self.app.box(Prompt("Send back: what is to be done?", needed=True))
        if why is not None:
            self.settle(leaving=True)
            self._perform("send_back", meant, (), why)

    def action_restore(self) -> None:
        """A draft again."""
        self._do("restore")

    def _do(self, name: str, *args: object, leaving: bool = True) -> None:
        meant = self.meant()
        if meant is None or not meant.ids:
            self.app.tell("There is no link here to do that with.", "warning")
            return
        self.settle(leaving=leaving)
        self._perform(name, meant, args)

    @work
    async def _perform(
        self, name: str, meant: Meant, args: tuple[object, ...], why: str = ""
    ) -> None:
        version = meant.row.version if meant.row is not None else None
        many = len(meant.ids) >= _BULK
        progress = self.app.progress_of("Working", len(meant.ids)) if many else None
        try:
            async with self.app.one_act_at_a_time:
                done = await self.app.ask(
                    acts.do, name, meant.ids, version, *args,
                    why=why, progress=progress, stop=self.app.leaving.is_set,
                )  # fmt: skip
        except Refused:
            self.stay(meant.ids[0])
        else:
            self.app.tell(done.words, "warning" if done.refused else "information")
            if done.refused:
                self.stay(done.refused[0][0])
        finally:
            self.app.end_progress()
            self.decided(meant.ids)
            self.refresh_data()

    # Writing

    def action_category(self) -> None:
        """Under another category."""
        self.opening(self._category())

    async def _category(self) -> None:
        from tui.desk.lists import categories
        from tui.modals.pick import PickOne

        meant = self.meant()
        if meant is None or not meant.ids:
            return
        try:
            options = await self.app.ask(categories)
        except Refused:
            return
        chosen = meant.row.category if meant.row is not None else ""
        slug = await self.app.box(PickOne("Category", options, chosen))
        if slug is not None:
            name = next(option.label for option in options if option.value == slug)
            self.settle(leaving=False)
            self._perform("recategorise", meant, (slug, name))

    def action_audience(self) -> None:
        """For other people."""
        self.opening(self._audience())

    async def _audience(self) -> None:
        from tui.desk.lists import audiences_of
        from tui.modals.pick import PickSome
        from tui.state.choices import AUDIENCES

        meant = self.meant()
        if meant is None or not meant.ids:
            return
        try:
            now = await self.app.ask(audiences_of, meant.ids[0]) if len(meant.ids) == 1 else []
        except Refused:
            return
        chosen = await self.app.box(PickSome("For whom", AUDIENCES, now))
        if chosen is not None:
            self.settle(leaving=False)
            self._perform("set_audiences", meant, (list(chosen),))

    def action_edit(self) -> None:
        """The form."""
        self.opening(self._edit())

    async def _edit(self) -> None:
        from tui.modals.form import LinkForm, Saved

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
        """A live look, beside the work."""
        row = self._row()
        if row is not None:
            self.app.check_now(row.url)

    def _row(self) -> Row | None:
        meant = self.meant()
        if meant is None or meant.row is None:
            self.app.tell("That is for one link at a time.", "warning")
            return None
        return meant.row


def _opened(url: str) -> bool:
    """False where there is no browser to open it in."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt"):
        return False
    return webbrowser.open(url)
