"""The editorial flow, and what a person says of a link after looking at it.

Who may do what is in `rules/rights.py`, which moves there are in
`rules/workflow.py`. What waits for approval is a link in review, or a proposal of
a published link: `accept` and `send_back` are for both.
"""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from directory.model.curation import Proposal
from directory.model.health import Health
from directory.model.link import Link
from directory.model.reasons import DANGERS
from directory.model.vocab import EditorialState
from directory.refusals import ChangeRefused
from directory.rules.queue import LONGEST_RELEASE
from directory.rules.rights import Right, right_to_move
from directory.rules.workflow import IllegalMove, authors, check_move, is_author
from directory.store import baselines
from directory.usecases import proposals
from directory.usecases.links import at_version, make_edit, store, touch
from directory.usecases.transaction import Transaction

_health: sa.Table = Health.__table__  # type: ignore[attr-defined]

#: A person's look counts for a year at the most.
LONGEST_VOUCHER = timedelta(days=366)
#: Nothing is put off for longer than a year.
LONGEST_SNOOZE = timedelta(days=366)


def move_to(tx: Transaction, link_id: int, version: int, state: EditorialState) -> Link:
    """See `Change.move_to`."""
    return _move(tx, at_version(tx, link_id, version), state, "move")


def submit(tx: Transaction, link_id: int, version: int) -> Link:
    """See `Change.submit`."""
    return _move(tx, at_version(tx, link_id, version), EditorialState.IN_REVIEW, "submit")


def accept(tx: Transaction, link_id: int, version: int) -> Link:
    """See `Change.accept`."""
    tx.require(Right.PUBLISH)
    link = at_version(tx, link_id, version)
    if link.state is EditorialState.IN_REVIEW:
        return _move(tx, link, EditorialState.PUBLISHED, "accept")
    waiting = _proposal(tx, link)
    _refuse_own(tx, link, waiting.who)
    disputed = proposals.disputed(tx, link, waiting)
    if disputed:
        names = ", ".join(name.replace("_", " ") for name in disputed)
        raise ChangeRefused(
            f"link {link_id}: since this was proposed, somebody else changed the same: {names}. "
            "Compare the two, propose what it should be, or send this back."
        )
    proposals.drop(tx, waiting, "accept")
    edited = make_edit(tx, link, waiting.patch, "accept")
    return touch(tx, link) if edited is link else edited


def send_back(tx: Transaction, link_id: int, version: int) -> Link:
    """See `Change.send_back`."""
    tx.require(Right.EDIT)
    link = at_version(tx, link_id, version)
    if link.state is EditorialState.IN_REVIEW:
        _ask_why(tx, link, link.written_by)
        return _move(tx, link, EditorialState.DRAFT, "send_back")
    waiting = _proposal(tx, link)
    if authors(waiting.who) != [tx.who]:
        tx.require(Right.PUBLISH)
    _ask_why(tx, link, waiting.who)
    proposals.drop(tx, waiting, "send_back")
    return touch(tx, link)


def retire(tx: Transaction, link_id: int, version: int) -> Link:
    """See `Change.retire`."""
    return _move(tx, at_version(tx, link_id, version), EditorialState.RETIRED, "retire")


def restore(tx: Transaction, link_id: int, version: int) -> Link:
    """See `Change.restore`."""
    link = at_version(tx, link_id, version)
    if link.state is not EditorialState.RETIRED:
        raise ChangeRefused(f"link {link_id} is not retired, so there is nothing to restore")
    return _move(tx, link, EditorialState.DRAFT, "restore")


def approve_page(tx: Transaction, link_id: int, version: int) -> Link:
    """See `Change.approve_page`."""
    tx.require(Right.PUBLISH)
    link = at_version(tx, link_id, version)
    tx.set_aside(link_id)
    if not baselines.approve(tx.connection, link_id, tx.who, tx.now):
        raise ChangeRefused(
            f"link {link_id}: no page was seen there when it was last looked at, so there is "
            "nothing to approve. Crawl first, or open it in a browser and vouch for it."
        )
    tx.note("approve", "link", link_id, {}, {"approved": "the page as last seen"})
    return touch(tx, link)


def vouch(tx: Transaction, link_id: int, version: int, until: date) -> Link:
    """See `Change.vouch`."""
    tx.require(Right.EDIT)
    link = at_version(tx, link_id, version)
    _refuse_day(tx, link, "vouch", until, LONGEST_VOUCHER)
    values = {"vouched_on": tx.now.date(), "vouched_until": until, "vouched_by": tx.who}
    return store(tx, link, values, "vouch")


