"""`jobbank verify`: the proof of a release, without any catalog."""

from pathlib import Path

import click

from tui.cli.common import ATTENTION, DONE, number, put, put_json, say


@click.command(short_help="Prove a release.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line per fault.")
def verify(folder: Path, as_json: bool) -> int:
    """Check a release: schema, digests, and that everything refers to something.

    Example: jobbank verify release

    Exit codes: 0 the release is whole; 1 faults were found.
    """
    from directory.publishing.verify import verify_release

    faults = verify_release(folder)
    for fault in faults:
        if as_json:
            put_json(
                {
                    "file": fault.file,
                    "line": fault.line,
                    "id": fault.link_id,
                    "message": fault.message,
                    "remedy": fault.remedy,
                }
            )
        else:
            put(str(fault))
    if faults:
        say(f"{number(len(faults), 'fault')} found in {folder}.")
        return ATTENTION
    say(f"{folder} is whole: schema, digests and references hold.")
    return DONE
