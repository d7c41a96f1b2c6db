"""What two addresses have to do with each other; shared by the families of signs."""

import re
from functools import lru_cache
from typing import NamedTuple

import ada_url

from crawler.judge.text.normalize import plain
from directory.rules.urls import duplicate_key

_HOME = re.compile(r"^/?((index|default|home|start|main)(\.\w{2,5})?)?/?$", re.IGNORECASE)
#: A language's root. Languages whose code is a state's as well, or a word, stand only with a
#: country: `/ca/` and `/hr/` are sections on sites such as these.
_LANGUAGE_HOME = re.compile(
    r"^/(?:(?:en|es|fr|pt|ht|zh|vi|ru|ko|ja|tl|uk|fa|ur|km|so)(?:[-_][a-z]{2})?"
    r"|[a-z]{2}[-_][a-z]{2}|zh[-_]han[st])/?$",
    re.IGNORECASE,
)


class Parts(NamedTuple):
    """An href taken apart. host: with the port, if it is not the scheme's own. hostname:
    without. search: with its `?`."""

    host: str
    hostname: str
    pathname: str
    search: str


@lru_cache(maxsize=256)
def parsed(href: str) -> Parts:
    """The parts of an href. Several rules look at the same few addresses in turn."""
    url = ada_url.URL(href)
    return Parts(url.host, url.hostname, url.pathname, url.search)


def without_www(host: str) -> str:
    """The host without a leading `www.`."""
    return host.removeprefix("www.")


@lru_cache(maxsize=256)
def is_home(href: str) -> bool:
    """True for a site's home page: the root, an index file, a language's root; with no
    query, or one that only says where the visitor came from."""
    path = parsed(href).pathname
    return "?" not in duplicate_key(href) and bool(_HOME.match(path) or _LANGUAGE_HOME.match(path))


def same_site(one: str, other: str) -> bool:
    """True if both are on one host, `www.` aside."""
    return without_www(parsed(one).hostname) == without_www(parsed(other).hostname)


def page_key(href: str) -> tuple[str, str, str]:
    """(host, path, query) without `www.`, trailing slash and case of the path: noise for staff."""
    url = parsed(href)
    path = url.pathname.rstrip("/").lower()
    return without_www(url.host), path, url.search


@lru_cache(maxsize=256)
def segments(href: str) -> tuple[str, ...]:
    """The labels of the host and the parts of the path, in lower case, file endings dropped."""
    url = parsed(href)
    parts = [part.rsplit(".", 1)[0] for part in url.pathname.lower().split("/") if part]
    return (*url.hostname.lower().split("."), *parts)


@lru_cache(maxsize=256)
def words_of(href: str) -> frozenset[str]:
    """The segments of an href, each as people read it: without hyphens and accents."""
    return frozenset(map(plain, segments(href)))
