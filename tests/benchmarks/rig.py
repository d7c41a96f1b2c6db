"""What the crawl benchmarks share: a fleet, a catalog of its links, one measured crawl.

The fleet and the crawl are processes of their own, so that each one's time is
its own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.fleet.__main__ import host_name
from directory.catalog import Catalog
from directory.model.link import LinkFields
from directory.model.vocab import EditorialState

LINKS_A_TRANSACTION = 2000


@dataclass(frozen=True, slots=True)
class Measured:
    """One crawl: wall and CPU seconds, peak memory in MB, and how many links were ok."""

    links: int
    ok: int
    wall: float
    cpu: float
    peak_mb: float

    @property
    def cpu_ms_per_link(self) -> float:
        """Milliseconds of CPU per link, start-up, judging and storing included."""
        return 1000 * self.cpu / self.links


@contextmanager
def fleet(folder: Path, *options: str) -> Iterator[Path]:
    """A simulated web in a process of its own; gives the path of its simulation file."""
    simulation = folder / "simulation.json"
    command = [sys.executable, "-m", "crawler.fleet", "--simulation", str(simulation), *options]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdout.readline()  # it is ready
        yield simulation
        process.stdin.close()
        process.stdout.read()


def fill(database: Path, hosts: int, links_a_host: int, scheme: str = "http") -> int:
    """A catalog of published links, `links_a_host` on each of the fleet's hosts."""
    catalog = Catalog.create(f"sqlite:///{database}")
    numbers = [(host, page) for page in range(links_a_host) for host in range(hosts)]
    for start in range(0, len(numbers), LINKS_A_TRANSACTION):
        with catalog.change(who="benchmark") as change:
            for host, page in numbers[start : start + LINKS_A_TRANSACTION]:
                change.add_link(
                    LinkFields(
                        url=f"{scheme}://{host_name(host)}/pages/{page}",
                        names={"en": f"Page {page} of host {host}"},
                    ),
                    state=EditorialState.PUBLISHED,
                )
    catalog.close()
    return len(numbers)


def crawl(database: Path, simulation: Path, **settings: str) -> Measured:
    """One crawl of the whole catalog as `jobbank crawl` runs it, measured from outside."""
    environment = os.environ | {
        "JOBBANK_DATABASE": f"sqlite:///{database}",
        "JOBBANK_SIMULATION": str(simulation),
        "JOBBANK_ALLOW_NETWORKS": "127.0.0.0/8",
        "JOBBANK_HOST_DELAY": "0",
        **settings,
    }
    command = [sys.executable, "-m", "tests.benchmarks.measure", "-m", "crawler.run"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    *lines, figures = done.stdout.splitlines()
    summary = json.loads(lines[-1])
    measured = json.loads(figures)
    return Measured(
        links=summary["checked"],
        ok=summary["counts"].get("ok", 0),
        wall=measured["wall"],
        cpu=measured["cpu"],
        peak_mb=measured["peak_mb"],
    )
