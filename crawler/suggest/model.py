"""The words of a suggestion: for which link, of which kind, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from directory.model.observation import Observation
from directory.model.vocab import Verdict


class SuggestionKind(StrEnum):
    """Where a suggestion comes from."""

    REDIRECT = "redirect"  # the site itself sends visitors there for good
    SAME_SITE = "same-site"  # a page of the same site with a like title
    ARCHIVE = "archive"  # what the page was, in the web archive: to look at, not to link to


@dataclass(frozen=True, slots=True)
class Suggestion:
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
class BrokenLink:
    """A link for which something is to be suggested, and what is known of it.

    names: by which staff know it, in any language. approved_title: of the page
    that staff approved; "" when there is none on record. verdict: None when it
    was never checked. broken_since: since when it has not been well.
    suggested_url: the new address that the last look found. seen: that look;
    None when there is none, or it cannot be read any more.
    """

    id: int
    url: str
    names: tuple[str, ...]
    operator: str = ""
    approved_title: str = ""
    verdict: Verdict | None = None
    reason: str = ""
    confirmed: bool = False
    since: datetime | None = None
    broken_since: datetime | None = None
    suggested_url: str | None = None
    seen: Observation | None = None

    @property
    def titles(self) -> tuple[str, ...]:
        """What the wanted page may be called: the approved title, else the names."""
        return (self.approved_title,) if self.approved_title else self.names


@dataclass(frozen=True, slots=True)
class Suggested:
    """What came of looking for one link. remarks: what could not be done, in plain words.

    archive_failed: the archive could not be asked.
    """

    link: BrokenLink
    suggestions: tuple[Suggestion, ...] = ()
    remarks: tuple[str, ...] = ()
    archive_failed: bool = False

    @property
    def works(self) -> bool:
        """True if the link works, so that there is nothing to suggest."""
        return self.link.verdict is Verdict.OK
