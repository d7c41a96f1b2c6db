"""`jobbank init`: a new catalog, with the starter directory or empty."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

import click

from directory import settings as directory_settings
from directory import starter
from directory.catalog import catalog as catalogs
from directory.catalog import catalog_settings
from directory.errors import CatalogUnavailable, ChangeRefused
from tui import starting
from tui.cli.common import (
    BAD_INPUT,
    UNAVAILABLE,
    Failed,
    environment_here,
    number,
    put,
    say,
    settings_here,
    warn,
    who_am_i,
)

if TYPE_CHECKING:
    from directory.settings import Settings


@click.command()
@click.option("--empty", is_flag=True, help="Leave out the starter directory's links.")
@click.option("--time-zone", metavar="NAME", help="The agency's time zone, as America/Chicago.")
def init(empty: bool, time_zone: str | None) -> None:
    """Create the catalog.

    It starts with categories, notices in English and Spanish, and the links of
    the starter directory: state job banks, federal sites, career resources.
    With --empty it has no links. A dated copy of two public registries lists the domains
    that governments run; newer ones: jobbank registries update.

    Days begin and end in the agency's time zone. Without --time-zone, you are asked for
    it on a terminal; elsewhere it is UTC. “jobbank time-zone” changes it.

    On a terminal it offers to set canaries: pages that always answer, by which a
    crawl recognizes an outage of your network. They are written to jobbank.toml.

    Example: jobbank init

    Exit codes: 0 done; 2 there is a catalog already; 4 it cannot be created.
    """
    settings = settings_here()
    try:
        zone = _chosen_zone(time_zone)
        catalog = catalogs.Catalog.create(
            settings.database,
            environment_here(settings).clock,
            allowed=settings.allowed_networks,
            default_language=settings.default_language,
        )
        who = who_am_i(settings)
        with catalog.change(who=who) as change:
            catalog_settings.set_time_zone(change, zone)
        starting.load_registries(catalog, who=who)
        added = starting.fill(catalog, settings, who=who, with_links=not empty)
        catalog.close()
    except (ChangeRefused, starter.StarterDataError) as error:
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
    if given is None and not (sys.stdin.isatty() and sys.stderr.isatty()):
        return "UTC"
    while given is None:
        asked = "The agency's time zone, such as America/New_York"
        typed = click.prompt(asked, default="UTC", err=True).strip()
        try:
            catalog_settings.require_zone(typed)
        except ChangeRefused as error:
            warn(f"{str(error)[:1].upper()}{str(error)[1:]}.")
        else:
            return typed
    catalog_settings.require_zone(given)
    return given


def _propose_canaries(settings: "Settings") -> None:
    """Offer well-known pages as canaries, if none are set."""
    if "canaries" in settings.model_fields_set or settings.simulation is not None:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        say("No canaries are set. What they are for: jobbank doctor")
        return
    warn("")
    warn(
        "If your own network fails, all links seem broken. A crawl recognizes that more surely "
        "when it also asks a few pages that always answer (canaries), twice each:"
    )
    for page in starter.CANARIES:
        warn(f"  {page}")
    if click.confirm(f"Write them to {directory_settings.SETTINGS_FILE}?", default=True, err=True):
        add_setting("canaries", starter.CANARIES, "Pages that always answer; see “jobbank doctor”.")
        say(f"Written. To change them, edit {directory_settings.SETTINGS_FILE}.")
    else:
        say("None are set. What they are for: jobbank doctor")
    say("")


def add_setting(name: str, values: Sequence[str], comment: str) -> None:
    """Add a list of texts to `jobbank.toml`, before all other settings: after a table it would
    belong to that table.

    The file is replaced as a whole. Raise OSError if it cannot be written.
    """
    file = Path(directory_settings.SETTINGS_FILE)
    before = file.read_text("utf-8") if file.exists() else ""
    lines = "".join(f"    {json.dumps(value)},\n" for value in values)
    handle, temporary = mkstemp(dir=file.resolve().parent, prefix=file.name, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as new:
            new.write(f"# {comment}\n{name} = [\n{lines}]\n{before}")
            new.flush()
            os.fsync(new.fileno())
        mode = file.stat().st_mode & 0o777 if before else 0o644
        Path(temporary).chmod(mode)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
