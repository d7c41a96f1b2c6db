"""One transaction of changes: the connection, who changes and why, and the audit entries.

The use cases are functions that take a Transaction first; they check, write
rows, and note what they did. `directory.catalog` begins and ends transactions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from directory.rules.addresses import Network
from directory.store import audit


@dataclass(frozen=True, slots=True)
class Policy:
    """What the agency's settings say about changes. allowed: networks besides the public
    internet that a link may lead to."""

    allowed: tuple[Network, ...] = ()
    default_language: str = "en"


@dataclass(slots=True)
class Transaction:
    """`entries` are written to the audit trail when it ends."""

    connection: sa.Connection
    who: str
    why: str
    now: datetime
    policy: Policy
    entries: list[dict[str, Any]] = field(default_factory=list)
    category_slugs: set[str] | None = None  # known once asked for; dropped when one is added

    def note(
        self,
        what: str,
        kind: str,
        key: int | str | None,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
    ) -> None:
        """Keeps an entry for the audit trail."""
        self.entries.append(
            {
                "at": self.now,
                "who": self.who,
                "why": self.why,
                "what": what,
                "kind": kind,
                "key": str(key),
                "before": before,
                "after": after,
            }
        )

    def write_audit(self) -> None:
        """Appends the entries to the trail; the last thing that a transaction does."""
        audit.append(self.connection, self.entries)
        self.entries = []
