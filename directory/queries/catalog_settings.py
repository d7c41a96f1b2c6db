"""Settings that an admin makes for all users of the catalog, by name."""

from datetime import UTC, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from directory.model.tables import catalog_settings

TIME_ZONE = "time-zone"


def value_of(connection: sa.Connection, name: str) -> str | None:
    """Return the value of a setting; None if it is not set."""
    query = sa.select(catalog_settings.c.value).where(catalog_settings.c.name == name)
    return connection.execute(query).scalar()


def time_zone(connection: sa.Connection) -> tzinfo:
    """Return the time zone of the agency, in which days begin and end."""
    return _zone(value_of(connection, TIME_ZONE) or "UTC")


@lru_cache(maxsize=4)
def _zone(name: str) -> tzinfo:
    return UTC if name == "UTC" else ZoneInfo(name)
