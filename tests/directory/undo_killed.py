"""A bulk act, an undo or a redo that kills itself, with SIGKILL, after its first transaction.

Its arguments: the database, and `bulk`, `undo` or `redo`. It is run by `tests.forked`.
"""

import os
import signal
from collections.abc import Sequence
from contextlib import closing

import sqlalchemy as sa

from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.catalog.transaction import Transaction
from directory.model.link import Link
from tests.clocks import NOW


def steward(change: Transaction, link: Link) -> None:
    """What the bulk act does to each link."""
    assert link.id is not None
    edit_link(change, link.id, link.version, {"steward": "team"})


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code; comes to its end only when there is one transaction."""
    database, what = arguments
    with closing(Catalog.open(database, lambda: NOW)) as catalog:
        with catalog.reading() as connection:
            ids = list(connection.execute(sa.text("SELECT id FROM link ORDER BY id")).scalars())
        match what:
            case "bulk":
                catalog.for_each("maria", "All to the team", ids, steward, progress=_die)
            case "undo":
                catalog.undo("maria", progress=_die)
            case "redo":
                catalog.redo("maria", progress=_die)
    return 0


def _die(*_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
