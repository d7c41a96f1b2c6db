"""The schema's version: created, checked, backed up and migrated.

Opening a catalog compares one word with one constant; Alembic is imported only if a migration is
needed.

Revisions of released versions are numbers of four digits and are never changed. Until 0.1.0 is
tagged, the only revision is `0001` with a suffix, a digest of the SQL that it runs: a catalog made
by other SQL has another revision and is refused.
"""

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from directory.db.engine import Database, make_sqlite_file, sqlite_module
from directory.errors import CatalogUnavailable

if TYPE_CHECKING:
    from alembic.config import Config

_RELEASED = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Migrations:
    """A folder of Alembic revisions. head: the newest one."""

    folder: Path
    head: str


#: Those of this program. A test compares `head` with the revisions and with the SQL they run.
MIGRATIONS = Migrations(Path(__file__).parent / "migrations", head="0001_6c9210ba")


def current_revision(database: Database) -> str | None:
    """Return the revision of the catalog's schema; None if there is no catalog in the database.

    Raise CatalogUnavailable if the database cannot be read.
    """
    if database.file is not None and not database.file.exists():
        return None  # connecting would create it
    with database.read() as connection:
        return _revision(connection)


def create_schema(database: Database) -> None:
    """Create all tables and triggers, at the newest revision."""
    with database.write() as connection:
        _upgrade(connection, MIGRATIONS)


def bring_up_to_date(
    database: Database, now: datetime, migrations: Migrations = MIGRATIONS
) -> Path | None:
    """Migrate an older schema to the newest revision, after a backup.

    Return the backup's path; None if nothing was migrated, or if the database is not an SQLite file
    (there, one transaction does all or nothing, and the administrator makes backups). Raise
    CatalogUnavailable if there is no catalog, or if this program cannot migrate it.
    """
    revision = current_revision(database)
    if revision == migrations.head:
        return None
    if revision is None:
        raise CatalogUnavailable(
            f"there is no catalog at {database.label}. Run “jobbank init” to create one, "
            "or set JOBBANK_DATABASE to where it is."
        )
    if revision not in _revisions(migrations):
        raise CatalogUnavailable(_unknown(revision, migrations.head, database.label))
    with database.write() as connection:  # a second process waits here, then returns
        if _revision(connection) == migrations.head:
            return None
        backup = _back_up(database, f"before-{migrations.head}-was-{revision}", now)
        _upgrade(connection, migrations)
    return backup


def _unknown(revision: str, head: str, label: str) -> str:
    """Return what to do with a catalog whose revision is not one of this program's."""
    if _RELEASED.fullmatch(revision) and _RELEASED.fullmatch(head) and revision > head:
        return (
            f"the catalog {label} was made by a newer version of this program "
            f"(its schema is {revision}, this program knows {head}). "
            "Install that version or a later one; nothing was changed."
        )
    return (
        f"the catalog {label} was made by another development version of this program "
        f"(its schema is {revision}, this program knows {head}), and cannot be converted. "
        "Nothing was changed. Open it with the version that made it and run “jobbank export DIR” "
        "there; then, with this version and another JOBBANK_DATABASE, run “jobbank init --empty” "
        "and “jobbank import DIR/directory.json --publish”. This brings over the published links "
        "without their history; everything else remains in the old catalog."
    )


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    if len(found) == 1 and isinstance(found[0], str):
        return found[0]
    raise CatalogUnavailable(
        "the catalog is damaged: which schema it has is not stored as it should be (table "
        "alembic_version). Restore it from a backup; nothing was changed now."
    )


def _back_up(database: Database, occasion: str, now: datetime) -> Path | None:
    """Copy an SQLite file; the caller has the writers' lock, so no other process makes a copy."""
    if database.file is None:
        return None
    name = database.file.name
    target = database.file.with_name(f"{name}.{occasion}-{now:%Y%m%dT%H%M%SZ}.bak")
    unfinished = database.file.with_name(f"{name}.bak-unfinished")
    try:
        unfinished.unlink(missing_ok=True)  # left by a killed process
        _copy(database.file, unfinished)
        unfinished.replace(target)
    except Exception as error:
        raise CatalogUnavailable(
            f"the catalog could not be backed up to {target} ({error}), so it was not migrated. "
            "Check the space on the disk."
        ) from error
    return target


def _copy(file: Path, copy: Path) -> None:
    make_sqlite_file(copy)  # with the permissions of a catalog
    source = sqlite_module().connect(str(file))
    try:
        # VACUUM INTO writes a complete, consistent copy in one step, WAL included,
        # but the system decides when the copy reaches the disk.
        source.execute("VACUUM INTO ?", (str(copy),))
    finally:
        source.close()
    with copy.open("rb+") as written:
        os.fsync(written.fileno())


def _revisions(migrations: Migrations) -> set[str]:
    """Return all revisions of these migrations."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config(migrations))
    return {script.revision for script in scripts.walk_revisions()}


def _upgrade(connection: sa.Connection, migrations: Migrations) -> None:
    from alembic import command

    config = _config(migrations)
    config.attributes["connection"] = connection
    command.upgrade(config, migrations.head)


def _config(migrations: Migrations) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations.folder))
    return config
