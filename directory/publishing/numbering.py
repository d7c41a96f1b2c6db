"""Which release it is: directories that differ are counted, and nothing else is."""

import hashlib

from directory.about import program_version
from directory.publishing.entries import Tail
from directory.store import past


class Numbering:
    """Counts directories that differ. last: the serial and the content of the last one on
    record, None when there is none.

    The content is a SHA-256 of all of `directory.json` but its tail, and of this program's
    version, which decides how the other files are made: with the same content, a directory has
    the same serial, and so the same bytes.

    written: the SHA-256 of what is written of the file, kept by whoever writes it.
    """

    def __init__(self, last: past.LastDirectory | None) -> None:
        self._last = last
        self.written = hashlib.sha256()
        self.content = ""
        self._tail: Tail | None = None

    def tail(self) -> Tail:
        """The tail of the directory; to be asked for when all before it is written."""
        if self._tail is None:
            version = program_version().encode()
            self.content = hashlib.sha256(version + self.written.digest()).hexdigest()
            serial, same = (
                (0, False)
                if self._last is None
                else (self._last.serial, self._last.content == self.content)
            )
            self._tail = Tail(serial if same else serial + 1)
        return self._tail
