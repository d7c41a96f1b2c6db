"""Servers that mean harm get little of our time and memory.

What verdict each leads to is tested with all behaviours; here, what it costs.
"""

import subprocess
import sys

import pytest

from crawler.simulation.server import Role
from tests.behaviours import FAMILIES, Fleet

pytestmark = pytest.mark.slow

SECONDS = 0.5  # the deadline of a request
PATIENCE = 20.0  # seconds: without a deadline, these servers go on for ever
MOST_MEBIBYTES = 64
_OLDER = ("endless-body", "gzip-bomb", "body-drip", "header-flood", "header-drip")
ROWS = [*FAMILIES["hostile"], *(row for family in ("content", "transport")
                                for row in FAMILIES[family] if row.name in _OLDER)]  # fmt: skip


def test_a_check_of_a_hostile_server_ends_at_the_deadline_and_takes_less_than_64_mb() -> None:
    roles: dict[str, Role] = {f"{row.name}.example": row for row in ROWS}
    urls = [row.url(f"{row.name}.example") for row in ROWS]
    with Fleet({"warm.example": "ok"} | roles) as fleet:
        child = subprocess.run(
            [sys.executable, "-m", "tests.crawler.hostile_looks", str(fleet.simulation_file),
             str(SECONDS), "https://warm.example/jobs", *urls],
            capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
    assert child.returncode == 0, child.stderr[-2000:]
    looks = [line.split() for line in child.stdout.splitlines()]
    assert [look[-1] for look in looks[1:]] == urls
    for grown, longest, busy, url in looks[1:]:
        assert float(grown) < MOST_MEBIBYTES, url
        assert float(longest) < PATIENCE, url
        # Floods are taken in at full speed until the deadline; a look asks up to thrice.
        assert float(busy) <= 3 * SECONDS + 1, url
