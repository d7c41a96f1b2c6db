"""A crawl as text: its status, what it found, and what to do about it."""

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from directory.model.vocab import RunStatus
from tui.glyphs import Sign
from tui.state.progress import duration, in_order, links, sign_of

if TYPE_CHECKING:
    from directory.queries.crawls import CrawlRow

COMPLETE: Final = Sign("●", "complete", "ok")
RUNNING: Final = Sign("▶", "under way", "moved")
INTERRUPTED: Final = Sign("◐", "cut off", "failing")
INCONCLUSIVE: Final = Sign("?", "inconclusive", "blocked")

_SCOPES: Final = {"all": "all links", "due": "links due"}
#: What a verdict in a crawl's counts means.
MEANING: Final = {
    "changed": "no longer what staff approved",
    "insecure": "browsers warn visitors",
    "gone": "no longer there",
    "failing": "down at that time",
    "blocked": "did not let us check",
    "vouched": "did not let us check; a person vouches",
    "moved": "at a new address",
    "ok": "fine",
}

_CHOSEN_STORED = "What it saw is stored when the next crawl begins. Check the other links again."
_GOES_ON = "The next crawl goes on from there, if it begins within a day of this one's beginning."


def scope_words(run: "CrawlRow") -> str:
    """Return which links it is of: `all links`, `3 chosen links`."""
    if run.is_chosen:
        return f"{run.chosen:,} chosen {'link' if run.chosen == 1 else 'links'}"
    return _SCOPES[run.scope]


def status_sign(run: "CrawlRow") -> Sign:
    """Return the glyph and label of its status; one whose process has died was cut off."""
    if run.alive:
        return RUNNING
    match run.status:
        case RunStatus.COMPLETE:
            return COMPLETE
        case RunStatus.INCONCLUSIVE:
            return INCONCLUSIVE
        case RunStatus.RUNNING | RunStatus.INTERRUPTED:
            return INTERRUPTED


def when(moment: datetime, zone: tzinfo | None = None) -> str:
    """Return `2026-10-09 14:05`, in this machine's zone unless another is given."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def took(run: "CrawlRow") -> timedelta | None:
    """Return how long it took; None if it has not ended."""
    if run.alive or run.ended_at is None:
        return None
    return run.ended_at - run.started_at


def how_long(run: "CrawlRow") -> str:
    """Return the same as text: `12 s`, `3 min`; "" if it has not ended."""
    passed = took(run)
    if passed is None:
        return ""
    seconds = passed.total_seconds()
    return f"{seconds:.0f} s" if seconds < 60 else duration(seconds)


def looked_at(run: "CrawlRow") -> int:
    """Return the number of links that it checked."""
    return sum(run.counts.values())


def faults(run: "CrawlRow") -> str:
    """Return what it found that is not well, in glyphs and numbers: `!1 x12 ~3`."""
    if run.status is RunStatus.INCONCLUSIVE:
        return "not kept"
    shown = [
        f"{sign_of(word).glyph}{number:,}" for word, number in in_order(run.counts) if word != "ok"
    ]
    return " ".join(shown) or ("all well" if run.counts else "")


def advice(run: "CrawlRow") -> tuple[str, ...]:
    """Return the result and what to do, in paragraphs."""
    if run.alive:
        return ("It is under way. What it has seen is accepted only when it has ended.",)
    match run.status:
        case RunStatus.COMPLETE:
            return _of_complete(run)
        case RunStatus.INCONCLUSIVE:
            return (
                "This crawl was not plausible, so nothing it saw was kept: "
                "the health of all links is as it was before.",
                f"Why: {run.note}",
            )
        case RunStatus.RUNNING if run.is_chosen:
            return ("Its process ended early.", _CHOSEN_STORED)
        case RunStatus.RUNNING:
            return ("Its process ended early. No finished check is lost.", _GOES_ON)
        case RunStatus.INTERRUPTED if run.open:
            return ("It was stopped before all links were checked.", _GOES_ON)
        case RunStatus.INTERRUPTED if run.is_chosen:
            return (
                "It ended before all of these links were checked. What it saw is kept. Check the "
                "others again.",
            )
        case RunStatus.INTERRUPTED:
            return (
                "It was stopped before all links were checked. What it saw is kept. "
                "The links that were left are checked by later crawls.",
            )


def _of_complete(run: "CrawlRow") -> tuple[str, ...]:
    if not run.counts and run.is_chosen:
        return ("None of these links was checked.",)
    if not run.counts:
        return ("There was nothing to check: no link was due.",)
    if faults(run) == "all well":
        return ("All links that it checked work. There is nothing to do.",)
    return (
        "One failed check proves nothing: a link counts as broken when it stays so over days. "
        "What needs a person is in the queue (1).",
    )


def ended(run: "CrawlRow") -> str:
    """Return a sentence on a crawl that has just ended."""
    found, sign = looked_at(run), status_sign(run)
    if sign is INCONCLUSIVE:
        return "The crawl was inconclusive: no link was changed. See Runs (3) for why."
    if sign is not COMPLETE:
        return "The crawl was cut off. What it has checked is kept; the next one goes on."
    if not found:
        return "The crawl has ended: no link was due."
    return f"The crawl has ended: {links(found)} checked, {faults(run)}."
