"""Write a text file in one step, so that readers find the old one or the new one, never a part."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class CannotWrite(Exception):
    """A file cannot be written, and what was there is unchanged; says which and why."""


@contextmanager
def replaced(path: Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Provide a text file that replaces `path` when the block ends without an error.

    Until then, and if the block raises, readers of `path` see the old file. Raise CannotWrite.
    """
    try:
        if path.exists() and not path.is_file():
            raise CannotWrite(f"{path} is no ordinary file. Name another file.")
        path = path.resolve()  # a link stays, and the file that it leads to is replaced
        beside = path.with_name(f".jobbank-{secrets.token_hex(8)}.tmp")
        try:
            with beside.open("x", encoding=encoding, newline="", errors="replace") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise CannotWrite(
            f"{path} could not be written ({why}), and nothing was changed there. "
            "Name a file in a folder in which you may write, with room on the disk."
        ) from None
