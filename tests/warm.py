"""What programs under test have loaded before they begin; imported once, by the server they are
forked from."""

import gc
from importlib import import_module

from crawler.patterns import load_signs
from directory.rules.hosts import registrable_domain
from tests.compiled import share_compiled_statements

#: What programs import, as far as it starts no thread and no event loop.
_IMPORTED = (
    "alembic.command", "crawler.check.check", "crawler.run", "directory.publishing.export.publish",
    "directory.publishing.verify.verify", "rich.table", "scrapy.core.engine", "scrapy.crawler",
    "tui.app", "tui.presenters.loaded", "tui.cli.curate", "tui.cli.main", "uvloop",
)  # fmt: skip

for _name in _IMPORTED:
    import_module(_name)
registrable_domain("www.example.org")  # reads the list of public suffixes
load_signs()
share_compiled_statements()

# Else each program looks through all of this for garbage, and so gets a copy of it.
gc.collect()
gc.freeze()
