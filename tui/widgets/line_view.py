"""A base for widgets that draw their own lines and scroll: a list, a card."""

from textual.geometry import Size
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView


class LineView(ScrollView):
    """A ScrollView whose number of lines may change without a new layout of the whole screen:
    Textual's own does that, and then paints all scroll bars of the screen. Here only a scroll bar
    that appears or disappears causes it."""

    ALLOW_SELECT = False
    virtual_size: Reactive[Size] = reactive(Size(0, 0), layout=False)

    def watch_virtual_size(self, size: Size) -> None:
        """Update the scroll bar for more or fewer lines."""
        if self.is_attached:
            self._scroll_update(size)
