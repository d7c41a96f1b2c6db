"""What fits its lines to the room that it has hears of each size that it gets."""

from collections.abc import Callable

from textual.geometry import Size
from textual.widget import Widget


def on_new_size(widget: Widget, then: Callable[[], object]) -> None:
    """Calls `then`, in the widget's turn, whenever it was laid out in another size than before.

    To be called when the widget is mounted. Textual's own event, `Resize`, does not come
    where somebody asks for a widget's place between its mounting and its first layout
    (`textual._compositor`, `full_map`): a long text then stayed one line, cut off.
    """
    known = Size(0, 0)

    def look(_screen: object = None) -> None:
        nonlocal known
        if widget.size != known:
            known = widget.size
            then()

    look()
    widget.screen.screen_layout_refresh_signal.subscribe(widget, look)
