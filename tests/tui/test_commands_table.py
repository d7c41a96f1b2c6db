"""The table of commands: groups in the help, and `jobbank help`."""

from collections import Counter
from pathlib import Path

import pytest

from tests.tui.running import jobbank
from tui.cli.main import GROUPS
from tui.operations import OPERATIONS


def test_every_command_is_in_exactly_one_group() -> None:
    counted = Counter(name for rows in GROUPS.values() for name in rows)
    assert set(counted.values()) == {1}
    assert {row.command for row in OPERATIONS if row.command} <= counted.keys()


def test_help_lists_the_commands_in_groups(tmp_path: Path) -> None:
    shown = jobbank(tmp_path, "--help").stdout.splitlines()
    places = [shown.index(f"{group}:") for group in GROUPS]
    assert places == sorted(places)
    for group, place in zip(GROUPS, places, strict=True):
        listed = shown[place + 1 : shown.index("", place)]
        names = [line.split()[0] for line in listed if not line.startswith("   ")]
        assert names == list(GROUPS[group])


@pytest.mark.parametrize(
    "words", [(), ("crawl",), ("import",), ("time-zone",), ("audit",), ("notices", "rules", "set")]
)
def test_help_of_a_command_is_what_its_option_prints(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = jobbank(tmp_path, "help", *words)
    assert done.returncode == 0
    assert done.stdout == jobbank(tmp_path, *words, "--help").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("crwal",), "There is no command “crwal”. Did you mean “crawl”?"),
        (("audit", "verfy"), "'verfy'"),
        (("xyz",), "There is no command “xyz”. To list the commands: jobbank help"),
        (("crawl", "all"), "“crawl” has no subcommands"),
    ],
)
def test_help_of_an_unknown_command_is_refused(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = jobbank(tmp_path, "help", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_mistyped_command_is_named_with_a_similar_one(tmp_path: Path) -> None:
    done = jobbank(tmp_path, "crwal")
    assert done.returncode == 2
    assert "Did you mean “crawl”?" in done.stderr
