"""Column types and the naming of constraints, shared by all tables."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

# Named constraints can be altered by a migration on every database. This must
# be set before the first table class is made.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def _utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {value}")
    return value.astimezone(UTC)


def _to_text(value: datetime | None) -> str | None:
    if (moment := _utc(value)) is None:
        return None
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite stores text without a time zone.

    A moment without a time zone is refused with ValueError. For SQLite the processors replace those
    of SQLAlchemy: each link that is read has several moments, and three calls for each of them were
    a tenth of a bulk edit.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the moment in UTC."""
        del dialect
        return _utc(value)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the moment in UTC."""
        del dialect
        return _utc(value)

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        """Return the function that converts a moment to its stored form."""
        return _to_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:
        """Return the function that converts the stored form to a moment."""
        if dialect.name == "sqlite":
            return _from_text
        return super().result_processor(dialect, coltype)


def one_of(vocabulary: type[StrEnum]) -> sa.Enum:
    """Return a text column type that allows only words of this vocabulary, on every database."""
    return sa.Enum(
        vocabulary,
        name=vocabulary.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        values_callable=_words,
    )


def _words(vocabulary: Any) -> list[str]:
    return [str(member.value) for member in vocabulary]
