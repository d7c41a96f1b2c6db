"""Where a page leads within its own site."""

from selectolax.lexbor import LexborHTMLParser

from crawler.judge.families.addresses import same_site
from crawler.page.limits import affordable
from directory.rules.urls import resolve

MOST_LINKS = 1000


def page_links(html: bytes, base: str) -> dict[str, str]:
    """The links of a page: hrefs → the words of the link, the longest where there are several."""
    linked: dict[str, str] = {}
    for node in LexborHTMLParser(affordable(html)).css("a[href]")[:MOST_LINKS]:
        href = resolve(base, node.attributes.get("href") or "") or ""
        if is_on_site(href, base):
            href = href.partition("#")[0]
            linked[href] = max(linked.get(href, ""), node.text()[:300], key=len)
    return linked


def is_on_site(href: str, home: str) -> bool:
    """True for an http(s) href of the same site."""
    return href.startswith(("http://", "https://")) and same_site(href, home)
