"""A catalog in which there is something of everything, and forgeries of its tables, by one who can
write the file and drops its triggers first."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final

import sqlalchemy as sa

from directory.catalog import notices, people, views, workflow
from directory.catalog.catalog import Catalog
from directory.catalog.catalog_settings import set_time_zone
from directory.catalog.categories import add_category
from directory.catalog.links import add_link, edit_link
from directory.catalog.notice_rules import set_notice_rules
from directory.catalog.registries import load_registry
from directory.catalog.releases import note_release
from directory.db import audit
from directory.db.engine import sqlite_module
from directory.model.audit import ENTRY_COLUMNS
from directory.model.tables import metadata
from directory.model.vocab import EditorialState, NoticeKind, OperatorClass, Role
from directory.rules.notice_rules import ALWAYS, ExitRule, RuleSet
from directory.rules.notice_schedule import Announcement
from directory.rules.registries import RegistryListing
from tests.clocks import NOW, HandClock
from tests.directory.samples import fields

#: The tables of which the trail speaks.
PROVED: Final = (
    "link", "proposal", "retirement", "link_removed", "category", "notice", "notice_version",
    "pending_notice", "notice_period", "notice_rules", "catalog_setting", "person", "saved_view",
    "registry", "registry_entry",
)  # fmt: skip
#: Of these columns the trail says nothing.
FREE: Final = {("link", "version")}
PUBLISHED, DRAFT = EditorialState.PUBLISHED, EditorialState.DRAFT
_UNCHECKED = {
    "sqlite": "PRAGMA ignore_check_constraints = ON",
    "postgresql": "SET session_replication_role = replica",
}
_TRIGGERS = {
    "sqlite": "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger' "
    "AND (name LIKE 'audit%' OR name LIKE 'notice%')",
    "postgresql": "SELECT 'DROP TRIGGER ' || tgname || ' ON ' || tgrelid::regclass "
    "FROM pg_trigger WHERE NOT tgisinternal",
}


def fill(url: str) -> None:
    """Put something into each table, and close the catalog."""
    clock = HandClock()
    with closing(Catalog.open(url, clock)) as catalog:
        with catalog.change(who="ada") as change:
            set_time_zone(change, "America/New_York")
            for slug in ("jobs", "training"):
                add_category(change, slug, {"en": slug.title(), "es": slug})
            for slug, kind in (("exit", NoticeKind.EXIT), ("fees", NoticeKind.DISCLAIMER)):
                day = catalog.today()
                notices.add_notice(
                    change, slug, kind, {"en": "You leave."}, announced_on=day, effective_from=day
                )
            set_notice_rules(change, RuleSet((ExitRule(ALWAYS, "exit", "It is not ours."),), ()))
            views.save_view(change, "mine", "jobs")
            views.save_view(change, "dangers", "is:held")
            listing = RegistryListing(
                "dol.gov", OperatorClass.FEDERAL, "Department of Labor", "dotgov"
            )
            load_registry(change, "dotgov", "a file", "d" * 64, [listing])
            for place in range(6):
                state = PUBLISHED if place < 4 else DRAFT
                wanted = fields(f"https://host-{place}.example/", f"Link {place}", category="jobs")
                add_link(change, wanted, state)
        _go_on(catalog, clock)


def _go_on(catalog: Catalog, clock: HandClock) -> None:
    clock.advance(days=1)
    with catalog.change(who="ada") as change:
        workflow.retire(change, 1, catalog.find(1).version)
        edit_link(change, 2, catalog.find(2).version, {"url": "https://moved.example/"})
        later = catalog.today() + timedelta(days=40)
        notices.announce(change, "fees", Announcement({"en": "It costs."}, later))
        urgent = Announcement({"en": "Beware."}, catalog.today(), "people would come to harm")
        notices.announce(change, "exit", urgent)
        notices.set_notice_period(change, 40)
        for name, role in (("ada", Role.ADMIN), ("eve", Role.EDITOR), ("pat", Role.PUBLISHER)):
            people.set_person(change, name, role)
    with catalog.change(who="eve", why="better") as change:
        edit_link(change, 3, catalog.find(3).version, {"names": {"en": "Another"}})
    with catalog.act(who="eve", title="Add") as act, act.change() as change:
        add_link(change, fields("https://slip.example/"))
    catalog.undo("eve")
    clock.advance(days=1)
    with catalog.change(who="ada") as change:
        workflow.restore(change, 1, catalog.find(1).version)
        note_release(change, "publish", "e" * 64, {"serial": 1})


@contextmanager
def unguarded(url: str) -> Iterator[sa.Connection]:
    """A connection to the database without its triggers and checks, for statements of any kind."""
    options = {"module": sqlite_module()} if url.startswith("sqlite") else {}
    engine = sa.create_engine(url, **options)
    try:
        with engine.begin() as connection:
            kind = connection.dialect.name
            connection.exec_driver_sql(_UNCHECKED[kind])
            for drop in connection.execute(sa.text(_TRIGGERS[kind])).scalars().all():
                connection.exec_driver_sql(drop)
            yield connection
    finally:
        engine.dispose()


def rebuild(connection: sa.Connection, bodies: list[dict[str, Any]]) -> None:
    """Put a trail of these bodies in the place of the present one; all its hashes fit."""
    trail, prev = metadata.tables["audit"], audit.GENESIS
    connection.execute(sa.delete(trail))
    for seq, body in enumerate(bodies, 1):
        text = audit.canonical(body)
        own = audit.digest(prev, text)
        at = datetime.fromisoformat(body["at"]) if isinstance(body["at"], str) else NOW
        row = {name: body[name] for name in ENTRY_COLUMNS} | {"at": at, "seq": seq, "body": text}
        connection.execute(sa.insert(trail).values(row | {"prev": prev, "hash": own}))
        prev = own


def forge(connection: sa.Connection, table: str, how: str, chance: Random) -> tuple[Any, ...]:
    """Change, delete or insert a row of a table, with values that the database takes; return the
    key of the row."""
    whole = metadata.tables[table]
    keys = list(whole.primary_key.columns)
    found = connection.execute(sa.select(whole).order_by(*keys)).all()
    row = dict(chance.choice(found)._mapping)
    this = sa.and_(*(key == row[key.name] for key in keys))
    if how == "insert":
        for key in keys:
            row[key.name] = _another(row[key.name], chance)
        if table == "link":
            row |= {"id": 900, "url_key": "evil.example"}
        connection.execute(sa.insert(whole).values(row))
    elif how == "delete":
        connection.execute(sa.delete(whole).where(this))
    else:
        free = [column for column in whole.c if (table, column.name) not in FREE]
        column = chance.choice([one for one in free if not one.primary_key] or free)
        value = _another(row[column.name], chance, column)
        connection.execute(sa.update(whole).where(this).values({column.name: value}))
        row[column.name] = value if column.primary_key else row[column.name]
    return tuple(row[key.name] for key in keys)


def _another(value: Any, chance: Random, column: "sa.Column[Any] | None" = None) -> Any:
    kind = None if column is None else column.type
    if isinstance(kind, sa.Enum) and kind.enum_class is not None:
        return chance.choice([one for one in kind.enum_class if one is not value])
    return _changed(value, kind, chance)


def _changed(value: Any, kind: Any, chance: Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.randint(1, 50)
    if isinstance(value, str):
        return value + chance.choice(".x/")
    if isinstance(value, Mapping):
        return {**value, "en": f"{value.get('en', '')} forged"}
    if isinstance(value, list):
        return [*value, "forged"]
    if value is not None:  # a day or a moment
        return value + timedelta(days=chance.choice((-1, 1, 30)))
    return _filled(kind)


def _filled(kind: Any) -> Any:
    """A value where there was none."""
    if isinstance(kind, sa.Boolean):
        return True
    if isinstance(kind, sa.Date):
        return date(2030, 1, 1)
    if isinstance(kind, sa.String):
        return "jobs"
    return datetime(2030, 1, 1, tzinfo=UTC)
