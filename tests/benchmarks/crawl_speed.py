"""Links a second and CPU per link: 10,000 links on 1,000 hosts, 20 KB pages, kept connections.

Plain HTTP, no pause between requests, start-up, judging and storing included.
Each link costs a request, each host one more for its robots.txt.
"""

import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.rig import Measured, crawl, fill, fleet

HOSTS, LINKS_A_HOST, RUNS = 1000, 10, 3


def main() -> None:
    """Prints each run and the medians."""
    runs: list[Measured] = []
    with (
        TemporaryDirectory() as name,
        fleet(Path(name), "--hosts", str(HOSTS), "--page-bytes", "20000") as simulation,
    ):
        for run in range(RUNS):
            database = Path(name) / f"{run}.db"
            fill(database, HOSTS, LINKS_A_HOST)
            runs.append(crawl(database, simulation))
            show(runs[-1])
    sys.stdout.write(
        f"median: {statistics.median(r.cpu_ms_per_link for r in runs):.2f} ms CPU a link, "
        f"{statistics.median(r.links / r.wall for r in runs):,.0f} links a second\n"
    )


def show(run: Measured) -> None:
    """One run, a line."""
    sys.stdout.write(
        f"{run.links:,} links, {run.ok:,} ok: {run.wall:.1f} s, "
        f"{run.links / run.wall:,.0f} a second, {run.cpu_ms_per_link:.2f} ms CPU a link, "
        f"peak {run.peak_mb:.0f} MB\n"
    )


if __name__ == "__main__":
    main()
