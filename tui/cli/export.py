"""`jobbank export`: a release for the agency's website."""

from datetime import datetime
from pathlib import Path

import click

from directory.publishing.export import publish
from directory.publishing.release import faults as release_faults
from tui.cli.common import (
    BAD_INPUT,
    DONE,
    Failed,
    number,
    opened_catalog,
    put,
    put_json,
    say,
    say_unknown_operators,
    settings_here,
    warn,
    who_am_i,
    working,
)


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day for which the release is made (default: today).",
)
@click.option("--fewer", is_flag=True, help="Confirm far fewer links than in the release before.")
@click.option(
    "--anyway",
    is_flag=True,
    help="Make the first release even if the agency has no name or most links are unchecked.",
)
@click.option(
    "--sign",
    "key",
    type=click.Path(path_type=Path),
    help="Sign it with this SSH key (default: the setting “signing_key”, if it is set).",
)
@click.option("--json", "as_json", is_flag=True, help="The summary as one JSON line.")
def export(
    folder: Path | None,
    as_of: datetime | None,
    fewer: bool,
    anyway: bool,
    key: Path | None,
    as_json: bool,
) -> int:
    """Write a release to FOLDER: directory.json and all that is made from it, with a manifest.

    Without FOLDER, the setting “release” is used. The release replaces an
    earlier one in one step; earlier ones are kept beside it, for “jobbank
    rollback”. The same catalog and day give the same directory.json, byte for
    byte. Only published links are in it. If it would contain far fewer links
    than the one before (the setting “largest_drop”), confirm that with --fewer.

    The first release is refused while the agency has no name, or most of the
    published links were never checked; --anyway makes it nevertheless.

    Example: jobbank export release

    Exit codes: 0 done; 2 the folder contains something else, or cannot be written, you
    may not publish, it would contain far fewer links, or the first release is refused;
    4 the catalog cannot be used.
    """
    settings = settings_here()
    if key is not None:
        settings = settings.model_copy(update={"signing_key": key})
    with opened_catalog(settings) as catalog:
        now = catalog.now()
        day = as_of.date() if as_of else catalog.today()
        try:
            with working("Writing the release"):
                summary = publish.publish(
                    catalog,
                    folder or settings.release,
                    who=who_am_i(settings),
                    as_of=day,
                    now=now,
                    settings=settings,
                    fewer=fewer,
                    anyway=anyway,
                )
        except release_faults.ReleaseRefused as error:
            raise Failed(str(error), BAD_INPUT) from None
    if as_json:
        put_json(
            {
                "folder": str(summary.folder),
                "serial": summary.serial,
                "updated_on": summary.updated_on,
                "as_of": summary.as_of,
                "links": summary.links,
                "exit_notices": summary.exit_notices,
                "unknown_operators": summary.unknown_operators,
                "withheld": summary.withheld,
                "released": [
                    {"id": link_id, "until": until} for link_id, until in summary.released.items()
                ],
                "digest": summary.digest,
            }
        )
        return DONE
    since = "" if summary.updated_on == day else f", unchanged since {summary.updated_on}"
    put(
        f"Released {number(summary.links, 'link')} to {summary.folder} as of {summary.as_of} "
        f"({number(summary.exit_notices, 'exit notice')}). It is release {summary.serial}{since}."
    )
    say_unknown_operators(summary.unknown_operators)
    if summary.withheld:
        ids = ", ".join(str(link_id) for link_id in summary.withheld)
        warn(
            f"Held back, because the page behind them is no longer what was approved: {ids}. "
            "See them with: jobbank links --search is:held"
        )
    if summary.released:
        ids = ", ".join(f"{key} until {until}" for key, until in summary.released.items())
        warn(f"Shown although a danger was found, because staff have released them: {ids}.")
    for sentence in summary.left_out:
        say(sentence)
    say(f"Prove it with: jobbank verify {summary.folder}")
    return DONE
