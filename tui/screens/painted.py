"""When a screen was painted, so that a key that was typed before decides nothing on it."""

from time import monotonic

from textual.screen import Screen, ScreenResultType


class PaintedScreen(Screen[ScreenResultType]):
    """A screen that knows when it was last painted anew, after another one."""

    #: Monotonic seconds; None while it is not painted.
    painted_at: float | None = None

    def on_screen_resume(self) -> None:
        """It is the one on the terminal from now on."""
        self.painted_at = None
        self.call_after_refresh(self._note_painted)

    def _note_painted(self) -> None:
        self.painted_at = monotonic()
