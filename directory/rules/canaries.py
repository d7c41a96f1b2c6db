"""Canaries: pages that always answer, which show that our own network works.

The agency chooses them, since each crawl requests them twice: its own pages on the public web, a
partner's, or those that browsers maintain for the purpose. Use two or more with different
operators: if there is only one and it fails, that looks like a fault of our network. With a text
that the page is known to contain, the sign-in page of a network is not mistaken for it; without
one, use an https address, for which no one else can answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from directory.rules.network_health import Canaries
from directory.rules.urls import parse_address

# The guard decides later to which addresses connections are opened.
_ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@dataclass(frozen=True, slots=True)
class Canary:
    """A page that always answers. text: what its body must contain; "" if any body will do."""

    url: str
    text: str = ""

    def answers_with(self, status: int | None, body: bytes) -> bool:
        """Return True if this is how the page should answer; a redirect is not."""
        if status is None or not 200 <= status < 300:
            return False
        return self.text in body.decode("utf-8", "replace")


def parse_canary(written: str) -> Canary:
    """Return the canary that is written as `URL` or `URL text`.

    Raise ValueError, with a message for staff, if the first word is not an address.
    """
    url, _, text = written.strip().partition(" ")
    try:
        return Canary(parse_address(url, allowed=_ANYWHERE).href, text.strip())
    except ValueError as error:
        raise ValueError(
            f"“{url}” is not an address of a page ({error}). Write each canary as an address, "
            "or as an address, a blank, and a text that the page contains."
        ) from None


def word_of(answered: Sequence[bool]) -> Canaries:
    """Return the state of the canaries, given for each of them whether it answered as it should."""
    if not answered:
        return Canaries.UNKNOWN
    if all(answered):
        return Canaries.ALL_WELL
    return Canaries.SOME_WELL if any(answered) else Canaries.SILENT
