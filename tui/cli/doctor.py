"""`jobbank doctor`: what should be set or repaired, each with its remedy."""

import click

from directory.publishing.export import readiness
from tui.cli.common import (
    ATTENTION,
    DONE,
    UNAVAILABLE,
    opened_catalog,
    put,
    put_json,
    settings_here,
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def doctor(as_json: bool) -> int:
    """Report what should be set or repaired, each with its remedy.

    It checks for missing settings, published links that were never checked, have
    no category or an unknown operator, canaries, registries, backups and damage.
    It reads the whole catalog: about 20 seconds for each 100,000 links.

    Example: jobbank doctor

    Exit codes: 0 nothing to report; 1 something is reported; 4 the catalog
    cannot be used, or is damaged.
    """
    settings = settings_here()
    with opened_catalog(settings) as catalog:
        catalog.check()
        damaged = catalog.damaged_rows()
        found = readiness.readiness(catalog, settings)
    found += [
        readiness.ReadinessPoint(
            "damage",
            f"The catalog is damaged in {row}: what is stored there cannot be read, and is left "
            "out of lists and releases.",
            "Restore the catalog from a backup.",
        )
        for row in damaged
    ]
    for one in found:
        if as_json:
            put_json(one._asdict())
        else:
            put(f"- {one}")
    if not found and not as_json:
        put("Nothing to report.")
    if damaged:
        return UNAVAILABLE
    return ATTENTION if found else DONE
