"""A file for the developers of the program, with the tracebacks of its faults."""

import os
import tempfile
from collections.abc import Sequence


def write_fault_report(faults: Sequence[str]) -> str:
    """Write tracebacks into a new file that its owner alone can read; return its path.

    Return "" when no file can be written.
    """
    try:
        handle, path = tempfile.mkstemp(prefix="jobbank-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as page:
            page.write("\n".join(faults))
    except OSError:
        return ""
    return path
