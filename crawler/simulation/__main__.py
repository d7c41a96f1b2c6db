"""The fleet as a separate process, for benchmarks.

    python -m crawler.simulation --hosts 1000 --page-bytes 20000 --simulation web.json

It prints one line of JSON when the ports are open: the ports, the number of hosts and the
simulation file. Host number n (from 0) is `site<n, five digits>.example` and answers every path
with the same page, different for each host.

Then it reads its standard input: each line is answered with one line of JSON, the totals so far.
When the input closes, or on SIGTERM, it prints the totals once more and ends; so it never outlives
the program that started it.
"""

import argparse
import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from crawler.simulation.behaviour import with_robots
from crawler.simulation.pages import page
from crawler.simulation.server import Fleet
from crawler.simulation.site import Answer, Handler, Request, reply

_GOLDEN = 0.618033988749895


def host_name(number: int) -> str:
    """Return the name of host number n of a benchmark's fleet."""
    return f"site{number:05d}.example"


def steady_site(host: str, size: int, latency: tuple[float, float]) -> Handler:
    """Return a handler that answers every path with one page of about `size` bytes.

    latency: seconds, from and to; the answers take times spread evenly between them, by steps of
    the golden ratio, the same in each run.
    """
    body = page(host, size=size).encode()[:size]
    low, high = latency
    if high <= 0:
        answer = reply(200, body)
        return with_robots(lambda _request: answer)
    place = 0.0

    def late(_request: Request) -> Answer:
        nonlocal place
        place = (place + _GOLDEN) % 1.0
        return reply(200, body, delay=low + (high - low) * place)

    return with_robots(late)


def main(arguments: list[str] | None = None) -> int:
    """Run until the input closes; return the exit code."""
    options = _parser().parse_args(arguments)
    low, high = (milliseconds / 1000 for milliseconds in options.latency_ms)
    hosts = [host_name(number) for number in range(options.hosts)]
    roles = {host: steady_site(host, options.page_bytes, (low, high)) for host in hosts}
    path: Path = options.simulation
    fleet = Fleet(roles, simulation_file=path, keep=0)
    signal.signal(signal.SIGTERM, _leave)
    try:
        with fleet:
            if options.certificates:
                fleet.issue_certificates()
            _say(
                http=fleet.http_port,
                https=fleet.https_port,
                hosts=options.hosts,
                simulation=str(fleet.simulation_file),
                ca_file=str(fleet.ca_file),
            )
            for _line in sys.stdin:
                _say(**asdict(fleet.log.tally()))
    except (KeyboardInterrupt, SystemExit):
        pass
    _say(**asdict(fleet.log.tally()))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m crawler.simulation", description="A small simulated web on loopback."
    )
    parser.add_argument("--hosts", type=int, default=1000, help="how many hosts (default 1000)")
    parser.add_argument(
        "--page-bytes", type=int, default=20_000, help="bytes of each page (default 20000)"
    )
    parser.add_argument(
        "--latency-ms", type=float, nargs=2, default=(0.0, 0.0), metavar=("FROM", "TO"),
        help="how long an answer takes, in milliseconds (default: as fast as it can)",
    )  # fmt: skip
    parser.add_argument(
        "--simulation", type=Path, required=True, help="the simulation file to write"
    )
    parser.add_argument(
        "--certificates", action="store_true", help="make every host's certificate beforehand"
    )
    return parser


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
