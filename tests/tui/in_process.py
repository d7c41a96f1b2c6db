"""Commands on one catalog, by one person or another, on a day that does not change."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.simulation.simulation import Simulation, save_simulation
from directory.catalog.catalog import Catalog
from tests.clocks import NOW
from tests.tui.running import jobbank


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
        """Run `jobbank ARGUMENTS…` as this person, under these settings alone."""
        return self._run(arguments, who, settings, terminal=False)

    def on_terminal(self, *arguments: str, who: str = "maria", **settings: str) -> Told:
        """Run it with a terminal as its output."""
        return self._run(arguments, who, settings, terminal=True)

    def _run(
        self, arguments: Sequence[str], who: str, settings: Mapping[str, str], *, terminal: bool
    ) -> Told:
        own = {
            "JOBBANK_DATABASE": self.url,
            "JOBBANK_SIMULATION": str(self.folder / "now.json"),
            "JOBBANK_USER": who,
            **settings,
        }
        done = jobbank(self.folder, *arguments, settings=own, terminal=terminal)
        return Told(done.returncode, done.stdout, done.stderr)

    def catalog(self) -> Catalog:
        """The catalog; whoever opens it closes it."""
        return Catalog.open(self.url, lambda: NOW)
