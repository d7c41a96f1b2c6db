"""`jobbank show`: all data of one link, as plain lines or JSON."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click
import msgspec

from directory.model import reasons
from tui.cli.common import (
    BAD_INPUT,
    DONE,
    Failed,
    LinkNumber,
    environment_here,
    opened_catalog,
    put_json,
    put_line,
    settings_here,
    who_am_i,
)
from tui.cli.links import policy_today, row_as_json, rows_of
from tui.presenters import blocks as presenters_blocks
from tui.presenters import changes as presenters_changes
from tui.presenters import entry, evidence, history
from tui.presenters import notices as presenters_notices
from tui.services import detail as services_detail
from tui.services import model

if TYPE_CHECKING:
    from directory.model.observation import Finding, Hop
    from directory.queries.link_detail import LinkDetail
    from directory.queries.link_history import Change
    from tui.presenters.notices import LinkNotices
    from tui.services.model import Desk


@click.command()
@click.argument("link_id", metavar="ID", type=LinkNumber())
@click.option("--json", "as_json", is_flag=True, help="One JSON line.")
def show(link_id: int, as_json: bool) -> int:
    """Show all data of one link: the entry, the evidence of the last check, its history, the
    notices as visitors read them, and its latest changes.

    The JSON line has all keys of `jobbank links --json`, and more. The findings,
    each with reason, verdict and evidence, are those stored by the last check or
    by `jobbank rejudge`.

    Example: jobbank show 12

    Exit codes: 0 done; 2 bad usage, or no such link; 4 the catalog cannot be
    used.
    """
    settings = settings_here()
    with opened_catalog(settings) as catalog:
        desk = model.Desk(catalog, settings, environment_here(settings), who_am_i(settings))
        detail = services_detail.link_detail(desk, link_id)
        if detail is None:
            raise Failed(f"there is no link {link_id}", BAD_INPUT)
        if as_json:
            put_json(_as_json(desk, detail, link_id))
        else:
            _put(desk, detail, link_id)
    return DONE


def _put(desk: "Desk", detail: "LinkDetail", link_id: int) -> None:
    changes, older = services_detail.link_changes(desk, link_id)
    for line in _lines(
        detail, services_detail.exit_notice(desk, link_id), changes, more=older is not None
    ):
        put_line(line)


def _lines(
    detail: "LinkDetail", notices: "LinkNotices | None", changes: "list[Change]", *, more: bool
) -> Iterator[str]:
    """Yield the contents of the app's tabs as plain lines, which a screen reader reads well."""
    yield f"Link {detail.link.id}: {detail.link.name}"
    yield from presenters_blocks.plain_lines(entry.entry_card(detail, proposal=False))
    for heading, blocks in (
        (entry.PROPOSAL, entry.proposal_card(detail)),
        ("Evidence", evidence.evidence_card(detail)),
        ("History, the newest first", history.history_card(detail)),
        (
            "Notices, as visitors read them",
            [] if notices is None else presenters_notices.notices_card(notices),
        ),
    ):
        if blocks:
            yield from (
                "",
                heading,
                *presenters_blocks.indented_lines(presenters_blocks.plain_lines(blocks), 2),
            )
    yield from ("", "Changes, the newest first")
    for change in changes:
        said, *about = presenters_changes.change_blocks(change)
        yield from presenters_blocks.indented_lines(presenters_blocks.plain_lines([said]), 2)
        yield from presenters_blocks.indented_lines(presenters_blocks.plain_lines(about), 6)
    if more:
        yield "  … older changes are left out."


def _as_json(desk: "Desk", detail: "LinkDetail", link_id: int) -> dict[str, Any]:
    (row,) = rows_of(desk.catalog, [link_id])
    told = row_as_json(row, *policy_today(desk.catalog, desk.settings))
    link, health, check = detail.link, detail.health, detail.check
    changes, older = services_detail.link_changes(desk, link_id)
    return told | {
        "fields": detail.fields,
        "created_at": as_data(link.created_at),
        "updated_at": as_data(link.updated_at),
        "published_at": as_data(link.published_at),
        "previous_urls": link.previous_urls,
        "written_by": link.written_by.splitlines(),
        "snoozed_until": as_data(link.snoozed_until),
        "snoozed": detail.snoozed,
        "proposal": _proposal_as_json(detail),
        "approved": as_data(detail.approved),
        "findings": told["last_check"]["findings"],
        "next_steps": [_next_step(found, confirmed=health.confirmed) for found in health.findings]
        if health
        else [],
        "hops": [_hop_as_json(hop) for hop in check.hops] if check else [],
        "next_look": as_data(health.next_check_at) if health else None,
        "history": as_data(detail.spans),
        "notices": as_data(services_detail.exit_notice(desk, link_id)),
        "changes": as_data(changes),
        "older_changes": older is not None,
    }


def _proposal_as_json(detail: "LinkDetail") -> dict[str, Any] | None:
    waits = detail.proposal
    if waits is None:
        return None
    return {
        "who": waits.who,
        "at": as_data(waits.at),
        "why": waits.why,
        "fields": as_data(detail.proposed),
        "stale": detail.is_outdated,
    }


def _hop_as_json(hop: "Hop") -> dict[str, Any]:
    return {
        "url": hop.url,
        "status": hop.status,
        "fault": hop.fault or "",
        "via": hop.via or "",
        "unchanged": hop.unchanged,
        "millis": hop.millis,
    }


def _next_step(found: "Finding", *, confirmed: bool) -> dict[str, Any]:
    """Return what the reason of a finding means, and what to do about it."""
    step = reasons.next_step(found.reason, confirmed=confirmed)
    return {
        "reason": found.reason,
        "summary": reasons.REASONS[found.reason].summary,
        "next_step": step,
    }


def as_data(value: Any) -> Any:
    """Return plain data: records as dicts, moments and days as ISO 8601."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, msgspec.Struct):
        return {name: as_data(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, list | tuple):
        return [as_data(one) for one in value]
    return value
