"""Notices: what visitors read and will read, and which links carry it; announce, approve, withdraw.

A wording that is announced cannot be undone, only followed by another one; so announcing asks
first. Acts apply to the wording on the screen: if another wording waits by then, nothing is done,
and a message says so.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.screen import Screen
from textual.widgets import OptionList, Static

from tui.actions.registry import bindings
from tui.host import AppHost
from tui.modals.confirm import Confirm
from tui.modals.notice_form import Announced, NoticeForm
from tui.presenters.notice_model import NoticeOverview, Shelf
from tui.presenters.wordings import card_of, rules_card
from tui.resize import on_new_size
from tui.safe_content import plain
from tui.services.later import notices
from tui.services.model import Refused
from tui.state.notice_sheet import NEW
from tui.widgets.key_footer import KeyLine
from tui.widgets.mode_header import ModeBar
from tui.widgets.notice_list import NoticeCard, NoticeList
from tui.widgets.status_bar import Strip


class NoticesScreen(Screen[None]):
    """The list of notices; beside or below it the one at the cursor, or the rules."""

    app: AppHost
    scope = "notices"
    BINDINGS = bindings("notices")
    CSS_PATH = "../style/notices.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (130, "-wide")]  # noqa: RUF012  as Textual has it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-tall")]  # noqa: RUF012
    AUTO_FOCUS = "#notices"

    def __init__(self) -> None:
        super().__init__()
        # Kept, not queried: a result may arrive when the screen is no longer laid out.
        self._bar = ModeBar("notices")
        self._heading = Static(id="notices-heading")
        self._list = NoticeList()
        self._card = NoticeCard()
        self._shelf: Shelf | None = None
        self._told_of = ""  # the slug of the notice on the card
        self._rules_shown = False
        self._half_done: dict[str, Mapping[str, str]] = {}  # what was typed, by slug

    @property
    def settled(self) -> bool:
        """Whether the notices have been read."""
        return self._shelf is not None

    def compose(self) -> ComposeResult:
        yield self._bar
        with Container(id="notices-body"):
            with Vertical(id="notices-list"):
                yield self._heading
                yield self._list
            with Vertical(id="notice-told"):
                yield self._card
        yield Strip()
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the list."""
        on_new_size(self._list, self._fill)
        self._load()

    def refresh_data(self) -> None:
        """Read the list again."""
        if self.is_mounted:
            self._load()

    @work(exclusive=True, group="notices")
    async def _load(self) -> None:
        try:
            self._shelf = await self.app.ask(notices.shelf)
        except Refused:
            return
        self._fill()

    def _fill(self) -> None:
        """Show what was read; fit the columns to the width."""
        if self._shelf is None:
            return
        self._heading.update(plain(self._list.fill(self._shelf.notices)))
        self._tell()
        waiting = sum(row.waits is not None for row in self._shelf.notices)
        verb = "waits" if waiting == 1 else "wait"
        self._bar.note = f"{waiting} {verb} for approval" if waiting else ""

    @on(OptionList.OptionHighlighted, "#notices")
    def _moved(self) -> None:
        """Show another notice, or the same one after the list was filled again."""
        row = self._list.chosen
        if row is not None and row.slug != self._told_of:
            self._rules_shown = False
            self._card.scroll_home(animate=False)
        self._tell()

    def _tell(self) -> None:
        """Fill the card."""
        if self._shelf is None:
            return
        row = self._list.chosen
        self._told_of = "" if row is None else row.slug
        self._card.tell(
            rules_card(self._shelf.rules) if self._rules_shown else card_of(self._shelf, row)
        )
        self.refresh_bindings()

    # Acts

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable keys that do not apply to the notice at the cursor."""
        del parameters
        if not self.is_mounted:
            return True
        row = self._list.chosen
        if action in ("approve_wording", "withdraw_wording"):
            return True if row is not None and row.waits is not None else None
        if action == "new_wording":
            return True if row is not None else None
        if action == "leave_notice":
            return self._card.has_focus
        return not self._card.has_focus if action == "read_notice" else True

    def _chosen(self) -> NoticeOverview | None:
        """Return the notice of the next act, and show it on the card."""
        if self._rules_shown:
            self.action_notice_rules()
        return self._list.chosen

    def action_new_wording(self) -> None:
        """Open the form, with the text of the last wording."""
        row = self._chosen()
        if row is not None:
            self._open_form(row.slug)

    def action_new_notice(self) -> None:
        """Open the empty form."""
        self._open_form(NEW)

    def _open_form(self, slug: str) -> None:
        self.app.opening(self._form(slug))

    async def _form(self, slug: str) -> None:
        done = await self.app.box(NoticeForm(slug, self._half_done.get(slug)))
        if isinstance(done, Announced):
            self._half_done.pop(slug, None)
            self.app.tell(done.sentence)
        elif done is not None and done.typed:
            self._half_done[slug] = done.typed
            self.app.tell("What you typed is kept until you quit; open the form again to go on.")
        else:
            self._half_done.pop(slug, None)
        self.refresh_data()

    def action_approve_wording(self) -> None:
        """Announce what waits, after a confirmation."""
        self.app.opening(self._approve_wording())

    async def _approve_wording(self) -> None:
        row = self._chosen()
        if row is None or row.waits is None:
            return
        waits = row.waits
        if waits.problem:
            self.app.tell(waits.problem, "warning")
            return
        question = Confirm(
            f"Approve the new wording of “{row.slug}”?",
            f"{waits.author} wrote it. Visitors read it from {waits.effective_from} on. It can "
            "never be taken back, only followed by another wording.",
        )
        if await self.app.box(question):
            await self._act(self.app.ask(notices.approve, row.slug, waits.at))

    def action_withdraw_wording(self) -> None:
        """Withdraw what waits, after a confirmation."""
        self.app.opening(self._withdraw_wording())

    async def _withdraw_wording(self) -> None:
        row = self._chosen()
        if row is None or row.waits is None:
            return
        question = Confirm(
            f"Withdraw the waiting wording of “{row.slug}”?",
            f"What {row.waits.author} wrote is discarded. What visitors read stays as it is.",
        )
        if await self.app.box(question):
            await self._act(self.app.ask(notices.withdraw, row.slug, row.waits.at))

    async def _act(self, act: Awaitable[str]) -> None:
        with suppress(Refused):  # the user has seen it
            self.app.tell(await act)
        self.refresh_data()

    # Seeing and moving

    def action_notice_rules(self) -> None:
        """Show the rules in place of the notice, or the notice again."""
        self._rules_shown = not self._rules_shown
        self._card.scroll_home(animate=False)
        self._tell()

    def action_read_notice(self) -> None:
        """Make the arrows scroll the card."""
        self._card.focus()

    def action_leave_notice(self) -> None:
        """Make the arrows move in the list."""
        self._list.focus()

    def action_next_notice(self) -> None:
        self._move(self._list.action_cursor_down, self._card.action_scroll_down)

    def action_previous_notice(self) -> None:
        self._move(self._list.action_cursor_up, self._card.action_scroll_up)

    def action_first_notice(self) -> None:
        self._move(self._list.action_first, self._card.action_scroll_home)

    def action_last_notice(self) -> None:
        self._move(self._list.action_last, self._card.action_scroll_end)

    def _move(self, in_list: Callable[[], None], in_card: Callable[[], None]) -> None:
        (in_card if self._card.has_focus else in_list)()
