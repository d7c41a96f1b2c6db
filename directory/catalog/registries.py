"""Loading registries of government domains, and the changes of links' operator classes that follow.

A registry is replaced as a whole. Then each link whose operator no curator and no file has set is
checked again:

- a link that is not published gets its class at once, as if it were added now;
- visitors see the class of a published link, and the notices that follow from it: the change
  becomes a proposal, which a person accepts or sends back. Its author is the person who loaded
  the registry: where four eyes are required, another person accepts it.

Another person's proposal is never changed: such a link is listed, and a change is proposed when
that proposal is decided and the registry is loaded again. The proposal of an earlier load is
updated, or withdrawn if there is no more reason for it. A class that a curator sets is never
changed by a registry.

All changes are planned first, from three queries in total; so a plan can be shown without carrying
it out, and only links that change need further work.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, assert_never

import sqlalchemy as sa

from directory.catalog import proposals
from directory.catalog.links import store, touch
from directory.catalog.registry_fields import fields_that_change
from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused
from directory.model.tables import registries as _registries
from directory.model.tables import registry_entries as _entries
from directory.model.text import tidy_line
from directory.model.vocab import EditorialState, OperatorBasis, OperatorClass
from directory.queries import registries as rows
from directory.rules.permissions import Right
from directory.rules.registries import (
    OperatorAssignment,
    RegistryListing,
    entries_digest,
    listing_of,
    operator_assignment,
)

_BATCH = 400
#: Without types: with those of the model, tens of thousands of rows would take twice as long.
_INSERT_ENTRIES: Final = sa.insert(
    sa.table(_entries.name, *(sa.column(one.name) for one in _entries.c))
)
_LONGEST_NAME = 60
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CLASS_FIELDS: Final = frozenset({"operator_class", "operator_basis", "operator"})
_OURS: Final = frozenset(
    {OperatorBasis.REGISTRY.value, OperatorBasis.DOMAIN.value, OperatorBasis.DEFAULT.value}
)


class RegistryOutcome(StrEnum):
    """What is done with a link whose class, by the registries, differs from the stored one."""

    CHANGED = "changed"  # at once
    PROPOSED = "proposed"  # a new proposal waits, or one of an earlier load was updated
    WAITING = "waiting"  # the same waits already
    HELD = "held"  # another person's proposal waits, and was left unchanged
    WITHDRAWN = "withdrawn"  # the link already has what an earlier load proposed


@dataclass(frozen=True, slots=True)
class Reclassed:
    """A link whose class differs by the registries. was, now: the stored operator and the new one.
    listing: the entry that decides; None if no registry lists the host any more."""

    link_id: int
    name: str
    host: str
    was: OperatorAssignment
    now: OperatorAssignment
    listing: RegistryListing | None
    outcome: RegistryOutcome


@dataclass(frozen=True, slots=True)
class Loaded:
    """The outcome of loading a registry. before: how many domains it had; None for a new one.
    links: those concerned, by id."""

    registry: str
    listed: int
    before: int | None
    links: tuple[Reclassed, ...]

    def count(self, outcome: RegistryOutcome) -> int:
        """Return how many links have this outcome."""
        return sum(1 for one in self.links if one.outcome is outcome)

    @property
    def waits(self) -> int:
        """The number of links that a person has to decide on."""
        return sum(
            1
            for one in self.links
            if one.outcome
            in (RegistryOutcome.PROPOSED, RegistryOutcome.WAITING, RegistryOutcome.HELD)
        )


def plan(connection: sa.Connection, name: str, listings: Sequence[RegistryListing]) -> Loaded:
    """Return what loading these entries as the registry `name` would do; nothing is changed.

    Raise ChangeRefused if the name is not valid, or there is nothing to load.
    """
    _check(name, listings)
    held = rows.find(connection, name)
    if not rows.has_unclaimed_links(connection):
        return Loaded(name, len(listings), held.listed if held else None, ())
    before = rows.all_listings(connection)
    others = rows.all_listings(connection, but=name)
    now = dict(others)
    for one in listings:
        other = others.get(one.domain)
        if other is None or name < other.registry:
            now[one.domain] = one
    links = tuple(one for one in _concerned(connection, before, now) if _is_news(one, name))
    return Loaded(name, len(listings), held.listed if held else None, links)


def load_registry(
    tx: Transaction, name: str, source: str, digest: str, listings: Sequence[RegistryListing]
) -> Loaded:
    """Replace a registry's entries by these, and determine the operator classes of links again.

    Links that are not published are changed at once; for published ones the change becomes a
    proposal. source: the file or address; digest: SHA-256 of its bytes, in hex. Raise ChangeRefused
    if the name is not valid, or there is nothing to load.
    """
    tx.require(Right.PUBLISH)
    name = tidy_line(name)
    loaded = plan(tx.connection, name, listings)
    held = rows.find(tx.connection, name)
    about = {"source": tidy_line(source), "digest": digest, "listed": len(listings)}
    row = {"name": name, "loaded_at": tx.now} | about
    _replace(tx, row, listings)
    counts = {outcome.value: loaded.count(outcome) for outcome in RegistryOutcome}
    before = held.model_dump(exclude={"name", "loaded_at"}) if held else None
    entries = entries_digest((one.domain, one.operator_class, one.operator) for one in listings)
    tx.note("load", "registry", name, before, about | {"entries": entries, "links": counts})
    for batch in _batches(loaded.links):
        tx.begin_batch(one.link_id for one in batch)
        for one in batch:
            _carry_out(tx, one)
    return loaded


def _replace(tx: Transaction, row: Mapping[str, Any], listings: Sequence[RegistryListing]) -> None:
    """Replace what was loaded under this registry's name by the registry and its entries."""
    name = row["name"]
    tx.connection.execute(sa.delete(_entries).where(_entries.c.registry_name == name))
    tx.connection.execute(sa.delete(_registries).where(_registries.c.name == name))
    tx.connection.execute(sa.insert(_registries).values(dict(row)))
    entries = [
        {
            "domain": one.domain,
            "registry_name": name,
            "operator_class": one.operator_class.value,
            "operator": one.operator,
        }
        for one in listings
    ]
    tx.connection.execute(_INSERT_ENTRIES, entries)


