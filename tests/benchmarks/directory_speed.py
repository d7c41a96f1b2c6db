"""Writing `directory.json` out of a large catalog: seconds, CPU seconds, peak memory.

    python -m tests.benchmarks.big_catalog big.db --links 1000000
    python -m tests.benchmarks.directory_speed big.db

The directory is composed and written as an export does it, to a folder beside the catalog, and
not put in place; the proof and the pages are not in the figures. Notices that the catalog lacks
are added first.
"""

import resource
import sys
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from directory.catalog.catalog import Catalog
from directory.catalog.notices import add_notice
from directory.model.vocab import NoticeKind
from directory.publishing.export.composition import composed
from directory.publishing.export.write import Numbering, write_directory
from directory.publishing.release.atomic_folder import Staging
from directory.queries import notices
from directory.settings import Settings

DAY = date(2026, 11, 23)
SETTINGS = Settings(agency="Office of Work", contact="links@work.example")
NEEDED = {
    "exit-government": NoticeKind.EXIT,
    "exit-nongovernment": NoticeKind.EXIT,
    "exit-unknown": NoticeKind.EXIT,
    "no-endorsement": NoticeKind.DISCLAIMER,
    "accuracy": NoticeKind.DISCLAIMER,
    "job-listings": NoticeKind.DISCLAIMER,
}


def main(database: str) -> None:
    """Prints a line."""
    beside = Path(database).resolve().parent
    with closing(Catalog.open(f"sqlite:///{database}")) as catalog:
        add_notices(catalog)
        with TemporaryDirectory(dir=beside) as name, catalog.reading() as connection:
            wall, cpu = time.perf_counter(), time.process_time()
            with composed(connection, as_of=DAY, settings=SETTINGS) as content:
                staging, numbering = Staging(Path(name), None), Numbering(None, DAY)
                made = write_directory(staging, content, numbering)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    links = made.count or 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"directory.json of {links:,} links, {made.bytes / 1e6:,.0f} MB: {wall:.1f} s, "
        f"{cpu:.1f} s CPU ({cpu / max(links, 1) * 1e6:.1f} µs a link), peak {peak:.0f} MB\n"
    )


def add_notices(catalog: Catalog) -> None:
    """Those without which nothing may be released."""
    with catalog.reading() as connection:
        there = notices.kinds(connection)
    with catalog.change(who="benchmark") as change:
        for slug in NEEDED.keys() - there.keys():
            add_notice(
                change,
                slug,
                NEEDED[slug],
                {"en": "You leave {agency} for {host}.", "es": "Deja {agency} por {host}."},
                announced_on=DAY - timedelta(days=60),
                effective_from=DAY - timedelta(days=30),
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
