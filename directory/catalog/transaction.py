"""One transaction of changes: the session, who changes and why, and the audit entries.

The use cases are functions whose first argument is a Transaction; they check, change rows as
objects, and note what they did. Changes wait in the session and are written together, so that a
batch of links needs only a few statements. `directory.catalog.catalog` begins and ends
transactions.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import configure_mappers
from sqlalchemy.orm.attributes import get_history, manager_of_class, set_attribute
from sqlmodel import Session

from directory.catalog import retirements
from directory.catalog.prefetch import Prefetch
from directory.catalog.undo_snapshots import OF_HEALTH, Picture, pictures
from directory.db import audit
from directory.errors import ChangeRefused
from directory.model.curation import Proposal
from directory.model.link import Link, LinkFields
from directory.model.vocab import Role
from directory.queries.catalog_settings import time_zone
from directory.queries.link_rows import Row, rows
from directory.queries.links import Named, load, load_proposals, names_by_key, next_id
from directory.queries.registries import listings_for
from directory.rules.addresses import Network
from directory.rules.notice_schedule import Terms
from directory.rules.permissions import NotAllowed, Right, require
from directory.rules.registries import RegistryListing
from directory.rules.urls import WebAddress
from directory.rules.workflow import Verb, VerbRefused, right_for


@dataclass(frozen=True, slots=True)
class Policy:
    """The agency's settings about changes.

    allowed: networks besides the public internet that a link may lead to. four_eyes: the author of
    a change cannot approve it. terms: on which a wording of a notice is announced. other_name: the
    name that a setting gives a person in place of that of their account; empty for none.
    """

    allowed: tuple[Network, ...] = ()
    default_language: str = "en"
    four_eyes: bool = False
    terms: Terms = field(default_factory=Terms)
    other_name: str = ""


#: The columns of a new link that are neither fields of it nor given.
_BLANK: dict[str, Any] = {
    name: field.default
    for name, field in Link.model_fields.items()
    if name not in LinkFields.model_fields and not field.is_required()
}
#: Rows of crawls, which are not objects of the session, by link; None: to be deleted.
_Replaced = dict[sa.Table, dict[int, Mapping[str, Any] | None]]


@dataclass(slots=True)
class Transaction:
    """`entries` are written to the audit trail when it ends.

    raw: the connection, for reads that no pending change affects; all else uses `connection`. role:
    that of `who`, when it began. proposed: the links for which an edit became a proposal or changed
    one. aside: within an act, the health of links before it was removed; None outside of one.
    addresses: parsed already, by their text.

    links, waiting: rows of the session by id: the links, and the proposals of links. snapshots,
    briefs: other data of links. names: the link with a URL key. listings: the entry of a registry
    that decides on a host.
    """

    raw: sa.Connection
    who: str
    why: str
    now: datetime
    policy: Policy
    role: Role = Role.ADMIN
    proposed: list[int] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    category_slugs: set[str] | None = None  # read when first needed; dropped when one is added
    aside: dict[int, Picture] | None = None
    addresses: dict[str, WebAddress] = field(default_factory=dict)
    zone: tzinfo | None = field(default=None, init=False)  # read when first needed
    next_id: int | None = field(default=None, init=False)
    session: Session = field(init=False)
    links: Prefetch[int, Link] = field(init=False)
    waiting: Prefetch[int, Proposal] = field(init=False)
    snapshots: Prefetch[int, Picture] = field(init=False)
    briefs: Prefetch[int, Row] = field(init=False)
    names: Prefetch[str, Named] = field(init=False)
    listings: Prefetch[str, RegistryListing] = field(init=False)
    changes: int = field(default=0, init=False)  # to detect late refusals
    _replaced: _Replaced = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        raw, flush = self.raw, self.flush
        self.session = Session(raw, autoflush=False, expire_on_commit=False)
        self.links = Prefetch(lambda ids: load(self.session, ids), flush)
        self.waiting = Prefetch(lambda ids: load_proposals(self.session, ids), flush)
        self.snapshots = Prefetch(lambda ids: pictures(raw, ids), flush)
        self.briefs = Prefetch(lambda ids: rows(raw, ids, self.today), flush)
        self.names = Prefetch(lambda keys: names_by_key(raw, keys), flush)
        self.listings = Prefetch(lambda hosts: listings_for(raw, hosts), flush)

    @property
    def today(self) -> date:
        """The day in the agency's time zone."""
        if self.zone is None:
            self.zone = time_zone(self.raw)
        return self.now.astimezone(self.zone).date()

    @property
    def connection(self) -> sa.Connection:
        """The connection, after all pending changes are written."""
        self.changes += 1  # the caller may write with it
        self.flush()
        return self.raw

    def begin_batch(self, ids: Iterable[int]) -> None:
        """Begin a batch of a few hundred links, and drop the rows of the previous batch."""
        self.flush()
        self.session.expunge_all()
        batch = list(ids)
        for cache in (self.links, self.waiting, self.snapshots, self.briefs):
            cache.begin(batch)

    def add_link(self, values: Mapping[str, Any]) -> Link:
        """Add a link with these columns, in the session: it is written later."""
        if self.next_id is None or self.raw.dialect.name != "sqlite":
            configure_mappers()
            self.next_id = next_id(self.raw)
        link_id, self.next_id = self.next_id, self.next_id + 1
        # Its constructor would set each column through the session, at many times the cost.
        link: Link = manager_of_class(Link).new_instance()
        link.__dict__.update({**_BLANK, **values, "id": link_id})
        self.session.add(link)
        self.links.put(link_id, link)
        self.names.put(link.url_key, Named(link_id, link.name))
        self.changes += 1
        return link

    def update(self, link: Link, values: Mapping[str, Any]) -> None:
        """Set columns of a link and raise its version, in the session: it is written later."""
        assert link.id is not None
        raised = {"version": link.version + 1, "updated_at": self.now}
        for name, value in {**values, **raised}.items():
            set_attribute(link, name, value)  # `setattr` would do it twice, once for pydantic
        self.changes += 1
        self.snapshots.changed(link.id)
        self.briefs.changed(link.id)

    def propose(self, link_id: int, columns: Mapping[str, Any] | None) -> None:
        """Give a link a proposal with these columns, or none, in the session."""
        waiting = self.waiting.get(link_id)
        if columns is None:
            self.session.delete(waiting)
            self.waiting.put(link_id, None)
        elif waiting is None:
            self.waiting.put(link_id, proposal := Proposal(**columns))
            self.session.add(proposal)
        else:
            waiting.sqlmodel_update(dict(columns))
        self.changes += 1
        self.briefs.changed(link_id)

    def replace(self, table: sa.Table, link_id: int, row: Mapping[str, Any] | None) -> None:
        """Replace the row that a link has in a table by this one; None: delete it."""
        self._replaced.setdefault(table, {})[link_id] = row
        self.changes += 1
        self.snapshots.changed(link_id)
        self.briefs.changed(link_id)

    def snapshot(self, link_id: int) -> Picture:
        """Return what is stored of the health of a link."""
        found = self.snapshots.get(link_id)
        assert found is not None  # one for each link
        return found

    def forget(self, link_id: int) -> None:
        """Drop the health and the baseline of a link, set aside first: it leads to another page
        now."""
        self.set_aside(link_id)
        self.replace(OF_HEALTH[0], link_id, None)
        for table in OF_HEALTH[1:]:
            self._replaced.setdefault(table, {})[link_id] = None

    def gone(self, link_id: int) -> None:
        """Note that a link was removed or restored outside the session."""
        for cache in (self.links, self.waiting, self.snapshots, self.briefs):
            cache.changed(link_id)

    def flush(self) -> None:
        """Write all pending changes."""
        for table, rows_of_links in self._replaced.items():
            of_links = sa.delete(table).where(table.c.link_id.in_(list(rows_of_links)))
            self.raw.execute(of_links)
            if new := [row for row in rows_of_links.values() if row is not None]:
                self.raw.execute(sa.insert(table), new)
        self._replaced = {}
        moved = [
            link
            for link in self.session.dirty
            if isinstance(link, Link) and get_history(link, "state").has_changes()
        ]
        self.session.flush()
        retirements.note(self.raw, moved, self.today)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Run a block whose changes are all discarded if it raises ChangeRefused."""
        self.flush()
        before = len(self.entries), len(self.proposed), dict(self.aside or {})
        try:
            with self.session.begin_nested():
                yield
                self.flush()
        except ChangeRefused:
            entries, proposed, aside = before
            del self.entries[entries:], self.proposed[proposed:]
            self.aside = aside if self.aside is not None else None
            self._replaced, self.category_slugs, self.next_id = {}, None, None
            self.begin_batch(())
            self.names.begin(())
            raise

    def require(self, right: Right) -> None:
        """Raise ChangeRefused, saying who may do it, if `who` does not have the right."""
        try:
            require(self.role, right)
        except NotAllowed as error:
            raise ChangeRefused(str(error)) from None

    def permit(self, verb: Verb, link: Link) -> None:
        """Raise ChangeRefused if the link's state or the person's role does not allow it."""
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
        """Store an entry for the audit trail."""
        self.changes += 1
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
        """Note that the health or the baseline of the link is about to be removed or changed.

        An act stores it, so that undo can restore it. whole: its history too.
        """
        if self.aside is not None and link_id not in self.aside:
            if whole:
                self.aside |= pictures(self.connection, [link_id], whole=True)
            else:
                self.aside[link_id] = self.snapshot(link_id)

    def write_audit(self) -> None:
        """Append the entries to the trail; the last step of a transaction."""
        audit.append(self.connection, self.entries)
        self.entries = []
