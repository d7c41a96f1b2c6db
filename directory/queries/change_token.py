"""A token that changes with the catalog, cheap enough to read each second.

On PostgreSQL it is exact: a snapshot names the transactions that it sees. SQLite has `PRAGMA
data_version`, but its numbers are valid within one connection only, and connections are shared
here. So the token contains the ends of the audit trail and of the crawls, which every edit and
every end of a crawl change, and the size and time of the write-ahead log, which every transaction
changes, also during a crawl. (The log is not opened: to close it again would drop SQLite's locks.)
"""

from pathlib import Path

import sqlalchemy as sa

from directory.model.tables import audit_entries as _audit
from directory.model.tables import crawl_runs as _runs


def stamp(connection: sa.Connection) -> str:
    """Return a token that differs after any commit, by any process.

    Take it before reading what is to be shown, on the connection of that read or earlier. It may
    change without a change of the catalog (on PostgreSQL, if another database of the same server
    was written to). It can miss a change only while a crawl writes, and never for longer than until
    its end.
    """
    if connection.dialect.name != "sqlite":
        return str(connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one())
    log = _log(connection)
    head = connection.execute(sa.select(sa.func.max(_audit.c.seq))).scalar() or 0
    last = sa.select(_runs.c.id, _runs.c.status, _runs.c.heartbeat_at)
    run = connection.execute(last.order_by(_runs.c.id.desc()).limit(1)).first()
    began = "" if run is None else f"{run.id} {run.status} {run.heartbeat_at.isoformat()}"
    return f"{head}|{began}|{log}"


def _log(connection: sa.Connection) -> str:
    file = connection.engine.url.database
    if not file or file == ":memory:":
        return ""
    try:
        found = Path(f"{file}-wal").stat()
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"
