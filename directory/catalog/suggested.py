"""Carrying out a link's suggested fix, as `rules/suggested_actions.py` advises."""

from typing import assert_never

from directory.catalog import workflow
from directory.catalog.links import at_version, brief, edit_link
from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused
from directory.model.link import Link
from directory.rules.suggested_actions import NEXT_REVIEW, Fix, advice, waits_until


def take_fix(tx: Transaction, link_id: int, version: int) -> Link:
    """Carry out the advised fix. Raise ChangeRefused if there is none, or a person must decide."""
    link = at_version(tx, link_id, version)
    row = brief(tx, link_id)
    if row.group is None:
        raise ChangeRefused(f"link {link_id} (“{link.name}”) needs nothing any more")
    advised = advice(row.group, row.suggested_url)
    match advised.fix:
        case Fix.TAKE_ADDRESS:
            return take_address(tx, link_id, version)
        case Fix.RETIRE:
            return workflow.retire(tx, link_id, version)
        case Fix.WAIT:
            return workflow.snooze(tx, link_id, version, waits_until(tx.today))
        case Fix.SUBMIT:
            return workflow.submit(tx, link_id, version)
        case Fix.ACCEPT:
            return workflow.accept(tx, link_id, version)
        case Fix.REVIEWED:
            return note_review(tx, link_id, version)
        case Fix.FIND_ADDRESS | None:
            raise ChangeRefused(f"link {link_id} (“{link.name}”): {advised.words}")
        case _:
            assert_never(advised.fix)


def take_address(tx: Transaction, link_id: int, version: int) -> Link:
    """Change the link's address to the one that the last check found.

    Raise ChangeRefused if it found none.
    """
    address = brief(tx, link_id).suggested_url
    if address is None:
        raise ChangeRefused(f"no new address of link {link_id} is known any more")
    return edit_link(tx, link_id, version, {"url": address})


def note_review(tx: Transaction, link_id: int, version: int) -> Link:
    """Set the day of the next review."""
    return edit_link(tx, link_id, version, {"review_by": tx.today + NEXT_REVIEW})
