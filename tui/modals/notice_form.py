"""The form of a wording: another one of a notice, or the first of a new notice.

If anything is refused, the form stays as it is, with the message above the fields; when the form
is left, what was typed is returned to the screen that opened it. A wording that is announced
cannot be undone, so the form asks first; one that waits for a second person can be withdrawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from tui.modals.confirm import Confirm
from tui.modals.form import EntryForm, form_keys
from tui.presenters import form_words
from tui.services.later import notice_form
from tui.services.model import Refused
from tui.state.form_sheet import Sheet
from tui.state.notice_sheet import (
    KINDS,
    NEW,
    CheckedNotice,
    FilledNotice,
    NoticeFormStart,
    filled,
    key_of,
    name_of,
    sheet_of,
    typed_in,
)
from tui.state.option_match import Option


@dataclass(frozen=True, slots=True)
class Announced:
    """It is announced, or waits for a second person; the sentence says which."""

    sentence: str


@dataclass(frozen=True, slots=True)
class NoticeFormLeft:
    """The form was left. typed: what had been typed, by key of a field."""

    typed: Mapping[str, str]


class NoticeForm(EntryForm[Announced | NoticeFormLeft]):
    """The form of another wording of a notice, or of the first of a new one."""

    BINDINGS: ClassVar[list[BindingType]] = form_keys("notice-form")

    def __init__(self, slug: str = NEW, typed: Mapping[str, str] | None = None) -> None:
        """slug: of the notice; `NEW` for a new one. typed: what the user had typed when they left
        the form before."""
        super().__init__()
        self._slug = slug
        self._typed = dict(typed or {})
        self._start: NoticeFormStart | None = None
        self._checked = CheckedNotice({}, {})

    @work
    async def on_mount(self) -> None:
        """Read the latest wording."""
        await self._begin(self._typed)

    async def _begin(self, typed: Mapping[str, str]) -> None:
        try:
            start = self._start = await self.app.ask(notice_form.begin, self._slug)
        except Refused:
            self.dismiss(NoticeFormLeft(typed))
            return
        sheet = sheet_of(start, typed)
        self._seen_fields = set(sheet.touched)
        self._strip.say(welcome(start, again=bool(sheet.touched)))
        await self._look_over(sheet)
        await self._lay_out(sheet)

    # The fields

    def _take_in(self) -> None:
        """Store the fields' present texts in the sheet: a key may come before the last change."""
        for box in self._grid.boxes:
            if self._sheet is not None:
                self._sheet = self._sheet.typed(box.field.key, box.text)

    def _options(self, key: str) -> tuple[Option, ...]:
        return KINDS if key == "kind" else ()

    # What is said

    def _heading(self, sheet: Sheet) -> str:
        number = len(sheet.touched)
        what = f"A new wording of “{self._slug}”" if self._slug else "A new notice"
        more = f" · {form_words.fields(number)} changed, not announced" if number else ""
        return what + more

    @property
    def _problems(self) -> Mapping[str, str]:
        return self._checked.problems

    async def _look_over(self, sheet: Sheet) -> bool:
        if self._start is None:
            return False
        try:
            self._checked = await self.app.ask(notice_form.check, filled(self._start, sheet))
        except Refused:
            return False
        return True

    def _said(self, key: str) -> tuple[str, str]:
        name = name_of(key)
        problem = self._checked.problems.get(name, "") if key in self._seen_fields else ""
        return problem, self._checked.hints.get(name, "")

    # The keys

    @work(group="notice-announce", exclusive=True)
    async def action_announce_wording(self) -> None:
        """Announce it, or show the problems and go to the first."""
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
            sentence = await self.app.ask(notice_form.announce, wanted)
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
            self._strip.say(form_words.not_yet("announced", len(problems)), "warn")

    async def _is_meant(self, wanted: FilledNotice) -> bool:
        box = Confirm(
            f"Announce this wording of “{wanted.slug}”?",
            f"Visitors read it from {wanted.day.strip()} on, in {', '.join(wanted.texts)}. It can "
            "never be taken back, only followed by another wording.",
        )
        return await self.app.push_screen_wait(box) is True

    def action_form_leave(self) -> None:
        """Leave; return what was typed, for the next time."""
        self._take_in()
        self.dismiss(NoticeFormLeft(typed_in(self._sheet) if self._sheet else self._typed))

    async def _discard(self) -> None:
        self._checked = CheckedNotice({}, {})
        await self._begin({})


def welcome(start: NoticeFormStart, *, again: bool) -> str:
    """Return the text above the form when it opens. again: it contains what was typed before."""
    lines = ["What you typed before is here again."] if again else []
    if start.holds_from is not None and not again:
        verb = "applies from" if start.holds_from > start.today else "has applied since"
        lines.append(
            f"It begins with the text of version {start.number}, which {verb} {start.holds_from}."
        )
    if start.waits and start.number:
        lines.append(
            f"A wording by {start.waits} waits for approval; one that needs approval takes its "
            "place."
        )
    words = " ".join("{" + word + "}" for word in start.fillable)
    lines.append(f"Filled in for each link: {words}")
    return "\n".join(lines)
