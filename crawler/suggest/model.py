"""The types of a suggestion: for which link, of which kind, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from directory.model.vocab import Verdict
from directory.queries.broken_links import BrokenLink


class SuggestionKind(StrEnum):
    """Where a suggestion comes from."""

    REDIRECT = "redirect"  # the site itself redirects there permanently
    SAME_SITE = "same-site"  # a page of the same site with a similar title
    ARCHIVE = "archive"  # what the page was, in the web archive: to read, not to link to


@dataclass(frozen=True, slots=True)
class SuggestedAddress:
    """One proposal, for a person to accept.

    why: a sentence for staff. score: how similar the titles are, 0 to 1; None if nothing was
    compared. taken_at: of a capture in the archive.
    """

    kind: SuggestionKind
    address: str
    why: str
    score: float | None = None
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Suggested:
    """The suggestions for one link. remarks: what could not be done, for staff. archive_failed: the
    archive could not be queried.
    """

    link: BrokenLink
    suggestions: tuple[SuggestedAddress, ...] = ()
    remarks: tuple[str, ...] = ()
    archive_failed: bool = False

    @property
    def works(self) -> bool:
        """True if the link works, so that there is nothing to suggest."""
        return self.link.verdict is Verdict.OK
