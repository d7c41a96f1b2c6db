"""Versions of the public format: which releases this program reads, and how strictly.

Version 1.x may have fields that 1.0 does not know; none is removed or gets another type. So every
1.x is read. In a release of our version or an earlier one, a field that the schema does not name is
a fault; in one of a later version, it is ignored.
"""

import re
from typing import Final

from directory.publishing.release.public_schema import SCHEMA_VERSION

_VERSION: Final = re.compile(r"([1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")


def _parts(version: object) -> tuple[int, int]:
    """Major and minor number; (0, 0) for what is no version."""
    found = _VERSION.fullmatch(version) if isinstance(version, str) else None
    return (int(found[1]), int(found[2])) if found else (0, 0)


def is_readable(version: object) -> bool:
    """Whether releases of this version can be read: of the same major number as ours."""
    return _parts(version)[0] == _parts(SCHEMA_VERSION)[0]


def is_later(version: object) -> bool:
    """Whether this is a later version than ours that can be read."""
    return is_readable(version) and _parts(version) > _parts(SCHEMA_VERSION)
