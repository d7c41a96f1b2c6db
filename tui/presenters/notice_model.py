"""The content of the screen of notices, as plain data: the desk fills it, the cards format it."""

from dataclasses import dataclass
from datetime import date, datetime

from directory.model.vocab import NoticeKind

#: By language, in order.
Texts = tuple[tuple[str, str], ...]
#: The decision of an exit rule that gives no notice.
NO_EXIT_NOTICE = "no exit notice"


@dataclass(frozen=True, slots=True)
class AnnouncedText:
    """One announced wording. approver, exception: "" for none."""

    number: int
    announced_on: date
    effective_from: date
    titles: Texts
    texts: Texts
    author: str
    approver: str
    exception: str


@dataclass(frozen=True, slots=True)
class Waits:
    """A wording that a second person must approve. mine: the user wrote it. problem: why the user
    cannot approve it today; "" if they can."""

    effective_from: date
    titles: Texts
    texts: Texts
    author: str
    exception: str
    at: datetime
    mine: bool
    problem: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as text. number: from 1, in the order of evaluation. then: what it decides; because:
    the sentence that visitors may read. shown: how its exit notice is shown; "" for none."""

    number: int
    question: str
    then: str
    because: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class NoticeOverview:
    """A notice. in_force: None before its first day. coming: announced, soonest first. earlier:
    the number of wordings no longer in force. rules: those that may give it to a link."""

    slug: str
    kind: NoticeKind
    in_force: AnnouncedText | None
    coming: tuple[AnnouncedText, ...]
    earlier: int
    waits: Waits | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules. version: 0 for the default ones. disclaimers: by the slug of each. problem:
    why they cannot be read; "" if they can."""

    version: int
    exit: tuple[Rule, ...]
    disclaimers: tuple[tuple[str, tuple[Rule, ...]], ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The content of the screen, as of `today`."""

    today: date
    notices: tuple[NoticeOverview, ...]
    rules: Rules
