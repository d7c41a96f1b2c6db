"""An act in one line, for the app's list and for `jobbank acts`."""

from typing import TYPE_CHECKING

from tui.state.progress import links

if TYPE_CHECKING:
    from directory.catalog.act_rows import ActLine


def act_line(act: "ActLine") -> str:
    """Return when it was done, by whom, what it was, and whether it was or can be taken back."""
    did = {"undo": "Took back: ", "redo": "Did again: "}.get(act.kind, "")
    notes = [f"{links(act.changed)} changed"] if act.changed else []
    if act.final:
        notes.append("cannot be taken back")
    elif act.undone:
        notes.append("done again" if act.kind == "undo" else "taken back")
    ending = f"  ({'; '.join(notes)})" if notes else ""
    return f"{act.at:%Y-%m-%d %H:%M} UTC  {act.who}  {did}{act.title}{ending}"
