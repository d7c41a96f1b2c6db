"""The tabs of a link's details: their names in one line, the open one in brackets."""

from enum import StrEnum
from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui.safe_content import joined, plain


class Tab(StrEnum):
    """The parts of a link's details, in the order of the tabs."""

    ENTRY = "entry"
    EVIDENCE = "evidence"
    HISTORY = "history"
    NOTICES = "notices"
    CHANGES = "changes"

    def beside(self, steps: int) -> "Tab":
        """Return the tab this number of places to the right; after the last comes the first."""
        tabs = list(Tab)
        return tabs[(tabs.index(self) + steps) % len(tabs)]


_NAMES: Final = {
    Tab.ENTRY: ("Entry", "Entry"),
    Tab.EVIDENCE: ("Evidence", "Evidence"),
    Tab.HISTORY: ("History", "History"),
    Tab.NOTICES: ("Exit notice", "Exit"),
    Tab.CHANGES: ("Changes", "Changes"),
}


def tab_names(width: int) -> tuple[str, ...]:
    """Return the names that fit in `width` cells, with a gap before, between and after them."""
    whole = tuple(_NAMES[tab][0] for tab in Tab)
    fits = sum(map(len, whole)) + len(whole) + 1 <= width
    return whole if fits else tuple(_NAMES[tab][1] for tab in Tab)


def tab_at(x: int, width: int) -> Tab | None:
    """Return the tab whose name is at this cell; None in a gap."""
    begin = 1
    for tab, name in zip(Tab, tab_names(width), strict=True):
        if begin <= x < begin + len(name):
            return tab
        begin += len(name) + 1
    return None


class TabRow(Widget):
    """The names of the tabs; a click opens one."""

    tab: reactive[Tab] = reactive(Tab.ENTRY)
    #: The details have the focus: the sign of the cursor is here.
    has_keys: reactive[bool] = reactive(False)

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, tab: Tab) -> None:
            super().__init__()
            self.tab = tab

    def render(self) -> Content:
        """Return the line; the brackets replace the gaps, so that nothing moves."""
        names = tab_names(self.size.width)
        open_at = list(Tab).index(self.tab)
        begin = "▸" if self.has_keys else "["
        parts: list[Content] = []
        for place, name in enumerate(names):
            parts.append(plain({open_at: begin, open_at + 1: "]"}.get(place, " ")))
            parts.append(plain(name, "bold" if place == open_at else "$foreground-muted"))
        parts.append(plain("]" if open_at == len(names) - 1 else " "))
        return joined(*parts)

    def on_click(self, event: events.Click) -> None:
        """Open the tab that was clicked."""
        tab = tab_at(event.x, self.size.width)
        if tab is not None:
            self.post_message(self.Chosen(tab))
