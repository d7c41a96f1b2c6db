"""The suggested fix: what most people would do next with a link that needs a person.

It is one keystroke in the terminal. So it is suggested only if it can be undone and claims nothing
that no person has done: it never vouches for a page, nor approves one.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from directory.rules.queue import QueueKind

#: How long to wait for a site's owner, or for a site to recover, before the link needs a person
#: again.
WAIT = timedelta(days=7)
#: How long a link that was reviewed needs no review.
NEXT_REVIEW = timedelta(days=365)
#: How long a person's own check counts by default.
VOUCHED_FOR = timedelta(days=90)
#: How long a release of a link that is held back lasts by default.
RELEASED_FOR = timedelta(days=90)


class Fix(StrEnum):
    """What can be done in one step."""

    TAKE_ADDRESS = "take-address"
    FIND_ADDRESS = "find-address"  # changes nothing: a person chooses what is found
    RETIRE = "retire"
    WAIT = "wait"
    SUBMIT = "submit"
    ACCEPT = "accept"
    REVIEWED = "reviewed"


class Advice(NamedTuple):
    """fix: what is done in one step, None if a person must check first. words: what to do, for
    staff. actions: parts of the words, each with the id of the action that does it; if the action
    has a key, it is shown beside the part.
    """

    fix: Fix | None
    words: str
    actions: tuple[tuple[str, str], ...] = ()


_OPEN: Final = ("Open it", "open")
_APPROVE: Final = ("approve the page", "approve-page")
_ADVICE: Final[dict[QueueKind, Advice]] = {
    QueueKind.HELD_BACK: Advice(
        Fix.RETIRE,
        "Retire it: the page may harm visitors; or release it, if it is safe.",
        (("release it", "release"),),
    ),
    QueueKind.GONE: Advice(
        Fix.FIND_ADDRESS,
        "Find its new address, or retire it.",
        (("retire it", "retire"), ("Find its new address", "find-address")),
    ),
    QueueKind.INSECURE: Advice(Fix.WAIT, "Tell the site's owner, and wait a week."),
    QueueKind.MOVED: Advice(
        None, "Open it, and change its address.", (_OPEN, ("change its address", "edit"))
    ),
    QueueKind.FAILING: Advice(Fix.WAIT, "Tell the site's owner, and wait a week; or retire it."),
    QueueKind.BLOCKED: Advice(
        None, "Open it; if it is fine, vouch for it.", (_OPEN, ("vouch for it", "vouch"))
    ),
    QueueKind.CHANGED: Advice(None, "Open it; if it is fine, approve the page.", (_OPEN, _APPROVE)),
    QueueKind.NEVER_CHECKED: Advice(
        None,
        "Check it now, or start a crawl.",
        (("Check it now", "check"), ("start a crawl", "runs")),
    ),
    QueueKind.DRAFT: Advice(Fix.SUBMIT, "Send it on for approval."),
    QueueKind.WAITING: Advice(Fix.ACCEPT, "Read it, and accept it for publication."),
    QueueKind.REVIEW_DUE: Advice(
        Fix.REVIEWED, "Open it; if it is still right, mark it as reviewed for a year."
    ),
}


def advice(kind: QueueKind, suggested_url: str | None) -> Advice:
    """Return what to do with a link of this group; suggested_url: where the page is now, if
    known."""
    if suggested_url and kind in (QueueKind.GONE, QueueKind.MOVED):
        return Advice(Fix.TAKE_ADDRESS, f"Take the new address: {suggested_url}")
    return _ADVICE[kind]


def waits_until(today: date) -> date:
    """Return the day until which a link is snoozed while staff wait."""
    return today + WAIT
