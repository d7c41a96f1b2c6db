"""What this program is called, and which version of it runs."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final

PROGRAM: Final = "jobbank"


def program_version() -> str:
    """The version as it was installed."""
    try:
        return version(PROGRAM)
    except PackageNotFoundError:  # run from a checkout that nobody installed
        return "0+unknown"
