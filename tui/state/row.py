"""One line of the table of links, as a screen hands it to the table.

It is what a person saw when they pressed a key: `version` goes with the decision,
so that a change which somebody else made in between is noticed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, OperatorClass, Verdict
from directory.rules.suggested_actions import Fix


@dataclass(frozen=True, slots=True)
class Row:
    """A link in brief. Texts are as they are in the catalog; the table makes them safe.

    verdict, reason: None if nobody has looked yet. confirmed: we hold the verdict to be true.
    since: from when the verdict holds; last_at: the last look.
    kind: the queue's word for why the link is there, empty in the catalog; advice: what to
    do about it, in words; fix: what one key does about it, None for nothing.
    flags: short words that stand beside the name, such as "held back".
    """

    id: int
    version: int
    name: str
    url: str
    host: str
    state: EditorialState
    category: str
    operator_class: OperatorClass | None = None
    verdict: Verdict | None = None
    reason: Reason | None = None
    confirmed: bool = False
    since: date | None = None
    last_at: datetime | None = None
    kind: str = ""
    flags: tuple[str, ...] = ()
    advice: str = ""
    fix: Fix | None = None
