"""The words of a suggestion: for which link, of which kind, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from directory.model.vocab import Verdict
from directory.queries.broken_links import BrokenLink


class SuggestionKind(StrEnum):
    """Where a suggestion comes from."""

    REDIRECT = "redirect"  # the site itself sends visitors there for good
    SAME_SITE = "same-site"  # a page of the same site with a like title
    ARCHIVE = "archive"  # what the page was, in the web archive: to look at, not to link to


@dataclass(frozen=True, slots=True)
class SuggestedAddress:
    """One proposal, for a person to accept.

    why: in plain words. score: how alike the titles are, 0 to 1; None where
    nothing was compared. taken_at: of a capture in the archive.
    """

    kind: SuggestionKind
    address: str
    why: str
    score: float | None = None
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Suggested:
    """What came of looking for one link. remarks: what could not be done, in plain words.

    archive_failed: the archive could not be asked.
    """

    link: BrokenLink
    suggestions: tuple[SuggestedAddress, ...] = ()
    remarks: tuple[str, ...] = ()
    archive_failed: bool = False

    @property
    def works(self) -> bool:
        """True if the link works, so that there is nothing to suggest."""
        return self.link.verdict is Verdict.OK
