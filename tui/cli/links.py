"""`jobbank links`: the links of the catalog, with their health."""

from typing import TYPE_CHECKING, Any

import click

from tui.cli.common import DONE, number, opened_catalog, put_json, say, settings_here
from tui.text import safe

if TYPE_CHECKING:
    from directory.model.reasons import Reason
    from directory.rules.notices import ExitPolicy
    from directory.store.links import LinkFilter

VERDICTS = ("changed", "insecure", "gone", "failing", "blocked", "moved", "ok")
STATES = ("draft", "in_review", "published", "retired")


@click.command(short_help="List links with their health.")
@click.option("--verdict", type=click.Choice(VERDICTS), help="Only links of this verdict.")
@click.option("--state", type=click.Choice(STATES), help="Only links in this editorial state.")
@click.option("--query", default="", help="Only links whose name or address contains this.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per link.")
def links(verdict: str | None, state: str | None, query: str, as_json: bool) -> int:
    """List links with what is held to be true of them.

    A verdict in brackets has not been confirmed by enough looks yet.

    Example: jobbank links --verdict gone

    Exit codes: 0 done; 2 bad usage; 4 the catalog cannot be used.
    """
    from directory.model.vocab import EditorialState, Verdict
    from directory.store.links import LinkFilter

    wanted = LinkFilter(
        verdict=Verdict(verdict) if verdict else None,
        state=EditorialState(state) if state else None,
        query=query,
    )
    return _list_json(wanted) if as_json else _list_table(wanted)


def _list_json(wanted: "LinkFilter") -> int:
    from directory.rules.notices import ExitPolicy
    from directory.store.links import list_links

    settings = settings_here()
    policy = ExitPolicy.of(settings.own_sites)
    with opened_catalog(settings) as catalog, catalog.reading() as connection:
        for row in list_links(connection, wanted):
            put_json(_as_json(row, policy))
    return DONE


def _as_json(row: Any, policy: "ExitPolicy") -> dict[str, Any]:
    from directory.rules.notices import exit_decision

    checked = row.last_at is not None
    return {
        "id": row.id,
        "url": row.url,
        "name": row.name,
        "names": row.names,
        "category": row.category,
        "state": row.state,
        "operator": row.operator,
        "operator_class": row.operator_class,
        "operator_basis": row.operator_basis,
        "exit_notice": exit_decision(row.host, row.operator_class, row.exit_override, policy).due,
        "version": row.version,
        "health": {
            "verdict": row.verdict,
            "reason": row.reason,
            "since": row.since.isoformat() if checked else None,
            "confirmed": bool(row.confirmed),
        },
        "last_check": {
            "at": row.last_at.isoformat() if checked else None,
            "verdict": row.verdict,
            "reasons": row.last_reasons or [],
            "status": row.last_status,
            "final_url": row.final_url,
            "suggested_url": row.suggested_url,
        },
        "held_back": row.state == "published" and row.reason in _dangers(),
        "page": {
            "title": row.page_title or "",
            "language": row.page_language or "",
            "privacy_url": row.privacy_url,
            "certificate_ends_at": row.certificate_ends_at and row.certificate_ends_at.isoformat(),
        },
        "vouched": {
            "on": row.vouched_on and row.vouched_on.isoformat(),
            "until": row.vouched_until and row.vouched_until.isoformat(),
            "by": row.vouched_by,
        },
    }


def _dangers() -> "frozenset[Reason]":
    from directory.model.reasons import DANGERS

    return DANGERS


def _list_table(wanted: "LinkFilter") -> int:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from directory.store.links import list_links

    table = Table(box=None, pad_edge=False)
    for heading in ("id", "health", "state", "name", "address"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("id", "health", "state"))
    with opened_catalog(settings_here()) as catalog, catalog.reading() as connection:
        for row in list_links(connection, wanted):
            cells = (str(row.id), _health_word(row), row.state.value, row.name, row.url)
            table.add_row(*(Text(safe(cell)) for cell in cells))
    if table.row_count:
        console = Console()
        # Into a file or a pipe, no line is broken: one link is one line.
        console.print(table, width=None if console.is_terminal else 10_000, soft_wrap=False)
    say(f"{number(table.row_count, 'link')}.")
    return DONE


def _health_word(row: Any) -> str:
    if row.verdict is None:
        return "never checked"
    return row.verdict.value if row.confirmed else f"({row.verdict.value})"
