"""Why the catalog cannot be used, or a change of it is refused: messages for staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from directory.pydantic_messages import problem

if TYPE_CHECKING:  # so that errors are light to import
    from pydantic import ValidationError

    from directory.model.link import Link

Key = int | float | str | bytes

_NAMED = 5  # damaged rows in a message


class CatalogUnavailable(Exception):
    """The catalog cannot be opened or has failed; the message says why and what to do."""


class CatalogBusy(CatalogUnavailable):
    """Another program keeps the catalog busy; the request can be repeated."""


class CatalogReplaced(CatalogUnavailable):
    """The catalog's file was removed or replaced while it was open."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"the catalog's file {file.name}, or a file beside it, was removed or replaced while "
            "it was open. Nothing more is saved in it. Close this program and open it again."
        )


@dataclass(frozen=True, slots=True)
class DamagedRow:
    """A row that cannot be read. key: the value of its first key column."""

    table: str
    key_column: str
    key: Key
    column: str

    @property
    def is_of_a_link(self) -> bool:
        """True if it contains what is known of a link."""
        return self.table in ("health", "link_baseline")

    def __str__(self) -> str:
        table, column = (name.replace("_", " ") for name in (self.table, self.column))
        of = f"{table} of link" if self.is_of_a_link else table
        return f"{of} {self.key!s} ({column})"


class DamagedRows(CatalogUnavailable):
    """Rows of the catalog cannot be read. From now on this process reads it without them."""

    def __init__(self, label: str, rows: Sequence[DamagedRow]) -> None:
        self.rows = tuple(rows)
        named = "; ".join(map(str, self.rows[:_NAMED]))
        more = f" and {len(self.rows) - _NAMED} more" if len(self.rows) > _NAMED else ""
        super().__init__(
            f"the catalog {label} is damaged in {named}{more}: what is stored there cannot be "
            "read. Restore the catalog from a backup."
        )


class ChangeRefused(Exception):
    """The change cannot be made; `problems` are the reasons."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class StaleEdit(ChangeRefused):
    """Another person changed the link first. `current` is the link after that change."""

    def __init__(self, link: "Link", based_on: int) -> None:
        super().__init__(
            f"link {link.id} (“{link.name}”) was changed after it was shown (it was at version "
            f"{based_on} then, and is at {link.version} now). Read it again, and repeat what you "
            "did if it is still right."
        )
        self.current = link
        self.based_on = based_on


def explain_validation(error: "ValidationError") -> list[str]:
    """Return what pydantic found, one sentence per field."""
    sentences = []
    for item in error.errors(include_url=False):
        field = str(item["loc"][0]).replace("_", " ") if item["loc"] else ""
        sentences.append(f"{field}: {problem(item)}" if field else problem(item))
    return sentences
