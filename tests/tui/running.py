"""Running the commands as a shell would: real processes, in a folder of their own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def jobbank(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`jobbank ARGUMENTS…` in this folder; none of the surrounding JOBBANK_… settings reach it."""
    return subprocess.run(
        [sys.executable, "-m", "tui.cli.main", *arguments],
        cwd=folder,
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a command under test."""
    root = str(Path(__file__).parents[2])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JOBBANK_")}
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    return kept | {"PYTHONPATH": path, "COLUMNS": "120"} | dict(settings or {})
