"""An action: one thing that a person can do, and the keys that do it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the registry.

    id: stable, in words joined by dashes; `jobbank.toml` remaps keys by it, and a
    screen answers it in `action_<id>` with underscores.
    keys: Textual's names of keys; the first is the one that is shown.
    label: a word or two for the footer. words: a sentence for help and palette.
    scopes: the screens on which it works (`queue`, `catalog`, `runs`, `publish`, …).
    group: the heading under which help lists it. shown: it is in the footer. decides: it acts at
    once, so that it must not be done by a key that was meant for something else. runs: the action
    for Textual, if it is not called by its id.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    words: str
    scopes: tuple[str, ...]
    group: str
    shown: bool = False
    decides: bool = False
    runs: str = ""

    @property
    def method(self) -> str:
        """The action for Textual."""
        return self.runs or self.id.replace("-", "_")
