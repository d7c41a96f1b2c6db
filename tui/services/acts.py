"""Operations on links, and undoing them; run in threads."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from directory.catalog.act_rows import ActLine
from directory.catalog.undo import Undone
from directory.queries.link_rows import rows
from tui.operations import APPROVE_PAGE, FIX, FIXES, Operation
from tui.safe_text import safe
from tui.services.model import Asked, Desk, Done, TakenBack, ToUndo
from tui.services.perform import OperationOutcome, Work, confirmation, next_check, perform

Progress = Callable[[int, int], object]
_ONE_NAMED = 60  # characters of a name in a sentence


def do(
    desk: Desk,
    asked: Asked,
    *,
    progress: Callable[[int], object] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Done:
    """Do it, as one act."""
    operation, ids = _known(desk, asked.operation, asked.ids), asked.ids
    arguments = asked.arguments or _usual(desk, operation)
    versions = {ids[0]: asked.version} if asked.version is not None and len(ids) == 1 else {}
    work = Work(operation, desk.who, asked.why, lambda _link: arguments, asked.words, versions)
    about = _about(desk, ids)
    outcome = perform(desk.catalog, work, ids, about, progress=progress, stop=stop)
    return Done(_sentence(desk, work, about, outcome, ids), outcome.refused)


def today(desk: Desk) -> date:
    """Return today's date, by the catalog's clock."""
    return desk.catalog.today()


def question(desk: Desk, asked: Asked) -> tuple[str, str]:
    """Return what must be confirmed before it is done, as a title and a sentence; "" and "" if
    nothing."""
    share = desk.settings.bulk_confirm_share
    why = confirmation(desk.catalog, asked.operation, asked.ids, share)
    title = asked.operation.title.format(what=f"{len(asked.ids):,} links", **asked.words)
    return (f"{title}?", why) if why else ("", "")


def to_undo(desk: Desk) -> ToUndo:
    """Return the act that undo would take back."""
    found = desk.catalog.next_undo(desk.who)
    act = ToUndo("") if found.act is None else ToUndo(str(found.act), found.act.changed)
    if found.final is None:
        return act
    return replace(act, final=str(found.final), past=found.final.id)


def acts_done(desk: Desk, limit: int) -> list[ActLine]:
    """Return the latest acts of all users, the latest first."""
    return desk.catalog.acts(limit=limit)


def undo(desk: Desk, past: int | None, progress: Progress, stop: Callable[[], bool]) -> TakenBack:
    """Undo the user's last act. past: see `ToUndo`. progress: called with the number done and
    the total. stop: called now and then; True ends early, and the next undo does the rest."""
    undone = desk.catalog.undo(desk.who, progress, stop, past)
    return _taken_back("Undone", undone, "There is nothing to take back.")


def redo(desk: Desk, progress: Progress, stop: Callable[[], bool]) -> TakenBack:
    """Redo what was undone. progress, stop: as for `undo`."""
    redone = desk.catalog.redo(desk.who, progress, stop)
    return _taken_back("Done again", redone, "There is nothing to do again.")


def _taken_back(word: str, undone: Undone | None, nothing: str) -> TakenBack:
    if undone is None:
        return TakenBack(nothing)
    text = f"{word}: {undone.title}."
    if not undone.finished:
        text = f"Stopped: {undone.title}. Press the key again to go on."
    for _, words in undone.conflicts[:3]:
        text += f" Not all: {words}."
    return TakenBack(text, undone.first_link)


def _known(desk: Desk, operation: Operation, ids: Sequence[int]) -> Operation:
    """Return the operation; for the fix of one link, the operation that it is."""
    if operation is not FIX or len(ids) != 1:
        return operation
    with desk.catalog.reading() as connection:
        row = rows(connection, ids, desk.catalog.today()).get(ids[0])
    advised = row.advice if row is not None else None
    return FIXES[advised.fix] if advised is not None and advised.fix else operation


def _usual(desk: Desk, operation: Operation) -> tuple[Any, ...]:
    """Return the default arguments of an operation."""
    return () if operation.until is None else (desk.catalog.today() + operation.until,)


def _about(desk: Desk, ids: Sequence[int]) -> str:
    if len(ids) != 1:
        return f"{len(ids):,} links"
    return f"“{safe(desk.catalog.find(ids[0]).name, _ONE_NAMED)}”"


def _sentence(
    desk: Desk, work: Work, about: str, outcome: OperationOutcome, ids: Sequence[int]
) -> str:
    number = len(ids)
    if number == 1 and outcome.refused:
        return outcome.refused[0][1]
    done = len(outcome.done)
    if outcome.stopped:
        about = f"{done:,} of {number:,} links"
    elif number > 1:
        about = f"{done:,} links"
    if number == 1 and outcome.same:
        return f"Nothing was changed: {about} is so already."
    text = f"{work.past(about)}. u takes it back." if done else "Nothing was changed."
    if done and work.operation is APPROVE_PAGE and number == 1:
        text += f" {next_check(desk.catalog, ids[0])}"
    if outcome.proposed:
        text += " It waits for approval by another person."
    if outcome.refusals:
        text += f" {outcome.refusals:,} could not be: {outcome.refused[0][1]}"
    return text
