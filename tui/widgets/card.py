"""A card that scrolls: text that is laid out once, and drawn line by line.

A Static in a scrolling box would be measured and laid out, with the whole screen, at each move
of the cursor in the list beside it.
"""

from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual

from tui.resize import on_new_size
from tui.safe_content import plain
from tui.widgets.line_view import LineView

#: This near to the end, more may be fetched.
_NEAR = 3


class CardView(LineView, can_focus=True):
    """`show` fills it with lines that are no wider than `room`."""

    class NearEnd(Message):
        """The card was scrolled to the end, or nearly so."""

    def __init__(self) -> None:
        super().__init__()
        self._card = plain("")
        self._strips: list[Strip] = []

    @property
    def card(self) -> Content:
        """The text of the card."""
        return self._card

    @property
    def room(self) -> int:
        """The cells of a line."""
        return self.scrollable_content_region.width

    def show(self, card: Content) -> None:
        """Show this card; keep the scroll position."""
        self._card = card
        self._draw()

    def notify_style_update(self) -> None:
        """Draw the card again after a change of theme or style."""
        super().notify_style_update()
        self._draw()

    def on_mount(self) -> None:
        """Draw the card again at each change of its size."""
        on_new_size(self, self._draw)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Post a message when the end is near."""
        super().watch_scroll_y(old_value, new_value)
        if new_value > old_value and new_value >= self.max_scroll_y - _NEAR:
            self.post_message(self.NearEnd())

    def render_line(self, y: int) -> Strip:
        """Return line `y` of what is visible, from 0."""
        place = round(self.scroll_y) + y
        if place < len(self._strips):
            return self._strips[place]
        return Strip.blank(self.room, self.rich_style)

    def _draw(self) -> None:
        width = self.room
        if width <= 0:
            return
        self._strips = Visual.to_strips(
            self, self._card, width, None, self.visual_style, pad=True, apply_selection=False
        )
        size = Size(width, len(self._strips))
        if size != self.virtual_size:
            self.virtual_size = size
        self.refresh()
