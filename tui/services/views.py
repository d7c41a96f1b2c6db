"""Questions about saved views."""

from dataclasses import dataclass

from tui.services.model import Desk


@dataclass(frozen=True, slots=True)
class View:
    """A query with a name."""

    name: str
    query: str


def saved_views(desk: Desk) -> tuple[View, ...]:
    """All of them, by name."""
    return tuple(View(view.name, view.query) for view in desk.catalog.views())


def save_view(desk: Desk, name: str, query: str) -> None:
    """Keeps the query under this name; one of the same name is replaced."""
    from directory.catalog.views import save_view

    with desk.catalog.change(who=desk.who) as change:
        save_view(change, name, query)


def drop_view(desk: Desk, name: str) -> None:
    """Nobody needs it any more."""
    from directory.catalog.views import drop_view

    with desk.catalog.change(who=desk.who) as change:
        drop_view(change, name)
