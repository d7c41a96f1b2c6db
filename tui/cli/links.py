"""`jobbank links`: the links of the catalog, with their health."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from directory.model import findings as model_findings
from directory.model import vocab
from directory.publishing.export import compose, composition
from directory.queries import links as queries_links
from directory.queries import search as queries_search
from directory.rules import query as rules_query
from directory.rules import queue
from tui.cli.common import (
    BAD_INPUT,
    DONE,
    Failed,
    number,
    on_terminal,
    opened_catalog,
    put_json,
    put_row,
    say,
    settings_here,
)
from tui.cli.selection import both, ids_of, query_of, view_of
from tui.safe_text import safe

if TYPE_CHECKING:
    from directory.catalog.catalog import Catalog
    from directory.queries.links import LinkFilter
    from directory.rules.notice_rules import NoticePolicy
    from directory.rules.query import LinkQuery
    from directory.settings import Settings

VERDICTS = ("changed", "insecure", "gone", "failing", "blocked", "moved", "ok")
STATES = ("draft", "in_review", "published", "retired")
_ROWS_A_QUESTION = 500


@click.command()
@click.option("--verdict", type=click.Choice(VERDICTS), help="Only links of this verdict.")
@click.option("--state", type=click.Choice(STATES), help="Only links in this editorial state.")
@click.option("--query", default="", help="Only links whose name or address contains this.")
@click.option("--search", metavar="QUERY", help="Only links of this query, the best first.")
@click.option("--view", metavar="NAME", help="Only links of this saved view.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per link.")
def links(
    verdict: str | None,
    state: str | None,
    query: str,
    search: str | None,
    view: str | None,
    as_json: bool,
) -> int:
    """List links with their health.

    A verdict in brackets has not been confirmed by enough checks yet. If the
    output is not a terminal, each link is one line with tabs between the
    columns: id, health, state, name, address.

    A query for --search is words, and terms such as verdict:gone,moved,
    state:published, category:job-banks, class:state, audience:veterans,
    host:mass.gov, steward:maria, language:es, is:held, is:released; a
    dash before one excludes. All options can be combined.

    Example: jobbank links --search "verdict:gone night shift"

    Exit codes: 0 done; 2 bad usage, a query that cannot be understood, or no
    such view; 4 the catalog cannot be used.
    """
    wanted = queries_links.LinkFilter(
        verdict=vocab.Verdict(verdict) if verdict else None,
        state=vocab.EditorialState(state) if state else None,
        query=query,
    )
    settings = settings_here()
    with opened_catalog(settings) as catalog:
        rows = _rows(catalog, wanted, search, view)
        if as_json:
            return _put_json(rows, catalog, settings)
        return _put_table(rows) if on_terminal() else _put_rows(rows)


def _rows(
    catalog: "Catalog", wanted: "LinkFilter", search: str | None, view: str | None
) -> Iterator[Any]:
    if search is None and view is None:
        with catalog.reading() as connection:
            yield from queries_links.list_links(connection, wanted)
        return
    meant = query_of(catalog, search or "")
    if view is not None:
        meant = both(view_of(catalog, view), meant)
    yield from _found(catalog, both(meant, _terms(wanted)), wanted.query)


def _terms(wanted: "LinkFilter") -> "LinkQuery":
    """Return the options --verdict and --state as a query."""
    given = (
        (rules_query.QueryField.VERDICT, wanted.verdict),
        (rules_query.QueryField.STATE, wanted.state),
    )
    return rules_query.LinkQuery(
        tuple(rules_query.Term(field, (value,)) for field, value in given if value), ()
    )


def _found(catalog: "Catalog", query: "LinkQuery", part: str) -> Iterator[Any]:
    ids, part = ids_of(catalog, query, queries_search.Sort.RANK), part.casefold()
    for start in range(0, len(ids), _ROWS_A_QUESTION):
        for row in rows_of(catalog, ids[start : start + _ROWS_A_QUESTION]):
            if part in row.name.casefold() or part in row.url.casefold():
                yield row


def rows_of(catalog: "Catalog", ids: Sequence[int]) -> list[Any]:
    """Return the rows of these few links with their health, in this order, without links that no
    longer exist."""
    with catalog.reading() as connection:
        return queries_links.list_some(connection, ids)


def _put_json(rows: Iterable[Any], catalog: "Catalog", settings: "Settings") -> int:
    policy, today = policy_today(catalog, settings)
    for row in rows:
        put_json(row_as_json(row, policy, today))
    return DONE


def policy_today(catalog: "Catalog", settings: "Settings") -> "tuple[NoticePolicy, date]":
    """Return the rules by which links carry notices, and the day.

    Raise Failed if the settings cannot be used.
    """
    try:
        with catalog.reading() as connection:
            return composition.policy_in(connection, settings), catalog.today()
    except compose.Unpublishable as error:
        raise Failed(str(error), BAD_INPUT) from None


def row_as_json(row: Any, policy: "NoticePolicy", today: date) -> dict[str, Any]:
    """Return a link as a JSON object; its keys are a contract (docs/cli.md)."""
    checked, findings = row.last_at is not None, model_findings.findings_as_json(row.findings)
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
        "exit_notice": policy.exit_decision(row, today).due,
        "version": row.version,
        "health": {
            "verdict": row.verdict,
            "reason": row.reason,
            "since": row.since.isoformat() if checked else None,
            "confirmed": bool(row.confirmed),
            "findings": findings,
        },
        "last_check": {
            "at": row.last_at.isoformat() if checked else None,
            "verdict": row.verdict,
            "reasons": model_findings.words_of(row.findings),
            "findings": findings,
            "status": row.last_status,
            "final_url": row.final_url,
            "suggested_url": row.suggested_url,
        },
        "held_back": queue.is_held_back(row, today),  # a row has the attributes that the rule reads
        "released": _release_as_json(row, today),
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


def _release_as_json(row: Any, today: date) -> dict[str, Any]:
    """Return the latest release from a danger. counts: it covers the danger that was found."""
    return {
        "counts": queue.is_released(row, today),
        "until": row.released_until and row.released_until.isoformat(),
        "for": row.released_for,
        "at": row.released_at and row.released_at.isoformat(),
        "by": row.released_by,
    }


def _cells(row: Any) -> tuple[str, ...]:
    return (str(row.id), _health_word(row), row.state.value, row.name, row.url)


def _put_rows(rows: Iterable[Any]) -> int:
    count = 0
    for row in rows:
        put_row(*_cells(row))
        count += 1
    say(f"{number(count, 'link')}.")
    return DONE


def _put_table(rows: Iterable[Any]) -> int:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for heading in ("id", "health", "state", "name", "address"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("id", "health", "state"))
    for row in rows:
        table.add_row(*(Text(safe(cell)) for cell in _cells(row)))
    if table.row_count:
        Console().print(table)
    say(f"{number(table.row_count, 'link')}.")
    return DONE


def _health_word(row: Any) -> str:
    if row.verdict is None:
        return "never checked"
    return row.verdict.value if row.confirmed else f"({row.verdict.value})"
