"""What a command loads: `--help` answers at once, and nobody pays for a screen."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.running import environment

pytestmark = pytest.mark.slow

SHOW = """
import sys
sys.argv = ["jobbank", *{!r}]
try:
    from tui.cli.main import main
    main()
except SystemExit:
    pass
sys.stderr.write(" ".join(sorted(sys.modules)))
"""


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The modules that a command has loaded when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", SHOW.format(arguments)],
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
    assert not modules & {"scrapy", "sqlmodel", "textual", "sqlalchemy", "pycurl"}


def test_init_loads_neither_scrapy_nor_textual(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "init", "--empty")
    assert "sqlmodel" in modules
    assert not modules & {"scrapy", "textual"}


def test_check_needs_no_scrapy(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "check", "http://127.0.0.1/")
    assert "click" in modules
    assert "scrapy" not in modules
