"""The rows that the table has at hand, and which ones it should ask for next.

Rows are fetched in the background while a person moves on. So each request names
everything that is missing around what is seen *now*, and takes the place of the one
before: it does no harm if that one is never answered. A request reaches further than
the need that causes it, so that a held key causes one in a while, not one a line.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tui.state.viewport import Window

if TYPE_CHECKING:
    from directory.queries.link_rows import Row

#: Rows kept; a kilobyte or two each, and many times what any terminal shows.
KEPT = 2_000


class RowStore:
    """The rows used last, by link id; at most `kept` of them."""

    __slots__ = ("_asked", "_kept", "_rows", "_stale")

    def __init__(self, kept: int = KEPT) -> None:
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self._stale: set[int] = set()
        self._asked: frozenset[int] = frozenset()
        self._kept = kept

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, link_id: int) -> "Row | None":
        """The row if it is at hand, though it may be due to be fetched again."""
        row = self._rows.get(link_id)
        if row is not None:
            self._rows.move_to_end(link_id)
        return row

    def provide(self, rows: "Mapping[int, Row]") -> None:
        """Takes rows in; those that nobody has looked at for longest make room."""
        for link_id, row in rows.items():
            self._rows[link_id] = row
            self._rows.move_to_end(link_id)
        self._stale.difference_update(rows)
        self._asked = self._asked.difference(rows)
        while len(self._rows) > self._kept:
            gone, _ = self._rows.popitem(last=False)
            self._stale.discard(gone)

    def forget(self, link_ids: Iterable[int] | None = None) -> None:
        """These rows, or all, are to be fetched again; until then they are shown as they were."""
        if link_ids is None:
            self._stale = set(self._rows)
            self._asked = frozenset()
        else:
            ids = set(link_ids)
            self._stale.update(ids.intersection(self._rows))
            self._asked = self._asked.difference(ids)

    def to_ask(self, spine: Sequence[int], window: Window) -> tuple[int, ...]:
        """The links whose rows to ask for now; empty if nothing new is missing.

        It remembers them as asked for, until they come, are forgotten, or another request
        takes the place of this one.
        """
        near = window.around(window.height)
        if not any(self._lacks(spine[at]) and spine[at] not in self._asked for at in near):
            return ()
        far = window.around(2 * window.height)
        wanted = tuple(spine[at] for at in far if self._lacks(spine[at]))
        self._asked = frozenset(wanted)
        return wanted

    def _lacks(self, link_id: int) -> bool:
        return link_id not in self._rows or link_id in self._stale
