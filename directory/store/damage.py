"""Rows of an SQLite catalog that cannot be read: found, named, and left out of what is read.

A flipped bit or a foreign program can leave a value that is not what its column
is for: a word outside the vocabulary, a moment that is none, a text that is not
UTF-8. It must cost its row, not the list in which the row would be. Rows are
left out by temporary views that hide the tables of the same names, on the
connections for reading; a change of such a row fails.

PostgreSQL checks its pages and types itself, and has no such rows.
"""

import traceback
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from directory.model import tables  # noqa: F401  declares them all
from directory.model.observation import unpack
from directory.model.run import Noted

MOST = 1000  # rows that are named
_DIALECT = sqlite.dialect()
_EVIDENCE: Mapping[tuple[str, str], Callable[[bytes], object]] = {
    ("health", "observation"): unpack,
    ("link_baseline", "observation"): unpack,
    ("run_result", "observation"): unpack,
    ("run_result", "noted"): msgspec.json.Decoder(Noted).decode,
}
#: The results of a run under way are read by their row numbers, which views do not have.
_NOT_HIDDEN = frozenset({"run_result"})

Key = int | str


@dataclass(frozen=True, slots=True)
class DamagedRow:
    """A row that cannot be read. key: the value of its first key column."""

    table: str
    key_column: str
    key: Key
    column: str

    def __str__(self) -> str:
        return f"{self.table.replace('_', ' ')} {self.key} ({self.column.replace('_', ' ')})"


def is_of_a_row(error: BaseException) -> bool:
    """Return True if the error may come from a value that a row should not contain."""
    if isinstance(error, zlib.error | msgspec.MsgspecError):
        return True
    if isinstance(error, sa.exc.OperationalError):
        return "decode to UTF-8" in str(error.orig)
    if not isinstance(error, LookupError | ValueError | TypeError):
        return False
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_globals.get("__name__", "").startswith("sqlalchemy.") for frame, _ in frames)


def damaged_rows(module: Any, file: Path) -> list[DamagedRow]:
    """Return the rows of a catalog that cannot be read, at most MOST. All of it is read.

    module: the SQLite library. Raises its DatabaseError when the file is damaged as a whole.
    """
    connection = module.connect(f"file:{file.resolve().as_posix()}?mode=ro", uri=True)
    connection.text_factory = bytes
    try:
        found: list[DamagedRow] = []
        for table in SQLModel.metadata.sorted_tables:
            found += _damaged_of(connection, table)
        return found[:MOST]
    finally:
        connection.close()


def hide(connection: Any, rows: Iterable[DamagedRow]) -> None:
    """Leave these rows out of what this connection (of the driver) reads."""
    for table, of_table in groupby(rows, lambda row: (row.table, row.key_column)):
        name, column = table
        if name not in _NOT_HIDDEN:
            keys = ", ".join(sorted({_literal(row.key) for row in of_table}))
            connection.execute(
                f'CREATE TEMP VIEW "{name}" AS SELECT * FROM main."{name}" '  # noqa: S608
                f'WHERE "{column}" NOT IN ({keys})'
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
                found = _text(row[place])
                yield DamagedRow(table.name, key.name, found, column.name)
                break


def _check_of(column: "sa.Column[Any]") -> Callable[[Any], bool]:
    """Return what tells whether a value, as SQLite has it, is one of this column."""
    evidence = _EVIDENCE.get((column.table.name, column.name))
    process = column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    is_text = not isinstance(column.type, sa.LargeBinary)

    def check(value: Any) -> bool:
        if value is None:
            return bool(column.nullable)
        try:
            held = value.decode() if is_text and isinstance(value, bytes) else value
            if process is not None:
                process(held)
            if evidence is not None:
                evidence(value)
        except (LookupError, ValueError, TypeError, zlib.error, msgspec.MsgspecError):
            return False
        return True

    return check


def _text(value: Any) -> Key:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return int(value)


def _literal(key: Key) -> str:
    return str(key) if isinstance(key, int) else "'" + key.replace("'", "''") + "'"
