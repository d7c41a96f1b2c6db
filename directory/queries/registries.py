"""Read government-domain registries, and the links on which they may have something to say."""

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

# Of entries for one domain in several registries, that of the first registry by name counts.
_IN_ORDER = sa.select(_entries).order_by(_entries.c.registry_name.desc())
# Made once: an import asks for each link that it adds.
_OF_DOMAINS = _IN_ORDER.where(_entries.c.domain.in_(sa.bindparam("domains", expanding=True)))
_UNCLAIMED = (OperatorBasis.DEFAULT, OperatorBasis.DOMAIN, OperatorBasis.REGISTRY)


def registries(connection: sa.Connection) -> list[Registry]:
    """All registries that are loaded, by name."""
    rows = connection.execute(sa.select(_registries).order_by(_registries.c.name))
    return [Registry(**row._mapping) for row in rows]


def find(connection: sa.Connection, name: str) -> Registry | None:
    """The registry of this name; None when it was never loaded."""
    query = sa.select(_registries).where(_registries.c.name == name)
    row = connection.execute(query).first()
    return Registry(**row._mapping) if row else None


def listing_for(connection: sa.Connection, host: str) -> RegistryListing | None:
    """The entry that decides on this host; None when no registry speaks of it."""
    wanted = candidates(host)
    if not wanted:
        return None
    return listing_of(host, _by_domain(connection.execute(_OF_DOMAINS, {"domains": wanted})))


def listings_for(
    connection: sa.Connection, hosts: Iterable[str]
) -> dict[str, RegistryListing | None]:
    """Return the entry that decides on each of these hosts, a few hundred at the most."""
    wanted = set(hosts)
    domains = {domain for host in wanted for domain in candidates(host)}
    found = _by_domain(connection.execute(_OF_DOMAINS, {"domains": sorted(domains)}))
    return {host: listing_of(host, found) for host in wanted}


def all_listings(connection: sa.Connection, but: str = "") -> dict[str, RegistryListing]:
    """All entries by domain, save for those of the registry `but`."""
    return _by_domain(connection.execute(_IN_ORDER.where(_entries.c.registry_name != but)))


def digests(connection: sa.Connection) -> dict[str, str]:
    """Return the digest of what each registry says, by name; see `entries_digest`."""
    names = connection.execute(sa.select(_entries.c.registry_name).distinct()).scalars().all()
    columns = (_entries.c.domain, _entries.c.operator_class, _entries.c.operator)
    query = sa.select(*columns).where(_entries.c.registry_name == sa.bindparam("name"))
    return {
        name: entries_digest(tuple(row) for row in connection.execute(query, {"name": name}))
        for name in names
    }


def unclaimed_links(connection: sa.Connection) -> Iterator[sa.Row[Any]]:
    """What a registry needs to know of each link on whose operator no curator and no file has
    spoken, by id."""
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
    """True if there is a link on whose operator a registry may have something to say."""
    columns = link_table.c
    query = sa.select(columns.id).where(columns.operator_basis.in_(_UNCLAIMED)).limit(1)
    return connection.execute(query).first() is not None


def waiting_patches(connection: sa.Connection) -> dict[int, dict[str, Any]]:
    """What is proposed of published links, by link."""
    rows = connection.execute(sa.select(_proposals.c.link_id, _proposals.c.patch))
    return {row.link_id: row.patch for row in rows}


def _by_domain(rows: Iterable[sa.Row[Any]]) -> dict[str, RegistryListing]:
    return {
        row.domain: RegistryListing(row.domain, row.operator_class, row.operator, row.registry_name)
        for row in rows
    }
