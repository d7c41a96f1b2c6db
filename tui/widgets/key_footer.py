"""The last line of every screen: its keys, and those that work everywhere at the right.

Textual's own footer cuts off what does not fit, and that was Help; it also builds a widget for
each key whenever one of them comes or goes. Here all keys are one text. They use a second line if
one is too short; what does not fit there either is in the help, whose key is always shown.
"""

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tui.actions.registry import ACTIONS
from tui.actions.words import key_word
from tui.safe_content import joined, plain, stacked

_GAP = 2
_PLACES = {action.id: place for place, action in enumerate(ACTIONS)}


@dataclass(frozen=True, slots=True)
class Key:
    """A key that does something here. key: Textual's name. everywhere: on all screens."""

    key: str
    label: str
    enabled: bool = True
    everywhere: bool = False

    @property
    def word(self) -> str:
        """Its label on the keyboard."""
        return key_word(self.key)

    @property
    def width(self) -> int:
        """The number of cells."""
        return len(self.word) + 1 + len(self.label)


@dataclass(frozen=True, slots=True)
class Placed:
    """A key and its position."""

    key: Key
    x: int


def arranged(keys: list[Key], width: int) -> list[list[Placed]]:
    """Return the keys in lines of `width` cells, at most two; those that work everywhere are at
    the end of the last one, and are never left out for others."""
    here = [key for key in keys if not key.everywhere]
    last = [key for key in keys if key.everywhere]
    end = max(0, width - sum(key.width + _GAP for key in last) + _GAP)
    first, rest = _filled(here, end - _GAP)
    lines = [first]
    if rest:
        first, rest = _filled(here, width)
        lines = [first, _filled(rest, end - _GAP)[0]]
    for key in last:
        lines[-1].append(Placed(key, end))
        end += key.width + _GAP
    return lines


def _filled(keys: list[Key], width: int) -> tuple[list[Placed], list[Key]]:
    """Return the keys that fit in a line, and the others."""
    line: list[Placed] = []
    x = 0
    for count, key in enumerate(keys):
        if x + key.width > width:
            return line, keys[count:]
        line.append(Placed(key, x))
        x += key.width + _GAP
    return line, []


class KeyLine(Widget):
    """The keys of the screen; a click does what the key does."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyLine {
        dock: bottom; height: auto; max-height: 2; padding: 0 1;
        background: $footer-background; color: $footer-foreground;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[Key] = []

    def on_mount(self) -> None:
        """Follow the keys of the screen."""
        self._keys = self._of_screen()
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            keys = self._of_screen()
            if keys != self._keys:
                self._keys = keys
                self.refresh(layout=True)

    def _of_screen(self) -> list[Key]:
        """Return each shown action once, with its shortest key, in the registry's order."""
        found: dict[str, Key] = {}
        for namespace, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and binding.id in _PLACES and not self._is_typed(binding.key):
                key = Key(binding.key, binding.description, enabled, namespace is self.app)
                before = found.get(binding.id)
                if before is None or len(key.word) < len(before.word):
                    found[binding.id] = key
        return [found[name] for name in sorted(found, key=_PLACES.__getitem__)]

    def _is_typed(self, key: str) -> bool:
        """Return whether the key writes into a field."""
        return isinstance(self.screen.focused, Input | TextArea) and len(key_word(key)) == 1

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines that the keys need."""
        del container, viewport
        return len(arranged(self._keys, width))

    def render(self) -> Content:
        return stacked([_line(line) for line in arranged(self._keys, self.content_size.width)])

    def on_click(self, event: events.Click) -> None:
        """Do what the key does."""
        place = event.get_content_offset(self)
        if place is None:
            return
        lines = arranged(self._keys, self.content_size.width)
        for placed in lines[place.y] if place.y < len(lines) else ():
            if placed.x <= place.x < placed.x + placed.key.width and placed.key.enabled:
                self.app.simulate_key(placed.key.key)


def _line(line: list[Placed]) -> Content:
    parts: list[Content] = []
    x = 0
    for key, at in ((placed.key, placed.x) for placed in line):
        parts.append(plain(" " * (at - x)))
        parts.append(plain(key.word, "bold $footer-key-foreground" if key.enabled else "dim"))
        parts.append(plain(f" {key.label}", "" if key.enabled else "dim"))
        x = at + key.width
    return joined(*parts)
