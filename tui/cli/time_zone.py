"""`jobbank time-zone`: the time zone in which days begin and end."""

import click

from directory.catalog import catalog_settings
from tui.cli.common import DONE, opened_catalog, put_line, settings_here, who_am_i


@click.command("time-zone")
@click.argument("name", required=False)
def time_zone(name: str | None) -> int:
    """Show or set the time zone in which days begin and end.

    It decides on which day a wording of a notice takes effect, what is due today, and the
    days in releases. Only admins may set it.

    Example: jobbank time-zone America/New_York

    Exit codes: 0 done; 2 there is no such zone, or you may not; 4 the catalog cannot be
    used.
    """
    settings = settings_here()
    with opened_catalog(settings) as catalog:
        if name is not None:
            with catalog.change(who=who_am_i(settings)) as change:
                catalog_settings.set_time_zone(change, name)
        put_line(f"{catalog.zone}: today is {catalog.today()}.")
    return DONE
