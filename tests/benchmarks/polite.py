"""A polite crawl: how near its wall time is to the shortest that politeness allows.

One connection a host at a time, a delay before the next request, 50–200 ms of
latency drawn for each host.

(a) 2,000 hosts, links per host after Zipf, 300 on the largest; 100 ms between
    requests; the links once in random order, once grouped by host.
(b) 1,000 hosts with 10 links each; 1 s.

The bound is the busiest host's: its service times and pauses added up, from the
web's log of the requests that this tool made, robots.txt included. Wall time is
the whole process's; the span is from the first request's arrival to the last
answer's end, without start-up. A gap is the time from the end of an answer to the
arrival of the next request at the same host, as the server sees it; too short is
a gap below 97 % of the delay.

lychee counts its interval from one request's start to the next, so given the
plain delay it makes shorter pauses; its row "same pauses" has an interval for
each host that adds the host's latency, in its configuration. linkchecker has a
pause after a request's start, drawn at random from the delay up to six times
it, and cannot be held to one connection a host. linkinator knows no limits.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.peers import Job, Peer, add_options, pauses_of, peers_of, run_peer
from tests.benchmarks.rig import OURS, Outcome, crawl, fill_with, say, show_table
from tests.benchmarks.served import share_too_short
from tests.benchmarks.web import Plan, Web, loopback_web

LATENCY = (0.05, 0.2)
LARGEST = 300
HEADINGS = (
    "tool", "start-up s", "wall s", "bound s", "wall ÷ bound", "span ÷ bound", "gaps too short",
    "starts too close", "links seen", "requests", "CPU s",
)  # fmt: skip


def main() -> None:
    """Prints a table for each shape and order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["a", "b"], help="only this one")
    parser.add_argument("--order", choices=["random", "grouped"], help="only this one, of (a)")
    parser.add_argument("--scale", type=float, default=1.0, help="part of hosts and links")
    parser.add_argument("--runs", type=int, default=1)
    add_options(parser)
    options = parser.parse_args()
    if options.part != "b":
        hosts, largest = round(2000 * options.scale), round(LARGEST * options.scale)
        with loopback_web(Plan(hosts, latency=LATENCY)) as web:
            grouped = zipf_links(web, largest)
            mixed = random.Random(2).sample(grouped, len(grouped))
            for order, urls in (("random", mixed), ("grouped", grouped)):
                if options.order in (None, order):
                    say(f"(a) {len(urls):,} links, {hosts:,} hosts, 100 ms, order: {order}")
                    compare(web, urls, 0.1, options)
    if options.part != "a":
        hosts = round(1000 * options.scale)
        with loopback_web(Plan(hosts, latency=LATENCY)) as web:
            urls = [web.url(host, number) for number in range(10) for host in range(hosts)]
            say(f"(b) {len(urls):,} links, {hosts:,} hosts, 1 s")
            compare(web, urls, 1.0, options)


def zipf_links(web: Web, largest: int) -> list[str]:
    """Links grouped by host; the host of rank r has `largest` ÷ r of them, at least one.

    Ranks are dealt out at random: the busiest host is no special one.
    """
    hosts = random.Random(1).sample(list(web.plan.numbers), web.plan.hosts)
    return [
        web.url(host, number)
        for rank, host in enumerate(hosts, 1)
        for number in range(max(1, largest // rank))
    ]


def compare(web: Web, urls: Sequence[str], delay: float, options: argparse.Namespace) -> None:
    """Runs each tool in turn and prints a line for each run."""
    plain = Job(urls, delay)
    same_pauses = replace(plain, pauses=pauses_of(web, web.plan.numbers, delay))
    rows = []
    for _ in range(options.runs):
        rows.append(row(OURS, crawl_once(web, urls, delay), delay))
        for peer in peers_of(options):
            if peer.lacks(plain):
                rows.append([peer.name, peer.lacks(plain), *[""] * (len(HEADINGS) - 2)])
                continue
            rows.append(row(peer.name, run_peer(peer, options.tools, plain, web), delay))
            if counts_from_start(peer):
                outcome = run_peer(peer, options.tools, same_pauses, web)
                rows.append(row(f"{peer.name}, same pauses", outcome, delay))
    show_table(HEADINGS, rows)


def counts_from_start(peer: Peer) -> bool:
    """Whether the peer can be given longer intervals that come to the same pauses as ours."""
    return peer.program == "lychee"


def crawl_once(web: Web, urls: Sequence[str], delay: float) -> Outcome:
    """Our own crawl with this delay, from a catalog made for it."""
    with TemporaryDirectory() as name:
        database = Path(name) / "catalog.db"
        fill_with(database, urls)
        return crawl(database, web, len(urls), JOBBANK_HOST_DELAY=str(delay))


def row(name: str, outcome: Outcome, delay: float) -> list[str]:
    """A line of the table."""
    served = outcome.served
    bound = served.bound(delay)
    return [
        name,
        f"{outcome.start_up:.1f}",
        f"{outcome.wall:.1f}",
        f"{bound:.1f}",
        f"{outcome.wall / bound:.3f}",
        f"{served.span / bound:.3f}",
        f"{share_too_short(served.gaps(), delay):.2%}",
        f"{share_too_short(served.starts(), delay):.2%}",
        outcome.seen,
        f"{len(served.requests):,}",
        f"{outcome.cpu:.1f}",
    ]


if __name__ == "__main__":
    main()
