"""What servers do: a table of behaviours, each with the verdict that is right and why.

The table drives the tests of the crawl, and the fleet plays it. A row is added
to the module of its family; nothing else has to know of it.
"""

from crawler.simulation.behaviours import (
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
from crawler.simulation.behaviours.model import Behaviour

FAMILIES: dict[str, tuple[Behaviour, ...]] = {
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


def behaviour_named(name: str) -> Behaviour:
    """The behaviour of this name. Raises KeyError, saying so, when there is none."""
    try:
        return BEHAVIOURS[name]
    except KeyError:
        raise KeyError(f"there is no behaviour “{name}”") from None


__all__ = ["BEHAVIOURS", "FAMILIES", "Behaviour", "behaviour_named"]
