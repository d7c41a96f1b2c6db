"""Where an answer redirects the visitor, as browsers read it."""

from dataclasses import dataclass

from crawler.fetch.request import FetchResponse
from crawler.page.parse import Reading, refresh_target
from directory.model.observation import Via
from directory.rules.urls import resolve

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Onward:
    """Where an answer redirects the visitor. href: None if it cannot be opened."""

    href: str | None
    via: Via
    raw: str


def leads_to(answer: FetchResponse, reading: Reading | None, here: str) -> Onward | None:
    """Return where an answer redirects the visitor; None at the end of the chain.

    A refresh to the page itself, or to an address that cannot be opened, leaves the visitor on the
    page; a Location that cannot be opened leaves no page.
    """
    if answer.status in REDIRECTS:
        raw = answer.header("location")
        return Onward(_openable(here, raw), Via.LOCATION, raw)
    header = refresh_target(answer.header("refresh"))
    raw, via = (header, Via.REFRESH) if header else (reading.refresh if reading else "", Via.META)
    if not raw:
        return None
    href = _openable(here, raw)
    return None if href is None or href == here else Onward(href, via, raw)


def _openable(here: str, raw: str) -> str | None:
    """Return the href to which `raw` leads; None if a browser would not open it."""
    href = resolve(here, raw) if raw else None
    if href is None or not href.startswith(("http://", "https://")):
        return None
    fragment = here.partition("#")[2]
    return f"{href}#{fragment}" if fragment and "#" not in href else href
