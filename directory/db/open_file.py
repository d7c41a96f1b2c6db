"""Detect that an SQLite file was removed or replaced while it is open.

SQLite continues with the file that it opened, under any name: what is written to a file that was
removed, or replaced by a backup, is lost when the last program closes it.
"""

from dataclasses import dataclass
from pathlib import Path

#: Device and inode; None if there is no file.
Identity = tuple[int, int] | None


@dataclass(slots=True)
class OpenFile:
    """The file of a database. opened: its identity when the first connection was made."""

    file: Path
    opened: Identity = None

    def note(self) -> None:
        """Note which file was opened, unless that was noted before."""
        if self.opened is None:
            self.file = self.file.absolute()
            self.opened = _identity(self.file)

    def is_replaced(self) -> bool:
        """Return True if the name now belongs to another file, or to none."""
        return self.opened is not None and _identity(self.file) != self.opened

    def beside(self) -> tuple[Identity, Identity]:
        """Return the identities of the files beside it: the write-ahead log and its index."""
        name = self.file.name
        log, index = self.file.with_name(f"{name}-wal"), self.file.with_name(f"{name}-shm")
        return _identity(log), _identity(index)


def _identity(file: Path) -> Identity:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
