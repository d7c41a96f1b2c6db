"""Ten thousand hosts that hang, beside 200 that are well: who waits for whom, and how long.

A host that hangs takes the connection and the request, and says nothing. The
well hosts have one to ten links each and answer after 50–200 ms; those that hang
have one. The links are given in random order; 100 ms between requests.

Two things are claimed. The crawl ends within its deadline: every host that hangs
costs one request time-out, `--places` of them at once, so the deadline is
time-out x (hosts ÷ places, rounded up), and what the well hosts need alone, and
30 s for start and end. And the well hosts are not slowed: their last answer
comes when it comes in a crawl of them alone, or not much later.
"""

import argparse
import math
import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.peers import Job, Peer, add_options, peers_of, run_peer
from tests.benchmarks.rig import Outcome, crawl, fill_with, say, show_table
from tests.benchmarks.web import Plan, Web, loopback_web

WELL, MOST_LINKS, DELAY = 200, 10, 0.1
LATENCY = (0.05, 0.2)
SPARE = 30.0
HEADINGS = (
    "tool", "last well answer, alone s", "among the hanging s", "well links seen",
    "hanging hosts asked", "times", "wall s", "deadline s", "kept", "peak MB",
)  # fmt: skip


def main() -> None:
    """Prints a line for each tool: alone with the well hosts, and among those that hang."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=10_000, help="how many hang")
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds for one request")
    parser.add_argument("--places", type=int, default=1000, help="requests at once")
    add_options(parser)
    parser.set_defaults(peers="lychee 2000")
    options = parser.parse_args()
    # The well hosts have the last numbers, so that no order by name favours them.
    plans = (Plan(options.hosts, hangs=True), Plan(WELL, latency=LATENCY))
    rounds = math.ceil(options.hosts / options.places)
    with loopback_web(*plans) as web:
        first = options.hosts
        well = [web.url(first + i, n) for i in range(WELL) for n in range(1 + i % MOST_LINKS)]
        mixed = well + [web.url(host, 0) for host in range(first)]
        random.Random(3).shuffle(mixed)
        rows = []
        for peer in (None, *peers_of(options)):
            alone = run(peer, web, well, options)
            among = run(peer, web, mixed, options)
            deadline = options.timeout * rounds + alone.wall + SPARE
            rows.append(row(alone, among, first, deadline))
            say(f"{among.tool}: {among.status} {dict(among.counts or {})}")
    show_table(HEADINGS, rows)


def run(peer: Peer | None, web: Web, urls: Sequence[str], options: argparse.Namespace) -> Outcome:
    """One run of a peer, or of our own crawl, at these links."""
    if peer is not None:
        return run_peer(peer, options.tools, Job(urls, DELAY, timeout=options.timeout), web)
    with TemporaryDirectory() as name:
        database = Path(name) / "catalog.db"
        fill_with(database, urls)
        return crawl(
            database,
            web,
            len(urls),
            JOBBANK_HOST_DELAY=str(DELAY),
            JOBBANK_REQUEST_TIMEOUT=str(options.timeout),
        )


def row(alone: Outcome, among: Outcome, first_well: int, deadline: float) -> list[str]:
    """A line of the table."""
    hanging = [r for r in among.served.requests if r.host < first_well]
    in_time = "yes" if among.wall <= deadline else "no"
    return [
        among.tool,
        f"{last_answer(alone, first_well):.1f}",
        f"{last_answer(among, first_well):.1f}",
        f"{len(among.served.pages()):,} of {len(alone.served.pages()):,}",
        f"{len({r.host for r in hanging}):,}",
        f"{len(hanging):,}",
        f"{among.wall:.0f}",
        f"{deadline:.0f}",
        in_time,
        f"{among.peak_mb:.0f}",
    ]


def last_answer(outcome: Outcome, first_well: int) -> float:
    """Seconds from the tool's start until the last well host's last answer."""
    ends = [r.ended for r in outcome.served.requests if r.host >= first_well and r.status]
    return max(ends, default=outcome.began) - outcome.began


if __name__ == "__main__":
    main()
