"""`jobbank undo` and `jobbank redo`: the last act taken back, and done again."""

from typing import TYPE_CHECKING

import click

from tui.cli.common import (
    ATTENTION,
    DONE,
    number,
    opened_catalog,
    progress_bar,
    put_json,
    put_line,
    say,
    settings_here,
    who_am_i,
)

if TYPE_CHECKING:
    from directory.catalog import Catalog
    from directory.store.acts import ActLine
    from directory.usecases.undo import Undone

_SHOWN = 10


@click.command(short_help="Take back the last thing you did.")
@click.option("--list", "listed", is_flag=True, help="Show the last acts of everybody instead.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, metavar="N",
              help="With --list: so many; 20 by default.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
def undo(listed: bool, limit: int, as_json: bool) -> int:
    """Take back the last thing that you did to links, however many there were.

    Said once more, it takes back what you did before that. What somebody else
    has changed since stays as it is, and is told.

    Example: jobbank undo --list

    Exit codes: 0 done; 1 there is nothing to take back, or not all of it could
    be; 2 bad usage, or you may not change links any more; 4 the catalog cannot
    be used.
    """
    settings = settings_here()
    with opened_catalog(settings) as catalog:
        if listed:
            for act in catalog.acts(limit=limit):
                _put_act(act, as_json=as_json)
            return DONE
        from directory.model.vocab import ActKind

        who = who_am_i(settings)
        if any(one.who == who and one.kind is ActKind.DO for one in catalog.recovered):
            say("Nothing else was taken back. Run it again to take back what you did before that.")
            return ATTENTION
        return _take_back(catalog, who, as_json=as_json)


@click.command(short_help="Do again what you took back.")
@click.option("--json", "as_json", is_flag=True, help="A JSON line.")
def redo(as_json: bool) -> int:
    """Do again what you took back last, if you have done nothing else since.

    Example: jobbank redo

    Exit codes: 0 done; 1 there is nothing to do again, or not all of it could
    be; 2 bad usage, or you may not change links any more; 4 the catalog cannot
    be used.
    """
    settings = settings_here()
    with opened_catalog(settings) as catalog, progress_bar() as show:
        done = catalog.redo(who_am_i(settings), progress=show)
    return _tell(done, "Done again", "There is nothing to do again.", as_json=as_json)


def _take_back(catalog: "Catalog", who: str, *, as_json: bool) -> int:
    with progress_bar() as show:
        undone = catalog.undo(who, progress=show)
    return _tell(undone, "Undone", "There is nothing to take back.", as_json=as_json)


def _tell(undone: "Undone | None", word: str, nothing: str, *, as_json: bool) -> int:
    if undone is None:
        say(nothing)
        return ATTENTION
    if as_json:
        left = [{"id": link_id or None, "why": why} for link_id, why in undone.conflicts]
        put_json({"act": undone.act_id, "title": undone.title, "changed": undone.changed,
                  "left": undone.left, "conflicts": left})  # fmt: skip
    say(f"{word}: {undone.title} ({number(undone.changed, 'link')}).")
    for _, words in undone.conflicts[:_SHOWN]:
        say(f"Left as it is: {words}")
    if undone.left > _SHOWN:
        say(f"… and {undone.left - _SHOWN:,} more are left as they are.")
    return ATTENTION if undone.left else DONE


def _put_act(act: "ActLine", *, as_json: bool) -> None:
    if as_json:
        put_json({"id": act.id, "at": act.at.isoformat(), "who": act.who, "title": act.title,
                  "kind": act.kind, "changed": act.changed, "undone": act.undone})  # fmt: skip
        return
    kind = {"undo": "Took back: ", "redo": "Did again: "}.get(act.kind, "")
    taken = "  (taken back)" if act.undone else ""
    put_line(f"{act.at:%Y-%m-%d %H:%M} UTC  {act.who}  {kind}{act.title}{taken}")
