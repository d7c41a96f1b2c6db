"""A process that has run out of file descriptors, and asks all the same.

Run as `python -m tests.crawler.fetch.starved SIMULATION`: prints one line for
each attempt, `<descriptors left> <address> <status or fault>`.
"""

import asyncio
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crawler.fetch.client import Client, ClientSettings
from crawler.fetch.dns import SimulatedNames, SystemNames
from crawler.fetch.request import FetchRequest
from crawler.simulation.simulation import load_simulation
from directory.rules.addresses import parse_networks

LIMIT = 64
MOST_LEFT = 8


@contextmanager
def only(left: int) -> Iterator[None]:
    """Leaves so many descriptors to be had."""
    held: list[int] = []
    try:
        with suppress(OSError):
            while True:
                held.append(os.open(os.devnull, os.O_RDONLY))
        for _ in range(left):
            os.close(held.pop())
        yield
    finally:
        for descriptor in held:
            os.close(descriptor)


async def main(simulation_file: str) -> None:
    """Asks with fewer and fewer descriptors left."""
    simulation = load_simulation(Path(simulation_file))
    settings = ClientSettings(allowed=parse_networks("127.0.0.0/8"), ca_file=simulation.ca_file)
    port = simulation.names["ok.example"].ports["80"]
    for left in range(MOST_LEFT, -1, -1):
        for url, names in (
            ("http://ok.example/", SimulatedNames(simulation)),
            ("https://ok.example/", SimulatedNames(simulation)),
            (f"http://localhost:{port}/", SystemNames()),
        ):
            async with Client(settings, names) as client:
                with only(left):
                    answer = await client.fetch(FetchRequest(url, timeout=20))
            sys.stdout.write(f"{left} {url} {answer.status or answer.fault}\n")


if __name__ == "__main__":
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (LIMIT, hard))
    asyncio.run(main(sys.argv[1]))
