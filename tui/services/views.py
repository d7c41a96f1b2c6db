"""Questions about saved views."""

from directory.catalog import views
from tui.services.model import Desk, View


def saved_views(desk: Desk) -> tuple[View, ...]:
    """All of them, by name."""
    return tuple(View(view.name, view.query) for view in desk.catalog.views())


def save_view(desk: Desk, name: str, query: str) -> None:
    """Keeps the query under this name; one of the same name is replaced."""
    with desk.catalog.change(who=desk.who) as change:
        views.save_view(change, name, query)


def drop_view(desk: Desk, name: str) -> None:
    """Nobody needs it any more."""
    with desk.catalog.change(who=desk.who) as change:
        views.drop_view(change, name)
