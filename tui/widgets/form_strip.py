"""What a form says above its fields: a welcome, how a look went, why something was refused."""

from textual.widgets import Static

from tui.safe_content import plain_lines


class FormStrip(Static):
    """As many lines as there are to say; none when there is nothing."""

    def __init__(self) -> None:
        super().__init__(classes="strip")

    def say(self, text: str, mood: str = "") -> None:
        """Says this instead of what stood there. mood: `warn`, `good`, or "" for neither."""
        self.update(plain_lines(text))
        self.display = bool(text)
        self.set_class(mood == "warn", "warn")
        self.set_class(mood == "good", "good")
