"""The advice on a link of the queue, with the keys for it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui.actions.registry import ACTIONS
from tui.actions.words import key_word

if TYPE_CHECKING:
    from directory.rules.suggested_actions import Advice

_KEYS = {action.id: action.keys[0] for action in ACTIONS}


def with_keys(advised: "Advice | None", keymap: Mapping[str, str]) -> str:
    """Return the advice with the first key of each action that it names; "" without one.

    keymap: the keys set by the agency, by action id, in Textual's notation.
    """
    if advised is None:
        return ""
    words = advised.words
    for part, action in advised.actions:
        key = keymap.get(action, _KEYS[action]).split(",")[0]
        words = words.replace(part, f"{part} ({key_word(key)})")
    return words