def _check(name: str, listings: Sequence[RegistryListing]) -> None:
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise ChangeRefused(
            f"“{name}” is no name for a registry; use small letters, digits and hyphens, as in "
            "govt-urls"
        )
    if not listings:
        raise ChangeRefused(
            f"there is no domain to load into the registry “{name}”; it was left as it is"
        )


def _concerned(
    connection: sa.Connection,
    before: Mapping[str, RegistryListing],
    now: Mapping[str, RegistryListing],
) -> Iterator[Reclassed]:
    waiting = rows.waiting_patches(connection)
    for row in rows.unclaimed_links(connection):
        was = OperatorAssignment(row.operator_class, row.operator_basis, row.operator)
        listing = listing_of(row.host, now)
        due = operator_assignment(was, row.host, listing, listing_of(row.host, before))
        outcome = _outcome(row.state, was, due, waiting.get(row.id))
        if outcome is not None:
            yield Reclassed(row.id, row.name, row.host, was, due, listing, outcome)


def _is_news(one: Reclassed, name: str) -> bool:
    """Return False for a link that waits because of another registry: that one's load reported
    it."""
    waits = one.outcome in (RegistryOutcome.WAITING, RegistryOutcome.HELD)
    return not waits or one.listing is None or one.listing.registry == name


def _outcome(
    state: EditorialState,
    was: OperatorAssignment,
    due: OperatorAssignment,
    patch: Mapping[str, Any] | None,
) -> RegistryOutcome | None:
    """Return the outcome, None if there is nothing to do. patch: the link's proposal, if any."""
    wanted = _wire(fields_that_change(was, due))
    if state is not EditorialState.PUBLISHED:
        return RegistryOutcome.CHANGED if wanted else None
    if not patch:
        return RegistryOutcome.PROPOSED if wanted else None
    ours = patch.keys() <= _CLASS_FIELDS and patch.get("operator_basis") in _OURS
    if not wanted:
        return RegistryOutcome.WITHDRAWN if ours else None
    if all(patch.get(name) == value for name, value in wanted.items()):
        return RegistryOutcome.WAITING
    return RegistryOutcome.PROPOSED if ours else RegistryOutcome.HELD


def _carry_out(tx: Transaction, one: Reclassed) -> None:
    link, waiting = tx.links.get(one.link_id), tx.waiting.get(one.link_id)
    assert link is not None  # planned in the same transaction
    match one.outcome:
        case RegistryOutcome.CHANGED:
            store(tx, link, fields_that_change(one.was, one.now), "edit")
        case RegistryOutcome.PROPOSED:
            wanted = _wire(fields_that_change(one.was, one.now))
            proposals.put(tx, touch(tx, link), waiting, wanted)
        case RegistryOutcome.WITHDRAWN:
            proposals.put(tx, touch(tx, link), waiting, {})
        case RegistryOutcome.WAITING | RegistryOutcome.HELD:
            pass
        case _:
            assert_never(one.outcome)


def _wire(patch: Mapping[str, Any]) -> dict[str, str]:
    """Return the patch as a proposal stores it."""
    return {
        name: value.value if isinstance(value, OperatorClass | OperatorBasis) else value
        for name, value in patch.items()
    }


def _batches(links: Sequence[Reclassed]) -> Iterable[Sequence[Reclassed]]:
    acting = [
        one for one in links if one.outcome not in (RegistryOutcome.WAITING, RegistryOutcome.HELD)
    ]
    return (acting[start : start + _BATCH] for start in range(0, len(acting), _BATCH))
