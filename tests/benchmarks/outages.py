"""How often an outage of our own network is believed, and an ordinary day is not.

    python -m tests.benchmarks.outages [--outages N] [--days N]

Crawls of 150 sites, without canaries, as in `tests/crawler/outages.py`: what an outage or a
day leaves of each check goes through a real catalog, the second check included.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from directory.catalog.catalog import Catalog
from directory.model.vocab import RunStatus
from tests.clocks import NOW, HandClock
from tests.crawler.outages import ANSWERS, DAYS, LOSSES, WHEN, Web, day_of, trial_of
from tests.crawler.test_outages import UNSEEN
from tests.databases import new_sqlite

HOSTS = 150
OUTAGES = LOSSES | ANSWERS


def main() -> None:
    """Print a table of both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--outages", type=int, default=200)
    parser.add_argument("--days", type=int, default=200)
    chosen = parser.parse_args()
    kinds = [(name, when) for when in WHEN for name in OUTAGES if (name, when) != UNSEEN]
    believed: Counter[str] = Counter()
    again: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for seed, (name, when) in enumerate(islice(cycle(kinds), chosen.outages)):
        tried[when] += 1
        believed[when] += _outage_is_believed(name, when, seed)
    for when, number in tried.items():
        say(f"outages, {len(OUTAGES)} kinds, {when:<27}: {believed[when]} of {number} believed")
    for name in DAYS:
        tried[name] = believed[name] = 0
    for seed, name in enumerate(islice(cycle(DAYS), chosen.days)):
        tried[name] += 1
        is_believed, checked_again = _try_day(name, seed)
        believed[name] += is_believed
        again[name] += checked_again
    for name in DAYS:
        say(
            f"days, {name:<41}: {believed[name]} of {tried[name]} believed, "
            f"{again[name]} after a second check"
        )
    say(f"outages believed: {sum(believed[one] for one in WHEN)} of {chosen.outages}")
    say(f"days believed: {sum(believed[one] for one in DAYS)} of {chosen.days}")


def say(line: str) -> None:
    """Print a line of the table."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _outage_is_believed(name: str, when: str, seed: int) -> bool:
    for web in _web(seed):
        trial = trial_of(web, OUTAGES[name], when, Random(seed))
        status = web.run(trial.looks, later=trial.later).status
    return status is not RunStatus.INCONCLUSIVE


def _try_day(name: str, seed: int) -> tuple[bool, bool]:
    """Return whether the day was believed, and whether a second check was made for it."""
    for web in _web(seed):
        day = day_of(web, DAYS[name], Random(seed))
        status = web.run(day.looks, later=day.later).status
        checked_again = web.second_checks > 0
    return status is RunStatus.COMPLETE, checked_again


def _web(seed: int) -> Iterator[Web]:
    with TemporaryDirectory() as folder:
        catalog = Catalog.open(new_sqlite(Path(folder) / "web.db"), HandClock())
        try:
            yield Web(catalog, seed, NOW, hosts=HOSTS)
        finally:
            catalog.close()


if __name__ == "__main__":
    main()
