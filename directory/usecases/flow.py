"""The editorial flow, and what a person says of a link after looking at it."""

from datetime import date, timedelta
from typing import Any

from directory.model.link import Link
from directory.model.vocab import EditorialState
from directory.refusals import ChangeRefused
from directory.rules.workflow import IllegalMove, check_move
from directory.store import baselines
from directory.usecases.links import at_version, store
from directory.usecases.transaction import Transaction

#: A person's look counts for a year at the most.
LONGEST_VOUCHER = timedelta(days=366)


def move_to(tx: Transaction, link_id: int, version: int, state: EditorialState) -> Link:
    """See `Change.move_to`."""
    link = at_version(tx, link_id, version)
    try:
        check_move(link.state, state)
    except IllegalMove as error:
        raise ChangeRefused(f"link {link_id}: {error}") from None
    values: dict[str, Any] = {"state": state}
    if state is EditorialState.PUBLISHED:
        values["published_at"] = tx.now
        baselines.approve_if_well(tx.connection, link_id, tx.who, tx.now)
    return store(tx, link, values, "move", {"state": link.state}, {"state": state})


def approve_page(tx: Transaction, link_id: int, version: int) -> Link:
    """See `Change.approve_page`."""
    link = at_version(tx, link_id, version)
    if not baselines.approve(tx.connection, link_id, tx.who, tx.now):
        raise ChangeRefused(
            f"link {link_id}: no page was seen there when it was last looked at, so there is "
            "nothing to approve. Crawl first, or open it in a browser and vouch for it."
        )
    return store(tx, link, {}, "approve", {}, {"approved": "the page as last seen"})


def vouch(tx: Transaction, link_id: int, version: int, until: date) -> Link:
    """See `Change.vouch`."""
    link = at_version(tx, link_id, version)
    today = tx.now.date()
    if not today < until <= today + LONGEST_VOUCHER:
        raise ChangeRefused(
            f"link {link_id}: vouch until a day that is to come, at most "
            f"{LONGEST_VOUCHER.days} days from today"
        )
    values = {"vouched_on": today, "vouched_until": until, "vouched_by": tx.who}
    before = {name: getattr(link, name) for name in values}
    return store(tx, link, values, "vouch", before, values)
