"""`jobbank curate`: the terminal interface."""

import os
import sys

import click

from directory.program import write_fault_report
from tui import app as interface
from tui.cli.common import ATTENTION, BAD_INPUT, DONE, UNAVAILABLE, Failed, say
from tui.services import later


@click.command()
def curate() -> int:
    """Curate the directory in the terminal: the queue, all links, crawls, publishing.

    Each screen shows its keys; press ? for all of them. Each task can be done
    with a command as well, see jobbank --help.

    Example: jobbank curate

    Exit codes: 0 done; 2 bad settings, or no terminal; 4 the catalog cannot be used.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Failed("this needs a terminal. In a script, use the commands: jobbank --help",
                     BAD_INPUT)  # fmt: skip
    quick_answers()
    plain_colours = bool(os.environ.get("NO_COLOR"))
    app = interface.CurateApp(later.session.open_desk, plain_colours=plain_colours)
    crawl_goes_on = app.run()
    if app.no_desk is not None:
        from directory.errors import CatalogUnavailable  # not before the first paint

        unavailable = isinstance(app.no_desk.__cause__, CatalogUnavailable)
        raise Failed(str(app.no_desk), UNAVAILABLE if unavailable else BAD_INPUT)
    if app.fault:
        raise Failed(_told(app.fault), ATTENTION)
    if crawl_goes_on:
        say("A crawl is under way and continues. To see its progress: jobbank runs")
    return app.return_code or DONE


def quick_answers() -> None:
    """Make threads give the interpreter back to the painting loop after 1 ms instead of 5."""
    sys.setswitchinterval(0.001)


def _told(fault: str) -> str:
    file = write_fault_report([fault])
    if not file:
        return "the program has ended because of a fault in it. What you did before is kept."
    return (
        "the program has ended because of a fault in it. What you did before is kept. "
        f"Start it again. The developers of the program need the file {file}."
    )
