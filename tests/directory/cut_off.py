"""Kill -9 at every point of a piece of work, one point after the other.

    python -m tests.directory.cut_off ACT FOLDER

For n = 1, 2, 3…: copies `before.db` of the folder to `cut-n.db`, and begins ACT
on the copy in a child process that kills itself, with SIGKILL, just before its
n-th statement that begins to write or writes; until a child comes to the end of
its work. Says, then, how many were killed. What is cut off before a BEGIN has
just committed.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

import alembic.command  # noqa: F401  (what each child needs, loaded before it is forked)
import sqlalchemy as sa

from directory.catalog import bulk as bulk_acts
from directory.catalog import undo as undo_acts
from directory.catalog.catalog import Catalog
from directory.db.engine import sqlite_module
from directory.db.schema import Migrations
from directory.importing import service
from directory.importing.service import import_files
from directory.model.reasons import Reason
from directory.model.vocab import RunStatus
from directory.process_lease import this_process
from directory.settings import Settings
from tests.clocks import NOW
from tests.directory.next_release import NEXT
from tests.directory.samples import look
from tests.directory.undo_killed import steward

_READING = re.compile(r"\s*(SELECT|PRAGMA|BEGIN\s*$)")


def cut_off_everywhere(act: str, folder: Path) -> list[Path]:
    """The copies of the folder's `before.db` on which the act was cut off, one for each point."""
    command = [sys.executable, "-m", "tests.directory.cut_off", act, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return [folder / f"cut-{point}.db" for point in range(1, int(done.stdout) + 1)]


def assert_whole(file: Path) -> None:
    """SQLite itself finds no fault in the file."""
    with closing(sqlite_module().connect(str(file))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def opened(file: Path) -> Catalog:
    """The catalog in this file, whose clock stands still."""
    return Catalog.open(f"sqlite:///{file}", lambda: NOW)


def migrate(file: Path) -> None:
    """Opens it by a newer program, of which the migrations are beside it."""
    migrations = Migrations(file.with_name("migrations"), NEXT)
    Catalog.open(f"sqlite:///{file}", lambda: NOW, migrations=migrations).close()


def settle(catalog: Catalog) -> None:
    """Ends the second run."""
    catalog.runs.settle(2, now=NOW, status=RunStatus.COMPLETE)


def crawl(catalog: Catalog) -> None:
    """A whole crawl, which records what it sees in pairs; all is well."""
    begun = catalog.runs.begin(holder=this_process(), now=NOW, due_only=False, fresh=False)
    with closing(catalog.runs.work_list(begun)) as work:
        found = [link for lane in work.next_lanes(100) for link in work.links(lane.key, 0)]
    for start in range(0, len(found), 2):
        looks = [look(catalog.find(link.id), Reason.OK, NOW) for link in found[start:][:2]]
        catalog.runs.record(begun.run_id, this_process(), NOW, looks)
    catalog.runs.settle(begun.run_id, now=NOW, status=RunStatus.COMPLETE)


def bulk(catalog: Catalog) -> None:
    """An act on all links, in transactions of two."""
    with catalog.reading() as connection:
        found = list(connection.execute(sa.text("SELECT id FROM link ORDER BY id")).scalars())
    catalog.for_each("maria", "All to the team", found, steward)


def undo(catalog: Catalog) -> None:
    """Takes it back."""
    catalog.undo("maria")


def import_links(catalog: Catalog) -> None:
    """Imports the file beside the catalog."""
    file = Path(catalog.label.removeprefix("sqlite:///")).with_name("links.csv")
    import_files(catalog, [file], who="maria", settings=Settings(), publish=True)


def recover(_: Catalog) -> None:
    """Opening the catalog does it."""


def _opened_for(act: Callable[[Catalog], None]) -> Callable[[Path], None]:
    def on_file(file: Path) -> None:
        with closing(opened(file)) as catalog:
            act(catalog)

    return on_file


ACTS: dict[str, Callable[[Path], None]] = {
    "migrate": migrate, "settle": _opened_for(settle), "crawl": _opened_for(crawl),
    "bulk": _opened_for(bulk), "undo": _opened_for(undo), "import": _opened_for(import_links),
    "recover": _opened_for(recover),
}  # fmt: skip


def main(act: str, folder: str) -> int:
    """Returns the exit code."""
    bulk_acts.BATCH = undo_acts.BATCH = service.BATCH = 2
    for point in count(1):
        copy = Path(folder, f"cut-{point}.db")
        shutil.copyfile(Path(folder, "before.db"), copy)
        if not _killed(ACTS[act], copy, point):
            copy.unlink()
            print(point - 1)  # noqa: T201  (stdout is how it talks to the test)
            break
    return 0


def _killed(act: Callable[[Path], None], database: Path, point: int) -> bool:
    """True if the child was killed; False if it came to its end."""
    child = os.fork()
    if not child:
        _die_at_statement(point)
        act(database)
        os._exit(0)
    ended_with = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if ended_with not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the child was to be killed or to succeed, but ended with {ended_with}")
    return ended_with == -signal.SIGKILL


def _die_at_statement(point: int) -> None:
    seen = count(1)

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def _die(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not _READING.match(statement) and next(seen) == point:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
