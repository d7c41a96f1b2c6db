"""Government-domain registries: who runs a host, by the lists that governments publish.

A registry lists domains: `dol.gov` is federal. Labels are matched whole, so that
`notdol.gov` is not taken for it:

- an entry speaks of the host that equals it and of all hosts below it; of several
  entries the longest one decides, since it is the most particular;
- an entry that is itself a public suffix (`nsn.us`, `gov.pr`) speaks of that very host
  alone: what lies below it belongs to whoever registered it there;
- literal addresses and bare names (`intranet`) belong to no domain and are never matched.

A registry only decides where no curator did and no imported file said anything. Where no
registry decides, the name of the host may: see `domain_names.py`.
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
    """An entry of a registry. domain: in ASCII and lower case, as hosts of links are.
    operator: the name of who runs it; "" when the registry does not tell. operator_class: unknown
    where the registry's word for it is not understood; such an entry gives the name alone."""

    domain: str
    operator_class: OperatorClass
    operator: str
    registry: str


def entries_digest(entries: Iterable[tuple[str, str, str]]) -> str:
    """Return the SHA-256 of what a registry says: domains, classes and operators."""
    lines = sorted("\t".join(entry) for entry in entries)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class OperatorAssignment:
    """Who runs a destination, and on what basis that is said."""

    operator_class: OperatorClass
    basis: OperatorBasis
    operator: str


#: What is said of a new link before anything is asked.
UNKNOWN: Final = OperatorAssignment(OperatorClass.UNKNOWN, OperatorBasis.DEFAULT, "")


def candidates(host: str) -> tuple[str, ...]:
    """The domains whose entries would speak of this host (lower case, without a port), the
    longest first; none for a literal address or a bare name."""
    return tuple(domain for domain in _lineage(host) if _speaks_of(domain, host))


def listing_of(host: str, listed: Mapping[str, RegistryListing]) -> RegistryListing | None:
    """The entry that decides on this host; None when no registry speaks of it.

    listed: entries by domain. May hold just those of the host's `candidates`.
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
    """Return who is to be recorded for a host of which a registry says `now` (None: nothing).

    before: the entry that decided until now; a name of an operator that came from it goes
    with it, and any other name stays. An entry that changes nothing but the name changes
    nothing: names in registries are mended every other week.
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
    """The class of a host's operator by the registry's entry, else by the host's name."""
    if now is not None and now.operator_class is not OperatorClass.UNKNOWN:
        return now.operator_class, OperatorBasis.REGISTRY
    rule = domain_rule(host)
    if rule is not None:
        return rule.operator_class, OperatorBasis.DOMAIN
    return OperatorClass.UNKNOWN, OperatorBasis.DEFAULT


def _lineage(host: str) -> Iterator[str]:
    """The host, then what is left of it as label after label is taken off its front."""
    if not is_name(host):
        return
    while host:
        yield host
        host = host.partition(".")[2]


def _speaks_of(domain: str, host: str) -> bool:
    return domain == host or not is_public_suffix(domain)
