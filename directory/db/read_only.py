"""Reading an SQLite file in a folder to which this account may not write.

In WAL mode even a reader writes: into the file beside (`-shm`) that coordinates readers and
writers. If it may not, and no writer is active (there is no `-wal`), the file can be read as one
that does not change.
"""

from pathlib import Path
from typing import Any

_PROBE = "SELECT 1 FROM sqlite_schema"


def connect_to_read(module: Any, file: Path, **parameters: Any) -> tuple[Any, bool]:
    """Return a connection to an existing file, and whether it reads the file as one that does not
    change.

    module: the SQLite library. A damaged file is also connected to: damage is reported when it is
    read. Raise the library's OperationalError if the file cannot be opened.
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
