"""What each file of the audit trail says of itself before its entries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final

import sqlalchemy as sa

from directory.db import audit
from directory.publishing.compliance.audit_records import Changed
from directory.publishing.compliance.redaction import LEFT_OUT
from directory.queries.audit_trail import TrailFilter
from directory.queries.catalog_settings import time_zone

TITLE: Final = "Audit trail"
HOW_TO_RECOMPUTE: Final = (
    "The hash of an entry is the SHA-256, in hex, of the UTF-8 bytes of “prev”, a line feed and "
    "“body”. “prev” is the hash of the entry before; that of the first is 64 zeros."
)
NOT_RECOMPUTED_HERE: Final = (
    "Each entry has the number and the hash that it has in the audit trail. The hashes can be "
    "recomputed from an export in JSON lines, which contains what they were made of."
)
#: What a redacted file says of itself.
REDACTED: Final = (
    f"The names of staff and what staff wrote for each other (reasons, notes) are left out; each "
    f"is replaced by {LEFT_OUT}. Each entry has the number and the hash that it has in the audit "
    "trail, and the hash covers what is left out. So only the unredacted export, in JSON lines, "
    "can be recomputed."
)


@dataclass(frozen=True, slots=True)
class TrailHead:
    """What was asked for, of whose trail, and its last entry at that time by number and hash."""

    agency: str
    zone: tzinfo
    asked: TrailFilter
    redacted: bool
    last_number: int
    last_hash: str

    def about(self) -> str:
        """What can be proved by the file, and what was left out of it."""
        return REDACTED if self.redacted else NOT_RECOMPUTED_HERE

    def who(self) -> str | None:
        """The name that was asked for, as the file may tell it."""
        return self.asked.who and (LEFT_OUT if self.redacted else self.asked.who)

    def facts(self) -> list[str]:
        """What the file contains, a sentence each."""
        asked = self.asked
        days = [f"from {asked.first}"] if asked.first else []
        days += [f"to {asked.last}"] if asked.last else []
        parts = [f"Days: {' '.join(days)} (with both)"] if days else []
        parts += [f"Changes by: {self.who()}"] if asked.who is not None else []
        parts += [f"Link: {asked.link}"] if asked.link is not None else []
        parts += [f"Kind: {asked.kind}"] if asked.kind else []
        last = f"The trail ended with entry {self.last_number}, hash {self.last_hash}"
        return [*(parts or ["All entries"]), f"Time zone of local times: {self.zone}", last]

    def data(self) -> dict[str, Any]:
        """The same for programs."""
        asked = self.asked
        return {
            "format": "jobbank audit trail",
            "about": REDACTED if self.redacted else HOW_TO_RECOMPUTE,
            "redacted": self.redacted,
            "agency": self.agency,
            "time_zone": str(self.zone),
            "from": asked.first and str(asked.first),
            "to": asked.last and str(asked.last),
            "who": self.who(),
            "link": asked.link,
            "kind": asked.kind,
            "last_entry": {"number": self.last_number, "hash": self.last_hash},
        }


def head_of(
    connection: sa.Connection, agency: str, asked: TrailFilter, *, redacted: bool
) -> TrailHead:
    """Return the head of a file of the entries that are asked for."""
    return TrailHead(agency, time_zone(connection), asked, redacted, *audit.head(connection))


@dataclass(frozen=True, slots=True)
class TrailWords:
    """What fields are called, and their values in plain language."""

    label: Callable[[str], str]
    value: Callable[[str, Any], str]

    def told(self, changed: Changed) -> str:
        """The change as `Name (en): Jobs → Job board`."""
        field, *within = changed.path
        name = self.label(field) + (f" ({', '.join(within)})" if within else "")
        return f"{name}: {self.value(field, changed.before)} → {self.value(field, changed.after)}"


def local_time(at: datetime | None, zone: tzinfo) -> str:
    """The moment at the agency, with the distance from UTC."""
    return "" if at is None else at.astimezone(zone).isoformat(" ", "seconds")
