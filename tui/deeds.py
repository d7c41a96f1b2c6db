"""What staff do to links, one or many at a time: the same deeds for keys and for commands.

A deed is what it is called and what it does to one link; `perform` does it to
any number of them as one act, so that one undo takes it back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, assert_never

if TYPE_CHECKING:
    from directory.catalog import Catalog, Change
    from directory.model.link import Link
    from directory.rules.fixes import Fix


@dataclass(frozen=True, slots=True)
class Deed:
    """verb: what is done, for the list of acts (`Retire`). done: in a sentence (`Retired`)."""

    verb: str
    done: str
    do: "Callable[[Change, Link], object]"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a deed. done: how many links. refused: the first thousand link ids with the
    reason, in words; refusals: how many there were; stopped: not all
    were tried."""

    done: int
    refused: tuple[tuple[int, str], ...]
    refusals: int = 0
    stopped: bool = False


def perform(
    catalog: "Catalog",
    deed: Deed,
    ids: Iterable[int],
    *,
    who: str,
    about: str,
    why: str = "",
    progress: Callable[[int], object] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Outcome:
    """Does it to all of these links as one act. about: what it is done to (`3 links`).

    A link that refuses is left as it was, and told; the others are done.
    """
    title = f"{deed.verb} {about}"
    outcome = catalog.for_each(who, title, ids, deed.do, why, progress=progress, stop=stop)
    return Outcome(outcome.done, tuple(outcome.refused), outcome.refusals, outcome.stopped)


def seen_at(deed: Deed, version: int) -> Deed:
    """The deed, for a link that a person saw at this version; refused when it is another now."""

    def do(change: "Change", link: "Link") -> object:
        from directory.refusals import StaleEdit

        if link.version != version:
            raise StaleEdit(link, version)
        return deed.do(change, link)

    return Deed(deed.verb, deed.done, do)


def retire() -> Deed:
    """Off the directory."""
    return Deed("Retire", "Retired", lambda change, link: change.retire(*_of(link)))


def restore() -> Deed:
    """From retired to draft."""
    return Deed("Restore", "Restored", lambda change, link: change.restore(*_of(link)))


def submit() -> Deed:
    """From draft to review."""
    return Deed("Send on", "Sent on for approval", lambda change, link: change.submit(*_of(link)))


def send_back() -> Deed:
    """Back to whoever wrote it."""
    return Deed("Send back", "Sent back", lambda change, link: change.send_back(*_of(link)))


def accept() -> Deed:
    """What waits for approval is published; a draft is sent on first."""

    def do(change: "Change", link: "Link") -> object:
        from directory.model.vocab import EditorialState

        if link.state is EditorialState.DRAFT:
            link = change.submit(*_of(link))
        return change.accept(*_of(link))

    return Deed("Accept", "Accepted", do)


def approve_page() -> Deed:
    """The page as it was last seen is approved."""
    return Deed(
        "Approve the page of",
        "Approved the page of",
        lambda change, link: change.approve_page(*_of(link)),
    )


def vouch(until: date) -> Deed:
    """A person has looked today."""
    return Deed("Vouch for", "Vouched for", lambda change, link: change.vouch(*_of(link), until))


def snooze(until: date) -> Deed:
    """It rests until that day."""
    return Deed("Snooze", "Snoozed", lambda change, link: change.snooze(*_of(link), until))


def wake() -> Deed:
    """Its rest is over."""
    return Deed("Wake", "Woken", lambda change, link: change.wake(*_of(link)))


def edit(patch: dict[str, Any], verb: str = "Edit", done: str = "Changed") -> Deed:
    """These fields get these values."""
    return Deed(verb, done, lambda change, link: change.edit_link(*_of(link), patch))


def recategorise(slug: str, name: str) -> Deed:
    """Under this category."""
    return edit({"category": slug}, f"Move to “{name}”:", f"Put under “{name}”:")


def set_audiences(audiences: list[str]) -> Deed:
    """For these people."""
    return edit({"audiences": audiences}, "Set the audience of", "Set the audience of")


def fix(today: date) -> Deed:
    """The suggested fix of each link, whatever that is."""

    def do(change: "Change", link: "Link") -> object:
        from directory.refusals import ChangeRefused
        from directory.rules.fixes import advice

        assert link.id is not None
        brief = change.brief(link.id)
        if brief.group is None:
            raise ChangeRefused(f"link {link.id} needs nothing any more")
        advised = advice(brief.group, brief.suggested_url)
        if advised.fix is None:
            raise ChangeRefused(advised.words)
        return named_fix(advised.fix, brief.suggested_url, today).do(change, link)

    return Deed("Fix", "Fixed", do)


def named_fix(chosen: "Fix", suggested: str | None, today: date) -> Deed:
    """The deed that a fix is."""
    from directory.rules.fixes import NEXT_REVIEW, Fix, waits_until

    match chosen:
        case Fix.TAKE_ADDRESS:
            return edit({"url": suggested}, "Take the new address of", "Took the new address of")
        case Fix.RETIRE:
            return retire()
        case Fix.WAIT:
            return snooze(waits_until(today))
        case Fix.SUBMIT:
            return submit()
        case Fix.ACCEPT:
            return accept()
        case Fix.REVIEWED:
            day = {"review_by": today + NEXT_REVIEW}
            return edit(day, "Note the review of", "Noted the review of")
        case _:
            assert_never(chosen)


def _of(link: "Link") -> tuple[int, int]:
    assert link.id is not None
    return link.id, link.version
