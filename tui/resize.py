"""Calls for widgets that fit their lines to their size, at each change of size."""

from collections.abc import Callable

from textual.geometry import Size
from textual.widget import Widget


def on_new_size(widget: Widget, then: Callable[[], object]) -> None:
    """Call `then`, in the widget's turn, whenever it was laid out in another size than before.

    Call this when the widget is mounted. Textual's own event, `Resize`, is missing if code reads a
    widget's place between its mounting and its first layout (`textual._compositor`, `full_map`):
    a long text then remained one line, cut off.
    """
    known = Size(0, 0)

    def look(_screen: object = None) -> None:
        nonlocal known
        if widget.size != known:
            known = widget.size
            then()

    look()
    widget.screen.screen_layout_refresh_signal.subscribe(widget, look)
