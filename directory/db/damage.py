"""Rows of an SQLite catalog that cannot be read: found, listed, and left out of reads.

A flipped bit or another program can leave a value that is not valid for its column: a word outside
the vocabulary, an invalid moment, text that is not UTF-8. Only its row must be lost, not the list
that contains the row. Rows are left out by temporary views that hide the tables of the same names,
on the connections for reading; a change of such a row fails.

PostgreSQL checks its pages and types itself, and has no such rows.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args, get_origin, get_type_hints

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from directory.db.read_only import connect_to_read
from directory.errors import DamagedRow, Key
from directory.model import tables  # noqa: F401  declares them all
from directory.model.observation import unpack
from directory.model.run import PageMetadata

MOST = 1000  # rows that are listed
_DIALECT = sqlite.dialect()
_EVIDENCE: Mapping[tuple[str, str], Callable[[bytes], object]] = {
    ("health", "observation"): unpack,
    ("health_before", "observation"): unpack,
    ("link_baseline", "observation"): unpack,
    ("run_result", "observation"): unpack,
    ("run_result", "noted"): msgspec.json.Decoder(PageMetadata).decode,
}
#: The results of a run under way are read by their row numbers, which views do not have.
_NOT_HIDDEN = frozenset({"run_result"})

#: Raised when an invalid value is read; JSON may be nested too deep.
_OF_A_VALUE: Final = (
    LookupError, ValueError, TypeError, RecursionError, zlib.error, msgspec.MsgspecError,
)  # fmt: skip


def is_of_a_row(error: BaseException) -> bool:
    """Return True if the error may come from a value that a row should not contain."""
    if isinstance(error, sa.exc.OperationalError):
        return "decode to UTF-8" in str(error.orig)
    if isinstance(error, sa.exc.SQLAlchemyError):
        return False
    if type(error).__module__.startswith("directory."):
        return False  # a refusal of ours
    return isinstance(error, (*_OF_A_VALUE, AttributeError, OverflowError))


def damaged_rows(module: Any, file: Path) -> list[DamagedRow]:
    """Return the rows of a catalog that cannot be read, at most MOST. The whole file is read.

    module: the SQLite library. Raise its Error if the file is damaged as a whole.
    """
    connection, _ = connect_to_read(module, file)
    connection.text_factory = _text
    try:
        found: list[DamagedRow] = []
        for table in SQLModel.metadata.sorted_tables:
            found += _damaged_of(connection, table)
        return found[:MOST]
    finally:
        connection.close()


def hide(connection: Any, rows: Iterable[DamagedRow]) -> None:
    """Leave these rows out of what this connection (of the driver) reads.

    If the health of a link is left out, so is the link: it could be held back.
    """
    keys: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        keys[row.table, row.key_column].add(_literal(row.key))
        if row.is_of_a_link:
            keys["link", "id"].add(_literal(row.key))
    for (table, column), literals in keys.items():
        if table not in _NOT_HIDDEN:
            connection.execute(
                f'CREATE TEMP VIEW "{table}" AS SELECT * FROM main."{table}" '  # noqa: S608
                f'WHERE "{column}" NOT IN ({", ".join(sorted(literals))})'
            ).close()


def _damaged_of(connection: Any, table: sa.Table) -> Iterator[DamagedRow]:
    columns = list(table.columns)
    checks = [_check_of(column) for column in columns]
    key = next(iter(table.primary_key.columns))
    place = columns.index(key)
    names = ", ".join(f'"{column.name}"' for column in columns)
    for row in connection.execute(f'SELECT {names} FROM "{table.name}"'):  # noqa: S608
        for column, check, value in zip(columns, checks, row, strict=True):
            if not check(value):
                yield DamagedRow(table.name, key.name, row[place], column.name)
                break


def _text(stored: bytes) -> str | bytes:
    """Return a text; if it is not UTF-8, its bytes, which are not valid in a text column."""
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return stored


def _check_of(column: "sa.Column[Any]") -> Callable[[Any], bool]:
    """Return a function that checks whether a value from SQLite is valid for this column."""
    evidence = _EVIDENCE.get((column.table.name, column.name))
    process = column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    stored_as = _stored_as(column.type)
    shape = _shape(column)

    def check(value: Any) -> bool:
        if value is None:
            return bool(column.nullable)
        if not _is_one(value, stored_as):
            return False
        try:
            read: object = process(value) if process is not None else value
            if shape is not None:
                msgspec.convert(msgspec.json.decode(value), shape)
            if evidence is not None:
                evidence(value)
        except _OF_A_VALUE:
            return False
        return read is not None

    return check


def _is_one(value: object, kinds: type | tuple[type, ...]) -> bool:
    return isinstance(value, kinds)


def _stored_as(kind: Any) -> type | tuple[type, ...]:
    """Return the Python type in which SQLite returns values of this type."""
    if isinstance(kind, sa.TypeDecorator):
        kind = kind.impl
    if isinstance(kind, sa.LargeBinary):
        return bytes
    if isinstance(kind, sa.Integer | sa.Boolean):
        return int
    return (int, float) if isinstance(kind, sa.Numeric) else str


def _shape(column: "sa.Column[Any]") -> Any:
    """Return the type of a JSON column: texts by name, an object or a list; None for other
    columns."""
    if not isinstance(column.type, sa.JSON):
        return None
    hint = _hints()[column.table.name][column.name]
    if get_origin(hint) is dict:
        return dict[str, str] if get_args(hint) == (str, str) else dict[str, Any]
    return list[Any] if get_origin(hint) in (list, tuple) else None


@cache
def _hints() -> dict[str, dict[str, Any]]:
    """Return the annotations of all tables, by table and column."""
    return {
        str(mapper.local_table.name): get_type_hints(mapper.class_)
        for mapper in SQLModel._sa_registry.mappers
        if isinstance(mapper.local_table, sa.Table)
    }


def _literal(key: Key) -> str:
    if isinstance(key, bytes):
        return f"x'{key.hex()}'"
    return repr(key) if isinstance(key, int | float) else "'" + key.replace("'", "''") + "'"
