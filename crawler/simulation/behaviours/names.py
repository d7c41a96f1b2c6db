"""What the resolver says of a name."""

from crawler.simulation.behaviours.model import Behaviour, own_page
from crawler.simulation.site import Site
from directory.model.reasons import Reason

ROWS = (
    Behaviour(
        "name-gone", "Its name does not exist (NXDOMAIN).", Reason.NO_SUCH_DOMAIN,
        "The resolver is sure of it; confirmation over time guards against a slip.",
        lambda host: {host: Site(own_page, fault="nxdomain")},
    ),
    Behaviour(
        "name-unresolved", "The resolver fails to look the name up (SERVFAIL).",
        Reason.DNS_FAILURE, "Nobody said that the name is gone.",
        lambda host: {host: Site(own_page, fault="servfail")},
    ),
)  # fmt: skip
