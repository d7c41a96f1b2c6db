"""The keys of a form, which come before those of the field that one is in."""

from dataclasses import replace

from textual.binding import Binding, BindingType

from tui.actions.registry import bindings


def form_keys(scope: str) -> list[BindingType]:
    """The bindings of a form with these actions."""
    # ctrl+e and the like mean something in a field too.
    keys = [replace(one, priority=True) for one in bindings(scope) if isinstance(one, Binding)]
    # Before what is typed next, however fast it comes: that is meant for the field after.
    return [
        *keys,
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]
