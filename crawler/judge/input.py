"""The input of the judge: an observation, and what is stored about the link."""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.judge.patterns import Signs
from directory.model.baseline import Baseline
from directory.model.observation import Finding, Observation, Page
from directory.model.reasons import Reason

#: The findings of the families before, in the order of the tables.
Findings = Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Case:
    """One observation to be judged.

    signs: the lists to search for. baseline: the page as it was approved; None before approval.
    names: the names of the entry and of its operator, as staff wrote them.
    """

    seen: Observation
    signs: Signs
    baseline: Baseline | None = None
    names: tuple[str, ...] = ()

    @property
    def approved(self) -> Page | None:
        """Return the page of the baseline if a person approved it, else None. Such a page is valid
        whatever words it contains."""
        return self.baseline.page if self.baseline and self.baseline.by_person else None


def reasons_of(findings: Findings) -> set[Reason]:
    return {finding.reason for finding in findings}
