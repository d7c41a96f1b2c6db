"""Which links of a list are marked for the next act.

The list may have a million links, and may still be growing while its end is being read. "All of
them" is therefore stored as a set of exceptions: marking all costs nothing, and includes links
that arrive later.
"""

from collections.abc import Iterator, Sequence
from itertools import filterfalse


class Marks:
    """A set of link ids, or all of a list except a set of link ids.

    The list itself, the *spine*, is not stored here: callers that need the marked links in order
    pass it.
    """

    __slots__ = ("_all", "_anchor", "_ids")

    def __init__(self) -> None:
        self._ids: set[int] = set()  # the marked ones; if `_all`, those that are not
        self._all = False
        self._anchor: int | None = None

    @property
    def takes_in_new(self) -> bool:
        """Whether a link that joins the list is marked from the start."""
        return self._all

    def __contains__(self, link_id: int) -> bool:
        return (link_id in self._ids) is not self._all

    def toggle(self, link_id: int) -> None:
        """Mark the link, or unmark it; the next range starts here."""
        self._ids.symmetric_difference_update((link_id,))
        self._anchor = link_id

    def extend_to(self, spine: Sequence[int], place: int) -> None:
        """Mark or unmark all between the link toggled last and `place`, as that link is.

        Without such a link in the list, the one at `place` is marked, and is the start of the next
        range. Nothing happens if there is no such place.
        """
        if not 0 <= place < len(spine):
            return
        start = self._place_of_anchor(spine)
        if start is None:
            if spine[place] not in self:
                self.toggle(spine[place])
            self._anchor = spine[place]
            return
        between = spine[min(start, place) : max(start, place) + 1]
        if (spine[start] in self) is self._all:
            self._ids.difference_update(between)
        else:
            self._ids.update(between)

    def add(self, ids: Sequence[int]) -> None:
        """Mark these too."""
        if self._all:
            self._ids.difference_update(ids)
        else:
            self._ids.update(ids)

    def mark_all(self) -> None:
        """Mark every link of the list, also those that have not been read yet."""
        self._become(everything=True)

    def clear(self) -> None:
        """Unmark all links."""
        self._become(everything=False)

    def invert(self) -> None:
        """Unmark what was marked, and mark what was not."""
        self._all = not self._all

    def keep(self, spine: Sequence[int]) -> None:
        """Forget links that are no longer in the list, so that no act applies to them unseen."""
        if self._ids:
            self._ids = self._ids.intersection(spine)

    def count(self, total: int) -> int:
        """Return how many of a list of `total` links are marked."""
        return max(0, total - len(self._ids)) if self._all else len(self._ids)

    def ids(self, spine: Sequence[int]) -> Iterator[int]:
        """Return the marked links in the order of the list."""
        among = self._ids.__contains__
        return filterfalse(among, spine) if self._all else filter(among, spine)

    def _become(self, *, everything: bool) -> None:
        self._ids = set()
        self._all = everything
        self._anchor = None

    def _place_of_anchor(self, spine: Sequence[int]) -> int | None:
        if self._anchor is None:
            return None
        try:
            return spine.index(self._anchor)
        except ValueError:
            return None
