"""The owner of a host: the registrable domain that one owner registers (`elm.k12.ca.us` of
`jobs.elm.k12.ca.us`), and whether it is a site of the agency, of a sister agency or of others.

Domains follow the public-suffix list that publicsuffixlist ships; nothing is fetched.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import ada_url
from publicsuffixlist import PublicSuffixList


@lru_cache(maxsize=1)
def _public_suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """Return the registrable domain of a host (lower case, without a port).

    Return the host itself if it is a literal address, a public suffix or a single label.
    """
    return (_public_suffixes().privatesuffix(host) or host) if is_name(host) else host


@lru_cache(maxsize=4096)
def is_public_suffix(name: str) -> bool:
    """Return True for a name (lower case) below which anyone may register: `com`, `nsn.us`."""
    return bool(_public_suffixes().is_public(name))


def domain_of_lane(lane: str) -> str:
    """Return the registrable domain of the host of a lane, which is `host` or `host:port`.

    Return the lane itself, with its port, if the host belongs to no domain: a literal address, or a
    bare name such as `localhost`.
    """
    host, colon, port = lane.rpartition(":")
    if not colon or not port.isdigit():
        host = lane
    return registrable_domain(host) if is_name(host) else lane


def is_name(host: str) -> bool:
    """Return True for a name that can belong to a domain: not for a literal address or a bare
    name."""
    return "." in host and not host.endswith("]") and not host.rpartition(".")[2].isdigit()


class SiteOwner(StrEnum):
    """Whose site a destination is, as the agency's settings say."""

    OWN = "own"
    SISTER = "sister"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sites:
    """Hosts of the agency itself and of sister agencies, each with a dot before it
    (`.example.gov`); each includes its subdomains. `of` makes them from what staff write."""

    own: tuple[str, ...] = ()
    sister: tuple[str, ...] = ()

    @classmethod
    def of(cls, own: Iterable[str] = (), sister: Iterable[str] = ()) -> "Sites":
        """Return the sites that staff have written.

        `Example.gov`, `*.example.gov` and `https://example.gov/` all mean example.gov. Raise
        ValueError, which names the entry, if one is not a host.
        """
        return cls(_dotted(own), _dotted(sister))

    def whose(self, host: str) -> SiteOwner:
        """Return the owner of the site. The longest name decides, since an agency's name may be
        below a sister's name, or the other way round; for equal names, our own.

        The dots make it a comparison of whole labels: notexample.gov is not below example.gov.
        """
        name = f".{host.rstrip('.')}"
        if not name.endswith(self.own + self.sister):  # nearly all links: a quick test
            return SiteOwner.OTHER
        own, sister = _longest(name, self.own), _longest(name, self.sister)
        return SiteOwner.OWN if own >= sister else SiteOwner.SISTER


def _longest(name: str, suffixes: tuple[str, ...]) -> int:
    return max((len(suffix) for suffix in suffixes if name.endswith(suffix)), default=0)


def _dotted(hosts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({f".{_host(text)}" for text in hosts}))


def _host(text: str) -> str:
    bare = text.strip().removeprefix("*.").strip(".")
    try:
        host = ada_url.URL(bare if "://" in bare else f"https://{bare}").hostname
    except ValueError:
        host = ""
    if not host:
        raise ValueError(f"“{text}” is not a host name such as www.example.gov")
    return host.rstrip(".")
