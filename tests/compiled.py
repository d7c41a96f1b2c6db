"""Statements that SQLAlchemy has compiled, shared by all engines of the tests.

SQLAlchemy keeps them per engine, which is right for a program that has one. The tests open
thousands of catalogs, each with its own engines, and spent half of their time in compiling the
same statements again and again.
"""

from collections.abc import MutableMapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_MOST = 5000  # statements


def share_compiled_statements() -> None:
    """From now on, in this process."""
    shared: MutableMapping[Any, Any] = LRUCache(_MOST)
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        # The dialect is part of a statement's key; ours have the same options in each engine.
        dialect.__eq__ = _same_kind  # type: ignore[method-assign]
        dialect.__hash__ = _hash_of_kind  # type: ignore[method-assign,assignment]

    @sa.event.listens_for(sa.Engine, "engine_connect")
    def _share(connection: sa.Connection) -> None:
        connection.engine._compiled_cache = shared


def _same_kind(dialect: object, other: object) -> bool:
    return type(dialect) is type(other)


def _hash_of_kind(dialect: object) -> int:
    return hash(type(dialect))
