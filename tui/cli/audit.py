"""`jobbank audit`: the trail of who changed what."""

import click

from tui.cli.common import ATTENTION, DONE, number, opened_catalog, put, say, settings_here


@click.group(short_help="Prove the trail of who changed what.")
def audit() -> None:
    """The audit trail: who changed what, when and why."""


@audit.command("verify")
def verify_trail() -> int:
    """Prove that no entry of the trail was changed, dropped or slipped in.

    Example: jobbank audit verify

    Exit codes: 0 the trail holds; 1 it does not, and the first fault is named;
    4 the catalog cannot be used.
    """
    with opened_catalog(settings_here()) as catalog:
        report = catalog.verify_audit()
    if report.fault:
        say(
            f"The audit trail does NOT hold: {report.fault}. "
            f"The {number(report.entries, 'entry', 'entries')} before that hold. "
            "Keep the catalog as it is and compare it with a backup."
        )
        return ATTENTION
    put(f"{report.head}")
    say(f"The audit trail holds: {number(report.entries, 'entry', 'entries')}.")
    return DONE
