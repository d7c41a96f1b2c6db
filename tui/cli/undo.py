"""`jobbank undo` and `jobbank redo`: take back the last act, and do it again."""

import sys
from typing import TYPE_CHECKING

import click

from directory.model import vocab
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    Failed,
    number,
    opened_catalog,
    progress_bar,
    put_json,
    say,
    settings_here,
    warn,
    who_am_i,
)

if TYPE_CHECKING:
    from directory.catalog.act_rows import NextUndo
    from directory.catalog.catalog import Catalog
    from directory.catalog.undo import Undone

_SHOWN = 10


@click.command()
@click.option("--yes", is_flag=True, help="Skip what cannot be taken back, without asking.")
@click.option("--json", "as_json", is_flag=True, help="A JSON line.")
def undo(yes: bool, as_json: bool) -> int:
    """Take back the last change that you made to links, as a whole.

    Run it again to take back what you did before that. Links that others have
    edited since are left unchanged and listed. If the last thing you did cannot
    be taken back (a release, an announced wording), you are asked whether to
    take back the change before it; `jobbank acts` lists all.

    Example: jobbank undo

    Exit codes: 0 done; 1 there is nothing to take back, you declined, or some
    links were left unchanged; 2 bad usage, the last thing you did cannot be taken back, or
    you may not change links any more; 4 the catalog cannot be used.
    """
    settings = settings_here()
    with opened_catalog(settings) as catalog:
        who = who_am_i(settings)
        if any(one.who == who and one.kind is vocab.ActKind.DO for one in catalog.recovered):
            warn("Nothing else was taken back. Run it again to take back what you did before that.")
            return ATTENTION
        return _take_back(catalog, who, yes=yes, as_json=as_json)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A JSON line.")
def redo(as_json: bool) -> int:
    """Do again what you took back last, if you have done nothing else since.

    Example: jobbank redo

    Exit codes: 0 done; 1 there is nothing to do again, or some links were left
    unchanged; 2 bad usage, or you may not change links any more; 4 the catalog
    cannot be used.
    """
    settings = settings_here()
    with opened_catalog(settings) as catalog, progress_bar() as show:
        done = catalog.redo(who_am_i(settings), progress=show)
    return _tell(done, "Done again", "There is nothing to do again.", as_json=as_json)


def _take_back(catalog: "Catalog", who: str, *, yes: bool, as_json: bool) -> int:
    next_undo = catalog.next_undo(who)
    final = next_undo.final
    if final is not None:
        warn(f"The last thing you did cannot be taken back: {final}.")
        if not _may_pass_over(next_undo, yes=yes):
            warn("Nothing was taken back.")
            return ATTENTION
    with progress_bar() as show:
        undone = catalog.undo(who, progress=show, past=final.id if final else None)
    return _tell(undone, "Undone", "There is nothing to take back.", as_json=as_json)


def _may_pass_over(next_undo: "NextUndo", *, yes: bool) -> bool:
    """Return whether to take back what was done before it. Raise Failed if this is no terminal."""
    before = next_undo.act
    if yes or before is None:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Failed(f"add --yes to take back what you did before that: {before}", BAD_INPUT)
    return click.confirm(f"Take back what you did before that: {before}?", err=True)


def _tell(undone: "Undone | None", word: str, nothing: str, *, as_json: bool) -> int:
    if undone is None:
        warn(nothing)
        return ATTENTION
    if as_json:
        left = [{"id": link_id or None, "why": why} for link_id, why in undone.conflicts]
        put_json({"act": undone.act_id, "title": undone.title, "changed": undone.changed,
                  "left": undone.left, "conflicts": left})  # fmt: skip
    say(f"{word}: {undone.title} ({number(undone.changed, 'link')}).")
    for _, words in undone.conflicts[:_SHOWN]:
        warn(f"Left as it is: {words}")
    if undone.left > _SHOWN:
        warn(f"… and {undone.left - _SHOWN:,} more are left as they are.")
    return ATTENTION if undone.left else DONE
