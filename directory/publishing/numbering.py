"""Which release it is: directories that differ are counted, and nothing else is."""

import hashlib
from collections.abc import Iterable, Iterator

from directory.about import program_version
from directory.publishing.entries import Tail
from directory.store import past


class Numbering:
    """Counts directories that differ. last: the serial and the content of the last one on
    record, None when there is none.

    The content is the SHA-256 of all of `directory.json` but its tail, and of this program's
    version, which decides how the other files are made: with the same content, a directory has
    the same serial, and so the same bytes.
    """

    def __init__(self, last: past.LastDirectory | None) -> None:
        self._last = last
        self._hash = hashlib.sha256(program_version().encode())

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks, as they are. The last one must be made only when `tail` was asked for."""
        for chunk in chunks:
            if self._tail is None:
                self._hash.update(chunk)
            yield chunk

    _tail: Tail | None = None

    def tail(self) -> Tail:
        """The tail of the directory; the first call ends what is counted as content."""
        if self._tail is None:
            serial, same = (
                (0, False)
                if self._last is None
                else (self._last.serial, self._last.content == self.digest())
            )
            self._tail = Tail(serial if same else serial + 1)
        return self._tail

    def digest(self) -> str:
        """The content so far, in hex."""
        return self._hash.hexdigest()
