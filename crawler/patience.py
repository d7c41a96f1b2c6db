"""How often a host is tried again in one run: less and less while it gives nothing but trouble.

One failure is often a hiccup, so it is tried again after a pause. Where one
link after another fails, the host itself is in trouble: then each link is tried
once, and when it does not even answer, the rest of its links is not knocked for.
"""

import random
from collections.abc import Callable

from directory.model.observation import Observation

TRIES = 3
#: After so many links in a row that failed in spite of trying again, each is tried once.
FAILED_IN_A_ROW = 2
#: After so many links in a row to which the host gave no answer at all, none is tried any more.
SILENT_IN_A_ROW = 3
FIRST_PAUSE = 1.0
_GROWS = 3.0
_JITTER = 0.25


class Patience:
    """The trouble that each host has given in this run."""

    def __init__(
        self, first_pause: float = FIRST_PAUSE, jitter: Callable[[], float] = random.random
    ) -> None:
        """first_pause: seconds before the second try. jitter: draws from 0 to 1."""
        self._first_pause = first_pause
        self._jitter = jitter
        self._failed: dict[str, int] = {}
        self._silent: dict[str, int] = {}

    def tries(self, lane: str) -> int:
        """How often a request to this host may be made."""
        return 1 if self._failed.get(lane, 0) >= FAILED_IN_A_ROW else TRIES

    def pause(self, tries: int) -> float:
        """Seconds before the next try, after so many: growing, and never quite the same."""
        spread = 1 - _JITTER + 2 * _JITTER * self._jitter()
        return self._first_pause * _GROWS ** (tries - 1) * spread

    def is_silent(self, lane: str) -> bool:
        """True if the host has not answered for so long that knocking on is of no use."""
        return self._silent.get(lane, 0) >= SILENT_IN_A_ROW

    def note(self, lane: str, observation: Observation, *, failed: bool) -> None:
        """Takes account of a look at a link of this host; failed: by trouble that may pass."""
        self._count(self._failed, lane, failed)
        self._count(self._silent, lane, observation.lost and not observation.reached)

    def forget(self, lane: str) -> None:
        """The lane is done."""
        self._failed.pop(lane, None)
        self._silent.pop(lane, None)

    def _count(self, counts: dict[str, int], lane: str, again: bool) -> None:
        if again:
            counts[lane] = counts.get(lane, 0) + 1
        else:
            counts.pop(lane, None)
