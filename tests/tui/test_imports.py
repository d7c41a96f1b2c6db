"""What a command loads: `--help` answers at once, and a command pays for no other, nor a screen."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.tui.running import environment
from tui.cli.main import jobbank as group

HEAVY = {"scrapy", "sqlmodel", "textual", "sqlalchemy", "pydantic", "pycurl", "alembic"}
CONTEXT = click.Context(group)

pytestmark = pytest.mark.slow

SHOW = """
import sys
from tui.cli.main import main
for arguments in {!r}:
    try:
        main(arguments.split())
    except SystemExit:
        pass
sys.stderr.write(" ".join(sorted(sys.modules)))
"""


def loaded(folder: Path, *commands: str) -> set[str]:
    """The modules that have been executed when these commands have ended."""
    done = subprocess.run(
        [sys.executable, "-c", SHOW.format(commands)],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return set(done.stderr.split())


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "--help")
    assert "click" in modules
    assert not modules & HEAVY


def test_the_help_of_each_command_loads_nothing_heavy(tmp_path: Path) -> None:
    modules = loaded(tmp_path, *(f"{name} --help" for name in group.list_commands(CONTEXT)))
    assert {f"tui.cli.{name}" for name in ("links", "curate", "import_")} <= modules
    assert not modules & HEAVY


def test_init_loads_neither_scrapy_nor_textual(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "init --empty")
    assert "sqlmodel" in modules
    assert not modules & {"scrapy", "textual"}


def test_check_needs_no_scrapy(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "check http://127.0.0.1/")
    assert "click" in modules
    assert "scrapy" not in modules


FIRST_PAINT = """
import os, sys
from tui.app import CurateApp

class Painted(CurateApp):
    CSS_PATH = [os.path.join(os.path.dirname(sys.modules["tui"].__file__), one)
                for one in CurateApp.CSS_PATH]

    def on_ready(self):
        sys.stderr.write(" ".join(sys.modules))
        sys.stderr.flush()
        os._exit(0)

Painted(lambda: None).run(headless=True)
"""


def test_the_first_paint_waits_for_nothing_heavy(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    modules = set(done.stderr.split())
    assert "tui.screens.queue" in modules
    assert not modules & (HEAVY - {"textual"})
