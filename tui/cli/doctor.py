"""`jobbank doctor`: what an agency would regret, each with its remedy."""

import json
from typing import TYPE_CHECKING

import click

from tui.cli.common import ATTENTION, DONE, UNAVAILABLE, opened_catalog, put, settings_here

if TYPE_CHECKING:
    from directory.settings import Settings

_NO_CANARIES = (
    "No canaries are set, so an outage of this machine's network is recognized by the links "
    "alone. Name two or more pages that always answer, best yours and those of others, at the top "
    "of jobbank.toml, before any line in [brackets]: canaries = {pages}"
)
_ONE_CANARY = (
    "There is one canary alone, {page}: when it fails, every crawl is inconclusive. Add another "
    "one, of a different operator, in jobbank.toml."
)
_OPEN_CANARY = (
    "The canary {page} is asked over http and has no text, so the sign-in page of a network "
    "passes for it. Give its https address, or add a text that the page contains."
)
_WAL_BUG = (
    "This machine's SQLite {version} can damage a catalog that several programs use. Install the "
    "Python package pysqlite3, which brings a newer one."
)


@click.command(short_help="Report what should be set or repaired.")
def doctor() -> int:
    """Report what should be set or repaired, each with its remedy.

    It reads the whole catalog: some 20 seconds for each 100,000 links.

    Example: jobbank doctor

    Exit codes: 0 nothing to report; 1 something is reported; 4 the catalog
    cannot be used, or is damaged.
    """
    settings = settings_here()
    found = _of_settings(settings)
    with opened_catalog(settings) as catalog:
        catalog.check()
        damaged = catalog.damaged_rows()
    found += [
        f"The catalog is damaged in {row}: what is stored there cannot be read, and is left out "
        "of lists and releases. Restore the catalog from a backup."
        for row in damaged
    ]
    for one in found:
        put(f"- {one}")
    if not found:
        put("Nothing to report.")
    if damaged:
        return UNAVAILABLE
    return ATTENTION if found else DONE


def _of_settings(settings: "Settings") -> list[str]:
    from directory.starter import CANARIES
    from directory.store.engine import is_affected_by_wal_bug, sqlite_module

    found = []
    canaries = settings.canary_pages
    if not canaries:
        found.append(_NO_CANARIES.format(pages=json.dumps(CANARIES)))
    if len(canaries) == 1:
        found.append(_ONE_CANARY.format(page=canaries[0].url))
    found += [
        _OPEN_CANARY.format(page=one.url)
        for one in canaries
        if one.url.startswith("http:") and not one.text
    ]
    library = sqlite_module()
    if settings.database.startswith("sqlite") and is_affected_by_wal_bug(
        library.sqlite_version_info
    ):
        found.append(_WAL_BUG.format(version=library.sqlite_version))
    return found
