"""Commands as a shell runs them: in a folder, under settings, to an exit code."""

import gc
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from crawler.simulation.server import Fleet
from directory.rules.urls import lane_of
from tests import forked
from tui.cli.main import main

#: A small fleet: hosts, and how each behaves.
SITES = {
    "good.example": "ok",
    "gone.example": "status-410",
    "moved.example": "redirect-301",
    "down.example": "status-500",
    "lapsed.example": "certificate-expired",
}


class _Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


def jobbank(
    folder: Path,
    *arguments: str,
    settings: Mapping[str, str] | None = None,
    given: str = "",
    terminal: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run `jobbank ARGUMENTS…` in this folder, within the test's own process, which saves the time
    that a new one takes to start. given: on stdin. terminal: stdout is one.

    Output, errors and exit code are those of a process; JOBBANK_… settings of the surroundings
    do not reach it.
    """
    out, errors = _Terminal() if terminal else io.StringIO(), io.StringIO()
    thresholds = gc.get_threshold()
    with pytest.MonkeyPatch.context() as surroundings:
        for name in os.environ.keys() - environment(settings).keys():
            surroundings.delenv(name)
        for name, value in environment(settings).items():
            surroundings.setenv(name, value)
        surroundings.chdir(folder)
        surroundings.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        with redirect_stdout(out), redirect_stderr(errors), pytest.raises(SystemExit) as ended:
            main(list(arguments))
    gc.set_threshold(*thresholds)
    assert isinstance(ended.value.code, int)
    return subprocess.CompletedProcess(
        arguments, ended.value.code, out.getvalue(), errors.getvalue()
    )


def jobbank_process(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run it in a process, for tests of what only a process does."""
    return forked.run("tui.cli.main:main", arguments, folder, environment(settings), 120)


def environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a command under test."""
    root = str(Path(__file__).parents[2])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JOBBANK_")}
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    return kept | {"PYTHONPATH": path, "COLUMNS": "120"} | dict(settings or {})


def simulated(fleet: Fleet) -> dict[str, str]:
    """The settings under which commands see this fleet."""
    return {
        "JOBBANK_SIMULATION": str(fleet.simulation_file),
        "JOBBANK_ALLOW_NETWORKS": "127.0.0.0/8",
        "JOBBANK_HOST_DELAY": "0",
    }


def add(folder: Path, *urls: str) -> None:
    """Imports these addresses and publishes them."""
    rows = "".join(f"{url},{lane_of(url)}\n" for url in urls)
    (folder / "links.csv").write_text("url,name\n" + rows, encoding="utf-8")
    assert jobbank(folder, "import", "links.csv", "--publish").returncode == 0


def lines(text: str) -> list[dict[str, Any]]:
    """JSON lines, read."""
    return [json.loads(line) for line in text.splitlines()]
