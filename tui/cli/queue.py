"""`jobbank queue`: links that need a person, the worst first."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from directory.model import findings
from directory.queries import link_rows
from directory.queries import queue as queries_queue
from tui.cli.common import (
    ATTENTION,
    DONE,
    number,
    on_terminal,
    opened_catalog,
    put_json,
    put_line,
    put_row,
    say,
    settings_here,
)

if TYPE_CHECKING:
    from directory.catalog.catalog import Catalog
    from directory.queries.link_rows import Row
    from directory.rules.suggested_actions import Advice

_ROWS_A_QUESTION = 500


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON line per link.")
def queue(as_json: bool) -> int:
    """List links that need a person, the worst first, each with what to do about it.

    `jobbank fix ID` takes the suggested fix. If the output is not a terminal,
    each link is one line with tabs between the columns: id, group, name,
    address, what to do, remarks.

    Example: jobbank queue

    Exit codes: 0 nothing needs a person; 1 something does; 2 bad usage; 4 the
    catalog cannot be used.
    """
    count = 0
    with opened_catalog(settings_here()) as catalog:
        today = catalog.today()
        heading = ""
        for kind, ids in queries_queue.queue_spine(catalog.reading, today):
            for row in _rows(catalog, ids, today):
                if kind.heading != heading and not as_json and on_terminal():
                    heading = kind.heading
                    put_line(f"{heading}: {kind.sentence}")
                _put_row(row, as_json=as_json)
                count += 1
    say(f"{number(count, 'link')} in the queue." if count else "Nothing needs you. Well done.")
    return ATTENTION if count else DONE


def _rows(catalog: "Catalog", ids: Sequence[int], today: date) -> "Iterator[Row]":
    """Yield those of these links that still need a person."""
    for start in range(0, len(ids), _ROWS_A_QUESTION):
        part = ids[start : start + _ROWS_A_QUESTION]
        with catalog.reading() as connection:
            found = link_rows.rows(connection, part, today)
        yield from (found[link_id] for link_id in part if link_id in found and found[link_id].group)


def _put_row(row: "Row", *, as_json: bool) -> None:
    advised = row.advice
    assert advised is not None
    if as_json:
        put_json({"id": row.id, "url": row.url, "name": row.name, "group": row.group,
                  "fix": advised.fix, "advice": advised.words, "verdict": row.verdict,
                  "reason": row.reason, "findings": findings.findings_as_json(row.findings),
                  "state": row.state, "flags": row.flags})  # fmt: skip
        return
    others = ", ".join(flag for flag in row.flags if flag != "held back")
    what_to_do = with_command(advised, row.id)
    if not on_terminal():
        put_row(row.id, row.group, row.name, row.url, what_to_do, others)
        return
    put_line(f"  {row.id}  {row.name}  {row.url}")
    if others:
        put_line(f"      ({others})")
    put_line(f"      {what_to_do}")


#: The commands of advised actions, by the action's id; what is done in a browser has none.
_COMMANDS = {
    "edit": "jobbank edit {id} --set url=…",
    "vouch": "jobbank vouch {id}",
    "approve-page": "jobbank approve {id}",
    "check": "jobbank crawl {id}",
    "find-address": "jobbank suggest {id}",
    "release": "jobbank release {id} --why …",
}


def with_command(advised: "Advice", link_id: int) -> str:
    """Return the advice, and the command that does it, unless `jobbank fix` does."""
    commands = [_COMMANDS[action] for _, action in advised.actions if action in _COMMANDS]
    if not commands:
        return advised.words
    return f"{advised.words[:-1]}: {commands[-1].format(id=link_id)}"
