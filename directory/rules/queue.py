"""The queue: which links need a person, and why, worst first.

A link is in one group only, the worst that applies to it. For a published link or one in review,
its health counts: a danger at once, all else when it has been confirmed (see `lifecycle.py`). A
draft is a draft whatever its health: no visitor is sent there. A retired link needs no one.

Staff can release a link with a danger that turned out to be none, until a day: it is in no group
for that danger, and visitors are shown it. The crawl may find the danger again meanwhile, also
after checks that found none; another danger ends the release, and then the first one is no longer
released either if it returns.

A snoozed link is left out until the day to which it was snoozed, or until its health changes: a
danger for which it was not snoozed, or a verdict whose streak began after it was snoozed.

`group_of` is the rule for one link; `directory/queries/queue.py` applies it to a whole catalog by
its indexes, and a test compares the two.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never

from directory.model.reasons import DANGERS
from directory.model.vocab import EditorialState, Verdict

#: A link with a danger is released for a year at most.
LONGEST_RELEASE: Final = timedelta(days=366)


class QueueKind(StrEnum):
    """Why a link needs a person, worst first."""

    HELD_BACK = "held-back"
    GONE = "gone"
    INSECURE = "insecure"
    MOVED = "moved"
    FAILING = "failing"
    BLOCKED = "blocked"
    CHANGED = "changed"
    NEVER_CHECKED = "never-checked"
    DRAFT = "draft"
    WAITING = "waiting"
    REVIEW_DUE = "review-due"

    @property
    def heading(self) -> str:
        """The heading of the group."""
        return _WORDS[self][0]

    @property
    def sentence(self) -> str:
        """What the group is, and what to do, in one sentence."""
        return _WORDS[self][1]


_WORDS: dict[QueueKind, tuple[str, str]] = {
    QueueKind.HELD_BACK: (
        "Held back",
        "The page may harm visitors, so it is kept off the website until a person has checked it.",
    ),
    QueueKind.GONE: ("Gone", "The page is no longer there; find its new address or retire it."),
    QueueKind.INSECURE: (
        "Insecure",
        "Browsers warn visitors of this site; tell its owner, or take the link off.",
    ),
    QueueKind.MOVED: ("Moved", "The page has a new address; accept it if it is the same page."),
    QueueKind.FAILING: (
        "Failing",
        "The site has been down for days; tell its owner, or retire the link.",
    ),
    QueueKind.BLOCKED: (
        "Could not check",
        "The site does not let us in; open it in a browser and vouch for it if it is fine.",
    ),
    QueueKind.CHANGED: (
        "Changed",
        "The page is not the one that was approved; open it, and approve it as it is now.",
    ),
    QueueKind.NEVER_CHECKED: ("Never checked", "It has not been checked yet; check it now."),
    QueueKind.DRAFT: ("Drafts", "It is not complete; complete it and send it to review."),
    QueueKind.WAITING: ("Waiting for approval", "Read what was written and approve it, or not."),
    QueueKind.REVIEW_DUE: (
        "Review date passed",
        "It was to be reviewed by a day that has passed; review it and set a new day.",
    ),
}


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """The facts of a link that decide on its group. Moments are aware.

    verdict, reason, confirmed, since: of its health; None and False if it was never checked.
    snoozed_until, snoozed_at: both or neither; snoozed_for: the reason that its health had then.
    vouched_until: the last day on which a person's own check counts. proposal: an edit waits for
    approval. danger, danger_since: as of `model.health.Health`. released_until, released_for,
    released_at: as of `model.link.Link`.
    """

    state: EditorialState
    verdict: Verdict | None = None
    reason: str | None = None
    confirmed: bool = False
    since: datetime | None = None
    review_by: date | None = None
    vouched_until: date | None = None
    snoozed_until: date | None = None
    snoozed_at: datetime | None = None
    snoozed_for: str = ""
    proposal: bool = False
    danger: str = ""
    danger_since: datetime | None = None
    released_until: date | None = None
    released_for: str = ""
    released_at: datetime | None = None


def is_held_back(link: QueueFacts, today: date) -> bool:
    """Return True for a published link that visitors are not shown, since it is a danger."""
    is_danger = link.state is EditorialState.PUBLISHED and link.reason in DANGERS
    return is_danger and not is_released(link, today)


def is_released(link: QueueFacts, today: date) -> bool:
    """Return True if a danger was found and staff have released the link from it.

    A release counts up to its last day, unless another danger has been found since, even if the
    same one has been found again after it.
    """
    if link.reason not in DANGERS or link.danger != link.released_for:
        return False
    if link.released_at is None or link.danger_since is None or link.released_until is None:
        return False
    return link.danger_since <= link.released_at and release_counts(link.released_until, today)


def release_counts(until: date, day: date) -> bool:
    """Return True if a release with this last day can count on a day; no release is longer than a
    year."""
    return timedelta(0) <= until - day <= LONGEST_RELEASE


def is_snoozed(link: QueueFacts, today: date) -> bool:
    """Return True if it is left out of the queue today: snoozed, and its health unchanged since."""
    if link.snoozed_until is None or link.snoozed_at is None or link.snoozed_until < today:
        return False
    if link.reason in DANGERS and link.reason != link.snoozed_for:
        return False
    return link.since is None or link.since <= link.snoozed_at


def is_vouched(link: QueueFacts, today: date) -> bool:
    """Return True while a person's own check counts."""
    return link.vouched_until is not None and link.vouched_until >= today


def group_of(link: QueueFacts, today: date) -> QueueKind | None:
    """Return the worst group of the link; None if it needs no one."""
    if link.state is EditorialState.RETIRED or is_snoozed(link, today):
        return None
    if link.state is EditorialState.DRAFT:
        return QueueKind.DRAFT
    return _group_by_health(link, today) or _group_by_editing(link, today)


def _group_by_health(link: QueueFacts, today: date) -> QueueKind | None:
    """Return the group of a link that is published or in review; None if its health is in order."""
    if link.verdict is None:
        return QueueKind.NEVER_CHECKED
    if link.reason in DANGERS:
        return None if is_released(link, today) else QueueKind.HELD_BACK
    if not link.confirmed:
        return None
    match link.verdict:
        case Verdict.GONE:
            return QueueKind.GONE
        case Verdict.INSECURE:
            return QueueKind.INSECURE
        case Verdict.MOVED:
            return QueueKind.MOVED
        case Verdict.FAILING:
            return QueueKind.FAILING
        case Verdict.BLOCKED:
            return None if is_vouched(link, today) else QueueKind.BLOCKED
        case Verdict.CHANGED:
            return QueueKind.CHANGED
        case Verdict.OK:
            return None
        case _:
            assert_never(link.verdict)


def _group_by_editing(link: QueueFacts, today: date) -> QueueKind | None:
    if link.state is EditorialState.IN_REVIEW or link.proposal:
        return QueueKind.WAITING
    if link.review_by is not None and link.review_by < today:
        return QueueKind.REVIEW_DUE
    return None
