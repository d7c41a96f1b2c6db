"""The registry: all actions, and the bindings that are made of them."""

from textual.binding import Binding, BindingType

from tui.actions.everywhere import EVERYWHERE
from tui.actions.forms import FORMS
from tui.actions.links import LINKS
from tui.actions.model import Action
from tui.actions.notices import NOTICES
from tui.actions.publish import PUBLISH
from tui.actions.runs import RUNS

ACTIONS: tuple[Action, ...] = (*EVERYWHERE, *LINKS, *RUNS, *PUBLISH, *NOTICES, *FORMS)


def actions_of(scope: str) -> tuple[Action, ...]:
    """The actions that work on the screen of this scope."""
    return tuple(action for action in ACTIONS if scope in action.scopes)


def bindings(scope: str) -> list[BindingType]:
    """Textual's bindings for a screen, a modal or the app."""
    return [
        Binding(
            ",".join(action.keys),
            action.method,
            action.label,
            show=action.shown and (scope != "app" or action.scopes == ("app",)),
            tooltip=action.words,
            id=action.id,
        )
        for action in actions_of(scope)
    ]
