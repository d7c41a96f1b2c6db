"""The keys of an action, readable: `ctrl+s`, `?` instead of `question_mark`."""

from collections.abc import Mapping
from typing import Final

from textual.keys import format_key

from tui.actions.registry import Action

#: Keys whose name is clearer than Textual's sign.
_NAMED: Final = {
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "backspace": "Backspace",
    "delete": "Del",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
}


def key_words(action: Action, keymap: Mapping[str, str] | None = None) -> str:
    """Return all keys of an action, separated by commas.

    keymap: the keys set by the agency, by action id, separated by commas, as in Textual.
    """
    chosen = (keymap or {}).get(action.id)
    keys = action.keys if chosen is None else tuple(chosen.split(","))
    return ", ".join(key_word(key) for key in keys)


def key_word(key: str) -> str:
    """Return the label of a key, given by Textual's name, as on a keyboard."""
    *held, last = key.strip().split("+") if key != "+" else ["+"]
    return "+".join([*held, _NAMED.get(last) or format_key(last)])
