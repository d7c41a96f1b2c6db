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
    if host.endswith("]") or host.rpartition(".")[2].isdigit():
        return host
    return _suffixes().privatesuffix(host) or host


def domain_of_lane(lane: str) -> str:
    """The registrable domain of a lane, `host` or `host:port`; a literal address, port aside."""
    host, colon, port = lane.rpartition(":")
    return registrable_domain(host if colon and port.isdigit() else lane)
