"""A list that comes in parts, beside the list that is shown meanwhile.

A new list is shown as it grows. A list that is read again takes the old one's place when it
is whole, so that nothing jumps under somebody's eyes. Each part carries the number of the
listing that it belongs to; a late part of an older one is dropped.

What a person has just dealt with is gone from the screen at once, and done a little later: a
list that was read in between still has it, and must not bring it back under the cursor.
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
    """What has come of a list, and the groups of the list that is shown."""

    def __init__(self) -> None:
        #: Of the list that is being read, or was read last.
        self.number = 0
        self.groups = Groups()
        self._again = False
        self._coming = array("i")
        self._groups_coming = Groups()
        self._begun = False
        self._leaving: set[int] = set()
        self._decided: set[int] = set()

    def begin(self, *, again: bool) -> int:
        """A list is about to be read; its number. again: it is the one that is shown."""
        self.number += 1
        self._again = again
        self._coming, self._groups_coming = array("i"), Groups()
        self._begun = False
        self._decided.clear()
        return self.number

    def leaves(self, ids: Iterable[int]) -> None:
        """These links are being dealt with: they are not shown until that is decided."""
        self._leaving.update(ids)

    def decided(self, ids: Iterable[int]) -> None:
        """It is done, or refused: a list that is begun from now on shows them if it has them."""
        ids = set(ids)
        self._leaving -= ids
        self._decided |= ids

    def take(self, part: Part) -> Step | None:
        """What is to be shown now that this part has come; None when nothing changes."""
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
