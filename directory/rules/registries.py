"""Government-domain registries: who runs a host, by the lists that governments publish.

A registry lists domains: `dol.gov` is federal. Labels are matched whole, so that `notdol.gov` does
not match it:

- an entry applies to the host that equals it and to all hosts below it; of several entries the
  longest one decides, since it is the most specific;
- an entry that is itself a public suffix (`nsn.us`, `gov.pr`) applies to that host alone: names
  below it belong to those who registered them there;
- literal addresses and bare names (`intranet`) belong to no domain and are never matched.

A registry decides only if no curator did and no imported file had a value. If no registry decides,
the name of the host may: see `domain_names.py`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from directory.model.vocab import OperatorBasis, OperatorClass
from directory.rules.domain_names import domain_rule
from directory.rules.hosts import is_name, is_public_suffix


@dataclass(frozen=True, slots=True)
class RegistryListing:
    """An entry of a registry. domain: in ASCII and lower case, as hosts of links are. operator: its
    name; "" if the registry does not have it. operator_class: unknown if the registry's word for it
    is not known; such an entry gives the name alone."""

    domain: str
    operator_class: OperatorClass
    operator: str
    registry: str


def entries_digest(entries: Iterable[tuple[str, str, str]]) -> str:
    """Return the SHA-256 of a registry's entries: domains, classes and operators."""
    lines = sorted("\t".join(entry) for entry in entries)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class OperatorAssignment:
    """Who runs a destination, and on what basis."""

    operator_class: OperatorClass
    basis: OperatorBasis
    operator: str


#: For a new link, before any source is used.
UNKNOWN: Final = OperatorAssignment(OperatorClass.UNKNOWN, OperatorBasis.DEFAULT, "")


def candidates(host: str) -> tuple[str, ...]:
    """Return the domains whose entries would apply to this host (lower case, without a port), the
    longest first; none for a literal address or a bare name."""
    return tuple(domain for domain in _lineage(host) if _speaks_of(domain, host))


def listing_of(host: str, listed: Mapping[str, RegistryListing]) -> RegistryListing | None:
    """Return the entry that decides on this host; None if no registry has one.

    listed: entries by domain. Those of the host's `candidates` are enough.
    """
    for domain in _lineage(host):
        found = listed.get(domain)
        if found is not None and _speaks_of(domain, host):
            return found
    return None


def operator_assignment(
    current: OperatorAssignment,
    host: str,
    now: RegistryListing | None,
    before: RegistryListing | None = None,
) -> OperatorAssignment:
    """Return the operator to store for a host, given the entry of a registry `now` (None: there is
    none).

    before: the entry that decided until now; an operator's name that came from it is removed with
    it, and any other name remains. An entry that changes nothing but the name changes nothing:
    names in registries are corrected every other week.
    """
    match current.basis:
        case OperatorBasis.CURATOR | OperatorBasis.IMPORTED:
            return current
        case OperatorBasis.DEFAULT | OperatorBasis.DOMAIN | OperatorBasis.REGISTRY:
            pass
        case _:
            assert_never(current.basis)
    name = "" if before is not None and current.operator == before.operator else current.operator
    found, basis = _found(host, now)
    if current.basis is basis and (
        basis is OperatorBasis.DEFAULT or current.operator_class is found
    ):
        return current
    return OperatorAssignment(found, basis, name or (now.operator if now is not None else ""))


def _found(host: str, now: RegistryListing | None) -> tuple[OperatorClass, OperatorBasis]:
    """Return the class of a host's operator by the registry's entry, else by the host's name."""
    if now is not None and now.operator_class is not OperatorClass.UNKNOWN:
        return now.operator_class, OperatorBasis.REGISTRY
    rule = domain_rule(host)
    if rule is not None:
        return rule.operator_class, OperatorBasis.DOMAIN
    return OperatorClass.UNKNOWN, OperatorBasis.DEFAULT


def _lineage(host: str) -> Iterator[str]:
    """Yield the host, then what remains of it as label after label is removed from its front."""
    if not is_name(host):
        return
    while host:
        yield host
        host = host.partition(".")[2]


def _speaks_of(domain: str, host: str) -> bool:
    return domain == host or not is_public_suffix(domain)
