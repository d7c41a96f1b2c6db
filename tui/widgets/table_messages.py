"""The messages of the table of links to the screen; each is available as `LinkTable.…`.

Those that describe the present state replace older ones that are still queued, so that a key that
is kept down does not pile up messages.
"""

from textual.message import Message
from textual.widget import Widget


class _OfTable(Message):
    """table: the sender."""

    def __init__(self, table: Widget) -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> Widget:
        """The table, so that `@on` can choose by its id."""
        return self.table


class _Standing(_OfTable):
    """Of several of a kind from one table, only the last counts."""

    def can_replace(self, message: Message) -> bool:
        return type(message) is type(self) and message.control is self.table


class RowsWanted(_Standing, namespace="link_table"):
    """The rows of these links are requested through `provide`; this replaces earlier requests."""

    def __init__(self, table: Widget, ids: tuple[int, ...]) -> None:
        super().__init__(table)
        self.ids = ids


class Moved(_Standing, namespace="link_table"):
    """The cursor is at another link or place; `link_id` is None in an empty list."""

    def __init__(self, table: Widget, link_id: int | None, place: int) -> None:
        super().__init__(table)
        self.link_id = link_id
        self.place = place


class Marked(_Standing, namespace="link_table"):
    """The marks have changed; `count` links of the list are marked now."""

    def __init__(self, table: Widget, count: int) -> None:
        super().__init__(table)
        self.count = count


class Opened(_OfTable, namespace="link_table"):
    """A link was double-clicked, or opened by key."""

    def __init__(self, table: Widget, link_id: int) -> None:
        super().__init__(table)
        self.link_id = link_id
