"""Looks at hostile servers, in a process whose memory is measured.

Run as `python -m tests.crawler.hostile_looks SIMULATION SECONDS URL…`: prints one line
for each look, `<mebibytes that the process grew> <seconds of the longest request> <seconds of
processor time> <URL>`. The first is a measure for the others: it bears the price of starting.
"""

import resource
import sys
import time
from pathlib import Path

from directory.settings import load_settings
from tests.crawler.looking import look_at


def _peak() -> float:
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main(simulation: Path, seconds: float, urls: list[str]) -> None:
    """One look after another."""
    settings = load_settings(
        simulation=simulation, allow_networks="127.0.0.0/8", host_delay=0,
        request_timeout=seconds, connect_timeout=seconds,
    )  # fmt: skip
    for url in urls:
        before, busy = _peak(), time.process_time()
        [looked] = look_at([url], settings)
        longest = max((hop.millis for hop in looked.observation.hops), default=0) / 1000
        busy = time.process_time() - busy
        sys.stdout.write(f"{_peak() - before:.1f} {longest:.3f} {busy:.3f} {url}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
