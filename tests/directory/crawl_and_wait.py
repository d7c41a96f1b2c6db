"""A crawl that records one link of three, says so, and lives until it is killed; it is run by
`tests.forked`. Its arguments: the database, and the moment."""

import signal
import sys
from collections.abc import Sequence
from datetime import datetime

from directory.catalog.catalog import Catalog
from directory.model.reasons import Reason
from directory.process_lease import this_process
from tests.directory.samples import look

RECORDED = "recorded\n"


def main(arguments: Sequence[str]) -> None:
    """Does not come to its end."""
    database, moment = arguments
    catalog, now = Catalog.open(database), datetime.fromisoformat(moment)
    begun = catalog.runs.begin(holder=this_process(), now=now, due_only=False, fresh=False)
    catalog.runs.record(begun.run_id, this_process(), now, [look(catalog.find(1), Reason.OK, now)])
    sys.stdout.write(RECORDED)
    sys.stdout.flush()
    signal.pause()
