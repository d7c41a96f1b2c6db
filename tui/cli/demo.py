"""`jobbank demo`: the whole story on a simulated web, offline, in a minute."""

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
    """Show the whole story, offline: a catalog, crawls over days, a release.

    A small simulated web on this machine answers for the starter directory's
    sites as the state job banks did on 9 October 2026. Then days pass: sites
    die, move, let certificates lapse, are taken over. In the end a visitor
    goes through the website of the release, which is served to this machine
    until you press Ctrl+C (not where nobody looks, as in a script). Catalog and
    release are left in FOLDER (jobbank-demo unless you say otherwise).

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
    """Returns at Ctrl+C, or when the program is asked to end."""
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()
