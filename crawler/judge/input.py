"""What the judge is given: an observation, and what is known beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.judge.patterns import Signs
from directory.model.baseline import Baseline
from directory.model.observation import Finding, Observation, Page
from directory.model.reasons import Reason

#: What the families before have found, in the order of the tables.
Findings = Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Case:
    """One observation to be judged.

    signs: what to look for. baseline: the page as it was approved; None before
    that. names: the entry's own names and its operator's, as staff wrote them.
    """

    seen: Observation
    signs: Signs
    baseline: Baseline | None = None
    names: tuple[str, ...] = ()

    @property
    def approved(self) -> Page | None:
        """The page of the baseline, if a person approved it: such a page is one, whatever
        words it has."""
        return self.baseline.page if self.baseline and self.baseline.by_person else None


def reasons_of(findings: Findings) -> set[Reason]:
    """Return the reasons of these findings."""
    return {finding.reason for finding in findings}
