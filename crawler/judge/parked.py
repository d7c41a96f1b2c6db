"""Whether the name is parked or for sale: known by where the chain ended.

Only the marketplaces' own hosts count here; a page *about* domains for sale
lives elsewhere.
"""

from directory.model.observation import Finding, Observation
from directory.model.reasons import Reason
from directory.rules.urls import lane_of

#: Sites on which names are sold or parked. Source: the services' own landing hosts.
MARKETPLACES = frozenset(
    {"hugedomains.com", "sedo.com", "sedoparking.com", "dan.com", "afternic.com", "atom.com"}
    | {"undeveloped.com", "bodis.com", "parkingcrew.net", "above.com", "domainmarket.com"}
    | {"buydomains.com", "squadhelp.com", "brandbucket.com", "parklogic.com", "uniregistry.com"}
)


def judge_parked(observation: Observation) -> list[Finding]:
    """A finding when a link that was not to a marketplace leads to one, seen or not:
    some marketplaces close their pages to us by robots.txt."""
    for hop in observation.hops:
        name = _marketplace(hop.leads_to) if hop.leads_to else None
        if name and not _marketplace(observation.url):
            return [Finding(Reason.PARKED, f"it leads to {name}")]
    return []


def _marketplace(href: str) -> str | None:
    host = "." + lane_of(href).partition(":")[0].lower()
    return next((name for name in MARKETPLACES if host.endswith("." + name)), None)
