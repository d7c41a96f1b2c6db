"""The schema's version: created, checked, backed up and migrated.

Opening a catalog compares one word with one constant; Alembic is imported only
when there is work for it.
"""

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from directory.store.engine import CatalogUnavailable, Database, sqlite_module

#: The newest revision in `migrations/versions`; a test holds it to be so.
HEAD = "0002"


def current_revision(database: Database) -> str | None:
    """The revision of the catalog's schema; None when there is no catalog in the database.

    Raises CatalogUnavailable when the database cannot be read.
    """
    if database.file is not None and not database.file.exists():
        return None  # connecting would create it
    with database.read() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def create_schema(database: Database) -> None:
    """All tables and triggers, at the newest revision."""
    _upgrade(database, HEAD)


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
    backup = _back_up(database, revision, now)
    _upgrade(database, HEAD)
    return backup


def _back_up(database: Database, revision: str, now: datetime) -> Path | None:
    if database.file is None:
        return None
    target = database.file.with_name(
        f"{database.file.name}.before-{HEAD}-was-{revision}-{now:%Y%m%dT%H%M%SZ}.bak"
    )
    source = sqlite_module().connect(str(database.file))
    try:
        # VACUUM INTO writes a whole, consistent copy in one step, WAL included.
        source.execute("VACUUM INTO ?", (str(target),))
    except Exception as error:
        raise CatalogUnavailable(
            f"the catalog could not be backed up to {target} ({error}), so it was not migrated. "
            "Check the space on the disk."
        ) from error
    finally:
        source.close()
    return target


def _upgrade(database: Database, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
