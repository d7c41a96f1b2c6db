"""The changes: who did what to a link, when and why, the newest first."""

from collections.abc import Sequence
from typing import Final

from directory.queries.link_history import Change, FieldEdit
from tui.presenters.blocks import (
    MUTED,
    STRONG,
    Block,
    Chunk,
    Edit,
    PlainPair,
    pair,
    para,
    sentence,
)
from tui.presenters.words import done, label, moment, words_of

#: For these, an empty value before is shown; for all others, there was nothing to change.
_WITH_BEFORE: Final = frozenset({"edit", "accept", "undo", "redo"})


def changes_card(changes: Sequence[Change], *, more: bool) -> list[Block]:
    """Return the entries so far. more: there are others, loaded on scrolling to the end."""
    if not changes:
        return [para("No change is on record.", MUTED)]
    blocks: list[Block] = []
    for place, change in enumerate(changes):
        blocks += [sentence(Chunk(""))] if place else []
        blocks += change_blocks(change)
    return [*blocks, para("… more below", MUTED)] if more else blocks


def change_blocks(change: Change) -> list[Block]:
    """Return one entry: what was done by whom and when, then why and the fields."""
    at = moment(change.at)
    blocks: list[Block] = [
        sentence(
            Chunk(done(change.what), STRONG, f"{at}  {change.who}  {done(change.what)}"),
            Chunk(f"  {change.who}, {at}", MUTED, ""),
        )
    ]
    if change.why:
        blocks.append(sentence(Chunk("Why: ", MUTED), Chunk(change.why), deep=1, screen=True))
        blocks.append(PlainPair("Why", change.why))
    return [*blocks, *(_field(field, change) for field in change.fields)]


def _field(field: FieldEdit, change: Change) -> Block:
    after = words_of(field.name, field.after)
    if field.before is None and change.what not in _WITH_BEFORE:
        return pair(label(field.name), after)
    return Edit(label(field.name), words_of(field.name, field.before), after)
