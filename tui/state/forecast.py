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
    """Things that change in the same way. total: the number of all; lines: the first of them."""

    title: str
    sentence: str
    total: int
    lines: "tuple[Line, ...]"


@dataclass(frozen=True, slots=True)
class Forecast:
    """The content of the screen.

    summary: the state of the website, in two lines. problem: why no release can be made, "" if one
    can. changes: the number of things that would change. seen: a digest of the state for which
    this is true. before: what a roll-back would bring back, as text; "" if nothing is kept.
    far_fewer: a question, if the release would have far fewer links than the one on the website;
    "" otherwise. unready: what should be set or done before the first release, a line each; "" if
    there is nothing, or a release is on record. expires: the release on the website expires soon,
    so that publishing without a change is useful.
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
