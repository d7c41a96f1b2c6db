"""The filters beside a list: each field with its values and how many links have them."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.safe_content import joined, plain
from tui.services.model import FilterChoice, FilterGroup
from tui.widgets.table_line import fitted

_ON, _OFF = "[x] ", "[ ] "
#: Cells of a choice; the style sheet has room for this width and a scroll bar.
WIDTH = 28


class FacetList(OptionList):
    """Choices by field; Enter or a click selects or deselects one."""

    BINDINGS: ClassVar = [Binding("space", "select", show=False)]

    class Chosen(Message):
        """A choice was selected or deselected. field: "" for the queue's groups."""

        def __init__(self, field: str, value: str) -> None:
            super().__init__()
            self.field = field
            self.value = value

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name for it)
        super().__init__(id=id, markup=False)
        self._groups: Sequence[FilterGroup] = ()
        self._choices: dict[str, tuple[str, str]] = {}

    def show(self, groups: Sequence[FilterGroup]) -> None:
        """Show these choices; the highlight stays where it is."""
        if groups == self._groups:
            return
        self._groups = groups
        place = self.highlighted
        self.clear_options()
        self._choices = {}
        for group in groups:
            self.add_option(Option(plain(group.title, "bold"), disabled=True))
            for choice in group.choices:
                name = f"choice-{len(self._choices)}"
                self._choices[name] = (group.field, choice.value)
                self.add_option(Option(_line(choice), id=name))
        if place is not None and place < self.option_count:
            self.highlighted = place

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Post the choice to the screen."""
        event.stop()
        if event.option_id in self._choices:
            self.post_message(self.Chosen(*self._choices[event.option_id]))


def _line(choice: FilterChoice) -> Content:
    """Return one line that is never wrapped: the mark, the name, cut if needed, the count."""
    mark = _ON if choice.chosen else _OFF
    count = f" {choice.count:,}"
    style = "bold" if choice.chosen else ""
    name = fitted(choice.label, WIDTH - len(mark) - len(count))
    return joined(plain(mark + name, style), plain(count, "dim"))
