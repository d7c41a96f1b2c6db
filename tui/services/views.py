"""Queries on saved views."""

from directory.catalog import views
from tui.services.model import Desk, View


def saved_views(desk: Desk) -> tuple[View, ...]:
    """Return all of them, by name."""
    return tuple(View(view.name, view.query) for view in desk.catalog.views())


def save_view(desk: Desk, name: str, query: str) -> None:
    """Save the query under this name; one of the same name is replaced."""
    with desk.catalog.change(who=desk.who) as change:
        views.save_view(change, name, query)


def drop_view(desk: Desk, name: str) -> None:
    """Delete the view of this name."""
    with desk.catalog.change(who=desk.who) as change:
        views.drop_view(change, name)
