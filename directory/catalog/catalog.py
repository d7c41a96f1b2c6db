"""The catalog: the one interface for writes.

The terminal interface, the command line and importers all use it:

    catalog = Catalog.open(settings.database)
    with catalog.change(who="maria", why="typo") as change:
        edit_link(change, 12, version=3, patch={"names": {"en": "JobQuest"}})

A change is one transaction, which the functions of `directory/catalog` take as their first
argument. It checks its input, raises the row's version, and writes who did what, when and why into
the audit trail: all of it or nothing. What crawls write (health, runs) goes through `catalog.runs`.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from directory.catalog import (
    act_rows,
    acts,
    bulk,
    form_drafts,
    people,
    proposals,
    recovery,
    undo,
    views,
)
from directory.catalog.act_rows import ActLine, NextUndo
from directory.catalog.bulk import BulkOutcome
from directory.catalog.crawl_runs import Runs
from directory.catalog.recovery import Recovered
from directory.catalog.transaction import Policy, Transaction
from directory.catalog.undo import Undone
from directory.clock import Clock, system_clock
from directory.db import audit, schema
from directory.db.engine import Database, make_sqlite_file
from directory.errors import CatalogUnavailable, ChangeRefused, DamagedRow
from directory.model.category import Category
from directory.model.curation import Person, Proposal, SavedView
from directory.model.link import Link
from directory.model.vocab import Role
from directory.queries import links, notices
from directory.queries.catalog_settings import time_zone
from directory.queries.replay import TrailProof, prove
from directory.rules.addresses import Network
from directory.rules.notice_schedule import Terms, notice_days_on


class Catalog:
    """An open catalog. `runs` is the interface for what crawls write."""

    def __init__(
        self,
        database: Database,
        clock: Clock = system_clock,
        *,
        allowed: tuple[Network, ...] = (),
        default_language: str = "en",
        daily_requests: int | None = None,
        four_eyes: bool = False,
        terms: Terms | None = None,
        other_name: str = "",
    ) -> None:
        self._database = database
        self._clock = clock
        self._policy = Policy(allowed, default_language, four_eyes, terms or Terms(), other_name)
        self.runs = Runs(database, daily_requests)
        self.backup: Path | None = None  # set when opening migrated the schema
        self.recovered: list[Recovered] = []  # set when opening found acts that were cut off

    @classmethod
    def create(cls, url: str, clock: Clock = system_clock, **options: Any) -> "Catalog":
        """Create an empty catalog.

        Raise ChangeRefused if there is one already, CatalogUnavailable if it cannot be created.
        """
        database = Database(url)
        with _closed_on_failure(database):
            if database.file is not None:
                make_sqlite_file(database.file)
            if schema.current_revision(database) is not None:
                raise ChangeRefused(
                    f"there is a catalog at {database.label} already; it was left as it is"
                )
            schema.create_schema(database)
        return cls(database, clock, **options)

    @classmethod
    def open(
        cls,
        url: str,
        clock: Clock = system_clock,
        *,
        migrations: schema.Migrations = schema.MIGRATIONS,
        **options: Any,
    ) -> "Catalog":
        """Open an existing catalog; an older one is backed up and migrated first.

        Raise CatalogUnavailable if there is none, or it cannot be used.
        """
        database = Database(url)
        catalog = cls(database, clock, **options)
        with _closed_on_failure(database):
            catalog.backup = schema.bring_up_to_date(database, clock(), migrations)
            catalog.recovered = catalog.recover()
        return catalog

    @property
    def label(self) -> str:
        """The place of the catalog, for messages."""
        return self._database.label

    def terms(self) -> Terms:
        """Return the terms on which a wording of a notice is announced today."""
        today = self.today()
        with self.reading() as connection:
            days = notice_days_on(notices.periods(connection), today)
        return replace(self._policy.terms, notice_days=days)

    def close(self) -> None:
        """Close all connections to the database."""
        self._database.close()

    def wait_for_writers(self) -> None:
        """Wait for other writers without a time limit from now on; for unattended processes."""
        self._database.patience = math.inf

    def check(self) -> None:
        """Raise CatalogUnavailable if the catalog's file is damaged."""
        self._database.check()

    def damaged_rows(self) -> tuple[DamagedRow, ...]:
        """Return all rows that cannot be read; later reads leave them out."""
        return self._database.find_damaged_rows()

    def now(self) -> datetime:
        """Return the current time by this catalog's clock."""
        return self._clock()

    @property
    def zone(self) -> tzinfo:
        """The agency's time zone, in which days begin and end."""
        with self.reading() as connection:
            return time_zone(connection)

    def today(self) -> date:
        """Return the day in the agency's time zone."""
        return self.now().astimezone(self.zone).date()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yield a connection for reads, which sees one consistent state of the catalog."""
        with self._database.read() as connection:
            yield connection

    @contextmanager
    def change(self, *, who: str, why: str = "") -> Iterator[Transaction]:
        """Yield one transaction of changes, with its audit entries, as an act with a title that
        follows from them. Undo reverses it if it changed only links.

        Raise ChangeRefused or a subclass if the change is refused; nothing of the transaction is
        stored then.
        """
        with acts.OpenAct(self._begin, who, None, why).transaction() as tx:
            yield tx

    @contextmanager
    def act(self, *, who: str, title: str, why: str = "") -> Iterator["ActFront"]:
        """Yield one act of one person over any number of transactions, which undo reverses in one
        step.

            with catalog.act(who="maria", title="Import of links.csv") as act:
                for batch in batches:
                    with act.change(more=batch is not batches[-1]) as change:
                        ...

        An act that changes nothing writes nothing. An act that announced another transaction and
        raises before it, or is killed, is undone as a whole.
        """
        acting = acts.OpenAct(self._begin, who, title, why)
        try:
            yield ActFront(acting)
        except BaseException:
            if acting.announced and acting.id is not None:
                recovery.take_back(self._begin_as_admin, who, title, acting.id)
            raise
        acting.finish()

    def for_each(
        self,
        who: str,
        title: str,
        ids: Iterable[int],
        do: Callable[[Transaction, Link], object],
        why: str = "",
        progress: Callable[[int], object] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> BulkOutcome:
        """Make the same change to many links, as one act; see `catalog/bulk.py`."""
        acting = acts.OpenAct(self._begin, who, title, why)
        return bulk.for_each(acting, ids, do, progress, stop)

    def undo(
        self,
        who: str,
        progress: Callable[[int, int], object] | None = None,
        stop: Callable[[], bool] | None = None,
        past: int | None = None,
    ) -> Undone | None:
        """Undo this person's latest act that is not undone yet; return None if there is none.

        past: the number of the final act that the person agrees to leave as it is (see
        `next_undo`). progress: called with how many audit entries of how many are done. stop:
        called before each transaction. The next `undo` finishes an undo that was stopped or cut
        off. Links in which another person has since changed the same fields are left unchanged and
        listed.

        Raise CannotUndo, and change nothing, if the latest act cannot be undone and is not `past`.
        Raise ChangeRefused if something was done since, or if the person may no longer change
        links.
        """
        return undo.take_back(self._begin, who, progress, stop, past)

    def next_undo(self, who: str) -> NextUndo:
        """Return what the next `undo` of this person would do."""
        with self.reading() as connection:
            return act_rows.next_undo(connection, who)

    def redo(
        self,
        who: str,
        progress: Callable[[int, int], object] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Undone | None:
        """Redo what this person undid last; return None if there is nothing, or something new was
        done since.

        The parameters are those of `undo`.
        """
        return undo.do_again(self._begin, who, progress, stop)

    def recover(self) -> list[Recovered]:
        """Undo or finish acts whose process was killed; see `catalog/recovery.py`.

        If the catalog cannot be written now, they are left for the next time.
        """
        with suppress(CatalogUnavailable):
            with self.reading() as connection:
                under_way = act_rows.under_way(connection)
            return recovery.recover(self._begin_as_admin, under_way)
        return []

    def acts(self, who: str | None = None, limit: int = 50) -> list[ActLine]:
        """Return the latest acts, of one person or of all, the latest first."""
        with self.reading() as connection:
            return act_rows.lines(connection, who, limit)

    @contextmanager
    def _begin(self, who: str, why: str) -> Iterator[Transaction]:
        """Yield a transaction; the caller writes its audit entries at the end."""
        with self._begin_unasked(who, why) as tx:
            people.require_own_name(tx.connection, who, self._policy.other_name)
            yield tx

    @contextmanager
    def _begin_as_admin(self, who: str, why: str) -> Iterator[Transaction]:
        """Yield a transaction in this person's name that undoes or finishes an interrupted act."""
        with self._begin_unasked(who, why) as tx:
            tx.role = Role.ADMIN
            yield tx

    @contextmanager
    def _begin_unasked(self, who: str, why: str) -> Iterator[Transaction]:
        with self._database.write() as connection:
            role = people.role_of(connection, who)
            tx = Transaction(connection, who, why, self._clock(), self._policy, role)
            with tx.session:
                yield tx
                tx.flush()

    def put_draft(self, who: str, link_id: int, based_on: int, fields: Mapping[str, Any]) -> None:
        """Store a person's unfinished form in place of the previous one; delete it if there are no
        fields.

        link_id: 0 for a link that does not exist yet. based_on: the version of the link that the
        person saw. No audit entry is made. Raise ChangeRefused if the draft is too large.
        """
        with self._database.write() as connection:
            form_drafts.put(connection, who, link_id, based_on, fields, self._clock())

    def find(self, link_id: int) -> Link:
        """Return the link of this id. Raise ChangeRefused if there is none."""
        with self.reading() as connection:
            link = links.find_by_id(connection, link_id)
        if link is None:
            raise ChangeRefused(f"there is no link {link_id}")
        return link

    def count_published(self, ids: Iterable[int] | None = None) -> int:
        """Return how many links are published: of these, or of all."""
        with self.reading() as connection:
            return links.count_published(connection, ids)

    def next_check_at(self, link_id: int) -> datetime | None:
        """Return when the link is due to be checked; None if it was never checked."""
        with self.reading() as connection:
            return links.next_check_at(connection, link_id)

    def find_by_keys(self, keys: Iterable[str]) -> dict[str, Link]:
        """Return the links of these URL keys, by key."""
        with self.reading() as connection:
            return links.find_by_keys(connection, keys)

    def categories(self) -> list[Category]:
        """Return all categories, parents first."""
        with self.reading() as connection:
            return links.categories(connection)

    def proposal(self, link_id: int) -> Proposal | None:
        """Return the edit of this link that waits for approval; None if there is none."""
        with self.reading() as connection:
            return proposals.find(connection, link_id)

    def people(self) -> list[Person]:
        """Return all people who are listed, by name."""
        with self.reading() as connection:
            return people.people(connection)

    def role_of(self, who: str) -> Role:
        """Return the role in which this person acts.

        While no one is listed, everyone is an admin; later, a person who is not listed is a viewer.
        """
        with self.reading() as connection:
            return people.role_of(connection, who)

    def require_own_name(self, who: str) -> None:
        """Raise ChangeRefused if a setting gives this name and the catalog accepts no such
        changes."""
        with self.reading() as connection:
            people.require_own_name(connection, who, self._policy.other_name)

    def other_names(self) -> bool | None:
        """Return whether an admin allows other names than those of accounts; None: not decided."""
        with self.reading() as connection:
            return people.other_names(connection)

    def views(self) -> list[SavedView]:
        """Return all saved views, by name."""
        with self.reading() as connection:
            return views.views(connection)

    def audit_head(self) -> str:
        """Return the hash of the last audit entry, which depends on the whole trail."""
        with self.reading() as connection:
            return audit.head(connection)[1]

    def audit_line(self) -> tuple[int, str, datetime | None]:
        """Return the number and the hash of the last audit entry, and when it was written (UTC)."""
        with self.reading() as connection:
            at = audit.newest_at(connection)
            return *audit.head(connection), None if at is None else at.astimezone(UTC)

    def verify_audit(self, heads: Collection[str] = ()) -> TrailProof:
        """Verify the audit trail from its first entry to its last, and compare the tables with it.

        heads: hashes whose entries are searched for. Raise CatalogUnavailable if the file in which
        it is stored is damaged.
        """
        self.check()
        with self.reading() as connection:
            return prove(connection, heads)


class ActFront:
    """An act under way. Made by `Catalog.act`."""

    def __init__(self, acting: acts.OpenAct) -> None:
        self._acting = acting

    @property
    def id(self) -> int | None:
        """Its number; None while it has changed nothing."""
        return self._acting.id

    @contextmanager
    def change(self, *, more: bool = False) -> Iterator[Transaction]:
        """Yield one transaction of the act. more: another one will follow.

        Raise as `Catalog.change` does, and ChangeRefused if the act was undone in the meantime.
        """
        self._acting.more = more
        with self._acting.transaction() as tx:
            yield tx


def catalog_files(url: str) -> frozenset[Path]:
    """Return the files of the catalog at this URL; empty if it is not stored in files.

    Raise CatalogUnavailable if the URL is not valid.
    """
    file = Database(url).file
    if file is None:
        return frozenset()
    there = file.resolve()
    return frozenset(there.with_name(there.name + end) for end in ("", "-wal", "-shm"))


@contextmanager
def _closed_on_failure(database: Database) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.close()
        raise
