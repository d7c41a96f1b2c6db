"""Commands run within the test's own process, which saves the second that a new one takes to
begin; their words, JSON lines and exit codes are the same."""

import io
import json
import os
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.fleet.simulation import Simulation, save_simulation
from directory.catalog import Catalog
from tests.clocks import NOW
from tui.cli.main import main


@dataclass(frozen=True)
class Told:
    """What came of a command."""

    code: int
    out: str
    said: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What is on stdout, as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Shell:
    """Runs commands in a folder, on the catalog of this URL; the clock begins at NOW each time."""

    folder: Path
    url: str

    def __post_init__(self) -> None:
        save_simulation(self.folder / "now.json", Simulation(names={}, clock=NOW))

    def run(self, *arguments: str, who: str = "maria", **settings: str) -> Told:
        """`jobbank ARGUMENTS…`, by this person and under these settings alone."""
        own = {
            "JOBBANK_DATABASE": self.url,
            "JOBBANK_SIMULATION": str(self.folder / "now.json"),
            "JOBBANK_USER": who,
        } | settings
        out, said = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as surroundings:
            for name in [name for name in os.environ if name.startswith("JOBBANK_")]:
                surroundings.delenv(name)
            for name, value in own.items():
                surroundings.setenv(name, value)
            surroundings.chdir(self.folder)
            with redirect_stdout(out), redirect_stderr(said), pytest.raises(SystemExit) as ended:
                main(list(arguments))
        assert isinstance(ended.value.code, int)
        return Told(ended.value.code, out.getvalue(), said.getvalue())

    def catalog(self) -> Catalog:
        """The catalog; whoever opens it closes it."""
        return Catalog.open(self.url, lambda: NOW)
