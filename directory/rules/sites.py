"""Whose site a host is: the agency's own, a sister agency's, or somebody else's."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import ada_url


class Site(StrEnum):
    """Whose site a destination is, as the agency's settings say."""

    OWN = "own"
    SISTER = "sister"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sites:
    """Hosts of the agency itself and of sister agencies, each with a dot before it
    (`.example.gov`); each stands for its subdomains too. `of` makes them from what staff write.
    """

    own: tuple[str, ...] = ()
    sister: tuple[str, ...] = ()

    @classmethod
    def of(cls, own: Iterable[str] = (), sister: Iterable[str] = ()) -> "Sites":
        """The sites as staff write them.

        `Example.gov`, `*.example.gov` and `https://example.gov/` all mean example.gov. Raises
        ValueError, naming the entry, for what is no host.
        """
        return cls(_suffixes(own), _suffixes(sister))

    def whose(self, host: str) -> Site:
        """Whose site the host is. The longest name decides, since an agency may have its place
        below a sister's name, and the other way round; of the same name, our own.

        The dots make it a comparison of whole labels: notexample.gov is not below example.gov.
        """
        dotted = f".{host.rstrip('.')}"
        if not dotted.endswith(self.own + self.sister):  # nearly all links, found out at once
            return Site.OTHER
        own, sister = _longest(dotted, self.own), _longest(dotted, self.sister)
        return Site.OWN if own >= sister else Site.SISTER


def _longest(dotted: str, suffixes: tuple[str, ...]) -> int:
    return max((len(suffix) for suffix in suffixes if dotted.endswith(suffix)), default=0)


def _suffixes(hosts: Iterable[str]) -> tuple[str, ...]:
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
