"""An editor in a process of its own, for tests of several at once.

    python -m tests.directory.editing DATABASE WHO

Says `ready`, waits for a line, edits link 1 as it was at version 1, and says
what came of it: `done` or `stale`.
"""

import sys
from contextlib import closing

from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.errors import StaleEdit


def main(database: str, who: str) -> int:
    """Returns the exit code."""
    with closing(Catalog.open(database)) as catalog:
        catalog.find(1)  # the connection is open and the tables are known
        print("ready", flush=True)  # noqa: T201  (stdout is how it talks to the test)
        sys.stdin.readline()
        try:
            with catalog.change(who=who) as change:
                edit_link(change, 1, 1, {"steward": who})
        except StaleEdit:
            print("stale")  # noqa: T201
        else:
            print("done")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
