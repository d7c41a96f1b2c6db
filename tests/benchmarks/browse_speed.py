"""How long screens wait for the catalog: python -m tests.benchmarks.browse_speed FILE [FILE…]

FILE: a catalog that `tests.benchmarks.big_catalog` made; it is only read. Prints a
table: median and 95th of 100 in milliseconds, and the median of the processor's time,
which other work on the machine does not lengthen. “first” is until the first chunk that
has rows, which is what a keystroke waits for; “all” until the last.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import sqlalchemy as sa

from directory.db.engine import Database
from directory.queries.change_token import stamp
from directory.queries.facets import facets
from directory.queries.link_detail import detail
from directory.queries.link_history import changes
from directory.queries.link_rows import rows
from directory.queries.queue import queue_counts, queue_spine
from directory.queries.search import Sort, spine
from directory.rules.query import parse_query
from tests.benchmarks.big_catalog import NOW
from tests.benchmarks.rig import say, show_table

TODAY = NOW.date()
SEARCHES = ("a", "ca", "career", "maple", "maple harbor", '"harbor library"', "jobs verdict:gone")
LISTS = ("", "state:published", "verdict:gone", "class:tribal", "category:job-banks class:private",
         "host:edu", "is:held", "verdict:never")  # fmt: skip
Question = Callable[[], object]


def main() -> int:
    """Measures each file; returns the exit code."""
    parser = argparse.ArgumentParser(description="How long screens wait for the catalog.")
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--times", type=int, default=20, help="how often each question is asked")
    given = parser.parse_args()
    for file in given.files:
        with closing(Database(f"sqlite:///{file}")) as database:
            say(f"{file.name}\n")
            show_table(
                ("question", "p50 ms", "p95 ms", "CPU p50 ms"), _measured(database, given.times)
            )
    return 0


def _measured(database: Database, times: int) -> Iterator[tuple[str, ...]]:
    for name, question, slow in _questions(database):
        sys.stderr.write(f"{name}\n")
        yield (name, *_spread(question, max(3, times // 5) if slow else times))


def _spread(question: Question, times: int) -> tuple[str, ...]:
    taken, worked = [], []
    for _ in range(times):
        began, idle = time.perf_counter(), time.process_time()
        question()
        worked.append(1000 * (time.process_time() - idle))
        taken.append(1000 * (time.perf_counter() - began))
    cut = quantiles(taken, n=20, method="inclusive")
    return tuple(f"{figure:.1f}" for figure in (median(taken), cut[-1], median(worked)))


def _questions(database: Database) -> Iterator[tuple[str, Question, bool]]:
    """Each with its name, and whether it takes long."""
    for text in SEARCHES:
        yield f"search `{text}`: first", _first(database, text, Sort.RANK), False
    for text in LISTS:
        yield f"list `{text}`: first", _first(database, text, Sort.NAME), False
    for text in ("", "state:published", "verdict:gone", "class:tribal"):
        yield f"list `{text}`: all", _all(database, text), True
    yield "queue: first", lambda: _first_of(_queue(database)), False
    yield "queue: all", lambda: _size(_queue(database)), True
    yield "queue: counts", _reading(database, lambda read: queue_counts(read, TODAY)), True
    for text in ("", "state:published", "verdict:gone", "maple"):
        yield f"facets `{text}`", _facets(database, text), True
    yield from _of_single_links(database)


def _of_single_links(database: Database) -> Iterator[tuple[str, Question, bool]]:
    chance = random.Random(1)
    with database.read() as connection:
        most = int(connection.exec_driver_sql("SELECT max(id) FROM link").scalar_one())

    def one() -> int:
        return chance.randint(1, most)

    def sixty_in_a_row() -> range:
        begin = one()
        return range(begin, begin + 60)

    def scattered() -> list[int]:
        return [one() for _ in range(60)]

    yield "60 rows in a row", _reading(database, lambda r: rows(r, sixty_in_a_row(), TODAY)), False
    yield "60 rows scattered", _reading(database, lambda r: rows(r, scattered(), TODAY)), False
    yield "detail", _reading(database, lambda r: detail(r, one(), now=NOW, today=TODAY)), False
    yield "changes", _reading(database, lambda r: changes(r, one())), False
    yield "stamp", _reading(database, stamp), False


def _reading(database: Database, question: Callable[[sa.Connection], Any]) -> Question:
    def asked() -> object:
        with database.read() as connection:
            return question(connection)

    return asked


def _facets(database: Database, text: str) -> Question:
    return _reading(database, lambda r: facets(r, parse_query(text), today=TODAY))


def _first(database: Database, text: str, sort: Sort) -> Question:
    return lambda: _first_of(spine(database.read, parse_query(text), sort, today=TODAY))


def _all(database: Database, text: str) -> Question:
    return lambda: _size(spine(database.read, parse_query(text), today=TODAY))


def _queue(database: Database) -> Iterator[Sized]:
    return (ids for _, ids in queue_spine(database.read, TODAY))


def _first_of(chunks: Iterable[Sized]) -> Sized | None:
    return next((chunk for chunk in chunks if len(chunk)), None)


def _size(chunks: Iterable[Sized]) -> int:
    return sum(map(len, chunks))


if __name__ == "__main__":
    sys.exit(main())
