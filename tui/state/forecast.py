"""What would change on the website, as the screen Publish shows it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from directory.publishing.diff.diff import Alteration
    from directory.publishing.diff.pending import PendingApproval

#: One thing that would change, or that waits for approval.
Line: TypeAlias = "Alteration | PendingApproval"


@dataclass(frozen=True, slots=True)
class ForecastSection:
    """Things that change in the same way. total: how many there are; lines: the first of them."""

    title: str
    sentence: str
    total: int
    lines: "tuple[Line, ...]"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the screen shows.

    summary: how things stand, in two lines. problem: why no release can
    be made, "" when one can. changes: how many things would change. seen: stands
    for the state of things of which this holds. before: what a roll-back
    would bring back, in words; "" when nothing is kept. far_fewer: a question, when
    the release would hold far fewer links than the one on the website; "" otherwise.
    unready: what should be set or done before the first release, a line each; "" when
    there is nothing, or a release is on record. expires: the release on the website expires
    before long, so that it is worth publishing without a change.
    """

    summary: str
    problem: str
    changes: int
    sections: tuple[ForecastSection, ...]
    waiting: "tuple[PendingApproval, ...]"
    seen: str
    before: str
    far_fewer: str = ""
    unready: str = ""
    expires: bool = False
