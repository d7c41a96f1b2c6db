"""What draws its own lines and scrolls: a list, a card."""

from textual.geometry import Size
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView


class LineView(ScrollView):
    """A ScrollView whose number of lines may change without the whole screen being laid out anew:
    in Textual's own it is, and after it all scroll bars of the screen are painted. Here only
    a scroll bar that comes or goes asks for that."""

    ALLOW_SELECT = False
    virtual_size: Reactive[Size] = reactive(Size(0, 0), layout=False)

    def watch_virtual_size(self, size: Size) -> None:
        """More or fewer lines: the scroll bar follows."""
        if self.is_attached:
            self._scroll_update(size)
