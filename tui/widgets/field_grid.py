"""The fields of a form on the screen: in one column, or in two where there is room."""

from collections.abc import Callable, Collection, Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import Grid, VerticalScroll

from tui.state.form import Texts
from tui.state.form_sheet import Sheet
from tui.state.option_match import Option
from tui.widgets.fields import FieldBox

#: Groups of fields that begin on a new line; texts by language are side by side.
_GROUPS = ("url", "names", "descriptions", "notes")

#: By the key of a field: what is wrong with it, and a hint; empty for none.
Said = Callable[[str], tuple[str, str]]


class FieldGrid(VerticalScroll, can_focus=False):
    """Contains a FieldBox for each field of a sheet."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = Grid(id="fields")

    def compose(self) -> ComposeResult:
        yield self._grid

    @property
    def boxes(self) -> list[FieldBox]:
        """All fields, top to bottom."""
        return list(self.query(FieldBox))

    @property
    def current(self) -> FieldBox | None:
        """The field that has the focus, or None."""
        return next((box for box in self.boxes if box.has_focus_within), None)

    async def lay_out(
        self, sheet: Sheet, options: Callable[[str], Sequence[Option]], said: Said
    ) -> None:
        """Show fields for this sheet instead of those before. options: by key of a field."""
        await self._grid.remove_children()
        boxes = [
            FieldBox(field, sheet.now[field.key], options(field.key)) for field in sheet.fields
        ]
        _say(boxes, said)  # before they are there, or they would move to make room for it
        for group in _GROUPS:
            own = [box for box in boxes if box.field.name == group]
            if len(own) % 2:
                own[-1].add_class("whole")
        await self._grid.mount_all(boxes)

    def show(self, texts: Texts) -> None:
        """Write these texts, by key, into the fields."""
        for box in self.boxes:
            box.text = texts[box.field.key]

    def say(self, said: Said) -> None:
        """Show below each field what is wrong with it, or else its hint."""
        _say(self.boxes, said)

    def go_to(self, keys: Collection[str]) -> None:
        """Focus the first of these fields."""
        box = next((box for box in self.boxes if box.field.key in keys), None)
        if box is not None:
            box.editor.focus()


def _say(boxes: Iterable[FieldBox], said: Said) -> None:
    for box in boxes:
        box.say(*said(box.field.key))
