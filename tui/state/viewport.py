"""The part of a long list that is on the screen, and the cursor's place in it.

Places count from 0. All moves are sums on four numbers, so they cost the same in a list of ten
links and of a million.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Window:
    """total: links in the list. place: the cursor's. top: the first place on the screen.

    height: the number of lines for links. In an empty list place and top are 0.
    The cursor may be out of sight after the wheel was turned; a move brings it back.
    """

    total: int = 0
    place: int = 0
    top: int = 0
    height: int = 1

    def to(self, place: int) -> "Window":
        """Return the window with the cursor at this place or the nearest; scroll only if needed."""
        place = max(0, min(place, self.total - 1))
        lowest, highest = place - self.height + 1, place
        return replace(self, place=place, top=self._top(max(lowest, min(self.top, highest))))

    def by(self, lines: int) -> "Window":
        """Return the window with the cursor some lines further down, or up if negative."""
        return self.to(self.place + lines)

    def page(self, pages: int) -> "Window":
        """Return the window turned by pages: view and cursor move; one line remains visible."""
        step = pages * max(1, self.height - 1)
        return replace(self, top=self._top(self.top + step)).by(step)

    def scrolled(self, top: int) -> "Window":
        """Return the window on another part; the cursor stays with its link."""
        return replace(self, top=self._top(top))

    def resized(self, height: int) -> "Window":
        """Return the window with more or fewer lines; a cursor that was visible remains so."""
        was_seen = self.place in self.visible()
        sized = replace(self, height=max(1, height))
        return sized.to(self.place) if was_seen else sized.scrolled(self.top)

    def relisted(self, total: int, place: int) -> "Window":
        """Return the window on another list, the cursor at `place`, on the same line if it can."""
        line = self.place - self.top
        fresh = replace(self, total=total, place=max(0, min(place, total - 1)))
        fresh = fresh.scrolled(fresh.place - line)
        return fresh.to(place) if 0 <= line < self.height else fresh

    def grown(self, total: int) -> "Window":
        """Return the window on a list that has become longer at its end."""
        return replace(self, total=total)

    def visible(self) -> range:
        """Return the places on the screen."""
        return self.around(0)

    def around(self, margin: int) -> range:
        """Return the places on the screen, and `margin` more before and after."""
        return range(max(0, self.top - margin), min(self.total, self.top + self.height + margin))

    def _top(self, top: int) -> int:
        return max(0, min(top, self.total - self.height))
