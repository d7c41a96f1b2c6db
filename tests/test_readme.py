"""README.md has the two commands that CI runs; pages of packages name files that exist."""

import re
from pathlib import Path

import click
import pytest

from tests.tui.running import jobbank
from tui.cli.main import jobbank as group

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTEXT = click.Context(group)
COMMANDS = group.list_commands(CONTEXT)


def block(marker: str) -> list[str]:
    """The commands of the shell block after this marker, comments dropped."""
    match = re.search(rf"<!-- run: {marker} -->\n```sh\n(.*?)```", README, re.DOTALL)
    assert match, marker
    return [line.split("  #")[0].strip() for line in match[1].splitlines() if line.strip()]


def test_the_readme_is_short() -> None:
    """A screen and a half; all else is in docs/."""
    assert len(README.splitlines()) <= 100


def test_ci_runs_the_two_commands_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for marker in ("try", "test"):
        assert f"readme_block {marker} " in script
        assert len(block(marker)) == 1
    assert "pytest" in block("test")[0]
    assert block("try")[0].endswith("jobbank demo")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_has_an_example(name: str, tmp_path: Path) -> None:
    done = jobbank(tmp_path, name, "--help")
    assert done.returncode == 0
    if not isinstance(
        group.get_command(CONTEXT, name), click.Group
    ):  # a group's commands have theirs
        assert f"Example: jobbank {name}" in done.stdout
        assert "Exit codes:" in done.stdout


@pytest.mark.parametrize("package", ["directory", "crawler", "tui", "data"])
def test_the_files_that_a_package_page_names_are_there(package: str) -> None:
    page = (ROOT / package / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z_/-]+\.(?:py|csv|toml))`", page)
    assert named
    for name in named:
        places = [ROOT / name, ROOT / package / name, *(ROOT / package).rglob(Path(name).name)]
        assert any(place.exists() for place in places), name
