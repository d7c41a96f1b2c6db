"""`jobbank show`: everything of one link, in plain lines or as JSON."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from tui.cli.common import (
    BAD_INPUT,
    DONE,
    Failed,
    opened_catalog,
    put_json,
    put_line,
    settings_here,
    who_am_i,
    world_here,
)
from tui.cli.links import policy_today, row_as_json, rows_of

if TYPE_CHECKING:
    from directory.model.observation import Finding
    from tui.presenters.model import LinkDetail
    from tui.services.model import Desk

#: What `LinkDetail` tells of, besides what a line of `jobbank links --json` says.
_BESIDES = (
    "fields", "created_at", "updated_at", "published_at", "previous_urls", "written_by",
    "snoozed_until", "snoozed", "proposal", "approved",
)  # fmt: skip


@click.command()
@click.argument("link_id", metavar="ID", type=click.IntRange(min=1, max=2**31 - 1))
@click.option("--json", "as_json", is_flag=True, help="One JSON line.")
def show(link_id: int, as_json: bool) -> int:
    """Show everything of one link: the entry, the evidence of the last look, its history, the
    notices as visitors read them, and its latest changes.

    The JSON line has all keys of `jobbank links --json`, and more. The findings,
    each with reason, verdict and evidence, are those stored by the last check or
    by `jobbank rejudge`.

    Example: jobbank show 12

    Exit codes: 0 done; 2 bad usage, or no such link; 4 the catalog cannot be
    used.
    """
    from tui.services.detail import link_detail
    from tui.services.model import Desk

    settings = settings_here()
    with opened_catalog(settings) as catalog:
        desk = Desk(catalog, settings, world_here(settings), who_am_i(settings))
        link = link_detail(desk, link_id)
        if link is None:
            raise Failed(f"there is no link {link_id}", BAD_INPUT)
        if as_json:
            put_json(_as_json(desk, link))
        else:
            _put(desk, link)
    return DONE


def _put(desk: "Desk", link: "LinkDetail") -> None:
    from tui.cli.show_lines import lines_of
    from tui.services.detail import exit_notice, link_changes

    notices = exit_notice(desk, link.id)
    for line in lines_of(link, notices, link_changes(desk, link.id)):
        put_line(line)


def _as_json(desk: "Desk", link: "LinkDetail") -> dict[str, Any]:
    from tui.services.detail import exit_notice, link_changes

    (row,) = rows_of(desk.catalog, [link.id])
    told = row_as_json(row, *policy_today(desk.catalog, desk.settings))
    told |= {name: as_data(getattr(link, name)) for name in _BESIDES}
    look, page = link.look, link_changes(desk, link.id)
    return told | {
        "findings": told["last_check"]["findings"],
        "next_steps": [_next_step(found, confirmed=look.confirmed) for found in look.findings]
        if look
        else [],
        "hops": as_data(look.hops) if look else [],
        "next_look": as_data(look.next_at) if look else None,
        "history": as_data(link.spans),
        "notices": as_data(exit_notice(desk, link.id)),
        "changes": as_data(page.changes),
        "older_changes": page.before is not None,
    }


def _next_step(found: "Finding", *, confirmed: bool) -> dict[str, Any]:
    """Return what the reason of a finding means, and what to do about it."""
    from directory.model.reasons import REASONS, next_step

    step = next_step(found.reason, confirmed=confirmed)
    return {"reason": found.reason, "summary": REASONS[found.reason].summary, "next_step": step}


def as_data(value: Any) -> Any:
    """Plain data: records as objects, moments and days as ISO 8601."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_data(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(one) for one in value]
    return value
