"""What the pages promise: their commands run, their tables are those of the code."""

import re
import shlex
from pathlib import Path

import click
import pytest

from crawler.simulation.story import story
from directory.model.reasons import REASONS
from directory.settings import Settings
from tests.rows import each
from tests.tui.running import jobbank, jobbank_process
from tui.cli.main import jobbank as group

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTEXT = click.Context(group)
COMMANDS = group.list_commands(CONTEXT)
STARTER = (ROOT / "data" / "links.csv").read_text(encoding="utf-8")


def block(marker: str) -> list[str]:
    """The commands of the shell block after this marker, comments dropped."""
    match = re.search(rf"<!-- run: {marker} -->\n```sh\n(.*?)```", README, re.DOTALL)
    assert match, marker
    return [line.split("  #")[0].strip() for line in match[1].splitlines() if line.strip()]


@pytest.mark.slow
def test_the_daily_commands_run_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "links.csv").write_text(
        "url,name,category\nhttps://jobs.example/,Example jobs,job-banks\n", encoding="utf-8"
    )
    urls = re.findall(r"^(https?://[^,\n]+),", STARTER, re.MULTILINE)
    with story([*urls, "https://jobs.example/"]).fleet() as fleet:
        settings = {
            "JOBBANK_SIMULATION": str(fleet.simulation_file),
            "JOBBANK_ALLOW_NETWORKS": "127.0.0.0/8",
            "JOBBANK_HOST_DELAY": "0",
        }
        for command in block("daily"):
            program, *arguments = shlex.split(command)
            if program == "echo":
                text, arrow, file = arguments
                assert arrow == ">"
                (tmp_path / file).write_text(f"{text}\n", encoding="utf-8")
                continue
            assert program == "jobbank"
            done = jobbank_process(tmp_path, *arguments, settings=settings)
            assert done.returncode in (0, 1), (command, done.stderr)
            assert "Traceback" not in done.stderr
    assert (tmp_path / "release" / "directory.json").exists()


def test_ci_runs_the_two_commands_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for marker in ("try", "test"):
        assert f"readme_block {marker} " in script
        assert len(block(marker)) == 1
    assert "pytest" in block("test")[0]
    assert block("try")[0].endswith("jobbank demo")


@each("name", COMMANDS)
def test_every_command_stands_in_the_readme(name: str) -> None:
    assert f"jobbank {name}" in README


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_has_an_example(name: str, tmp_path: Path) -> None:
    done = jobbank(tmp_path, name, "--help")
    assert done.returncode == 0
    if not isinstance(
        group.get_command(CONTEXT, name), click.Group
    ):  # a group's commands have theirs
        assert f"Example: jobbank {name}" in done.stdout
        assert "Exit codes:" in done.stdout


@each("name", Settings.model_fields)
def test_every_setting_stands_in_the_readme(name: str) -> None:
    field = Settings.model_fields[name]
    row = next(line for line in README.splitlines() if line.startswith(f"| `{name}` |"))
    assert str(field.description) in row
    default = field.default
    shown = ", ".join(default) if isinstance(default, tuple) else default
    if shown not in ("", None):
        text = f"{shown:g}" if isinstance(shown, float) else str(shown)
        text = text.lower() if isinstance(shown, bool) else text  # as TOML spells it
        assert f"`{text}`" in row


def test_the_table_of_reasons_is_that_of_the_code() -> None:
    page = (ROOT / "crawler" / "README.md").read_text(encoding="utf-8")
    for reason, about in REASONS.items():
        mark = " †" if about.danger else ""
        cells = (about.verdict.value, about.summary, about.next_step)
        row = f"| `{reason.value}`{mark} | {' | '.join(cells)} |"
        assert row in page.splitlines()


@pytest.mark.parametrize("package", ["directory", "crawler", "tui", "data"])
def test_the_files_that_a_package_page_names_are_there(package: str) -> None:
    page = (ROOT / package / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z_/-]+\.(?:py|csv|toml))`", page)
    assert named
    for name in named:
        places = [ROOT / name, ROOT / package / name, *(ROOT / package).rglob(Path(name).name)]
        assert any(place.exists() for place in places), name
