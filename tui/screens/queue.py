"""Queue: the links that need a person, the worst first, in groups."""

from tui.actions.registry import bindings
from tui.screens.browse import BrowseScreen


class QueueScreen(BrowseScreen):
    """The links that need a person, the worst first. Search is in the catalog."""

    BINDINGS = bindings("queue")
    queue = True
    scope = "queue"

    def action_mark_group(self) -> None:
        """Mark all of this group; if they are marked, all groups."""
        table = self._table
        group = self._list.groups.around(table.place)
        ids = table.spine[group.start : group.stop]
        if all(table.is_marked(link_id) for link_id in ids):
            table.action_mark_all()
        else:
            table.mark_places(group)

    def action_next_group(self) -> None:
        self._go(self._list.groups.after(self._table.place))

    def action_previous_group(self) -> None:
        self._go(self._list.groups.before(self._table.place))

    def _go(self, place: int | None) -> None:
        if place is not None:
            self._table.go_to(place)
