"""`jobbank demo`: the whole story on a simulated web, offline, in a minute."""

from pathlib import Path

import click

from tui.cli.common import BAD_INPUT, DONE, Failed


@click.command(short_help="Show the whole story, offline.")
@click.argument("folder", type=click.Path(path_type=Path), default="jobbank-demo")
def demo(folder: Path) -> int:
    """Show the whole story, offline: a catalog, crawls over days, a release.

    A small simulated web on this machine answers for the starter directory's
    sites as the state job banks did on 9 October 2026. Then days pass: sites
    die, move, let certificates lapse, are taken over. The catalog and the
    release are left in FOLDER (jobbank-demo unless you say otherwise) for you
    to look at.

    Example: jobbank demo

    Exit codes: 0 done; 2 the folder exists already.
    """
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else [folder]):
        raise Failed(
            f"{folder} exists already. Remove it, or name another folder: "
            "jobbank demo ANOTHER-FOLDER",
            BAD_INPUT,
        )
    from tui.demo import run_demo

    run_demo(folder)
    return DONE
