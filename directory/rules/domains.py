"""Registrable domains: what one owner registers, `elm.k12.ca.us` of `jobs.elm.k12.ca.us`.

By the public-suffix list that publicsuffixlist ships; nothing is fetched.
"""

from functools import lru_cache

from publicsuffixlist import PublicSuffixList


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """The registrable domain of a host (lower case, without a port).

    A literal address, and a name that is itself a public suffix or a single
    label, stand for themselves.
    """
    return (_suffixes().privatesuffix(host) or host) if is_name(host) else host


@lru_cache(maxsize=4096)
def is_public_suffix(name: str) -> bool:
    """True for a name (lower case) below which anybody may register: `com`, `nsn.us`."""
    return bool(_suffixes().is_public(name))


def domain_of_lane(lane: str) -> str:
    """Whose a lane is, `host` or `host:port`: the registrable domain of its host.

    What belongs to no domain, a literal address or a bare name such as
    `localhost`, stands for itself, port and all.
    """
    host, colon, port = lane.rpartition(":")
    if not colon or not port.isdigit():
        host = lane
    return registrable_domain(host) if is_name(host) else lane


def is_name(host: str) -> bool:
    """True for a name that can belong to a domain: not for a literal address or a bare name."""
    return "." in host and not host.endswith("]") and not host.rpartition(".")[2].isdigit()
