"""What two addresses have to do with each other; shared by the families of signs."""

import re

import ada_url

from directory.rules.urls import duplicate_key

_HOME = re.compile(r"^/?((index|default|home|start|main)(\.\w{2,5})?)?/?$", re.IGNORECASE)
_LANGUAGE_HOME = re.compile(r"^/[a-z]{2}([-_][a-z]{2})?/?$", re.IGNORECASE)


def without_www(host: str) -> str:
    """The host without a leading `www.`."""
    return host.removeprefix("www.")


def is_home(href: str) -> bool:
    """True for a site's home page: the root, an index file, a language's root; with no
    query, or one that only says where the visitor came from."""
    path = ada_url.URL(href).pathname
    return "?" not in duplicate_key(href) and bool(_HOME.match(path) or _LANGUAGE_HOME.match(path))


def same_site(one: str, other: str) -> bool:
    """True if both are on one host, `www.` aside."""
    return without_www(ada_url.URL(one).hostname) == without_www(ada_url.URL(other).hostname)


def page_key(href: str) -> tuple[str, str, str]:
    """(host, path, query) without `www.`, trailing slash and case of the path: noise for staff."""
    url = ada_url.URL(href)
    path = url.pathname.rstrip("/").lower()
    return without_www(url.host), path, url.search


def segments(href: str) -> list[str]:
    """The labels of the host and the parts of the path, in lower case, file endings dropped."""
    url = ada_url.URL(href)
    parts = [part.rsplit(".", 1)[0] for part in url.pathname.lower().split("/") if part]
    return [*url.hostname.lower().split("."), *parts]
