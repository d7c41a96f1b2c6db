"""The catalog: the one door for writes.

Whoever changes anything, the terminal interface, the command line or an
importer, comes through here:

    catalog = Catalog.open(settings.database)
    with catalog.change(who="maria", why="typo") as change:
        change.edit_link(12, version=3, patch={"names": {"en": "JobQuest"}})

A change is one transaction. It checks what it is given, raises the row's
version, and writes who did what, when and why into the audit trail, all of it
or nothing. What crawls write (health, runs) goes through `catalog.runs`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from directory.clock import Clock, system_clock
from directory.model.category import Category
from directory.model.link import Link, LinkFields
from directory.model.vocab import EditorialState, NoticeKind
from directory.refusals import ChangeRefused, StaleEdit
from directory.rules.addresses import Network
from directory.runs import Runs
from directory.store import audit, links, schema
from directory.store.engine import CatalogUnavailable, Database
from directory.usecases import flow, shelves
from directory.usecases import links as editing
from directory.usecases.flow import LONGEST_VOUCHER
from directory.usecases.transaction import Policy, Transaction

__all__ = [
    "LONGEST_VOUCHER",
    "Catalog",
    "CatalogUnavailable",
    "Change",
    "ChangeRefused",
    "StaleEdit",
]


class Catalog:
    """An open catalog. `runs` is the door for what crawls write."""

    def __init__(
        self,
        database: Database,
        clock: Clock = system_clock,
        *,
        allowed: tuple[Network, ...] = (),
        default_language: str = "en",
        daily_requests: int | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._policy = Policy(allowed, default_language)
        self.runs = Runs(database, daily_requests)
        self.backup: Path | None = None  # set when opening migrated the schema

    @classmethod
    def create(cls, url: str, clock: Clock = system_clock, **options: Any) -> "Catalog":
        """A new, empty catalog.

        Raises ChangeRefused when there is one already, CatalogUnavailable when
        it cannot be made.
        """
        database = Database(url)
        with _closed_on_failure(database):
            if schema.current_revision(database) is not None:
                raise ChangeRefused(
                    f"there is a catalog at {database.label} already; it was left as it is"
                )
            schema.create_schema(database)
        return cls(database, clock, **options)

    @classmethod
    def open(cls, url: str, clock: Clock = system_clock, **options: Any) -> "Catalog":
        """An existing catalog; an older one is backed up and migrated first.

        Raises CatalogUnavailable when there is none, or it cannot be used.
        """
        database = Database(url)
        catalog = cls(database, clock, **options)
        with _closed_on_failure(database):
            catalog.backup = schema.bring_up_to_date(database, clock())
        return catalog

    @property
    def label(self) -> str:
        """Where the catalog is, fit for a message."""
        return self._database.label

    def close(self) -> None:
        """Closes all connections to the database."""
        self._database.close()

    def now(self) -> datetime:
        """The moment by this catalog's clock."""
        return self._clock()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for reading: one consistent picture of the catalog."""
        with self._database.read() as connection:
            yield connection

    @contextmanager
    def change(self, *, who: str, why: str = "") -> Iterator["Change"]:
        """One transaction of changes, with its audit entries.

        Raises ChangeRefused or a subclass from the use case that is refused;
        nothing of the transaction is kept then.
        """
        with self._database.write() as connection:
            tx = Transaction(connection, who, why, self._clock(), self._policy)
            yield Change(tx)
            tx.write_audit()

    @contextmanager
    def jotting(self) -> Iterator[sa.Connection]:
        """A transaction for a person's own notes (half-done forms), of which no record is kept."""
        with self._database.write() as connection:
            yield connection

    def find(self, link_id: int) -> Link:
        """The link of this id. Raises ChangeRefused when there is none."""
        with self.reading() as connection:
            link = links.find_by_id(connection, link_id)
        if link is None:
            raise ChangeRefused(f"there is no link {link_id}")
        return link

    def find_by_keys(self, keys: Iterable[str]) -> dict[str, Link]:
        """The links of these URL keys, by key."""
        with self.reading() as connection:
            return links.find_by_keys(connection, keys)

    def categories(self) -> list[Category]:
        """All categories, parents first."""
        with self.reading() as connection:
            return links.categories(connection)

    def audit_head(self) -> str:
        """The hash of the last audit entry: it stands for the whole trail."""
        with self.reading() as connection:
            return audit.head(connection)[1]

    def verify_audit(self) -> audit.AuditReport:
        """Proves the audit trail from its first entry to its last."""
        with self.reading() as connection:
            return audit.verify(connection)


class Change:
    """The use cases within one transaction. Made by `Catalog.change`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def find_by_keys(self, keys: Iterable[str]) -> dict[str, Link]:
        """The links of these URL keys, as this transaction sees them."""
        return links.find_by_keys(self._tx.connection, keys)

    def categories(self) -> list[Category]:
        """All categories, as this transaction sees them."""
        return links.categories(self._tx.connection)

    def add_link(self, fields: LinkFields, state: EditorialState = EditorialState.DRAFT) -> Link:
        """A new link. `fields.url` may be spelled in any way; its href is kept.

        Raises ChangeRefused when the address or a field is refused, or when a
        link to the same page exists.
        """
        return editing.add_link(self._tx, fields, state)

    def edit_link(self, link_id: int, version: int, patch: Mapping[str, object]) -> Link:
        """Changes fields of a link, by name; `version` is the one the editor saw.

        A change of the address is remembered in `previous_urls`, and the health
        of the old address is forgotten. A patch that changes nothing leaves no
        trace.

        Raises StaleEdit when the link is at another version by now, and
        ChangeRefused when there is no such link or a field is refused.
        """
        return editing.edit_link(self._tx, link_id, version, patch)

    def move_to(self, link_id: int, version: int, state: EditorialState) -> Link:
        """Moves a link along the editorial flow.

        Raises StaleEdit as `edit_link` does, and ChangeRefused for a move that
        the flow does not have.
        """
        return flow.move_to(self._tx, link_id, version, state)

    def approve_page(self, link_id: int, version: int) -> Link:
        """Takes the page as it was last seen for what is approved from now on.

        Danger and drift seen in it are cleared: a person has looked. Raises
        StaleEdit as `edit_link` does, and ChangeRefused when no page was seen.
        """
        return flow.approve_page(self._tx, link_id, version)

    def vouch(self, link_id: int, version: int, until: date) -> Link:
        """Says that a person has looked at the link today, and that this counts until a day.

        For what the crawl is not let in to see. Raises StaleEdit as `edit_link`
        does, and ChangeRefused when that day is not to come, or more than
        `LONGEST_VOUCHER` away.
        """
        return flow.vouch(self._tx, link_id, version, until)

    def add_category(
        self, slug: str, names: Mapping[str, str], parent: str | None = None, position: int = 0
    ) -> None:
        """A new category; the slug of one that has a parent is `parent/child`.

        Raises ChangeRefused when the slug is no slug or taken, the parent
        unknown, or there is no name.
        """
        shelves.add_category(self._tx, slug, names, parent, position)

    def add_notice(
        self,
        slug: str,
        kind: NoticeKind,
        texts: Mapping[str, str],
        *,
        announced_on: date,
        effective_from: date,
        position: int = 0,
    ) -> None:
        """A new notice with its first wording.

        Raises ChangeRefused when the slug is no slug or taken, or there is no text.
        """
        shelves.add_notice(self._tx, slug, kind, texts, announced_on, effective_from, position)


@contextmanager
def _closed_on_failure(database: Database) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.close()
        raise
