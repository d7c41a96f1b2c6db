"""`jobbank acts`: what was done, and whether it can be taken back."""

import click

from tui.cli.common import (
    DONE,
    on_terminal,
    opened_catalog,
    put_json,
    put_line,
    put_row,
    settings_here,
)
from tui.presenters.acts import act_line


@click.command()
@click.option("--who", metavar="NAME", help="What this person did; by default all people.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, metavar="N",
              help="At most N acts; 20 by default.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON line per act.")
def acts(who: str | None, limit: int, as_json: bool) -> int:
    """List what people did, the latest first: when, who, what, and how many links it changed.

    An act is one step for `jobbank undo`. What cannot be taken back is marked. If the
    output is not a terminal, each act is one line with tabs between the columns: id,
    time, who, kind, what, links changed, “undone” if it was taken back.

    Example: jobbank acts --who maria

    Exit codes: 0 done; 4 the catalog cannot be used.
    """
    with opened_catalog(settings_here()) as catalog:
        for act in catalog.acts(who, limit):
            if as_json:
                put_json({"id": act.id, "at": act.at.isoformat(), "who": act.who,
                          "title": act.title, "kind": act.kind, "changed": act.changed,
                          "undone": act.undone, "final": act.final})  # fmt: skip
            elif on_terminal():
                put_line(act_line(act))
            else:
                put_row(act.id, f"{act.at:%Y-%m-%dT%H:%M:%SZ}", act.who, act.kind, act.title,
                        act.changed, "undone" if act.undone else "")  # fmt: skip
    return DONE