def snooze(tx: Transaction, link_id: int, version: int, until: date) -> Link:
    """See `Change.snooze`."""
    tx.require(Right.EDIT)
    link = at_version(tx, link_id, version)
    _refuse_day(tx, link, "snooze", until, LONGEST_SNOOZE)
    query = sa.select(_health.c.reason).where(_health.c.link_id == link_id)
    reason = tx.connection.execute(query).scalar() or ""
    values = {"snoozed_until": until, "snoozed_at": tx.now, "snoozed_for": reason}
    return store(tx, link, values, "snooze")


def wake(tx: Transaction, link_id: int, version: int) -> Link:
    """See `Change.wake`."""
    tx.require(Right.EDIT)
    link = at_version(tx, link_id, version)
    if link.snoozed_until is None:
        return link
    values = {"snoozed_until": None, "snoozed_at": None, "snoozed_for": ""}
    return store(tx, link, values, "wake")


def release(tx: Transaction, link_id: int, version: int, until: date) -> Link:
    """Show a published link with a danger to visitors up to and including a day; return it.

    That counts for the dangers that the last check found, see `rules.queue.is_released`. The
    change's `why` is the reason. A link that is released already is released until another day.
    Raise StaleEdit as `edit_link` does, and ChangeRefused if the link is not held back, without
    a reason, and if the day is not to come or more than LONGEST_RELEASE away.
    """
    tx.require(Right.PUBLISH)
    link = at_version(tx, link_id, version)
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
    return store(tx, link, values, "release")


def _danger(tx: Transaction, link: Link) -> tuple[str, datetime | None]:
    """Return the dangers that the last check found, and since when no others were found."""
    columns = (_health.c.reason, _health.c.danger, _health.c.danger_since)
    query = sa.select(*columns).where(_health.c.link_id == link.id)
    seen = tx.connection.execute(query).first()
    if link.state is not EditorialState.PUBLISHED:
        why = "it is not published"
    elif seen is None:
        why = "it was never checked"
    elif seen.reason not in DANGERS:
        why = "the last check found no danger"
    else:
        return seen.danger, seen.danger_since
    raise ChangeRefused(
        f"link {link.id} (“{link.name}”) is not held back, so it cannot be released: {why}"
    )


def _move(tx: Transaction, link: Link, state: EditorialState, what: str) -> Link:
    tx.require(right_to_move(link.state, state))
    try:
        check_move(link.state, state)
    except IllegalMove as error:
        raise ChangeRefused(f"link {link.id}: {error}") from None
    if link.state is EditorialState.PUBLISHED:
        _settle_proposal(tx, link, state)
    values: dict[str, Any] = {"state": state}
    if link.state is EditorialState.PUBLISHED:
        values["withdrawn_at"] = tx.now
    if state is EditorialState.PUBLISHED:
        _refuse_own(tx, link, link.written_by)
        values |= {"published_at": tx.now, "withdrawn_at": None, "written_by": ""}
        assert link.id is not None
        tx.set_aside(link.id)
        baselines.approve_if_well(tx.connection, link.id, tx.who, tx.now)
    return store(tx, link, values, what)


def _settle_proposal(tx: Transaction, link: Link, state: EditorialState) -> None:
    """A link that is published no more has no proposal: it goes with a link that is retired,
    and must be decided on before a link is reviewed anew."""
    waiting = proposals.of_link(tx, link)
    if waiting is not None and state is not EditorialState.RETIRED:
        raise ChangeRefused(
            f"link {link.id}: an edit of it waits for approval; accept it or send it back first"
        )
    proposals.drop(tx, waiting, "retire")


def _proposal(tx: Transaction, link: Link) -> Proposal:
    waiting = proposals.of_link(tx, link)
    if waiting is None:
        raise ChangeRefused(f"link {link.id}: nothing of it waits for approval ({_where(link)})")
    return waiting


def _where(link: Link) -> str:
    match link.state:
        case EditorialState.DRAFT:
            return "it is a draft; submit it first"
        case EditorialState.RETIRED:
            return "it is retired; restore it first"
        case EditorialState.PUBLISHED | EditorialState.IN_REVIEW:
            return f"it is {link.state.value}, and no edit of it was proposed"


def _refuse_own(tx: Transaction, link: Link, written_by: str) -> None:
    if tx.policy.four_eyes and is_author(written_by, tx.who):
        raise ChangeRefused(
            f"link {link.id}: You wrote this yourself; somebody else must accept it."
        )


def _ask_why(tx: Transaction, link: Link, written_by: str) -> None:
    """Whoever gets back what they wrote should know why; who takes back their own knows."""
    if not tx.why.strip() and not is_author(written_by, tx.who):
        raise ChangeRefused(
            f"link {link.id}: say why you send it back, so that its author knows what to change"
        )


def _refuse_day(tx: Transaction, link: Link, what: str, until: date, longest: timedelta) -> None:
    today = tx.now.date()
    if not today < until <= today + longest:
        raise ChangeRefused(
            f"link {link.id}: {what} until a day that is to come, at most "
            f"{longest.days} days from today"
        )
