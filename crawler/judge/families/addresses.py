"""How two addresses are related; shared by the families of signs."""

import re
from functools import lru_cache
from typing import NamedTuple

import ada_url

from crawler.judge.text.normalize import plain
from directory.rules.urls import duplicate_key

_HOME = re.compile(r"^/?((index|default|home|start|main)(\.\w{2,5})?)?/?$", re.IGNORECASE)
#: The root of a language. A language code that is also a state's code, or a word, counts only
#: with a country: `/ca/` and `/hr/` are sections on sites such as these.
_LANGUAGE_HOME = re.compile(
    r"^/(?:(?:en|es|fr|pt|ht|zh|vi|ru|ko|ja|tl|uk|fa|ur|km|so)(?:[-_][a-z]{2})?"
    r"|[a-z]{2}[-_][a-z]{2}|zh[-_]han[st])/?$",
    re.IGNORECASE,
)


class Parts(NamedTuple):
    """The parts of an href. host: with the port, unless it is the scheme's default. hostname:
    without the port. search: with its `?`."""

    host: str
    hostname: str
    pathname: str
    search: str


@lru_cache(maxsize=256)
def parsed(href: str) -> Parts:
    """Return the parts of an href. Cached: several rules use the same few addresses in turn."""
    url = ada_url.URL(href)
    return Parts(url.host, url.hostname, url.pathname, url.search)


def without_www(host: str) -> str:
    return host.removeprefix("www.")


@lru_cache(maxsize=256)
def is_home(href: str) -> bool:
    """Return True for the home page of a site: the root, an index file, or the root of a language;
    without a query, or with one that only records the visitor's origin."""
    path = parsed(href).pathname
    return "?" not in duplicate_key(href) and bool(_HOME.match(path) or _LANGUAGE_HOME.match(path))


def same_site(one: str, other: str) -> bool:
    """Return True if both are on one host, ignoring `www.`."""
    return without_www(parsed(one).hostname) == without_www(parsed(other).hostname)


def page_key(href: str) -> tuple[str, str, str]:
    """Return (host, path, query), ignoring `www.`, the trailing slash and the case of the path, as
    changes in these do not matter to staff."""
    url = parsed(href)
    path = url.pathname.rstrip("/").lower()
    return without_www(url.host), path, url.search


@lru_cache(maxsize=256)
def segments(href: str) -> tuple[str, ...]:
    """Return the labels of the host and the parts of the path, in lower case, without file
    endings."""
    url = parsed(href)
    parts = [part.rsplit(".", 1)[0] for part in url.pathname.lower().split("/") if part]
    return (*url.hostname.lower().split("."), *parts)


@lru_cache(maxsize=256)
def words_of(href: str) -> frozenset[str]:
    """Return the segments of an href as plain words: without hyphens and accents."""
    return frozenset(map(plain, segments(href)))
