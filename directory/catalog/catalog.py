"""The catalog: the one door for writes.

Whoever changes anything, the terminal interface, the command line or an
importer, comes through here:

    catalog = Catalog.open(settings.database)
    with catalog.change(who="maria", why="typo") as change:
        edit_link(change, 12, version=3, patch={"names": {"en": "JobQuest"}})

A change is one transaction, which the functions of `directory/catalog` take
first. It checks what it is given, raises the row's version, and writes who did
what, when and why into the audit trail, all of it or nothing. What crawls write
(health, runs) goes through `catalog.runs`.
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
    """An open catalog. `runs` is the door for what crawls write."""

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
        """A new, empty catalog.

        Raises ChangeRefused when there is one already, CatalogUnavailable when
        it cannot be made.
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
        """An existing catalog; an older one is backed up and migrated first.

        Raises CatalogUnavailable when there is none, or it cannot be used.
        """
        database = Database(url)
        catalog = cls(database, clock, **options)
        with _closed_on_failure(database):
            catalog.backup = schema.bring_up_to_date(database, clock(), migrations)
            catalog.recovered = catalog.recover()
        return catalog

    @property
    def label(self) -> str:
        """Where the catalog is, fit for a message."""
        return self._database.label

    def terms(self) -> Terms:
        """Return the terms on which a wording of a notice is announced today."""
        today = self.today()
        with self.reading() as connection:
            days = notice_days_on(notices.periods(connection), today)
        return replace(self._policy.terms, notice_days=days)

    def close(self) -> None:
        """Closes all connections to the database."""
        self._database.close()

    def wait_for_writers(self) -> None:
        """Wait without end for other writers, from now on: for what runs unattended."""
        self._database.patience = math.inf

    def check(self) -> None:
        """Raise CatalogUnavailable when the catalog's file is damaged."""
        self._database.check()

    def damaged_rows(self) -> tuple[DamagedRow, ...]:
        """Read all rows, and return those that cannot be read; they are left out from now on."""
        return self._database.find_damaged_rows()

    def now(self) -> datetime:
        """The moment by this catalog's clock."""
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
        """A connection for reading: one consistent picture of the catalog."""
        with self._database.read() as connection:
            yield connection

    @contextmanager
    def change(self, *, who: str, why: str = "") -> Iterator[Transaction]:
        """One transaction of changes, with its audit entries, as an act with a title that
        follows from them. Undo takes it back if it changed nothing but links.

        Raises ChangeRefused or a subclass from the use case that is refused;
        nothing of the transaction is kept then.
        """
        with acts.OpenAct(self._begin, who, None, why).transaction() as tx:
            yield tx

    @contextmanager
    def act(self, *, who: str, title: str, why: str = "") -> Iterator["ActFront"]:
        """One act of one person, which undo takes back as one step, over any number of
        transactions:

            with catalog.act(who="maria", title="Import of links.csv") as act:
                for batch in batches:
                    with act.change(more=batch is not batches[-1]) as change:
                        ...

        An act that changes nothing leaves no trace. One that announced another transaction
        and raises before it, or is killed, is taken back as a whole.
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
        """Does the same to many links, as one act; see `catalog/bulk.py`."""
        acting = acts.OpenAct(self._begin, who, title, why)
        return bulk.for_each(acting, ids, do, progress, stop)

    def undo(
        self,
        who: str,
        progress: Callable[[int, int], object] | None = None,
        stop: Callable[[], bool] | None = None,
        past: int | None = None,
    ) -> Undone | None:
        """Takes back this person's latest act that is not taken back yet; None when there is none.

        past: the number of the act that cannot be taken back and that the person knows to be
        left as it is (see `next_undo`). Raises CannotUndo, and does nothing, when the latest act
        cannot be taken back and is not that one; ChangeRefused when something was done since.

        Links on which somebody has changed the same since are left as they are and told.
        progress: is told how many audit entries of how many are done. stop: asked before each
        transaction. An undo that was stopped or cut off is finished by the next `undo`.
        Raises ChangeRefused when the person may not change links any more.
        """
        return undo.take_back(self._begin, who, progress, stop, past)

    def next_undo(self, who: str) -> NextUndo:
        """What the next `undo` of this person would do."""
        with self.reading() as connection:
            return act_rows.next_undo(connection, who)

    def redo(
        self,
        who: str,
        progress: Callable[[int, int], object] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Undone | None:
        """Does again what this person took back last; None when there is nothing, or when they
        have done something new since. As `undo` otherwise."""
        return undo.do_again(self._begin, who, progress, stop)

    def recover(self) -> list[Recovered]:
        """Take back or finish acts whose process was killed; see `catalog/recovery.py`.

        Where the catalog cannot be written just now, they are left for the next time.
        """
        with suppress(CatalogUnavailable):
            with self.reading() as connection:
                under_way = act_rows.under_way(connection)
            return recovery.recover(self._begin_as_admin, under_way)
        return []

    def acts(self, who: str | None = None, limit: int = 50) -> list[ActLine]:
        """The latest acts, of one person or of all, the latest first."""
        with self.reading() as connection:
            return act_rows.lines(connection, who, limit)

    @contextmanager
    def _begin(self, who: str, why: str) -> Iterator[Transaction]:
        """A transaction; whoever begins it writes its audit entries in the end."""
        with self._begin_unasked(who, why) as tx:
            people.require_own_name(tx.connection, who, self._policy.other_name)
            yield tx

    @contextmanager
    def _begin_as_admin(self, who: str, why: str) -> Iterator[Transaction]:
        """A transaction in this person's name that takes back or finishes what was cut off."""
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
        """Store a person's half-done form in the place of the one before; delete it when there are
        no fields. No audit entry is made.

        link_id: 0 for a link that is not there yet. based_on: the version of the link that the
        person saw. Raises ChangeRefused when it is too large.
        """
        with self._database.write() as connection:
            form_drafts.put(connection, who, link_id, based_on, fields, self._clock())

    def find(self, link_id: int) -> Link:
        """The link of this id. Raises ChangeRefused when there is none."""
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
        """The links of these URL keys, by key."""
        with self.reading() as connection:
            return links.find_by_keys(connection, keys)

    def categories(self) -> list[Category]:
        """All categories, parents first."""
        with self.reading() as connection:
            return links.categories(connection)

    def proposal(self, link_id: int) -> Proposal | None:
        """The edit of this link that waits for approval; None when there is none."""
        with self.reading() as connection:
            return proposals.find(connection, link_id)

    def people(self) -> list[Person]:
        """All people who are listed, by name."""
        with self.reading() as connection:
            return people.people(connection)

    def role_of(self, who: str) -> Role:
        """The role in which this person acts: an admin while nobody is listed, a viewer when
        others are."""
        with self.reading() as connection:
            return people.role_of(connection, who)

    def require_own_name(self, who: str) -> None:
        """Raise ChangeRefused when changes are not accepted under this name: a setting gives it,
        and the catalog does not allow that."""
        with self.reading() as connection:
            people.require_own_name(connection, who, self._policy.other_name)

    def other_names(self) -> bool | None:
        """Whether an admin allows other names than those of accounts; None: no one has decided."""
        with self.reading() as connection:
            return people.other_names(connection)

    def views(self) -> list[SavedView]:
        """All saved views, by name."""
        with self.reading() as connection:
            return views.views(connection)

    def audit_head(self) -> str:
        """The hash of the last audit entry: it stands for the whole trail."""
        with self.reading() as connection:
            return audit.head(connection)[1]

    def audit_line(self) -> tuple[int, str, datetime | None]:
        """The number and the hash of the last audit entry, and when it was written (UTC)."""
        with self.reading() as connection:
            at = audit.newest_at(connection)
            return *audit.head(connection), None if at is None else at.astimezone(UTC)

    def verify_audit(self, heads: Collection[str] = ()) -> TrailProof:
        """Prove the audit trail from its first entry to its last, and compare the tables with it.

        heads: hashes whose entries are looked up. Raises CatalogUnavailable when the file in
        which it is stored is damaged.
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
        """One transaction of the act; more: another one will follow. Raises as `Catalog.change`
        does, and ChangeRefused when the act has been taken back in the meantime."""
        self._acting.more = more
        with self._acting.transaction() as tx:
            yield tx


def catalog_files(url: str) -> frozenset[Path]:
    """Return the files of the catalog at this URL; empty for one that is not in files.

    Raises CatalogUnavailable when the URL cannot be understood.
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
