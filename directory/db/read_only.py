"""Reading an SQLite file that this account may not write beside.

In WAL mode even a reader writes: into the file beside (`-shm`) by which readers
and writers find each other. Where it may not, and no writer is at work (there
is no `-wal`), the file can be read as one that does not change.
"""

from pathlib import Path
from typing import Any

_PROBE = "SELECT 1 FROM sqlite_schema"


def connect_to_read(module: Any, file: Path, **parameters: Any) -> tuple[Any, bool]:
    """Return a connection of this SQLite library to a file that exists, and whether it reads the
    file as one that does not change.

    A damaged file is connected to as well: that is reported where it is read. Raises the
    library's OperationalError.
    """
    connection = module.connect(str(file), **parameters)
    try:
        connection.execute(_PROBE).close()
    except module.OperationalError as error:
        connection.close()
        if not _may_not_write_beside(file, str(error)):
            raise
        uri = f"{file.absolute().as_uri()}?immutable=1"
        return module.connect(uri, uri=True, **parameters), True
    except module.DatabaseError:
        pass
    return connection, False


def _may_not_write_beside(file: Path, said: str) -> bool:
    refused = "readonly" in said or "unable to open" in said
    return refused and file.exists() and not file.with_name(f"{file.name}-wal").exists()
