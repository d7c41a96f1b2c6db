"""The schema's version: created, checked, backed up and migrated.

Opening a catalog compares one word with one constant; Alembic is imported only
when there is work for it.
"""

import os
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from directory.store.engine import CatalogUnavailable, Database, sqlite_module

#: The newest revision in `migrations/versions`; a test holds it to be so.
HEAD = "0008"


def current_revision(database: Database) -> str | None:
    """The revision of the catalog's schema; None when there is no catalog in the database.

    Raises CatalogUnavailable when the database cannot be read.
    """
    if database.file is not None and not database.file.exists():
        return None  # connecting would create it
    with database.read() as connection:
        return _revision(connection)


def create_schema(database: Database) -> None:
    """All tables and triggers, at the newest revision."""
    with database.write() as connection:
        _upgrade(connection)


def bring_up_to_date(database: Database, now: datetime) -> Path | None:
    """Migrates an older schema, after a backup; nothing to do at HEAD.

    Returns the backup's path; None when nothing was migrated, or when the
    database is not an SQLite file (there, one transaction does it all or
    nothing, and backups are the administrator's).

    Raises CatalogUnavailable when there is no catalog, or when a newer program
    has made it.
    """
    revision = current_revision(database)
    if revision == HEAD:
        return None
    if revision is None:
        raise CatalogUnavailable(
            f"there is no catalog at {database.label}. Run “jobbank init” to create one, "
            "or set JOBBANK_DATABASE to where it is."
        )
    if revision > HEAD:
        raise CatalogUnavailable(
            f"the catalog {database.label} was made by a newer version of this program "
            f"(its schema is {revision}, this program knows {HEAD}). "
            "Install that version or a later one; nothing was changed."
        )
    with database.write() as connection:  # whoever comes second waits here, and finds it done
        if _revision(connection) == HEAD:
            return None
        backup = _back_up(database, revision, now)
        _upgrade(connection)
    return backup


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _back_up(database: Database, revision: str, now: datetime) -> Path | None:
    """A copy of an SQLite file; the caller holds the writers' lock, so nobody else makes one."""
    if database.file is None:
        return None
    name = database.file.name
    target = database.file.with_name(
        f"{name}.before-{HEAD}-was-{revision}-{now:%Y%m%dT%H%M%SZ}.bak"
    )
    unfinished = database.file.with_name(f"{name}.bak-unfinished")
    try:
        unfinished.unlink(missing_ok=True)  # what a killed process left
        _copy(database.file, unfinished)
        unfinished.replace(target)
    except Exception as error:
        raise CatalogUnavailable(
            f"the catalog could not be backed up to {target} ({error}), so it was not migrated. "
            "Check the space on the disk."
        ) from error
    return target


def _copy(file: Path, copy: Path) -> None:
    source = sqlite_module().connect(str(file))
    try:
        # VACUUM INTO writes a whole, consistent copy in one step, WAL included,
        # but leaves it to the system when the copy reaches the disk.
        source.execute("VACUUM INTO ?", (str(copy),))
    finally:
        source.close()
    with copy.open("rb+") as written:
        os.fsync(written.fileno())


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
