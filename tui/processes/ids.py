"""How a crawl of chosen links gets their ids."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO


@contextmanager
def ids_for_stdin(ids: Sequence[int] | None) -> Iterator[IO[bytes] | None]:
    """Yield the stdin of a crawl of these links: a file, which is never full as a pipe may be.

    None, for this process's stdin, if no links are chosen.
    """
    if ids is None:
        yield None
        return
    with TemporaryFile() as file:
        file.write("\n".join(map(str, ids)).encode())
        file.seek(0)
        yield file
