"""The interface for reads: all that front ends and crawls read from the catalog.

Functions take the connection of `Catalog.reading()` and only read. Callers name its type
`directory.queries.Connection`: they import neither `directory.db` nor SQLAlchemy.

A screen that scrolls reads twice: first the ids in order (`search`, `queue`), in chunks, each in a
short transaction; then the few visible rows (`link_rows`). `filters` turns a `LinkQuery` into SQL,
`full_text` its words into a full-text search, `keyset` walks through an index; `facets` counts;
`link_detail` and `link_history` read all of one link, `crawls` the crawls, and `change_token` shows
whether anything has changed.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a package takes no time to import
    from sqlalchemy import Connection

__all__ = ["Connection"]
