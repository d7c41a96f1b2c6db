"""Undo and redo: an act is reversed through its audit entries, the latest first.

Each entry contains the columns before and after. A link gets its earlier values back if it still
has those that the act set; if another person has changed the same fields since, all that the act
did to the link is left unchanged, and the link is listed. Nothing is overwritten without notice.

An undo is itself an act, with entries and snapshots, so redo is the undo of an undo. It runs in
batches and stores its progress; if it is interrupted, the next undo finishes it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from directory.catalog import act_rows, undo_snapshots
from directory.catalog.acts import Begin, OpenAct
from directory.catalog.revert import Restoring
from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused
from directory.model.vocab import ActKind
from directory.process_lease import is_alive
from directory.rules.permissions import Right

BATCH = 500
#: The number of links left unchanged that are listed; the rest are only counted.
TOLD = 1000

Progress = Callable[[int, int], object]
Stop = Callable[[], bool]


@dataclass(slots=True)
class Undone:
    """The outcome of an undo or redo. act_id: its number. title: of the act that was undone or
    redone. changed: number of links; first_link: the first of them. conflicts: the first thousand
    links that were left unchanged, with messages (0 for what is not a link); left: how many there
    were. finished: False if stopped."""

    act_id: int
    title: str
    changed: int = 0
    first_link: int | None = None
    conflicts: list[tuple[int, str]] = field(default_factory=list)
    left: int = 0
    finished: bool = False


class CannotUndo(ChangeRefused):
    """The latest act of the person cannot be undone. `next_undo`: what undo would do if the person
    confirms that this act stays."""

    def __init__(self, next_undo: act_rows.NextUndo) -> None:
        before = next_undo.act
        super().__init__(
            f"the last thing you did cannot be taken back: {next_undo.final}. "
            + (f"Undo again to take back: {before}." if before else "There is nothing before it.")
        )
        self.next_undo = next_undo


def take_back(
    begin: Begin,
    who: str,
    progress: Progress | None = None,
    stop: Stop | None = None,
    past: int | None = None,
) -> Undone | None:
    """Undo the latest act of the person; see `Catalog.undo`."""
    with begin(who, "") as tx:
        act, final = act_rows.to_undo(tx.connection, who)
        _require_confirmation(tx, who, final, past)
        if act is not None and act.kind is ActKind.UNDO:
            _refuse_twice(tx, act)
    if act is None:
        return None
    if act.kind is ActKind.UNDO:
        return reverse(act.of_act, resumed(begin, act), progress, stop)
    acting = OpenAct(begin, who, act.title, kind=ActKind.UNDO, of_act=act.id)
    return reverse(act.id, acting, progress, stop)


def do_again(
    begin: Begin, who: str, progress: Progress | None = None, stop: Stop | None = None
) -> Undone | None:
    """Redo what the person undid last; see `Catalog.redo`."""
    with begin(who, "") as tx:
        act = act_rows.to_redo(tx.connection, who)
        unfinished = act is not None and undo_snapshots.progress(tx.connection, act.id) is not None
        if act is not None and act.kind is ActKind.REDO:
            _refuse_twice(tx, act)
    if act is None:
        return None
    if act.kind is ActKind.REDO:
        return reverse(act.of_act, resumed(begin, act), progress, stop)
    if unfinished:
        raise ChangeRefused(
            f"taking back “{act.title}” was cut off; undo once more to finish it, then do it again"
        )
    acting = OpenAct(begin, who, act.title, kind=ActKind.REDO, of_act=act.id)
    return reverse(act.id, acting, progress, stop)


def _require_confirmation(tx: Transaction, who: str, final: Any | None, past: int | None) -> None:
    """Raise CannotUndo for an act that cannot be undone, unless it is the one confirmed."""
    if final is not None and final.id != past:
        raise CannotUndo(act_rows.next_undo(tx.connection, who))
    if final is None and past is not None:
        raise ChangeRefused(
            "you have done something else in the meantime, so nothing was taken back. Undo again."
        )


def _refuse_twice(tx: Transaction, act: Any) -> None:
    """Raise ChangeRefused if another process is still working on this undo or redo."""
    if act.holder and is_alive(act.holder, act.heartbeat_at, tx.now):
        raise ChangeRefused(f"the {act.kind} of “{act.title}” is under way already; wait a little")


def resumed(begin: Begin, act: Any) -> OpenAct:
    return OpenAct(begin, act.who, act.title, kind=act.kind, of_act=act.of_act, act_id=act.id)


@dataclass(slots=True)
class _Reversal:
    """The reversal of one act. skipped: links left unchanged at least in part. restored: links that
    the present transaction has changed."""

    of_act: int
    what: str
    outcome: Undone
    done: int = 0
    skipped: set[str] = field(default_factory=set)
    restored: set[str] = field(default_factory=set)

    def batch(self, tx: Transaction, below: int | None) -> int | None:
        """Reverse the next entries before this one; return the last one's number, None if
        finished."""
        entries = act_rows.entries_below(tx.connection, self.of_act, below, BATCH)
        restoring = Restoring(tx, self.of_act, self.what, entries)
        for entry in entries:
            self._entry(restoring, entry)
        self.done += len(entries)
        self.outcome.changed += len(self.restored)
        self.restored = set()
        return entries[-1].seq if len(entries) == BATCH else None

    def _entry(self, restoring: Restoring, entry: act_rows.Entry) -> None:
        if entry.key in self.skipped:
            return
        try:
            if restoring.restore(entry):
                self.restored.add(entry.key)
                if entry.kind in ("link", "proposal"):
                    self.outcome.first_link = int(entry.key)
        except ChangeRefused as refusal:
            self.skipped.add(entry.key)
            self.outcome.left += 1
            if len(self.outcome.conflicts) < TOLD:
                link_id = int(entry.key) if entry.kind in ("link", "proposal") else 0
                self.outcome.conflicts.append((link_id, str(refusal)))


def reverse(
    of_act: int, acting: OpenAct, progress: Progress | None = None, stop: Stop | None = None
) -> Undone:
    """Reverse an act by another one, in batches, until it is done or stopped."""
    with acting.to_its_end():
        return _reverse(of_act, acting, progress, stop)


def _reverse(of_act: int, acting: OpenAct, progress: Progress | None, stop: Stop | None) -> Undone:
    reversal: _Reversal | None = None
    total = 0
    while reversal is None or not reversal.outcome.finished:
        if reversal is not None and stop is not None and stop():
            break
        with acting.transaction() as tx:
            tx.require(Right.EDIT)
            below = None
            if acting.id is None:
                acting.id = acting.started(tx)
            else:
                below = undo_snapshots.progress(tx.connection, acting.id)
                if below is None:
                    raise ChangeRefused("another process has finished it in the meantime")
            if reversal is None:
                row = act_rows.find(tx.connection, acting.id)
                reversal = _Reversal(of_act, row.kind.value, Undone(acting.id, row.title))
                total = act_rows.size(tx.connection, of_act)
            seq = reversal.batch(tx, below)
            undo_snapshots.set_progress(tx.connection, acting.id, seq)
            acting.more = seq is not None
        reversal.outcome.finished = seq is None
        if progress is not None:
            progress(min(reversal.done, total), total)
    return reversal.outcome
