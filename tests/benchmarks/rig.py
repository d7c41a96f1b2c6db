"""What the crawl benchmarks share: a catalog of links, one measured run of a tool, a table.

The web, the tool and the benchmark are processes of their own, so that each
one's time is its own. How many links a tool has really looked at is the web's
word, not the tool's.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crawler.simulation.__main__ import host_name
from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link
from directory.model.link import LinkFields
from directory.model.vocab import EditorialState
from directory.rules.addresses import parse_networks
from tests.benchmarks.served import Served
from tests.benchmarks.web import Web

PROJECT = Path(__file__).parents[2]
LINKS_A_TRANSACTION = 2000
LOOPBACK = "127.0.0.0/8"
#: The name under which the tables show our own crawl.
OURS = "jobbank"
_NOTHING = Served((), 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run of one tool.

    links: how many it was given. began: on the web's clock. wall, cpu: seconds.
    peak_mb: memory. in_time: False when it was ended for taking too long. code: its
    exit code. served: what the web saw of it. counts, status, told: only of our own
    crawl, as its summary has them; told is how many links it reported.
    """

    tool: str
    links: int
    began: float
    wall: float
    cpu: float
    peak_mb: float
    in_time: bool
    code: int
    served: Served = _NOTHING
    counts: Mapping[str, int] | None = None
    status: str = ""
    told: int = 0

    @property
    def cpu_ms_a_link(self) -> float:
        """Milliseconds of CPU for each link that was given; start-up and all included."""
        return 1000 * self.cpu / self.links

    @property
    def start_up(self) -> float:
        """Seconds from its start to its first request."""
        return self.served.requests[0].arrived - self.began if self.served.requests else 0.0

    @property
    def seen(self) -> str:
        """How many links the web answered, and a word when that is not all of them."""
        pages = len(self.served.pages())
        return f"{pages:,}" + ("" if self.in_time else " (ended: too long)")


def fill_with(database: Path, urls: Sequence[str]) -> None:
    """A catalog of published links, in the order given, on the loopback web."""
    catalog = Catalog.create(f"sqlite:///{database}", allowed=parse_networks(LOOPBACK))
    for start in range(0, len(urls), LINKS_A_TRANSACTION):
        with catalog.change(who="benchmark") as change:
            for number, url in enumerate(urls[start : start + LINKS_A_TRANSACTION], start):
                add_link(
                    change,
                    LinkFields(url=url, names={"en": f"Link {number}"}),
                    state=EditorialState.PUBLISHED,
                )
    catalog.close()


def fill(database: Path, hosts: int, links_a_host: int, scheme: str = "http") -> int:
    """A catalog of published links, `links_a_host` on each of the fleet's hosts."""
    urls = [
        f"{scheme}://{host_name(host)}/pages/{number}"
        for number in range(links_a_host)
        for host in range(hosts)
    ]
    fill_with(database, urls)
    return len(urls)


def crawl(database: Path, web: Web, links: int, **settings: str) -> Outcome:
    """One crawl of the whole catalog as `jobbank crawl` runs it, measured from outside.

    settings: JOBBANK_… variables; without them, as it comes but without a pause.
    """
    environment = {
        "JOBBANK_DATABASE": f"sqlite:///{database}",
        "JOBBANK_ALLOW_NETWORKS": LOOPBACK,
        "JOBBANK_HOST_DELAY": "0",
        "PYTHONPATH": str(PROJECT),
        **({"SSL_CERT_FILE": web.ca_file} if web.ca_file else {}),
        **settings,
    }
    output = database.with_suffix(".jsonl")
    outcome = measured(OURS, ["-m", "crawler.run"], web, links, environment, output=output)
    with output.open(encoding="utf-8") as lines:
        told = [line for line in lines if line.startswith("{")]
    output.unlink()
    summary = json.loads(told[-2]) if len(told) > 1 else {}
    return replace(
        outcome,
        counts=summary.get("counts", {}),
        status=summary.get("status", "failed"),
        told=sum('"type": "link"' in line for line in told),
    )


def measured(
    tool: str,
    command: Sequence[str],
    web: Web,
    links: int,
    environment: Mapping[str, str],
    *,
    output: Path,
    within: float = 1e9,
) -> Outcome:
    """Runs a command (options of `measure.py` first) and takes the web's log of it.

    output: a file for what it prints; its last line are the figures.
    """
    web.take_log()  # what came before is not its own
    with output.open("w", encoding="utf-8") as file:
        subprocess.run(
            [
                sys.executable,
                Path(__file__).with_name("measure.py"),
                f"--within={within}",
                *command,
            ],
            env=os.environ | environment,
            cwd=output.parent,
            stdout=file,
            stderr=None if tool == OURS else subprocess.DEVNULL,
            check=False,
        )
    with output.open("rb") as printed:
        printed.seek(max(0, output.stat().st_size - 1000))
        figures = json.loads(printed.read().splitlines()[-1])
    sys.stderr.write(f"{tool}: {figures['wall']:.1f} s, {figures['peak_mb']:.0f} MB\n")
    return Outcome(tool=tool, links=links, served=web.take_log(), **figures)


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Prints a Markdown table, as the README has them."""
    cells = [list(headings), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    for number, row in enumerate(cells):
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write(f"| {' | '.join(padded)} |\n")
        if number == 0:
            sys.stdout.write(f"|{'|'.join('-' * (width + 2) for width in widths)}|\n")
    sys.stdout.write("\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """A line of talk."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
