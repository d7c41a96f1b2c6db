"""What to do with a link of the queue, as the app says it: with the keys that do it."""

from functools import lru_cache
from typing import TYPE_CHECKING

from tui.actions.keymap import checked
from tui.actions.registry import ACTIONS
from tui.actions.words import key_word

if TYPE_CHECKING:
    from directory.rules.suggested_actions import Advice


def with_keys(advised: "Advice", wanted: tuple[tuple[str, str], ...]) -> str:
    """Return the advice with the first key of each action that it names.

    wanted: the keys that the agency has chosen, as in the settings.
    """
    keys, words = _keys(wanted), advised.words
    for part, action in advised.actions:
        words = words.replace(part, f"{part} ({keys[action]})")
    return words


@lru_cache(1)
def _keys(wanted: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the first key of each action, by its id."""
    granted, _ = checked(dict(wanted), ACTIONS)
    return {
        action.id: key_word(granted.get(action.id, action.keys[0]).split(",")[0])
        for action in ACTIONS
    }
