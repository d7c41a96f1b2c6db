"""What the resolver says of a name."""

from crawler.simulation.behaviour import Behaviour, own_page
from crawler.simulation.site import Site
from directory.model.reasons import Reason

ROWS = (
    Behaviour(
        "name-unresolved", "The resolver fails to look the name up (SERVFAIL).",
        Reason.DNS_FAILURE, "Nobody said that the name is gone.",
        lambda host: {host: Site(own_page, fault="servfail")},
    ),
)  # fmt: skip
