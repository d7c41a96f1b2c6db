"""Looks at hostile servers, in processes whose memory is measured.

Run as `python -m tests.crawler.hostile_looks SIMULATION SECONDS URL…`: prints one line
for each look, `<mebibytes that the processes grew> <seconds of the longest request> <seconds of
processor time> <URL>`. The first is a measure for the others: it bears the price of starting.
"""

import resource
import sys
from pathlib import Path

from directory.settings import load_settings
from tests.crawler.looking import look_at

_PROCESSES = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)  # pages are read in a child


def _peak() -> float:
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return sum(resource.getrusage(which).ru_maxrss for which in _PROCESSES) / unit


def _busy() -> float:
    used = [resource.getrusage(which) for which in _PROCESSES]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def main(simulation: Path, seconds: float, urls: list[str]) -> None:
    """One look after another."""
    settings = load_settings(
        simulation=simulation, allow_networks="127.0.0.0/8", host_delay=0,
        request_timeout=seconds, connect_timeout=seconds,
    )  # fmt: skip
    for url in urls:
        before, busy = _peak(), _busy()
        [looked] = look_at([url], settings)
        longest = max((hop.millis for hop in looked.observation.hops), default=0) / 1000
        busy = _busy() - busy
        sys.stdout.write(f"{_peak() - before:.1f} {longest:.3f} {busy:.3f} {url}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
