"""The verbs of the editorial workflow, and a person's decisions about a link after seeing its page.

Which verb a link accepts in which state is in `rules/workflow.py`, permissions are in
`rules/permissions.py`. A link in review waits for approval, and so does a proposal of a published
link: `accept` and `send_back` are for both.
"""

from datetime import date, datetime, timedelta
from typing import Any

from directory.catalog import baselines, proposals
from directory.catalog.links import at_version, make_edit, store, touch
from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused
from directory.model.curation import Proposal
from directory.model.link import Link
from directory.model.reasons import DANGERS
from directory.model.vocab import EditorialState
from directory.rules.permissions import Right
from directory.rules.queue import LONGEST_RELEASE
from directory.rules.workflow import RULES, Verb, authors, is_author

#: A person's check counts for a year at most.
LONGEST_VOUCHER = timedelta(days=366)
#: No link is snoozed for longer than a year.
LONGEST_SNOOZE = timedelta(days=366)


def submit(tx: Transaction, link_id: int, version: int) -> Link:
    """Send a draft to review.

    Raise StaleEdit as `edit_link` does, and ChangeRefused if the link's state or the person's role
    does not allow it; so do all verbs here.
    """
    return _move(tx, _permitted(tx, Verb.SUBMIT, link_id, version), Verb.SUBMIT)


def accept(tx: Transaction, link_id: int, version: int) -> Link:
    """Publish a draft or a link in review, or make the edit that was proposed of a published one.

    Also raise ChangeRefused if nothing waits for approval, if four eyes are required and the person
    has written it, and, with their names, if proposed fields have been changed since.
    """
    link = _permitted(tx, Verb.ACCEPT, link_id, version)
    if link.state is EditorialState.DRAFT:
        _refuse_own(tx, link, link.written_by)
        link = _move(tx, link, Verb.SUBMIT)
    if link.state is EditorialState.IN_REVIEW:
        return _move(tx, link, Verb.ACCEPT)
    waiting = _proposal(tx, link)
    _refuse_own(tx, link, waiting.who)
    disputed = proposals.disputed(tx, link, waiting)
    if disputed:
        names = ", ".join(name.replace("_", " ") for name in disputed)
        raise ChangeRefused(
            f"link {link_id}: since this was proposed, another person changed the same: {names}. "
            "Compare the two, propose what it should be, or send this back."
        )
    proposals.drop(tx, waiting, "accept")
    edited = make_edit(tx, link, waiting.patch, "accept")
    return touch(tx, edited) if edited.version == version else edited


def send_back(tx: Transaction, link_id: int, version: int) -> Link:
    """Make a link in review a draft again, or drop the proposal of a published one.

    Another person's work is sent back with a reason: the transaction's `why`. Also raise
    ChangeRefused if there is no reason, or nothing waits for approval.
    """
    link = _permitted(tx, Verb.SEND_BACK, link_id, version)
    if link.state is EditorialState.IN_REVIEW:
        _ask_why(tx, link, link.written_by)
        return _move(tx, link, Verb.SEND_BACK, EditorialState.DRAFT)
    waiting = _proposal(tx, link)
    if authors(waiting.who) != [tx.who]:
        tx.require(Right.PUBLISH)
    _ask_why(tx, link, waiting.who)
    proposals.drop(tx, waiting, "send_back")
    return touch(tx, link)


def retire(tx: Transaction, link_id: int, version: int) -> Link:
    """Take a link out of use; a proposal of it is dropped."""
    link = _permitted(tx, Verb.RETIRE, link_id, version)
    if link.state is EditorialState.PUBLISHED:
        proposals.drop(tx, tx.waiting.get(link_id), "retire")
    return _move(tx, link, Verb.RETIRE)


def restore(tx: Transaction, link_id: int, version: int) -> Link:
    """Make a retired link a draft."""
    return _move(tx, _permitted(tx, Verb.RESTORE, link_id, version), Verb.RESTORE)


def approve_page(tx: Transaction, link_id: int, version: int) -> Link:
    """Make the page as it was last seen the baseline of later checks.

    Also raise ChangeRefused if no page was seen.
    """
    link = _permitted(tx, Verb.APPROVE_PAGE, link_id, version)
    if not baselines.approve(tx, link_id):
        raise ChangeRefused(
            f"link {link_id}: the last check saw no page, so there is nothing to approve. "
            "Crawl first, or open it in a browser and vouch for it."
        )
    tx.note(Verb.APPROVE_PAGE, "link", link_id, {}, {"approved": "the page as last seen"})
    return touch(tx, link)


def vouch(tx: Transaction, link_id: int, version: int, until: date) -> Link:
    """Record that the person has seen the page today, which counts until a day.

    For pages that block the crawl. Repeating it on the same day writes nothing. Also raise
    ChangeRefused if that day is not in the future, or more than `LONGEST_VOUCHER` away.
    """
    link = _permitted(tx, Verb.VOUCH, link_id, version)
    _refuse_day(tx, link, "vouch", until, LONGEST_VOUCHER)
    values = {"vouched_on": tx.today, "vouched_until": until, "vouched_by": tx.who}
    return store(tx, link, values, Verb.VOUCH)


