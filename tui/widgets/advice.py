"""What to do about a link, below the list and below its details."""

from textual.widgets import Static

from tui.safe_content import plain, wrapped

_PADDING = 2  # cells
_MOST_LINES = 6


class AdviceLine(Static):
    """One line, or as many as it takes: a key takes the address in it, so none is cut off."""

    def __init__(self) -> None:
        super().__init__(id="advice")
        self._advice = plain("")

    def show(self, text: str) -> None:
        """Show this advice; "" for none."""
        self._advice = plain(text)
        self.update(self._advice, layout=False)
        self._fit()

    def on_resize(self) -> None:
        """Fit the advice into the new width."""
        self._fit()

    def _fit(self) -> None:
        lines = len(wrapped(self._advice, self.app.size.width - _PADDING))
        self.styles.height = min(lines, _MOST_LINES)
