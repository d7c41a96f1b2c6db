"""Canaries: pages that always answer, by which we know that our own network works.

The agency chooses them, since each crawl asks them twice: its own pages on the
public web, a partner's, or those that browsers keep for the purpose. Two or
more under different roofs; of one alone, its own death would look like ours.
With a text that the page is known to hold, the sign-in page of a network is not
mistaken for it; without one, take an https address, which nobody else can
answer for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from directory.rules.network_health import Canaries
from directory.rules.urls import parse_address

# Which addresses are dialled is the guard's to decide, when it comes to that.
_ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@dataclass(frozen=True, slots=True)
class Canary:
    """A page that always answers. text: what its body must hold; "" when any will do."""

    url: str
    text: str = ""

    def answers_with(self, status: int | None, body: bytes) -> bool:
        """True if this is how the page should answer; a redirect is not."""
        if status is None or not 200 <= status < 300:
            return False
        return self.text in body.decode("utf-8", "replace")


def parse_canary(written: str) -> Canary:
    """Reads `URL` or `URL text`.

    Raises ValueError, in words for staff, when the first word is no address.
    """
    url, _, text = written.strip().partition(" ")
    try:
        return Canary(parse_address(url, allowed=_ANYWHERE).href, text.strip())
    except ValueError as error:
        raise ValueError(
            f"“{url}” is not an address of a page ({error}). Write each canary as an address, "
            "or as an address, a blank, and a text that the page holds."
        ) from None


def word_of(answered: Sequence[bool]) -> Canaries:
    """What it means that these canaries answered as they should, or did not."""
    if not answered:
        return Canaries.UNKNOWN
    if all(answered):
        return Canaries.ALL_WELL
    return Canaries.SOME_WELL if any(answered) else Canaries.SILENT
