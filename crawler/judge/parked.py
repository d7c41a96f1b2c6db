"""Whether the name is parked or for sale: known by where the chain ended.

Only the marketplaces' own hosts count here; a page *about* domains for sale
lives elsewhere.
"""

from crawler.judge.case import Case
from directory.model.observation import Finding
from directory.model.reasons import Reason
from directory.rules.urls import lane_of


def judge_parked(case: Case) -> list[Finding]:
    """A finding when a link that was not to a marketplace leads to one, seen or not:
    some marketplaces close their pages to us by robots.txt."""
    observation = case.seen
    for hop in observation.hops:
        name = _marketplace(case, hop.leads_to) if hop.leads_to else None
        if name and not _marketplace(case, observation.url):
            return [Finding(Reason.PARKED, f"it leads to {name}")]
    return []


def _marketplace(case: Case, href: str) -> str | None:
    return case.signs["parked.marketplace_hosts"].host_of(lane_of(href).partition(":")[0].lower())
