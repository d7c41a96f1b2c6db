"""Where the groups of the queue begin and end in the list."""

from bisect import bisect_right


class Groups:
    """The groups of a list, in order; filled as the list comes in."""

    def __init__(self) -> None:
        self._kinds: list[str] = []
        self._starts: list[int] = []
        self._length = 0

    def add(self, kind: str, count: int) -> None:
        """Add `count` links of this group at the end."""
        if count and (not self._kinds or self._kinds[-1] != kind):
            self._kinds.append(kind)
            self._starts.append(self._length)
        self._length += count

    def drop(self, place: int) -> None:
        """Remove the link at this place."""
        index = self._index(place)
        if index < 0 or place >= self._length:
            return
        for later in range(index + 1, len(self._starts)):
            self._starts[later] -= 1
        self._length -= 1
        ends = [*self._starts[1:], self._length]
        if self._starts[index] == ends[index]:
            del self._kinds[index], self._starts[index]

    def at(self, place: int) -> str:
        """Return the group at this place; "" beyond the list, and in a list without groups."""
        index = self._index(place)
        return self._kinds[index] if 0 <= place < self._length and index >= 0 else ""

    def around(self, place: int) -> range:
        """Return the places of the group at this place."""
        index = self._index(place)
        if index < 0:
            return range(0)
        ends = [*self._starts[1:], self._length]
        return range(self._starts[index], ends[index])

    def after(self, place: int) -> int | None:
        """Return the place at which the next group begins; None in the last one."""
        index = self._index(place) + 1
        return self._starts[index] if index < len(self._starts) else None

    def before(self, place: int) -> int | None:
        """Return the beginning of this group or, at its beginning, of the one before; or None."""
        index = self._index(place)
        if index < 0:
            return None
        if place > self._starts[index]:
            return self._starts[index]
        return self._starts[index - 1] if index else None

    def _index(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1
