"""Running out of something is our own fault, and never a verdict on a link."""

import subprocess
import sys

import pytest

from tests.behaviours import Fleet
from tests.crawler.fetch.starved import MOST_LEFT


@pytest.mark.slow
def test_without_file_descriptors_no_site_is_called_broken() -> None:
    with Fleet({"ok.example": "ok"}) as fleet:
        fleet.issue_certificates()
        done = subprocess.run(
            [sys.executable, "-m", "tests.crawler.fetch.starved", str(fleet.simulation_file)],
            capture_output=True,
            text=True,
            check=True,
        )
    outcomes = [line.split() for line in done.stdout.splitlines()]
    assert len(outcomes) == 3 * (MOST_LEFT + 1)
    assert {outcome for _left, _url, outcome in outcomes} == {"200", "421", "own-fault"}
    assert all(outcome == "own-fault" for left, _url, outcome in outcomes if left == "0")
    assert all(outcome != "own-fault" for left, _url, outcome in outcomes if left == str(MOST_LEFT))
