"""Mine, theirs, before: two people edited one link, and the user decides field by field."""

from collections.abc import Mapping, Sequence

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from directory.model.fields import FieldKind
from directory.rules.field_values import parts
from tui.actions.registry import bindings
from tui.host import AppHost
from tui.modals.pick import pick_for
from tui.safe_content import joined, plain, plain_lines
from tui.state.form_merge import Difference, Side, still_open
from tui.state.option_match import Option, labels
from tui.widgets.fields import Choice, FieldBox
from tui.widgets.key_footer import KeyLine

_TOLD = {
    Side.MINE: "● yours",
    Side.THEIRS: "● theirs",
    Side.EDITED: "● rewritten",
    Side.OPEN: "? choose",
}


class DifferenceBox(Vertical, can_focus=True):
    """One field that differs."""

    class Chose(Message):
        """Another choice was made for it."""

        def __init__(self, box: "DifferenceBox") -> None:
            super().__init__()
            self.box = box

    def __init__(self, difference: Difference, options: Sequence[Option]) -> None:
        super().__init__()
        self.difference = difference
        self._options = options
        self._pointed = Side.MINE
        self._title = Static(classes="title")
        self._sides = {side: Static(classes="side") for side in (Side.MINE, Side.THEIRS)}
        self._before = Static(classes="side before")
        self._edited = Static(classes="side edited")

    def compose(self) -> ComposeResult:
        yield self._title
        with Horizontal(classes="sides"):
            yield from self._sides.values()
            yield self._before
        yield self._edited

    def on_mount(self) -> None:
        """Show the texts."""
        self.show()

    def choose(self, side: Side, edited: str = "") -> None:
        """Make this choice."""
        self.difference = self.difference.chosen(side, edited)
        self.show()
        self.post_message(self.Chose(self))

    def on_key(self, event: events.Key) -> None:
        """Handle Left and Right (select a side) and Enter (choose it)."""
        if event.key in ("left", "right"):
            self._pointed = Side.MINE if event.key == "left" else Side.THEIRS
            self.show()
        elif event.key == "enter":
            self.choose(self._pointed)
        else:
            return
        event.stop()

    def watch_has_focus(self, focused: bool) -> None:
        """Show which side Enter would choose, where there is one."""
        super().watch_has_focus(focused)
        self.show()

    def show(self) -> None:
        """Draw the box again."""
        found = self.difference
        why = " (both changed it)" if found.clash else " (only one of you changed it)"
        self._title.update(
            joined(
                plain("▸ " if self.has_focus else "  "),
                plain(found.field.label, "bold"),
                plain(f"  {_TOLD[found.side]}{why}"),
            )
        )
        for side, name, text in (
            (Side.MINE, "yours", found.mine),
            (Side.THEIRS, "theirs", found.theirs),
        ):
            pointed = "→" if self.has_focus and self._pointed is side else " "
            taken = "●" if found.side is side else "○"
            self._sides[side].update(plain_lines(f"{pointed}{taken} {name}: {self._told(text)}"))
            self._sides[side].set_class(found.side is side, "taken")
        self._before.update(plain_lines(f"   before: {self._named(found.before)}"))
        self._edited.display = found.side is Side.EDITED
        self._edited.update(plain_lines(f" ● edited: {self._named(found.edited)}"))

    def _told(self, text: str) -> str:
        same = text == self.difference.before
        return "(as before)" if same else self._named(text)

    def _named(self, text: str) -> str:
        if not text:
            return "(empty)"
        if not self._options:
            return text
        values = parts(text) if self.difference.field.kind is FieldKind.SOME else [text]
        return ", ".join(labels(self._options, values))


