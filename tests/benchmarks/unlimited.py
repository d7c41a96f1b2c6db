"""CPU of a crawl without pauses: what our own work on a link costs, beside other checkers.

(a) 10,000 links on 1,000 hosts, pages of 20 KB, plain HTTP, kept connections.
(b) The shape of a real directory: one link a host on 2,000 hosts, TLS.

Start-up, judging and storing are included in ours; the others print a list. CPU
is user and system time of the tool's processes, from `getrusage`.
"""

import argparse
import statistics
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.peers import Job, add_options, peers_of, run_peer
from tests.benchmarks.rig import OURS, Outcome, crawl, fill_with, say, show_table
from tests.benchmarks.web import Plan, Web, loopback_web


def main() -> None:
    """Prints a table for (a) and one for (b): medians of several runs, and their range."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0, help="part of the hosts")
    parser.add_argument("--part", choices=["a", "b"], help="only this one")
    add_options(parser)
    options = parser.parse_args()
    if options.part != "b":
        hosts = round(1000 * options.scale)
        say(f"(a) {hosts * 10:,} links, {hosts:,} hosts, plain HTTP, 20 KB pages")
        with loopback_web(Plan(hosts)) as web:
            compare(web, 10, options)
    if options.part != "a":
        hosts = round(2000 * options.scale)
        say(f"(b) {hosts:,} links, {hosts:,} hosts, TLS, 20 KB pages")
        with loopback_web(Plan(hosts), tls=True) as web:
            compare(web, 1, options)


def compare(web: Web, links_a_host: int, options: argparse.Namespace) -> None:
    """Runs each tool in turn, several times round, and prints the medians."""
    urls = [web.url(host, number) for number in range(links_a_host) for host in web.plan.numbers]
    peers = peers_of(options)
    outcomes: dict[str, list[Outcome]] = {}
    for _ in range(options.runs):
        outcomes.setdefault(OURS, []).append(crawl_once(web, urls))
        for peer in peers:
            outcome = run_peer(peer, options.tools, Job(urls), web)
            outcomes.setdefault(peer.name, []).append(outcome)
    show_table(
        ["tool", "CPU ms a link", "wall s", "peak MB", "links seen", "requests", "connections"],
        [row(tool, runs) for tool, runs in outcomes.items()],
    )
    for run in outcomes[OURS]:
        say(f"{OURS}: {run.status}, {dict(run.counts or {})}")


def crawl_once(web: Web, urls: Sequence[str], **settings: str) -> Outcome:
    """Our own crawl of these links, from a catalog made for it."""
    with TemporaryDirectory() as name:
        database = Path(name) / "catalog.db"
        fill_with(database, urls)
        return crawl(database, web, len(urls), **settings)


def row(tool: str, runs: Sequence[Outcome]) -> list[str]:
    """A line of the table."""
    costs = [run.cpu_ms_a_link for run in runs]
    return [
        tool,
        f"{statistics.median(costs):.2f} ({min(costs):.2f}–{max(costs):.2f})",
        f"{statistics.median(run.wall for run in runs):.1f}",
        f"{statistics.median(run.peak_mb for run in runs):.0f}",
        runs[0].seen,
        f"{len(runs[0].served.requests):,}",
        f"{runs[0].served.connections:,}",
    ]


if __name__ == "__main__":
    main()
