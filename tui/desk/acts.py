"""Deeds on links, and taking them back; run in threads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tui import deeds
from tui.desk.model import Desk
from tui.text import safe

_ONE_NAMED = 60  # characters of a name in a sentence


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it. words: a sentence for the person. refused: link ids with the reason."""

    words: str
    refused: tuple[tuple[int, str], ...] = ()


def do(
    desk: Desk,
    name: str,
    ids: Sequence[int],
    version: int | None = None,
    *args: Any,
    why: str = "",
    progress: Callable[[int], object] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Done:
    """Does what `name` says to these links, as one act.

    version: at which the person saw the link, when it is one; the deed is
    refused when somebody else has changed it since.
    """
    fixed = _fix_of(desk, ids) if name == "fix" else None
    deed = fixed or _deed(desk, name, *args)
    if version is not None and len(ids) == 1:
        deed = deeds.seen_at(deed, version)
    about = _about(desk, ids)
    outcome = deeds.perform(
        desk.catalog, deed, ids, who=desk.who, about=about, why=why, progress=progress, stop=stop
    )
    return Done(_in_words(deed, about, outcome, len(ids)), outcome.refused)


def undo(desk: Desk, stop: Callable[[], bool]) -> str:
    """Takes back the person's last act; a sentence about it. stop: asked now and then; what is
    left is taken back by the next undo."""
    undone = desk.catalog.undo(desk.who, stop=stop)
    return "There is nothing to take back." if undone is None else _taken_back("Undone", undone)


def redo(desk: Desk, stop: Callable[[], bool]) -> str:
    """Does again what was taken back; a sentence about it. stop: as of `undo`."""
    redone = desk.catalog.redo(desk.who, stop=stop)
    return "There is nothing to do again." if redone is None else _taken_back("Done again", redone)


def _taken_back(word: str, undone: Any) -> str:
    text = f"{word}: {undone.title}."
    for _, words in undone.conflicts[:3]:
        text += f" Not all: {words}."
    return text


#: The deeds that need nothing but what the person said, by name.
_SIMPLE: Final[dict[str, Callable[..., deeds.Deed]]] = {
    "retire": deeds.retire,
    "restore": deeds.restore,
    "wake": deeds.wake,
    "submit": deeds.submit,
    "send_back": deeds.send_back,
    "accept": deeds.accept,
    "approve_page": deeds.approve_page,
    "recategorise": deeds.recategorise,
    "set_audiences": deeds.set_audiences,
}


def _deed(desk: Desk, name: str, *args: Any) -> deeds.Deed:
    from directory.rules.fixes import VOUCHED_FOR, WAIT

    today = desk.catalog.now().date()
    match name:
        case "fix":
            return deeds.fix(today)
        case "snooze":
            return deeds.snooze(today + (args[0] if args else WAIT))
        case "vouch":
            return deeds.vouch(today + VOUCHED_FOR)
        case _:
            return _SIMPLE[name](*args)


def _fix_of(desk: Desk, ids: Sequence[int]) -> deeds.Deed | None:
    """The fix of the only link, as what it is: so that it is called by its name."""
    if len(ids) != 1:
        return None
    from directory.rules.fixes import advice
    from directory.store.browse.rows import rows

    today = desk.catalog.now().date()
    with desk.catalog.reading() as connection:
        row = rows(connection, ids, today).get(ids[0])
    if row is None or row.group is None:
        return None
    advised = advice(row.group, row.suggested_url)
    return None if advised.fix is None else deeds.named_fix(advised.fix, row.suggested_url, today)


def _about(desk: Desk, ids: Sequence[int]) -> str:
    if len(ids) != 1:
        return f"{len(ids):,} links"
    return f"“{safe(desk.catalog.find(ids[0]).name, _ONE_NAMED)}”"


def _in_words(deed: deeds.Deed, about: str, outcome: deeds.Outcome, asked: int) -> str:
    if asked == 1 and outcome.refused:
        return outcome.refused[0][1]
    number = f"{outcome.done:,} links" if asked > 1 else about
    text = f"{deed.done} {number}. u takes it back." if outcome.done else "Nothing was changed."
    if outcome.refused:
        text += f" {len(outcome.refused):,} could not be: {outcome.refused[0][1]}"
    return text
