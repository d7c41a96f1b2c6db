"""The second crawl of an unchanged web: how many bytes it moves, compared with the first.

500 hosts with 10 pages of 20 KB each, all with an ETag. The bytes are those
that the web has sent, heads included, as it counts them.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.rig import Outcome, crawl, fill_with, say, show_table
from tests.benchmarks.web import Plan, loopback_web


def main() -> None:
    """Prints a line for each crawl, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=500)
    hosts = parser.parse_args().hosts
    with TemporaryDirectory() as name, loopback_web(Plan(hosts)) as web:
        urls = [web.url(host, number) for number in range(10) for host in range(hosts)]
        database = Path(name) / "catalog.db"
        fill_with(database, urls)
        crawls = [crawl(database, web, len(urls)) for _ in range(2)]
    show_table(
        ["crawl", "bytes sent", "requests", "200", "304", "404", "links seen", "CPU ms a link"],
        [row(name, outcome) for name, outcome in zip(("first", "second"), crawls, strict=True)],
    )
    first, second = crawls
    say(f"The second moved {first.served.sent / second.served.sent:.1f} times fewer bytes.")
    for outcome in crawls:
        say(f"{outcome.status}, {dict(outcome.counts or {})}")


def row(name: str, outcome: Outcome) -> list[str]:
    """A line of the table."""
    statuses = [request.status for request in outcome.served.requests]
    return [
        name,
        f"{outcome.served.sent:,}",
        f"{len(statuses):,}",
        *(f"{statuses.count(status):,}" for status in (200, 304, 404)),
        outcome.seen,
        f"{outcome.cpu_ms_a_link:.2f}",
    ]


if __name__ == "__main__":
    main()
