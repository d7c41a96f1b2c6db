"""The operator of one link that is added or moved, by registries of government domains and by the
host's name."""

from typing import Any

from directory.catalog.transaction import Transaction
from directory.model.vocab import OperatorBasis
from directory.rules.registries import OperatorAssignment, operator_assignment

_ASKED = (OperatorBasis.DEFAULT, OperatorBasis.DOMAIN, OperatorBasis.REGISTRY)


def fields_by_registry(
    tx: Transaction, host: str, held: OperatorAssignment, former_host: str = ""
) -> dict[str, Any]:
    """Return the fields of a link to this host that differ from the stored ones, by the registries
    or else by the host's name.

    former_host: the host of the link until now; "" for a new link.
    """
    if held.basis not in _ASKED:
        return {}
    now = tx.listings.get(host)
    before = tx.listings.get(former_host) if former_host else None
    return fields_that_change(held, operator_assignment(held, host, now, before))


def fields_that_change(was: OperatorAssignment, now: OperatorAssignment) -> dict[str, Any]:
    """Return the fields that differ.

    Class and basis go together, so that a proposal shows the basis of the class.
    """
    if was == now:
        return {}
    fields: dict[str, Any] = {"operator_class": now.operator_class, "operator_basis": now.basis}
    return fields | ({"operator": now.operator} if now.operator != was.operator else {})
