"""`jobbank demo`: a catalog, crawls and a release on a simulated web, offline."""

import signal
import sys
from pathlib import Path
from threading import Event

import click

from tui.cli.common import BAD_INPUT, DONE, Failed
from tui.demo import demo as story


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default="jobbank-demo")
def demo(folder: Path) -> int:
    """Show how everything works, offline: a catalog, crawls over days, a release.

    A small simulated web on this machine answers for the starter directory's
    sites as the state job banks did on 9 October 2026. Then days pass: sites
    fail, move, let certificates expire, are taken over. At the end a visitor
    goes through the website of the release. On a terminal, the website is then
    served to this machine until you press Ctrl+C. Catalog and release remain in
    FOLDER (default: jobbank-demo).

    Example: jobbank demo

    Exit codes: 0 done; 2 the folder exists already.
    """
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else [folder]):
        raise Failed(
            f"{folder} exists already. Remove it, or name another folder: "
            "jobbank demo ANOTHER-FOLDER",
            BAD_INPUT,
        )
    story.run_demo(folder, _until_stopped if sys.stdout.isatty() else None)
    return DONE


def _until_stopped() -> None:
    """Wait for Ctrl+C, or until the program is ended."""
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()
