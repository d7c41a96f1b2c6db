"""Two people edited one link: what each of them changed, field by field, and the merged result.

A change by only one side is taken. Where both changed a field, and not to the same text, the user
chooses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tui.state.form import FormField, Texts


class Side(StrEnum):
    """Whose text a field gets."""

    MINE = "mine"
    THEIRS = "theirs"
    EDITED = "edited"  # neither: rewritten in the three-way view
    OPEN = "open"  # not chosen yet


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that at least one side changed. clash: both did, each to something else."""

    field: FormField
    before: str
    mine: str
    theirs: str
    side: Side
    clash: bool
    edited: str = ""

    @property
    def result(self) -> str:
        """The text of the field; while the choice is open, what the user typed first."""
        if self.side is Side.THEIRS:
            return self.theirs
        return self.edited if self.side is Side.EDITED else self.mine

    def chosen(self, side: Side, edited: str = "") -> "Difference":
        """Return the same with another choice."""
        return replace(self, side=side, edited=edited)


def differences(
    fields: Sequence[FormField], before: Texts, mine: Texts, theirs: Texts
) -> tuple[Difference, ...]:
    """Return the fields that differ, clashes first, else in the form's order."""
    found = []
    for field in fields:
        old, my, their = (texts.get(field.key, "") for texts in (before, mine, theirs))
        if my == old == their:
            continue
        clash = my not in (old, their) and their != old
        side = Side.OPEN if clash else Side.THEIRS if my == old else Side.MINE
        found.append(Difference(field, old, my, their, side, clash))
    return tuple(sorted(found, key=lambda difference: not difference.clash))


def merged(theirs: Texts, found: Sequence[Difference]) -> dict[str, str]:
    """Return the contents of the form after the choices: the catalog's texts with them applied."""
    return dict(theirs) | {difference.field.key: difference.result for difference in found}


def still_open(found: Sequence[Difference]) -> int:
    """Return the number of clashes without a choice."""
    return sum(difference.side is Side.OPEN for difference in found)


def to_keep(before: Texts, now: Texts) -> dict[str, list[str]]:
    """Return what a draft stores: by key of each touched field, its text before and now."""
    return {key: [before.get(key, ""), text] for key, text in now.items() if text != before[key]}


def taken_up(
    current: Texts, kept: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the texts before and now, by key, when a draft is opened again.

    current: the catalog's texts today. A draft's fields keep the “before” that its author saw, so
    that another user's edit of the same field is detected when it is saved. Fields that are no
    longer in the form are left out.
    """
    before, now = dict(current), dict(current)
    for key, (old, new) in kept.items():
        if key in current:
            before[key], now[key] = old, new
    return before, now
