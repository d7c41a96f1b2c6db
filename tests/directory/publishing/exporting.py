"""A process that writes releases, for tests that kill it, limit it or run it elsewhere.

    python -m tests.directory.publishing.exporting DATABASE FOLDER FIRST_DAY COUNT [FILE_LIMIT]

Writes COUNT releases, one for each day from FIRST_DAY on. A refusal is told on
stderr, with exit code 3. FILE_LIMIT: the most bytes that a file may have, as on
a disk that is almost full.
"""

import resource
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from directory.catalog.catalog import Catalog
from directory.publishing.release.faults import ReleaseRefused
from tests.directory.publishing.samples import release


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code."""
    database, folder, first_day, count, *limits = arguments
    catalog = Catalog.open(f"sqlite:///{database}")
    for limit in limits:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    try:
        for number in range(int(count)):
            day = date.fromisoformat(first_day) + timedelta(days=number)
            release(catalog, Path(folder), as_of=day)
    except ReleaseRefused as refusal:
        sys.stderr.write(str(refusal))
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
