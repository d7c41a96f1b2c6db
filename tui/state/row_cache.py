"""The rows that the table has, and those to request next.

Rows are fetched in the background while the user moves on. So each request names all rows that
are missing around what is visible *now*, and replaces the one before, which may remain without
an answer. A request covers more than the need that causes it, so that a key that is kept down
causes one from time to time, not one per line.
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
        """Return the row if it is stored, even if it must be fetched again."""
        row = self._rows.get(link_id)
        if row is not None:
            self._rows.move_to_end(link_id)
        return row

    def provide(self, rows: "Mapping[int, Row]") -> None:
        """Store rows; those that were not used for the longest time are removed."""
        for link_id, row in rows.items():
            self._rows[link_id] = row
            self._rows.move_to_end(link_id)
        self._stale.difference_update(rows)
        self._asked = self._asked.difference(rows)
        while len(self._rows) > self._kept:
            gone, _ = self._rows.popitem(last=False)
            self._stale.discard(gone)

    def forget(self, link_ids: Iterable[int] | None = None) -> None:
        """Have these rows, or all, fetched again; until then they are shown unchanged."""
        if link_ids is None:
            self._stale = set(self._rows)
            self._asked = frozenset()
        else:
            ids = set(link_ids)
            self._stale.update(ids.intersection(self._rows))
            self._asked = self._asked.difference(ids)

    def to_ask(self, spine: Sequence[int], window: Window) -> tuple[int, ...]:
        """Return the links whose rows to request now; empty if nothing new is missing.

        They count as requested until they arrive, are forgotten, or another request replaces this
        one.
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