def snooze(tx: Transaction, link_id: int, version: int, until: date) -> Link:
    """Leave the link out of the queue until a day, unless its health gets worse.

    Also raise ChangeRefused if that day is not in the future, or more than `LONGEST_SNOOZE` away.
    """
    link = _permitted(tx, Verb.SNOOZE, link_id, version)
    _refuse_day(tx, link, "snooze", until, LONGEST_SNOOZE)
    seen = tx.snapshot(link_id)["health"]
    reason = seen["reason"] if seen else ""
    values = {"snoozed_until": until, "snoozed_at": tx.now, "snoozed_for": reason}
    return store(tx, link, values, Verb.SNOOZE)


def wake(tx: Transaction, link_id: int, version: int) -> Link:
    """End a snooze, if there is one."""
    link = _permitted(tx, Verb.WAKE, link_id, version)
    if link.snoozed_until is None:
        return link
    values = {"snoozed_until": None, "snoozed_at": None, "snoozed_for": ""}
    return store(tx, link, values, Verb.WAKE)


def release(tx: Transaction, link_id: int, version: int, until: date) -> Link:
    """Show a published link with a danger to visitors up to and including a day; return it.

    That counts for the dangers that the last check found, see `rules.queue.is_released`. The
    change's `why` is the reason. A link that is released already gets the new day. Raise StaleEdit
    as `edit_link` does, and ChangeRefused if the link is not held back, without a reason, and if
    the day is not in the future or more than LONGEST_RELEASE away.
    """
    link = _permitted(tx, Verb.RELEASE, link_id, version)
    danger, since = _danger(tx, link)
    if not tx.why.strip():
        raise ChangeRefused(
            f"link {link.id} (“{link.name}”): give a reason why visitors can be sent to a page "
            "that looks dangerous"
        )
    _refuse_day(tx, link, "release", until, LONGEST_RELEASE)
    values = {
        "released_until": until,
        "released_for": danger,
        "released_at": max(tx.now, since or tx.now),  # clocks of machines may differ
        "released_by": tx.who,
    }
    return store(tx, link, values, Verb.RELEASE)


def _danger(tx: Transaction, link: Link) -> tuple[str, datetime | None]:
    """Return the dangers that the last check found, and since when no others were found."""
    assert link.id is not None
    seen = tx.snapshot(link.id)["health"]
    if seen is None:
        why = "it was never checked"
    elif seen["reason"] not in DANGERS:
        why = "the last check found no danger"
    else:
        return seen["danger"], seen["danger_since"]
    raise ChangeRefused(
        f"link {link.id} (“{link.name}”) is not held back, so it cannot be released: {why}"
    )


def _permitted(tx: Transaction, verb: Verb, link_id: int, version: int) -> Link:
    """Return the link, at this version, if its state and the person's role allow the verb."""
    link = at_version(tx, link_id, version)
    tx.permit(verb, link)
    return link


def _move(tx: Transaction, link: Link, verb: Verb, state: EditorialState | None = None) -> Link:
    """Change the state of the link to the one that the verb leads to, or to `state`."""
    state = state or RULES[verb].leads_to
    values: dict[str, Any] = {"state": state}
    if link.state is EditorialState.PUBLISHED:
        values["withdrawn_at"] = tx.now
    if state is EditorialState.PUBLISHED:
        _refuse_own(tx, link, link.written_by)
        values |= {"published_at": tx.now, "withdrawn_at": None, "written_by": ""}
        assert link.id is not None
        baselines.approve_if_well(tx, link.id)
    return store(tx, link, values, verb)


def _proposal(tx: Transaction, link: Link) -> Proposal:
    assert link.id is not None
    waiting = tx.waiting.get(link.id)
    if waiting is None:
        raise ChangeRefused(
            f"link {link.id} (“{link.name}”): nothing of it waits for approval; it is published, "
            "and no edit of it was proposed"
        )
    return waiting


def _refuse_own(tx: Transaction, link: Link, written_by: str) -> None:
    if tx.policy.four_eyes and is_author(written_by, tx.who):
        raise ChangeRefused(
            f"link {link.id}: You wrote this yourself; another person must accept it."
        )


def _ask_why(tx: Transaction, link: Link, written_by: str) -> None:
    """Raise ChangeRefused if another person's work is sent back without a reason."""
    if not tx.why.strip() and not is_author(written_by, tx.who):
        raise ChangeRefused(
            f"link {link.id}: say why you send it back, so that its author knows what to change"
        )


def _refuse_day(tx: Transaction, link: Link, what: str, until: date, longest: timedelta) -> None:
    today = tx.today
    if not today < until <= today + longest:
        raise ChangeRefused(
            f"link {link.id}: {what} until a day that is to come, at most "
            f"{longest.days} days from today"
        )
