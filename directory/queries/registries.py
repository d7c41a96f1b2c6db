"""Read government-domain registries, and the links whose operator they may decide."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from directory.model.registry import Registry
from directory.model.tables import links as link_table
from directory.model.tables import proposals as _proposals
from directory.model.tables import registries as _registries
from directory.model.tables import registry_entries as _entries
from directory.model.vocab import OperatorBasis
from directory.rules.registries import RegistryListing, candidates, entries_digest, listing_of

# If several registries list a domain, the entry of the first registry by name counts.
_IN_ORDER = sa.select(_entries).order_by(_entries.c.registry_name.desc())
# Built once: an import runs it for each link that it adds.
_OF_DOMAINS = _IN_ORDER.where(_entries.c.domain.in_(sa.bindparam("domains", expanding=True)))
_UNCLAIMED = (OperatorBasis.DEFAULT, OperatorBasis.DOMAIN, OperatorBasis.REGISTRY)


def registries(connection: sa.Connection) -> list[Registry]:
    """Return all registries that are loaded, by name."""
    rows = connection.execute(sa.select(_registries).order_by(_registries.c.name))
    return [Registry(**row._mapping) for row in rows]


def find(connection: sa.Connection, name: str) -> Registry | None:
    """Return the registry of this name; None if it was never loaded."""
    query = sa.select(_registries).where(_registries.c.name == name)
    row = connection.execute(query).first()
    return Registry(**row._mapping) if row else None


def listing_for(connection: sa.Connection, host: str) -> RegistryListing | None:
    """Return the entry that decides on this host; None if no registry lists it."""
    wanted = candidates(host)
    if not wanted:
        return None
    return listing_of(host, _by_domain(connection.execute(_OF_DOMAINS, {"domains": wanted})))


def listings_for(
    connection: sa.Connection, hosts: Iterable[str]
) -> dict[str, RegistryListing | None]:
    """Return the entry that decides on each of these hosts, a few hundred at most."""
    wanted = set(hosts)
    domains = {domain for host in wanted for domain in candidates(host)}
    found = _by_domain(connection.execute(_OF_DOMAINS, {"domains": sorted(domains)}))
    return {host: listing_of(host, found) for host in wanted}


def all_listings(connection: sa.Connection, but: str = "") -> dict[str, RegistryListing]:
    """Return all entries by domain, except those of the registry `but`."""
    return _by_domain(connection.execute(_IN_ORDER.where(_entries.c.registry_name != but)))


def digests(connection: sa.Connection) -> dict[str, str]:
    """Return the digest of each registry's entries, by name; see `entries_digest`."""
    names = connection.execute(sa.select(_entries.c.registry_name).distinct()).scalars().all()
    columns = (_entries.c.domain, _entries.c.operator_class, _entries.c.operator)
    query = sa.select(*columns).where(_entries.c.registry_name == sa.bindparam("name"))
    return {
        name: entries_digest(tuple(row) for row in connection.execute(query, {"name": name}))
        for name in names
    }


def unclaimed_links(connection: sa.Connection) -> Iterator[sa.Row[Any]]:
    """Yield the data for a registry of each link whose operator no curator and no file has set, by
    id."""
    columns = link_table.c
    query: sa.Select[Any] = (
        sa.select(
            columns.id,
            columns.name,
            columns.host,
            columns.state,
            columns.operator_class,
            columns.operator_basis,
            columns.operator,
        )
        .where(columns.operator_basis.in_(_UNCLAIMED))
        .order_by(columns.id)
    )
    with connection.execute(query, execution_options={"yield_per": 2000}) as rows:
        yield from rows


def has_unclaimed_links(connection: sa.Connection) -> bool:
    """Return True if there is a link whose operator a registry may decide."""
    columns = link_table.c
    query = sa.select(columns.id).where(columns.operator_basis.in_(_UNCLAIMED)).limit(1)
    return connection.execute(query).first() is not None


def waiting_patches(connection: sa.Connection) -> dict[int, dict[str, Any]]:
    """Return the proposed changes of published links, by link."""
    rows = connection.execute(sa.select(_proposals.c.link_id, _proposals.c.patch))
    return {row.link_id: row.patch for row in rows}


def _by_domain(rows: Iterable[sa.Row[Any]]) -> dict[str, RegistryListing]:
    return {
        row.domain: RegistryListing(row.domain, row.operator_class, row.operator, row.registry_name)
        for row in rows
    }
