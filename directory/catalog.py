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
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from directory.clock import Clock, system_clock
from directory.model.category import Category
from directory.model.link import Link, LinkFields
from directory.model.notice import Notice, NoticeVersion
from directory.model.text import slug as checked_slug
from directory.model.text import texts_by_language
from directory.model.vocab import EditorialState, NoticeKind
from directory.refusals import ChangeRefused, StaleEdit, explain_validation
from directory.rules.addresses import Network
from directory.rules.urls import UrlRefused, WebAddress, parse_address
from directory.rules.workflow import IllegalMove, check_move
from directory.runs import Runs
from directory.store import audit, baselines, links, schema
from directory.store.engine import CatalogUnavailable, Database, inserted_id
from directory.store.results import forget_looks

__all__ = [
    "Catalog",
    "CatalogUnavailable",
    "Change",
    "ChangeRefused",
    "StaleEdit",
]

_notices: sa.Table = Notice.__table__  # type: ignore[attr-defined]
_versions: sa.Table = NoticeVersion.__table__  # type: ignore[attr-defined]


#: A person's look counts for a year at the most.
LONGEST_VOUCHER = timedelta(days=366)

# Made once: an import of thousands of links would otherwise spend its time making them.
_INSERT_LINK = sa.insert(links.link_table)
_HOLDER_OF_KEY = sa.select(links.link_table.c.id, links.link_table.c.name).where(
    links.link_table.c.url_key == sa.bindparam("key")
)


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
        self._allowed = allowed
        self._default_language = default_language
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
            change = Change(
                connection, who, why, self._clock(), self._allowed, self._default_language
            )
            yield change
            change.write_audit()

    def find(self, link_id: int) -> Link:
        """The link of this id. Raises ChangeRefused when there is none."""
        with self.reading() as connection:
            return _require(links.find_by_id(connection, link_id), link_id)

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

    def __init__(
        self,
        connection: sa.Connection,
        who: str,
        why: str,
        now: datetime,
        allowed: tuple[Network, ...],
        default_language: str,
    ) -> None:
        self._connection = connection
        self._who = who
        self._why = why
        self._now = now
        self._allowed = allowed
        self._default_language = default_language
        self._entries: list[dict[str, Any]] = []
        self._known_slugs: set[str] | None = None

    # Links

    def find_by_keys(self, keys: Iterable[str]) -> dict[str, Link]:
        """The links of these URL keys, as this transaction sees them."""
        return links.find_by_keys(self._connection, keys)

    def categories(self) -> list[Category]:
        """All categories, as this transaction sees them."""
        return links.categories(self._connection)

    def add_link(self, fields: LinkFields, state: EditorialState = EditorialState.DRAFT) -> Link:
        """A new link. `fields.url` may be spelled in any way; its href is kept.

        Raises ChangeRefused when the address or a field is refused, or when a
        link to the same page exists.
        """
        address = self._address(fields.url)
        fields = self._checked(fields.model_dump() | {"url": address.href})
        self._refuse_duplicate(address)
        values = fields.model_dump() | {
            "name": self._sort_name(fields.names),
            "url_key": address.key,
            "host": address.host,
            "lane": address.lane,
            "previous_urls": [],
            "state": state,
            "created_at": self._now,
            "updated_at": self._now,
            "published_at": self._now if state is EditorialState.PUBLISHED else None,
            "version": 1,
        }
        link_id = inserted_id(self._connection.execute(_INSERT_LINK, values))
        after = {name: value for name, value in values.items() if value not in (None, "", [], {})}
        self._note("add", "link", link_id, None, after)
        return Link(id=link_id, **values)

    def edit_link(self, link_id: int, version: int, patch: Mapping[str, object]) -> Link:
        """Changes fields of a link, by name; `version` is the one the editor saw.

        A change of the address is remembered in `previous_urls`, and the health
        of the old address is forgotten. A patch that changes nothing leaves no
        trace.

        Raises StaleEdit when the link is at another version by now, and
        ChangeRefused when there is no such link or a field is refused.
        """
        link = self._at_version(link_id, version)
        unknown = sorted(set(patch) - set(LinkFields.model_fields))
        if unknown:
            raise ChangeRefused(f"a link has no field “{'”, “'.join(unknown)}”")
        old = {name: getattr(link, name) for name in LinkFields.model_fields}
        wanted = old | dict(patch)
        address = self._address(str(wanted["url"]))
        fields = self._checked(wanted | {"url": address.href})
        new = fields.model_dump()
        changed = {name: value for name, value in new.items() if value != old[name]}
        if not changed:
            return link
        values = dict(changed)
        values["name"] = self._sort_name(fields.names)
        if "url" in changed:
            values |= self._move_address(link, address)
        return self._store(link, values, "edit", {name: old[name] for name in changed}, changed)

    def move_to(self, link_id: int, version: int, state: EditorialState) -> Link:
        """Moves a link along the editorial flow.

        Raises StaleEdit as `edit_link` does, and ChangeRefused for a move that
        the flow does not have.
        """
        link = self._at_version(link_id, version)
        try:
            check_move(link.state, state)
        except IllegalMove as error:
            raise ChangeRefused(f"link {link_id}: {error}") from None
        values: dict[str, Any] = {"state": state}
        if state is EditorialState.PUBLISHED:
            values["published_at"] = self._now
            baselines.approve_if_well(self._connection, link_id, self._who, self._now)
        return self._store(link, values, "move", {"state": link.state}, {"state": state})

    def approve_page(self, link_id: int, version: int) -> Link:
        """Takes the page as it was last seen for what is approved from now on.

        Danger and drift seen in it are cleared: a person has looked. Raises
        StaleEdit as `edit_link` does, and ChangeRefused when no page was seen.
        """
        link = self._at_version(link_id, version)
        if not baselines.approve(self._connection, link_id, self._who, self._now):
            raise ChangeRefused(
                f"link {link_id}: no page was seen there when it was last looked at, so there is "
                "nothing to approve. Crawl first, or open it in a browser and vouch for it."
            )
        return self._store(link, {}, "approve", {}, {"approved": "the page as last seen"})

    def vouch(self, link_id: int, version: int, until: date) -> Link:
        """Says that a person has looked at the link today, and that this counts until a day.

        For what the crawl is not let in to see. Raises StaleEdit as `edit_link`
        does, and ChangeRefused when that day is not to come, or more than
        `LONGEST_VOUCHER` away.
        """
        link = self._at_version(link_id, version)
        today = self._now.date()
        if not today < until <= today + LONGEST_VOUCHER:
            raise ChangeRefused(
                f"link {link_id}: vouch until a day that is to come, at most "
                f"{LONGEST_VOUCHER.days} days from today"
            )
        values = {"vouched_on": today, "vouched_until": until, "vouched_by": self._who}
        before = {name: getattr(link, name) for name in values}
        return self._store(link, values, "vouch", before, values)

    # Categories and notices

    def add_category(
        self, slug: str, names: Mapping[str, str], parent: str | None = None, position: int = 0
    ) -> None:
        """A new category; the slug of one that has a parent is `parent/child`.

        Raises ChangeRefused when the slug is no slug or taken, the parent
        unknown, or there is no name.
        """
        slug, names = self._named(slug, names)
        if slug.rpartition("/")[0] != (parent or ""):
            raise ChangeRefused(f"the slug “{slug}” does not fit under “{parent or ''}”")
        known = {category.slug for category in self.categories()}
        if slug in known:
            raise ChangeRefused(f"there is a category “{slug}” already")
        if parent is not None and parent not in known:
            raise ChangeRefused(f"there is no category “{parent}” to put “{slug}” under")
        row = {"slug": slug, "parent": parent, "names": names, "position": position}
        self._connection.execute(sa.insert(links.category_table).values(row))
        self._known_slugs = None
        self._note("add", "category", slug, None, row)

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
        slug, texts = self._named(slug, texts)
        taken = self._connection.execute(
            sa.select(_notices.c.slug).where(_notices.c.slug == slug)
        ).first()
        if taken:
            raise ChangeRefused(f"there is a notice “{slug}” already")
        row = {"slug": slug, "kind": kind, "position": position}
        version = {
            "notice": slug,
            "number": 1,
            "texts": texts,
            "announced_on": announced_on,
            "effective_from": effective_from,
            "author": self._who,
            "digest": audit.digest("", audit.canonical(texts)),
            "created_at": self._now,
        }
        self._connection.execute(sa.insert(_notices).values(row))
        self._connection.execute(sa.insert(_versions).values(version))
        self._note("add", "notice", slug, None, row | version)

    # The audit trail

    def write_audit(self) -> None:
        """Appends the entries of this transaction to the trail; `Catalog.change` calls it last."""
        audit.append(self._connection, self._entries)
        self._entries = []

    def _note(
        self,
        what: str,
        kind: str,
        key: int | str | None,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
    ) -> None:
        self._entries.append(
            {
                "at": self._now,
                "who": self._who,
                "why": self._why,
                "what": what,
                "kind": kind,
                "key": str(key),
                "before": before,
                "after": after,
            }
        )

    # What the use cases share

    def _named(self, slug: str, texts: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        try:
            slug, tidied = checked_slug(slug), texts_by_language(texts)
        except ValueError as error:
            raise ChangeRefused(str(error)) from None
        if not tidied:
            raise ChangeRefused(f"“{slug}” has no text in any language")
        return slug, tidied

    def _address(self, text: str) -> WebAddress:
        try:
            return parse_address(text, allowed=self._allowed)
        except UrlRefused as error:
            raise ChangeRefused(str(error)) from None

    def _checked(self, values: Mapping[str, Any]) -> LinkFields:
        try:
            fields = LinkFields.model_validate(dict(values))
        except ValidationError as error:
            raise ChangeRefused(*explain_validation(error)) from None
        if fields.category is not None and fields.category not in self._category_slugs():
            raise ChangeRefused(f"there is no category “{fields.category}”")
        return fields

    def _category_slugs(self) -> set[str]:
        if self._known_slugs is None:
            self._known_slugs = {category.slug for category in self.categories()}
        return self._known_slugs

    def _sort_name(self, names: Mapping[str, str]) -> str:
        return names.get(self._default_language) or next(iter(names.values()))

    def _refuse_duplicate(self, address: WebAddress, but: int | None = None) -> None:
        other = self._connection.execute(_HOLDER_OF_KEY, {"key": address.key}).first()
        if other is not None and other.id != but:
            raise ChangeRefused(
                f"{address.href} is the address of link {other.id} already (“{other.name}”)"
            )

    def _move_address(self, link: Link, address: WebAddress) -> dict[str, Any]:
        self._refuse_duplicate(address, but=link.id)
        assert link.id is not None
        forget_looks(self._connection, link.id)
        baselines.forget(self._connection, link.id)
        return {
            "url_key": address.key,
            "host": address.host,
            "lane": address.lane,
            "previous_urls": [*link.previous_urls, link.url],
            "vouched_on": None,
            "vouched_until": None,
            "vouched_by": "",
        }

    def _at_version(self, link_id: int, version: int) -> Link:
        link = _require(links.find_by_id(self._connection, link_id), link_id)
        if link.version != version:
            raise StaleEdit(link, version)
        return link

    def _store(
        self,
        link: Link,
        values: dict[str, Any],
        what: str,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
    ) -> Link:
        table = links.link_table
        values |= {"version": link.version + 1, "updated_at": self._now}
        self._connection.execute(
            sa.update(table).where(table.c.id == link.id, table.c.version == link.version), values
        )
        self._note(what, "link", link.id, before, after)
        return Link(**(link.model_dump() | values))


@contextmanager
def _closed_on_failure(database: Database) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.close()
        raise


def _require(link: Link | None, link_id: int) -> Link:
    if link is None:
        raise ChangeRefused(f"there is no link {link_id}")
    return link
