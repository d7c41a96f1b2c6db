"""Peak memory of a crawl at 10,000 and at 100,000 links: it must not grow with the catalog.

Plain HTTP, 1,000 hosts, pages of 2 KB.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.rig import crawl, fill, fleet

HOSTS = 1000


def main() -> None:
    """Prints a line for each size."""
    for links_a_host in (10, 100):
        with (
            TemporaryDirectory() as name,
            fleet(Path(name), "--hosts", str(HOSTS), "--page-bytes", "2000") as simulation,
        ):
            database = Path(name) / "catalog.db"
            fill(database, HOSTS, links_a_host)
            run = crawl(database, simulation)
        sys.stdout.write(
            f"{run.links:,} links, {run.ok:,} ok: peak {run.peak_mb:.0f} MB, {run.wall:.0f} s\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
