"""Roads that lead inside a private network: none may be taken.

Tests let the crawl dial loopback, because the fleet is there; so these rows
lead to other networks that are not the public internet.
"""

from crawler.simulation.behaviour import Behaviour, own_page
from crawler.simulation.demo_behaviours import leads_to
from crawler.simulation.site import Site
from directory.model.reasons import Reason

PRIVATE_ADDRESS = "10.0.0.1"
_WHY = "Nobody outside that network can open it, and we must not knock there."


def _redirect(name: str, does: str, target: str) -> Behaviour:
    return Behaviour(name, does, Reason.REFUSED_ADDRESS, _WHY, leads_to(target, 302))


def _private(host: str) -> dict[str, Site]:
    return {host: Site(own_page, doors={}, address=PRIVATE_ADDRESS)}


def _leads_to_private_name(host: str) -> dict[str, Site]:
    inside = f"intranet.{host}"
    return _private(inside) | leads_to(f"http://{inside}/payroll", 302)(host)


ROWS = (
    _redirect(
        "redirect-to-metadata", "Redirects to a cloud's metadata service.",
        "http://169.254.169.254/latest/meta-data/",
    ),
    _redirect(
        "redirect-to-private", "Redirects to an address of a private network.",
        f"http://{PRIVATE_ADDRESS}/",
    ),
    _redirect(
        "redirect-to-private-decimal", "Redirects to a private address written as one number.",
        "http://167772161/",
    ),
    _redirect(
        "redirect-to-private-ipv6", "Redirects to a private IPv6 address.", "http://[fd00::1]/",
    ),
    _redirect(
        "redirect-to-private-mapped", "Redirects to a private IPv4 address wrapped in an IPv6 one.",
        "http://[::ffff:10.0.0.1]/",
    ),
    Behaviour(
        "redirect-to-private-name", "Redirects to a name that resolves to a private address.",
        Reason.REFUSED_ADDRESS, _WHY, _leads_to_private_name,
    ),
    Behaviour(
        "private-name", "Its name resolves to a private address.", Reason.REFUSED_ADDRESS, _WHY,
        _private, link="http://{host}/jobs",
    ),
)  # fmt: skip
