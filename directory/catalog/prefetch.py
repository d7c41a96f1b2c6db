"""Prefetch the rows that a batch needs: one query for all its keys instead of one for each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Prefetch(Generic[K, V]):
    """Values by key, None for a key without one. The keys of a batch are read together when the
    first of them is requested; any other key is read alone."""

    def __init__(
        self, read: Callable[[list[K]], Mapping[K, V | None]], flush: Callable[[], object]
    ) -> None:
        self._read, self._flush = read, flush
        self._values: dict[K, V | None] = {}
        self._unread: set[K] = set()
        self._changed: set[K] = set()

    def begin(self, keys: Iterable[K]) -> None:
        """Begin a batch of a few hundred keys, and drop the values of the previous batch."""
        self._values, self._unread = {}, set(keys) - self._changed

    def get(self, key: K) -> V | None:
        """Return the value of a key; for a changed key, write all pending changes first."""
        if key not in self._values:
            if key in self._changed:
                self._flush()
                self._changed.discard(key)
            keys = list(self._unread) if key in self._unread else [key]
            self._values |= {**dict.fromkeys(keys), **self._read(keys)}
            self._unread.difference_update(keys)
        return self._values[key]

    def put(self, key: K, value: V | None) -> None:
        """Set the value that a key has from now on."""
        self._values[key] = value

    def changed(self, key: K) -> None:
        """Note that the value read for this key may be out of date."""
        self._changed.add(key)
        self._values.pop(key, None)
        self._unread.discard(key)
