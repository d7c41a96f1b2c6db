"""Peak memory of a crawl at 10,000, 100,000 and a million links: it must not grow with them.

Plain HTTP, pages of 2 KB, 1,000 hosts; a million links (`--million`) are on
10,000. Peak resident memory is the kernel's; of a tool with child processes it
is that of all together, sampled.

Other checkers read the same links, up to `--most-for-peers` (lychee took 2.6 GB
for 100,000).
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.peers import Job, add_options, peers_of, run_peer
from tests.benchmarks.rig import OURS, Outcome, crawl, fill_with, say, show_table
from tests.benchmarks.web import Plan, loopback_web

PAGE_BYTES = 2000


def main() -> None:
    """Prints a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="only a million links; long")
    parser.add_argument("--links", type=int, help="only so many links")
    parser.add_argument("--most-for-peers", type=int, default=10_000)
    add_options(parser)
    options = parser.parse_args()
    sizes = [10_000, 100_000]
    if options.million or options.links:
        sizes = [options.links or 1_000_000]
    for links in sizes:
        show_size(links, options)


def show_size(links: int, options: argparse.Namespace) -> None:
    """Runs the tools at one size."""
    hosts = 10_000 if links > 100_000 else 1000
    with TemporaryDirectory() as name, loopback_web(Plan(hosts, page_bytes=PAGE_BYTES)) as web:
        urls = [web.url(host, n) for n in range(links // hosts) for host in range(hosts)]
        database = Path(name) / "catalog.db"
        fill_with(database, urls)
        outcomes = [crawl(database, web, len(urls))]
        if links <= options.most_for_peers:
            outcomes += [run_peer(p, options.tools, Job(urls), web) for p in peers_of(options)]
    say(f"{len(urls):,} links, {hosts:,} hosts")
    show_table(
        ["tool", "peak MB", "wall s", "CPU ms a link", "links seen"],
        [row(outcome) for outcome in outcomes],
    )
    say(f"{OURS}: {outcomes[0].status}, {dict(outcomes[0].counts or {})}")


def row(outcome: Outcome) -> list[str]:
    """A line of the table."""
    return [
        outcome.tool,
        f"{outcome.peak_mb:.0f}",
        f"{outcome.wall:.0f}",
        f"{outcome.cpu_ms_a_link:.2f}",
        outcome.seen,
    ]


if __name__ == "__main__":
    main()
