"""What servers do: a table of behaviours, each with the verdict that is right and why.

The table drives the tests of the crawl, and `Fleet` plays it: the simulated web
of the product, which knows the demo's behaviours alone, with those of this
package. A row is added to the module of its family.
"""

from crawler.simulation import server
from crawler.simulation.behaviour import Behaviour
from crawler.simulation.demo_behaviours import DEMO_BEHAVIOURS
from tests.behaviours import (
    content,
    guard,
    hostile,
    landings,
    names,
    ownership,
    postings,
    redirects,
    robots,
    soft404,
    status,
    tls,
    transport,
    walls,
)

FAMILIES: dict[str, tuple[Behaviour, ...]] = {
    "demo": tuple(DEMO_BEHAVIOURS.values()),
    "status": status.ROWS,
    "redirects": redirects.ROWS,
    "landings": landings.ROWS,
    "guard": guard.ROWS,
    "names": names.ROWS,
    "transport": transport.ROWS,
    "tls": tls.ROWS,
    "content": content.ROWS,
    "robots": robots.ROWS,
    "walls": walls.ROWS,
    "hostile": hostile.ROWS,
    "ownership": ownership.ROWS,
    "soft404": soft404.ROWS,
    "postings": postings.ROWS,
}

#: Every behaviour by its name.
BEHAVIOURS: dict[str, Behaviour] = {row.name: row for rows in FAMILIES.values() for row in rows}


class Fleet(server.Fleet):
    """The simulated web in which a host may have any of these behaviours."""

    behaviours = BEHAVIOURS
