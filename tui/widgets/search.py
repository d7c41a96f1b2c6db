"""The line for a search: what comes into it, typed, pasted or from a saved view, is made fit for
the terminal first, since Textual draws it as it is."""

from textual.geometry import Size
from textual.reactive import Reactive, reactive
from textual.widgets import Input

from tui.state.form import shown


class SearchLine(Input):
    """One line to type in, without the whole screen being laid out anew at each letter."""

    virtual_size: Reactive[Size] = reactive(Size(0, 0), layout=False)

    def validate_value(self, value: str) -> str:
        """What it may hold; Textual calls it for each change."""
        return shown(value).replace("\n", " ")
