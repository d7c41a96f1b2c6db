"""Running the commands as a shell would: each in a process and a folder of its own."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.fleet.server import Fleet
from directory.rules.urls import lane_of
from tests import forked

#: A small fleet: hosts, and how each behaves.
SITES = {
    "good.example": "ok",
    "gone.example": "status-410",
    "moved.example": "redirect-301",
    "down.example": "status-500",
    "lapsed.example": "certificate-expired",
}


def jobbank(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`jobbank ARGUMENTS…` in this folder; none of the surrounding JOBBANK_… settings reach it."""
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
