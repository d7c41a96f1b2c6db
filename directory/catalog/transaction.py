"""One transaction of changes: the connection, who changes and why, and the audit entries.

The use cases are functions that take a Transaction first; they check, write
rows, and note what they did. `directory.catalog.catalog` begins and ends transactions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

import sqlalchemy as sa

from directory.catalog import retirements
from directory.catalog.pending_writes import Unwritten
from directory.catalog.prefetch import Ahead
from directory.catalog.undo_snapshots import FORGET, Picture, picture
from directory.db import audit
from directory.errors import ChangeRefused
from directory.model.link import Link
from directory.model.vocab import Role
from directory.queries import links
from directory.queries.catalog_settings import time_zone
from directory.rules.addresses import Network
from directory.rules.notice_schedule import Terms
from directory.rules.permissions import NotAllowed, Right, require
from directory.rules.workflow import Verb, VerbRefused, right_for


@dataclass(frozen=True, slots=True)
class Policy:
    """What the agency's settings say about changes.

    allowed: networks besides the public internet that a link may lead to.
    four_eyes: who wrote a change cannot approve it. terms: on which a wording of a
    notice is announced. other_name: the name that a setting gives a person in the place of
    that of their account; empty for none.
    """

    allowed: tuple[Network, ...] = ()
    default_language: str = "en"
    four_eyes: bool = False
    terms: Terms = field(default_factory=Terms)
    other_name: str = ""


@dataclass(slots=True)
class Transaction:
    """`entries` are written to the audit trail when it ends.

    raw: the connection, for what has nothing to do with writes that wait; all else
    uses `connection`. role: that of `who`, when it began. proposed: the links of which
    an edit became a proposal, or changed one. aside: within an act, what was held of the
    health of links before it was taken away; None outside of one. keys_in_motion: the
    keys of addresses that links have left or taken.
    """

    raw: sa.Connection
    who: str
    why: str
    now: datetime
    policy: Policy
    role: Role = Role.ADMIN
    proposed: list[int] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    category_slugs: set[str] | None = None  # known once asked for; dropped when one is added
    aside: dict[int, Picture] | None = None
    keys_in_motion: set[str] = field(default_factory=set)
    zone: tzinfo | None = field(default=None, init=False)  # known once asked for
    ahead: Ahead = field(init=False)
    unwritten: Unwritten = field(init=False)

    def __post_init__(self) -> None:
        self.ahead = Ahead(self.raw)
        self.unwritten = Unwritten(self.raw)

    @property
    def today(self) -> date:
        """The day in the agency's time zone."""
        if self.zone is None:
            self.zone = time_zone(self.raw)
        return self.now.astimezone(self.zone).date()

    @property
    def connection(self) -> sa.Connection:
        """The connection, on which all that was done up to now can be seen."""
        self.unwritten.flush()
        return self.raw

    def link(self, link_id: int) -> Link | None:
        """The link as this transaction has it; None when there is none."""
        if link_id in self.unwritten.links:
            self.unwritten.flush()  # of two changes of one link the first must come first
        found = self.ahead.links.get(link_id)
        return found or links.find_by_id(self.connection, link_id)

    def update(self, statement: sa.Update, values: Mapping[str, Any], changed: Link) -> None:
        """Updates the row of a link, which is then as it is in `changed`."""
        assert changed.id is not None
        self.unwritten.later(statement, values, changed.id)
        if "state" in values:
            write, row = retirements.noted(changed.id, values["state"], self.today)
            self.unwritten.later(write, row, changed.id)
        self.ahead.links[changed.id] = changed
        self.ahead.touched.add(changed.id)

    def forget(self, link_id: int) -> None:
        """Drops the health and the baseline of a link, set aside first: it leads elsewhere now."""
        self.set_aside(link_id)
        for statement in FORGET:
            self.unwritten.later(statement, {"of_link": link_id}, link_id)

    def require(self, right: Right) -> None:
        """Raises ChangeRefused, saying who may do it, when `who` does not have the right."""
        try:
            require(self.role, right)
        except NotAllowed as error:
            raise ChangeRefused(str(error)) from None

    def permit(self, verb: Verb, link: Link) -> None:
        """Raise ChangeRefused when the link's state or the person's role does not allow it."""
        try:
            self.require(right_for(verb, link.state))
        except VerbRefused as refused:
            raise ChangeRefused(f"link {link.id} (“{link.name}”) {refused}") from None

    def note(
        self,
        what: str,
        kind: str,
        key: int | str | None,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
    ) -> None:
        """Keeps an entry for the audit trail."""
        self.entries.append(
            {
                "at": self.now,
                "who": self.who,
                "why": self.why,
                "what": what,
                "kind": kind,
                "key": str(key),
                "before": before,
                "after": after,
            }
        )

    def set_aside(self, link_id: int, *, whole: bool = False) -> None:
        """Says that the health or the baseline of the link is about to be taken away or changed:
        an act keeps it, so that undo can bring it back. whole: its history too."""
        if self.aside is not None and link_id not in self.aside:
            ahead = None if whole else self.ahead.picture(link_id)
            self.aside[link_id] = ahead or picture(self.connection, link_id, whole=whole)

    def write_audit(self) -> None:
        """Appends the entries to the trail; the last thing that a transaction does."""
        audit.append(self.connection, self.entries)
        self.entries = []
