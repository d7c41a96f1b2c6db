"""Writes that wait for others like them, so that a batch of links costs a few statements.

A statement of its own for each link takes longer than all the checks of it. So a use case hands in
its writes here; equal statements are then run at once, for many links. Nobody may read what is not
written yet: whoever asks a transaction for its `connection` has all of it written first.

Within an attempt at one link, a savepoint is made only when something has to be written before the
attempt is over; else a refused link is forgotten with the writes that wait for it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from directory.errors import ChangeRefused

_Write = tuple[sa.Executable, Mapping[str, Any], int]


class Unwritten:
    """The writes that wait in one transaction. links: of which something waits."""

    def __init__(self, connection: sa.Connection) -> None:
        self.links: set[int] = set()
        self._connection = connection
        self._writes: list[_Write] = []
        self._mark: int | None = None  # where the writes of the present attempt begin
        self._saved = False

    def later(self, statement: sa.Executable, values: Mapping[str, Any], link_id: int) -> None:
        """Writes this, which belongs to this link, in a while. Equal statements may be run in
        the place of the first of them."""
        self._writes.append((statement, values, link_id))
        self.links.add(link_id)

    def flush(self) -> None:
        """Writes all that waits."""
        if self._mark is not None and not self._saved:
            self._run(self._writes[: self._mark])
            del self._writes[: self._mark]
            # Begun by hand: `begin_nested` takes as long as the change itself.
            self._connection.exec_driver_sql("SAVEPOINT one_link")
            self._saved = True
        self._run(self._writes)
        self._writes.clear()
        self.links.clear()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Of what is done within, nothing stays when it raises ChangeRefused."""
        self._mark, self._saved = len(self._writes), False
        try:
            yield
        except ChangeRefused:
            self._take_back()
            raise
        finally:
            if self._saved:
                self._connection.exec_driver_sql("RELEASE SAVEPOINT one_link")
            self._mark, self._saved = None, False

    def _take_back(self) -> None:
        if self._saved:
            self._connection.exec_driver_sql("ROLLBACK TO SAVEPOINT one_link")
            self._writes.clear()
        else:
            del self._writes[self._mark :]
        self.links = {link_id for _, _, link_id in self._writes}

    def _run(self, writes: list[_Write]) -> None:
        alike: dict[tuple[int, tuple[str, ...]], tuple[sa.Executable, list[Any]]] = {}
        for statement, values, _ in writes:
            found = alike.setdefault((id(statement), tuple(values)), (statement, []))
            found[1].append(values)
        for statement, rows in alike.values():
            self._connection.execute(statement, rows if len(rows) > 1 else rows[0])
