"""`jobbank changes`: what a release would change on the website."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from directory.publishing.diff import diff
from directory.publishing.release import faults as release_faults
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    Failed,
    number,
    opened_catalog,
    put,
    put_json,
    say,
    settings_here,
)
from tui.safe_text import safe

if TYPE_CHECKING:
    from directory.publishing.diff.diff import Alteration


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line per change.")
def changes(folder: Path | None, as_json: bool) -> int:
    """Show what a release made now would change on the website.

    It is compared with the release in FOLDER (default: the setting “release”).
    Links that are held back as before are listed too, and do not count as a
    change.

    Example: jobbank changes

    Exit codes: 0 nothing would change; 1 something would; 2 no release can be
    made of the catalog as it is; 4 the catalog cannot be used.
    """
    settings = settings_here()
    folder = folder or settings.release
    counted: Counter[diff.Kind] = Counter()
    with opened_catalog(settings) as catalog:
        day = catalog.today()
        try:
            for one in diff.alterations(folder, catalog, as_of=day, settings=settings):
                counted[one.kind] += 1
                if as_json:
                    put_json(_as_json(one))
                else:
                    put(safe(_as_line(one)))
        except release_faults.ReleaseRefused as error:
            raise Failed(str(error), BAD_INPUT) from None
    del counted[diff.Kind.STILL_HELD]
    if not counted:
        say(f"Nothing would change: {folder} agrees with the catalog.")
        return DONE
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(counted.items()))
    total = number(counted.total(), "thing")
    say(f"{total} would change in {folder}: {kinds}. Publish with: jobbank export {folder}")
    return ATTENTION


def _as_line(one: "Alteration") -> str:
    place = "" if one.link_id is None else f"{one.link_id} "
    return f"{one.kind}: {place}{one.name}" + (f" – {one.words}" if one.words else "")


def _as_json(one: "Alteration") -> dict[str, Any]:
    return {
        "kind": one.kind,
        "id": one.link_id,
        "name": one.name,
        "words": one.words,
        "changes": [
            {"field": change.field, "before": change.before, "after": change.after}
            for change in one.changes
        ],
    }
