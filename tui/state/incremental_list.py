"""A list that arrives in parts, beside the list that is shown meanwhile.

A new list is shown as it grows. A list that is read again replaces the old one when it is
complete, so that nothing moves while the user reads. Each part has the number of the listing
that it belongs to; a late part of an older one is dropped.

Links that the user has just decided on leave the screen at once, and are changed a little later:
a list that was read in between still has them, and must not show them again under the cursor.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from tui.state.groups import Groups


@dataclass(frozen=True, slots=True)
class Part:
    """Some links of a list, all of one group of the queue. kind: the group, "" without groups;
    last: no more will come."""

    listing: int
    ids: "array[int]"
    kind: str
    last: bool = False


@dataclass(frozen=True, slots=True)
class Begins:
    """A new list begins with these."""

    ids: "array[int]"


@dataclass(frozen=True, slots=True)
class GoesOn:
    """The list goes on with these, at its end."""

    ids: "array[int]"


@dataclass(frozen=True, slots=True)
class Renewed:
    """The same list, read again; this is the whole of it."""

    ids: "array[int]"


Step = Begins | GoesOn | Renewed


class Listing:
    """The parts of a list so far, and the groups of the list that is shown."""

    def __init__(self) -> None:
        #: The number of the list that is being read, or was read last.
        self.number = 0
        self.groups = Groups()
        self._again = False
        self._coming = array("i")
        self._groups_coming = Groups()
        self._begun = False
        self._leaving: set[int] = set()
        self._decided: set[int] = set()

    def begin(self, *, again: bool) -> int:
        """Begin to read a list; return its number. again: it is the one that is shown."""
        self.number += 1
        self._again = again
        self._coming, self._groups_coming = array("i"), Groups()
        self._begun = False
        self._decided.clear()
        return self.number

    def leaves(self, ids: Iterable[int]) -> None:
        """Hide these links until the act on them is done or refused."""
        self._leaving.update(ids)

    def decided(self, ids: Iterable[int]) -> None:
        """Note that the act is done or refused: lists begun from now on show the links again."""
        ids = set(ids)
        self._leaving -= ids
        self._decided |= ids

    def take(self, part: Part) -> Step | None:
        """Return what to show now that this part has arrived; None if nothing changes."""
        if part.listing != self.number:
            return None
        ids = self._without_leaving(part.ids)
        self._groups_coming.add(part.kind, len(ids))
        if self._again:
            self._coming.extend(ids)
            if not part.last:
                return None
            self.groups = self._groups_coming
            return Renewed(self._coming)
        self.groups = self._groups_coming
        if self._begun:
            return GoesOn(ids)
        if not ids and not part.last:
            return None
        self._begun = True
        return Begins(ids)

    def _without_leaving(self, ids: "array[int]") -> "array[int]":
        away = self._leaving | self._decided
        return array("i", (one for one in ids if one not in away)) if away else ids
