"""Writing and verifying a release of 100,000 links: seconds and peak memory of each process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from directory.catalog.catalog import Catalog
from directory.settings import load_settings
from tests.benchmarks.rig import fill
from tui.starting import fill as fill_starter

HOSTS, LINKS_A_HOST = 1000, 100


def main() -> None:
    """Prints a line for the export and one for the proof."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "jobbank.db"
        fill(database, HOSTS, LINKS_A_HOST)
        catalog = Catalog.open(f"sqlite:///{database}")
        fill_starter(catalog, load_settings(), who="benchmark", with_links=False)
        catalog.close()
        for command in (("export", "release", "--anyway"), ("verify", "release")):
            show(command, folder)


def show(command: tuple[str, ...], folder: Path) -> None:
    """Runs one command and prints its figures."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.measure", "-m", "tui.cli.main", *command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.write(
        f"{command[0]} of {HOSTS * LINKS_A_HOST:,} links: {figures['wall']:.1f} s, "
        f"{figures['cpu']:.1f} s CPU, peak {figures['peak_mb']:.0f} MB\n"
    )


if __name__ == "__main__":
    main()
