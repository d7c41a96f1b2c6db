"""The day of a moment in a time zone, as SQL: built into PostgreSQL, a Python function for
SQLite."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

_SQLITE_NAME = "local_day"
_MINUTE = len("2026-10-09 12:00")


def local_day(moment: sa.ColumnElement[Any], zone: str) -> sa.ColumnElement[Any]:
    """Return the day of a moment. zone: an IANA name. SQLite gives text, PostgreSQL a date."""
    return _LocalDay(moment, sa.literal(zone, literal_execute=True))


class _LocalDay(GenericFunction[Any]):
    name = _SQLITE_NAME
    inherit_cache = True


@compiles(_LocalDay, "postgresql")
def _for_postgresql(element: _LocalDay, compiler: Any, **options: Any) -> str:
    moment, zone = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST({moment} AT TIME ZONE {zone} AS DATE)"


def add_to_sqlite(connection: Any) -> None:
    """Register the function on a connection of the driver."""
    connection.create_function(_SQLITE_NAME, 2, _day, deterministic=True)


def _day(moment: str | None, zone: str) -> str | None:
    """Return the day of a moment in UTC, as SQLite stores it. No time zone has changed within a
    minute."""
    return None if moment is None else _day_of_minute(moment[:_MINUTE], zone)


@lru_cache(maxsize=65_536)
def _day_of_minute(minute: str, zone: str) -> str:
    return str(datetime.fromisoformat(minute).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date())
