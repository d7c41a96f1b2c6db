"""The keys of an action as a person reads them: `ctrl+s`, `?` rather than `question_mark`."""

from collections.abc import Mapping
from typing import Final

from textual.keys import format_key

from tui.actions.registry import Action

#: Where a word says more than Textual's sign.
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
    """All keys of an action, with commas between them.

    keymap: the keys that the agency has chosen, by the action's id, with commas
    between them, as Textual takes it.
    """
    chosen = (keymap or {}).get(action.id)
    keys = action.keys if chosen is None else tuple(chosen.split(","))
    return ", ".join(key_word(key) for key in keys)


def key_word(key: str) -> str:
    """One key by Textual's name, as it stands on the keyboard."""
    *held, last = key.strip().split("+") if key != "+" else ["+"]
    return "+".join([*held, _NAMED.get(last) or format_key(last)])
