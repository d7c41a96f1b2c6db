"""Whoever pulls the plug in the middle of an import finds nothing half done."""

import subprocess
import sys
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.importing.plan import RowOutcome
from directory.importing.service import import_files
from directory.settings import Settings

pytestmark = pytest.mark.slow

ROWS = 3_000

#: Imports, and waits in the midst of it: 2,000 links are committed.
IMPORT = """
import sys
from directory.catalog.catalog import Catalog
from directory.importing.service import import_files
from directory.settings import Settings

def tell(done, total):
    if done == 2000:
        print(done, flush=True)
        sys.stdin.read()

catalog = Catalog.open(sys.argv[1])
import_files(catalog, [sys.argv[2]], who="maria", settings=Settings(), on_progress=tell)
"""


def test_a_killed_import_leaves_nothing_behind(tmp_path: Path) -> None:
    """The catalog opens, has none of its links, proves its audit trail, and takes the next."""
    database = f"sqlite:///{tmp_path / 'catalog.db'}"
    Catalog.create(database).close()
    path = tmp_path / "links.csv"
    lines = [f"https://example.org/{number},Link {number}\n" for number in range(ROWS)]
    path.write_text("url,name\n" + "".join(lines))

    child = subprocess.Popen(
        [sys.executable, "-c", IMPORT, database, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "2000\n"
        child.kill()
    assert child.returncode == -9

    catalog = Catalog.open(database)
    keys = [f"example.org/{number}" for number in range(ROWS)]
    assert catalog.find_by_keys(keys) == {}
    assert catalog.verify_audit().fault is None

    path.write_text("url,name\n" + "".join(lines[:200]))
    (plan,) = import_files(catalog, [path], who="maria", settings=Settings())
    assert plan.count(RowOutcome.ADDED) == len(catalog.find_by_keys(keys)) == 200
    catalog.close()
