"""What is read ahead of the links of a batch, in one question for all instead of one for each.

Each kind of thing is read when it is first asked for. It holds for links that the transaction has
not touched; of those that it has (`touched`), the database is asked.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

import sqlalchemy as sa

from directory.catalog.undo_snapshots import Picture, pictures
from directory.model.link import Link
from directory.model.tables import proposals as _proposals
from directory.queries import links, registries
from directory.queries.link_rows import Row, rows
from directory.queries.links import Named
from directory.rules.registries import RegistryListing
from directory.rules.urls import WebAddress

_Found = TypeVar("_Found")


class Ahead:
    """The links of a batch, and what belongs to them. links: as they are in this transaction, with
    all that it did."""

    def __init__(self, connection: sa.Connection) -> None:
        self.links: dict[int, Link] = {}
        self.touched: set[int] = set()
        self._connection = connection
        self._batch: list[int] = []
        self._pictures: dict[int, Picture] | None = None
        self._briefs: dict[int, Row] | None = None
        self._with_proposal: set[int] | None = None
        self._addresses: dict[str, WebAddress] = {}
        self._with_key: dict[str, Named | None] = {}
        self._listings: dict[str, RegistryListing | None] = {}

    def begin_adding(self, addresses: Mapping[str, WebAddress]) -> None:
        """Read what adding links with these addresses, by text, needs to know."""
        self._addresses = dict(addresses)
        self._with_key = dict.fromkeys(address.key for address in addresses.values())
        self._with_key |= links.names_by_key(self._connection, self._with_key)
        hosts = (address.host for address in addresses.values())
        self._listings = registries.listings_for(self._connection, hosts)

    def address(self, text: str) -> WebAddress | None:
        """The address that was announced with this text."""
        return self._addresses.get(text)

    def with_key(self, key: str) -> Named | None:
        """The link with this key of an address, as long as no link's address is changed."""
        if key not in self._with_key:
            return links.names_by_key(self._connection, [key]).get(key)
        return self._with_key[key]

    def added(self, key: str, link: Named) -> None:
        """A link with this key was added."""
        self._with_key[key] = link

    def listing(self, host: str) -> RegistryListing | None:
        """The entry of a registry that decides on this host."""
        if host not in self._listings:
            return registries.listing_for(self._connection, host)
        return self._listings[host]

    def begin(self, batch: Iterable[int]) -> None:
        """Reads the links of a new batch, at the beginning of a transaction."""
        self._batch = list(batch)
        self.links = links.find_by_ids(self._connection, self._batch)
        self._pictures = self._briefs = self._with_proposal = None

    def gone(self, link_id: int) -> None:
        """The link was removed, or brought back: what was read of it holds no more."""
        self.links.pop(link_id, None)
        self.touched.add(link_id)

    def picture(self, link_id: int) -> Picture | None:
        """What is held of the link's health; None when the database must be asked."""
        if self._pictures is None:
            self._pictures = self._read(pictures)
        return None if link_id in self.touched else self._pictures.get(link_id)

    def brief(self, link_id: int, today: date) -> Row | None:
        """The link in brief; None when the database must be asked."""
        if self._briefs is None:
            self._briefs = self._read(lambda connection, ids: rows(connection, ids, today))
        return None if link_id in self.touched else self._briefs.get(link_id)

    def has_no_proposal(self, link_id: int) -> bool:
        """True if it is known that no edit of the link waits for approval."""
        if link_id in self.touched or link_id not in self.links:
            return False
        if self._with_proposal is None:
            query = sa.select(_proposals.c.link_id).where(_proposals.c.link_id.in_(self._batch))
            self._with_proposal = set(self._connection.execute(query).scalars())
        return link_id not in self._with_proposal

    def _read(
        self, question: Callable[[sa.Connection, list[int]], dict[int, _Found]]
    ) -> dict[int, _Found]:
        wanted = [link_id for link_id in self._batch if link_id not in self.touched]
        return question(self._connection, wanted) if wanted else {}
