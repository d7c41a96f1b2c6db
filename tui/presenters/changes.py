"""The changes: who did what to a link, when and why, the newest first."""

from collections.abc import Sequence
from typing import Final

from tui.presenters.layout import MUTED, STRONG, Block, Pair, Para, Part, pair, para
from tui.presenters.model import Change, FieldChange
from tui.presenters.words import NOTHING, done, label, moment, words_of


def changes_card(changes: Sequence[Change], *, more: bool) -> list[Block]:
    """The entries so far. more: there are others, which come when one goes on to the end."""
    if not changes:
        return para("No change is on record.", MUTED)
    blocks: list[Block] = []
    for place, change in enumerate(changes):
        blocks += [Para((Part(""),))] if place else []
        blocks += _change(change)
    return [*blocks, *para("… more below", MUTED)] if more else blocks


def _change(change: Change) -> list[Block]:
    blocks: list[Block] = [
        Para((Part(done(change.what), STRONG), Part(f"  {change.who}, {moment(change.at)}", MUTED)))
    ]
    if change.why:
        blocks.append(Para((Part("Why: ", MUTED), Part(change.why)), deep=1))
    return [*blocks, *(_field(field, change) for field in change.fields)]


def _field(field: FieldChange, change: Change) -> Pair:
    after = words_of(field.name, field.after)
    if field.before is None and change.what not in _WITH_BEFORE:
        return pair(label(field.name), after)
    before = words_of(field.name, field.before)
    if "\n" in before + after or len(before) + len(after) > _SHORT:
        return Pair(
            label(field.name),
            (
                *((Part(line, MUTED),) for line in before.splitlines() or [NOTHING]),
                *((Part("→ ", STRONG), Part(line)) for line in after.splitlines() or [NOTHING]),
            ),
        )
    return Pair(label(field.name), ((Part(before, MUTED), Part(" → ", STRONG), Part(after)),))


#: Before and after stand in one line when both are no longer than this together.
_SHORT: Final = 120
#: Of these, an empty field before is worth telling; of all others, nothing was there to change.
_WITH_BEFORE: Final = frozenset({"edit", "accept", "undo", "redo"})
