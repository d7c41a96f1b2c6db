"""`jobbank preview`: serve a release to the browser as visitors will get it."""

import signal
from pathlib import Path
from threading import Event

import click

from directory.publishing.site import preview as site_preview
from tui.cli.common import BAD_INPUT, DONE, Failed, put, say, settings_here


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="The port of this machine; 0 for any free one.",
)
def preview(folder: Path | None, port: int) -> int:
    """Serve the release in FOLDER to this machine only, until Ctrl+C.

    Without FOLDER, the setting “release” is used. The address is the first line on standard
    output. Site, exit pages, widget and data have the headers that a web server should send.
    After an export, reload the page: the new release is served from then on.

    Example: jobbank preview release --port 8080

    Exit codes: 0 it was stopped; 2 there is no release in the folder, or the port is taken.
    """
    place = folder or settings_here().release
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with site_preview.previewing(place, port) as server:
            put(server.address)
            say(f"The release in {place}, for this machine only. Stop with Ctrl+C.")
            stopped.wait()
    except (site_preview.NoRelease, site_preview.PreviewRefused) as error:
        raise Failed(str(error), BAD_INPUT) from None
    say("Stopped.")
    return DONE
