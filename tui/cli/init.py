"""`jobbank init`: a new catalog, with the starter directory unless told otherwise."""

import sys
from typing import TYPE_CHECKING

import click

from tui.cli.common import BAD_INPUT, UNAVAILABLE, Failed, number, put, say, settings_here, who_am_i

if TYPE_CHECKING:
    from directory.settings import Settings


@click.command(short_help="Create the catalog.")
@click.option("--empty", is_flag=True, help="Leave out the starter directory's links.")
@click.option("--time-zone", metavar="NAME", help="The agency's time zone, as America/Chicago.")
def init(empty: bool, time_zone: str | None) -> None:
    """Create the catalog.

    It starts with categories, notices in English and Spanish, and the links of
    the starter directory: state job banks, federal sites, career resources.
    With --empty there are no links yet. It also knows which domains governments run, from a
    dated copy of two public registries; newer ones: jobbank registries update.

    Days begin and end in the agency's time zone: UTC unless another one is given, on a
    terminal when it asks for it. “jobbank time-zone” changes it.

    On a terminal it offers to set canaries: pages that always answer, by which a
    crawl recognizes an outage of your network. They go into jobbank.toml.

    Example: jobbank init

    Exit codes: 0 done; 2 there is a catalog already; 4 it cannot be created.
    """
    from directory.catalog.catalog import Catalog
    from directory.catalog.catalog_settings import set_time_zone
    from directory.errors import CatalogUnavailable, ChangeRefused
    from directory.starter import StarterDataError
    from tui.cli.common import world_here
    from tui.starting import fill, load_registries

    settings = settings_here()
    try:
        zone = _chosen_zone(time_zone)
        catalog = Catalog.create(
            settings.database,
            world_here(settings).clock,
            allowed=settings.allowed_networks,
            default_language=settings.default_language,
        )
        who = who_am_i(settings)
        with catalog.change(who=who) as change:
            set_time_zone(change, zone)
        load_registries(catalog, who=who)
        added = fill(catalog, settings, who=who, with_links=not empty)
        catalog.close()
    except (ChangeRefused, StarterDataError) as error:
        raise Failed(str(error), BAD_INPUT) from None
    except CatalogUnavailable as error:
        raise Failed(str(error), UNAVAILABLE) from None
    put(f"Created {catalog.label} with {number(added, 'link')}.")
    _propose_canaries(settings)
    say(
        "No link has been checked yet. Next: jobbank crawl"
        if added
        else "Next: jobbank import FILE"
    )
    say("What to set before the first release: jobbank doctor")


def _chosen_zone(given: str | None) -> str:
    """Return the time zone that is given, or typed on a terminal; else UTC. Raise ChangeRefused
    when there is none of that name."""
    from directory.catalog.catalog_settings import require_zone
    from directory.errors import ChangeRefused

    if given is None and not (sys.stdin.isatty() and sys.stderr.isatty()):
        return "UTC"
    while given is None:
        asked = "The agency's time zone, such as America/New_York"
        typed = click.prompt(asked, default="UTC", err=True).strip()
        try:
            require_zone(typed)
        except ChangeRefused as error:
            say(f"{str(error)[:1].upper()}{str(error)[1:]}.")
        else:
            return typed
    require_zone(given)
    return given


def _propose_canaries(settings: "Settings") -> None:
    """Ask whether well-known pages should be the canaries, where none are set."""
    from directory.settings import SETTINGS_FILE
    from directory.starter import CANARIES
    from tui.cli.settings_file import add_setting

    if "canaries" in settings.model_fields_set or settings.simulation is not None:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        say("No canaries are set. What they are for: jobbank doctor")
        return
    say("")
    say(
        "If your own network fails, all links seem broken. A crawl recognizes that more surely "
        "when it also asks a few pages that always answer (canaries), twice each:"
    )
    for page in CANARIES:
        say(f"  {page}")
    if click.confirm(f"Write them to {SETTINGS_FILE}?", default=True, err=True):
        add_setting("canaries", CANARIES, "Pages that always answer; see “jobbank doctor”.")
        say(f"Written. To change them, edit {SETTINGS_FILE}.")
    else:
        say("None are set. What they are for: jobbank doctor")
    say("")
