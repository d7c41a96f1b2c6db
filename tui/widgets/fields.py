"""Fields of forms: a label, an editor or a choice, and a line for problems.

All that is typed or pasted into a field passes through `shown` first: Textual draws such texts
unchanged, and a control character would reach the terminal.
"""

from collections.abc import Iterable
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Grid
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.widgets import Input, Static, TextArea
from textual.widgets.text_area import Edit, EditResult

from directory.model.fields import FieldKind
from directory.rules.field_values import parts
from tui.resize import on_new_size
from tui.safe_content import joined, plain, plain_lines
from tui.state.form import FormField, shown
from tui.state.option_match import Option, labels


class Line(Input):
    """One line to type in."""

    def __init__(self, text: str = "", *, hint: str = "", **options: Any) -> None:
        super().__init__(text, placeholder=hint, compact=True, select_on_focus=False, **options)

    def validate_value(self, value: str) -> str:
        """Return the text, made safe for the terminal; Textual calls it for each change."""
        return shown(value).replace("\n", " ")


class SearchLine(Input):
    """A line for a search. The screen is not laid out again at each letter, and what is typed,
    pasted or comes from a saved view is made safe for the terminal."""

    virtual_size: Reactive[Size] = reactive(Size(0, 0), layout=False)

    def validate_value(self, value: str) -> str:
        """Return the allowed value; Textual calls it for each change."""
        return shown(value).replace("\n", " ")


class Area(TextArea):
    """Several lines to type in; tab leaves it."""

    def __init__(self, text: str = "", *, hint: str = "") -> None:
        super().__init__(shown(text), placeholder=plain(hint), compact=True, soft_wrap=True)

    def on_mount(self) -> None:
        """Wrap its lines for its size."""
        on_new_size(self, self._break_lines)

    def _break_lines(self) -> None:
        self.post_message(events.Resize(self.size, self.virtual_size, self.container_size))

    def edit(self, edit: Edit) -> EditResult:
        """Make one change; typed and pasted texts are made safe for the terminal."""
        edit.text = shown(edit.text)
        return super().edit(edit)

    def load_text(self, text: str) -> None:
        """Replace the text."""
        super().load_text(shown(text))


class Choice(Static, can_focus=True):
    """What was chosen from a list; Enter, a click or the first letter opens the list."""

    class Opened(Message):
        """The list is opened. typed: the letter that opened it."""

        def __init__(self, choice: "Choice", typed: str) -> None:
            super().__init__()
            self.choice = choice
            self.typed = typed

        @property
        def control(self) -> "Choice":
            """The choice that was opened."""
            return self.choice

    class Changed(Message):
        """Something else was chosen."""

        def __init__(self, choice: "Choice") -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, text: str, options: Iterable[Option], *, several: bool) -> None:
        """text: the value, or the values separated by commas; empty for none."""
        super().__init__()
        self.options = tuple(options)
        self.several = several
        self._text = text

    @property
    def text(self) -> str:
        """The value, or the values separated by commas."""
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._show()
            self.post_message(self.Changed(self))

    @property
    def values(self) -> list[str]:
        """The chosen values."""
        return parts(self._text) if self.several else [self._text]

    def on_mount(self) -> None:
        """Show what is chosen."""
        self._show()

    def on_click(self) -> None:
        """Open the list."""
        self.post_message(self.Opened(self, ""))

    def on_key(self, event: events.Key) -> None:
        """Open the list on Enter, Space and the down arrow; also on a letter, which begins to
        filter it."""
        letter = event.character if event.is_printable and event.character else ""
        if event.key in ("enter", "space", "down") or (letter and letter.isalnum()):
            event.stop()
            self.post_message(self.Opened(self, letter if letter.isalnum() else ""))

    def _show(self) -> None:
        names = labels(self.options, [value for value in self.values if value or not self.several])
        told = ", ".join(name for name in names if name) or "none"
        self.update(joined(plain(told), plain(" ▾", "dim")))


class FieldBox(Grid):
    """One field of a form, with its label and a message."""

    class Edited(Message):
        """Its text has changed."""

        def __init__(self, key: str, text: str) -> None:
            super().__init__()
            self.key = key
            self.text = text

    class Left(Message):
        """The user has gone on to another field."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, field: FormField, text: str, options: Iterable[Option] = ()) -> None:
        super().__init__(classes="wide" if field.wide else "")
        self.field = field
        self.editor = _editor(field, text, options)
        self._label = Static(plain(f"  {field.label}"), classes="label")
        self._said = Static(classes="said")
        self._told = ("", "")

    def compose(self) -> ComposeResult:
        yield self._label
        yield self.editor
        if any(self._told):
            yield self._said

    def on_mount(self) -> None:
        """Show a message that was set during mounting."""
        self._make_room()

    @property
    def text(self) -> str:
        """The contents of the field."""
        return self.editor.value if isinstance(self.editor, Line) else self.editor.text

    @text.setter
    def text(self, text: str) -> None:
        if text == self.text:
            return
        if isinstance(self.editor, Line):
            self.editor.value = text
        else:
            self.editor.text = text

    def say(self, problem: str, hint: str = "") -> None:
        """Show a problem, or else a hint, below the field; nothing if both are empty."""
        if (problem, hint) == self._told:
            return  # drawing it again would lay out the whole form for nothing
        self._told = (problem, hint)
        self._said.set_class(bool(problem), "problem")
        self._said.update(plain_lines(f"! {problem}" if problem else hint))
        self._said.display = bool(problem or hint)
        if self.is_mounted:
            self._make_room()

    def _make_room(self) -> None:
        """Mount the message when it is needed: few fields have one, and each widget costs time."""
        if any(self._told) and not self._said.is_attached:
            self.mount(self._said)

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Choice.Changed)
    def _pass_on(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Edited(self.field.key, self.text))

    def on_descendant_focus(self) -> None:
        """Show a sign beside the label, for users who see no colours."""
        self._label.update(plain(f"▸ {self.field.label}"), layout=False)

    def on_descendant_blur(self) -> None:
        """Remove the sign; the form may check the field."""
        self._label.update(plain(f"  {self.field.label}"), layout=False)
        self.post_message(self.Left(self.field.key))


def _editor(field: FormField, text: str, options: Iterable[Option]) -> Line | Area | Choice:
    match field.kind:
        case FieldKind.TEXT:
            return Area(text, hint=field.hint)
        case FieldKind.ONE | FieldKind.YES_NO:
            return Choice(text, options, several=False)
        case FieldKind.SOME:
            return Choice(text, options, several=True)
        case _:
            return Line(text, hint=field.hint)