class ThreeWay(ModalScreen[tuple[Difference, ...] | None]):
    """All fields that differ. Its result: these with a choice each, or None to go back."""

    app: AppHost
    CSS_PATH = "../style/forms.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-broad")]  # noqa: RUF012  as Textual has it
    BINDINGS = bindings("three-way")

    def __init__(
        self,
        name: str,
        found: Sequence[Difference],
        options: Mapping[str, Sequence[Option]],
    ) -> None:
        """name: of the link. options: of the fields that are chosen from a list, by key."""
        super().__init__()
        self._link_name = name
        self._found = found
        self._options = options

    def compose(self) -> ComposeResult:
        yield Static(
            plain(f"Another person changed “{self._link_name}” meanwhile"), classes="title bar"
        )
        yield Static(classes="strip")
        with VerticalScroll(can_focus=False):
            for difference in self._found:
                yield DifferenceBox(difference, self._options.get(difference.field.key, ()))
        yield KeyLine()

    def on_mount(self) -> None:
        """Focus the first field."""
        boxes = self.query(DifferenceBox)
        if boxes:
            boxes.first().focus()
        self._tell()

    def on_key(self, event: events.Key) -> None:
        """Go from field to field with Up and Down."""
        if event.key in ("up", "k"):
            self.focus_previous()
        elif event.key in ("down", "j"):
            self.focus_next()
        else:
            return
        event.stop()

    @on(DifferenceBox.Chose)
    def _chosen(self) -> None:
        self._tell()

    def action_merge_mine(self) -> None:
        """Choose the user's own text, and go on."""
        self._choose(Side.MINE)

    def action_merge_theirs(self) -> None:
        """Choose the other person's text, and go on."""
        self._choose(Side.THEIRS)

    @work
    async def action_merge_edit(self) -> None:
        """Rewrite the field."""
        box = self._current
        if box is None:
            return
        options = self._options.get(box.difference.field.key, ())
        text = await self.app.push_screen_wait(Rewrite(box.difference, options))
        if text is not None:
            box.choose(Side.EDITED, text)

    def action_merge_save(self) -> None:
        """Return the choices once none is open."""
        found = tuple(box.difference for box in self.query(DifferenceBox))
        if still_open(found):
            first = next(b for b in self.query(DifferenceBox) if b.difference.side is Side.OPEN)
            first.focus()
            self.app.tell("Choose yours (m) or theirs (t) for each field with a “?”.")
            return
        self.dismiss(found)

    def action_merge_leave(self) -> None:
        self.dismiss(None)

    @property
    def _current(self) -> DifferenceBox | None:
        return self.focused if isinstance(self.focused, DifferenceBox) else None

    def _choose(self, side: Side) -> None:
        box = self._current
        if box is not None:
            box.choose(side)
            self.focus_next()

    def _tell(self) -> None:
        number = still_open(tuple(box.difference for box in self.query(DifferenceBox)))
        if number:
            told = (
                f"{number} field{'' if number == 1 else 's'} to choose: m takes yours, t theirs, "
                "e edits. What only one of you changed is merged already."
            )
        else:
            told = "All is merged; ctrl+s saves it."
        self.query_one(".strip", Static).update(plain(told))


class Rewrite(ModalScreen[str | None]):
    """A box with one field, to rewrite it when neither side is right. Its result: the text, or
    None."""

    CSS_PATH = "../style/forms.tcss"
    BINDINGS = bindings("rewrite")

    def __init__(self, difference: Difference, options: Sequence[Option]) -> None:
        super().__init__()
        self._difference = difference
        self._options = options

    def compose(self) -> ComposeResult:
        found = self._difference
        with Vertical(classes="box"):
            yield Static(plain(f"Rewrite “{found.field.label}”"), classes="title")
            yield FieldBox(found.field, found.result, self._options)
        yield KeyLine()

    def on_mount(self) -> None:
        """Focus the field."""
        self.query_one(FieldBox).editor.focus()

    @on(Choice.Opened)
    @work
    async def _open(self, event: Choice.Opened) -> None:
        await pick_for(self, event)

    def action_rewrite_done(self) -> None:
        """Return the text."""
        self.dismiss(self.query_one(FieldBox).text)

    def action_rewrite_cancel(self) -> None:
        self.dismiss(None)
