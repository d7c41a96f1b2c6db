"""The demo's visitor: what a job seeker on the agency's website sees, from the first page to the
exit.

The pages are those of the release, fetched from the preview's server and parsed as a browser
does.
"""

from dataclasses import dataclass
from urllib.parse import urljoin

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.environment import Environment
from crawler.services.transport import http_client
from directory.clock import system_clock
from directory.settings import Settings

_PATIENCE = 20


@dataclass(frozen=True, slots=True)
class Visit:
    """A path through the site. category: what was chosen; link: the name that was followed from
    there; page: the address of its exit page; heading, notice: the texts on it; onward: the
    address to which its link leads."""

    category: str
    link: str
    page: str
    heading: str
    notice: str
    onward: str


async def visit(site: str, category: str) -> Visit:
    """Visit the front page at the address `site`, on this machine, the category with this slug, and
    the exit page of its first link that has one.

    Raise LookupError if a page has no such link, httpx.HTTPError if a page cannot be fetched.
    """
    settings = Settings(allow_networks="127.0.0.0/8", simulation=None)
    async with http_client(settings, Environment(None, system_clock)) as client:
        front = await _page(client, site)
        shelf = _first(front, f'a[href*="category/{category}/"]')
        there = urljoin(site, _href(shelf))
        link = _first(await _page(client, there), 'main a[href*="/out/"]')
        page = urljoin(there, _href(link))
        exit_page = await _page(client, page)
    return Visit(
        category=_text(shelf),
        link=_text(link),
        page=page,
        heading=_text(_first(exit_page, "h1")),
        notice=_text(_first(exit_page, ".notice .text")),
        onward=_href(_first(exit_page, "a.go")),
    )


async def _page(client: httpx.AsyncClient, address: str) -> LexborHTMLParser:
    answer = await client.get(address, follow_redirects=True, timeout=_PATIENCE)
    answer.raise_for_status()
    return LexborHTMLParser(answer.text)


def _first(page: LexborHTMLParser, selector: str) -> LexborNode:
    found = page.css_first(selector)
    if found is None:
        raise LookupError(f"nothing on the page is as “{selector}”")
    return found


def _href(link: LexborNode) -> str:
    return link.attributes.get("href") or ""


def _text(node: LexborNode) -> str:
    return " ".join(node.text().split())
