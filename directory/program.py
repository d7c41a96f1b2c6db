"""This program where it runs: its name and version, the account that runs it, reports of faults."""

import os
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final

PROGRAM: Final = "jobbank"


def program_version() -> str:
    """Return the installed version."""
    try:
        return version(PROGRAM)
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0+unknown"


def account_name() -> str:
    """Return the account's name or, if it has none, its number. The environment does not change
    it."""
    try:
        import pwd
    except ImportError:  # on Windows
        return _login_name()
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid {number}"


def _login_name() -> str:
    try:
        return os.getlogin()
    except OSError:
        return "unknown"


def write_fault_report(faults: Sequence[str]) -> str:
    """Write tracebacks into a new file that only its owner can read; return its path.

    Return "" if no file can be written.
    """
    try:
        handle, path = tempfile.mkstemp(prefix="jobbank-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as page:
            page.write("\n".join(faults))
    except OSError:
        return ""
    return path
