"""`jobbank time-zone`, and `init --time-zone`."""

from pathlib import Path

import pytest

from tests.tui.running import jobbank
from tests.tui.terminal import command, terminal

pytestmark = pytest.mark.slow


def test_the_time_zone_is_given_shown_and_changed(tmp_path: Path) -> None:
    done = jobbank(tmp_path, "init", "--empty", "--time-zone", "Mars/Olympus")
    assert (done.returncode, "there is no time zone “Mars/Olympus”" in done.stderr) == (2, True)
    assert not (tmp_path / "jobbank.db").exists()
    assert jobbank(tmp_path, "init", "--empty", "--time-zone", "America/Chicago").returncode == 0
    assert jobbank(tmp_path, "time-zone").stdout.startswith("America/Chicago: today is ")
    assert jobbank(tmp_path, "time-zone", "Pacific/Guam").stdout.startswith("Pacific/Guam: ")
    done = jobbank(tmp_path, "time-zone", "Guam")
    assert (done.returncode, "there is no time zone “Guam”" in done.stderr) == (2, True)


def test_on_a_terminal_it_is_asked_for(tmp_path: Path) -> None:
    with terminal(tmp_path, command("-m", "tui.cli.main", "init", "--empty")) as seen:
        seen.shows("The agency's time zone, such as America/New_York [UTC]:")
        seen.type("Boston\r")
        seen.shows("There is no time zone “Boston”.")
        seen.type("America/New_York\r")
        seen.shows("Write them to jobbank.toml?")
        seen.type("n\r")
        assert seen.ends() == 0
    assert jobbank(tmp_path, "time-zone").stdout.startswith("America/New_York: today is ")
