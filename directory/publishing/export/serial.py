"""Which release it is: directories that differ are counted, and nothing else is."""

import hashlib
from datetime import date

from directory.about import program_version
from directory.publishing.release.public_schema import Tail
from directory.queries import release_history


class Numbering:
    """Counts directories that differ. last: the last one on record, None when there is none;
    as_of: the day for which the new one is.

    The content is a SHA-256 of all of `directory.json` but its tail, and of this program's
    version, which decides how the other files are made: with the same content, a directory has
    the same tail, and so the same bytes.

    written: the SHA-256 of what is written of the file, kept by whoever writes it.
    """

    def __init__(self, last: release_history.LastDirectory | None, as_of: date) -> None:
        self._last, self._as_of = last, as_of
        self.written = hashlib.sha256()
        self.content = ""
        self._tail: Tail | None = None

    def tail(self) -> Tail:
        """The tail of the directory; to be asked for when all before it is written."""
        if self._tail is None:
            version = program_version().encode()
            self.content = hashlib.sha256(version + self.written.digest()).hexdigest()
            last = self._last
            if last is not None and last.content == self.content:
                self._tail = Tail(last.serial, last.updated_on)
            else:
                self._tail = Tail(last.serial + 1 if last is not None else 1, self._as_of)
        return self._tail
