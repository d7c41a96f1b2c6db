"""Acts whose process was killed between two transactions: undone or finished as a whole.

An interrupted undo or redo is finished. Any other act is undone, since it is not recorded what was
to be done to the remaining links; staff can repeat it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from directory.catalog import act_rows, undo_snapshots
from directory.catalog.acts import Begin, OpenAct
from directory.catalog.undo import Undone, resumed, reverse
from directory.model.vocab import ActKind
from directory.process_lease import is_alive, this_process

_WHY = "cut off before it was complete"


@dataclass(frozen=True, slots=True)
class Recovered:
    """One act that was recovered. kind: `do` for anything but an undo or redo. title, who: of the
    act; changed, left: see Undone."""

    kind: ActKind
    title: str
    who: str
    changed: int
    left: int


def recover(begin: Begin, under_way: Sequence[Any]) -> list[Recovered]:
    """Recover the acts whose process has ended. under_way: acts, the latest first.

    begin: begins a transaction without checks of permissions. Raise CatalogUnavailable if the
    catalog cannot be written; then the rest is left for the next time.
    """
    return [found for act in under_way if (found := _recover(begin, act)) is not None]


def take_back(begin: Begin, who: str, title: str, act_id: int) -> Undone | None:
    """Undo an act that is not complete, or finish its undo; return None if that was done
    already."""
    with begin(who, _WHY) as tx:
        undo = act_rows.reversal_of(tx.connection, who, act_id)
        unfinished = (
            undo is not None and undo_snapshots.progress(tx.connection, undo.id) is not None
        )
    undone = None
    if undo is None:
        acting = OpenAct(begin, who, title, _WHY, kind=ActKind.UNDO, of_act=act_id)
        undone = reverse(act_id, acting)
    elif unfinished:
        undone = reverse(act_id, resumed(begin, undo))
    with begin(who, _WHY) as tx:
        act_rows.mark_cut_off(tx.connection, act_id)
    return undone


def _recover(begin: Begin, act: Any) -> Recovered | None:
    with begin(act.who, _WHY) as tx:
        if is_alive(act.holder, act.heartbeat_at, tx.now):
            return None
        if not act_rows.take_over(tx.connection, act, this_process(), tx.now):
            return None
    if act.of_act is None:
        undone = take_back(begin, act.who, act.title, act.id)
    else:
        undone = reverse(act.of_act, resumed(begin, act))
    if undone is None:
        return None
    kind = ActKind.DO if act.of_act is None else act.kind
    return Recovered(kind, act.title, act.who, undone.changed, undone.left)
