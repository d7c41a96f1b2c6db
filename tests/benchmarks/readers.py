"""A reader in a loop while 1,000 releases are written: how often it saw anything but one whole one.

    python -m tests.benchmarks.readers [RELEASES]

The reader opens the folder once, reads the manifest and every file that it names, and holds their
digests against it; then again: so the promise is tried at each moment of many exports.
"""

import os
import sys
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.directory.publishing.release.test_atomic_folder import read_through
from tests.directory.publishing.samples import TODAY, add_shelves, many_links, new_catalog, release


def main(releases: int = 1000) -> int:
    """Prints the figures; the exit code is 1 when the reader saw a release that was not whole."""
    with TemporaryDirectory() as name, closing(new_catalog(Path(name))) as catalog:
        with catalog.change(who="benchmark") as change:
            add_shelves(change)
            many_links(change, range(5))
        folder = Path(name) / "release"
        release(catalog, folder)
        broken = whole = 0
        writing = threading.Thread(
            target=lambda: [
                release(catalog, folder, as_of=TODAY + timedelta(days=day))
                for day in range(1, releases)
            ]
        )
        began = time.perf_counter()
        writing.start()
        while writing.is_alive():
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                broken, whole = (
                    (broken + 1, whole) if read_through(handle)[1] else (broken, whole + 1)
                )
            except FileNotFoundError:
                broken += 1
            os.close(handle)
        took = time.perf_counter() - began
    sys.stdout.write(
        f"{releases:,} releases in {took:.0f} s; read {whole + broken:,} times: "
        f"{whole:,} times one whole release, {broken} times not\n"
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
