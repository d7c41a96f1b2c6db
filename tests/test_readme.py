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


PACKAGE_PAGES = [
    page
    for room in ("crawler", "data", "directory", "tui")
    for page in sorted((ROOT / room).rglob("README.md"))
]


@pytest.mark.parametrize("page", PACKAGE_PAGES, ids=lambda page: page.parent.name)
def test_the_modules_that_a_package_page_names_are_there(page: Path) -> None:
    """A path is from the project or the page's folder; a name alone is of a file below it."""
    named = re.findall(r"`([a-z0-9_/-]+\.py)`", page.read_text(encoding="utf-8"))
    for name in named:
        below = page.parent.rglob(name) if "/" not in name else ()
        assert any(place.exists() for place in (ROOT / name, page.parent / name, *below)), name
