"""Two people edited one link: what each of them changed, field by field, and what comes of it.

What only one side changed is taken as it is. Where both changed a field, and not to the
same, a person chooses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tui.state.form import FormField, Texts


class Side(StrEnum):
    """Whose text a field gets."""

    MINE = "mine"
    THEIRS = "theirs"
    EDITED = "edited"  # neither: written anew in the three-way view
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
        """What the field gets; while that is open, what the person typed first of all."""
        if self.side is Side.THEIRS:
            return self.theirs
        return self.edited if self.side is Side.EDITED else self.mine

    def chosen(self, side: Side, edited: str = "") -> "Difference":
        """The same with another choice."""
        return replace(self, side=side, edited=edited)


def differences(
    fields: Sequence[FormField], before: Texts, mine: Texts, theirs: Texts
) -> tuple[Difference, ...]:
    """The fields that differ, clashes first, else in the form's order."""
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
    """What the form holds after the choices: the catalog's texts with them put in."""
    return dict(theirs) | {difference.field.key: difference.result for difference in found}


def still_open(found: Sequence[Difference]) -> int:
    """How many clashes wait for a choice."""
    return sum(difference.side is Side.OPEN for difference in found)


def to_keep(before: Texts, now: Texts) -> dict[str, list[str]]:
    """What a draft keeps: by key of each touched field, what it held before and what it holds."""
    return {key: [before.get(key, ""), text] for key, text in now.items() if text != before[key]}


def taken_up(
    current: Texts, kept: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], dict[str, str]]:
    """What the form held before and holds now, when a draft is taken up again.

    current: what the catalog says today. A draft's fields keep the “before” that its author
    saw, so that somebody else's edit of the same field is found out when it is saved. Fields
    that the form has no more are left out.
    """
    before, now = dict(current), dict(current)
    for key, (old, new) in kept.items():
        if key in current:
            before[key], now[key] = old, new
    return before, now
