"""What the registries of government domains, and the host's name, say of one link that is added
or moved."""

from typing import Any

from directory.catalog.transaction import Transaction
from directory.model.vocab import OperatorBasis
from directory.rules.registries import OperatorAssignment, operator_assignment

_ASKED = (OperatorBasis.DEFAULT, OperatorBasis.DOMAIN, OperatorBasis.REGISTRY)


def fields_by_registry(
    tx: Transaction, host: str, held: OperatorAssignment, former_host: str = ""
) -> dict[str, Any]:
    """The fields of a link to this host of which the registries, or else its name, say something
    else than is held.

    former_host: where the link led until now; "" for a new one.
    """
    if held.basis not in _ASKED:
        return {}
    now = tx.listings.get(host)
    before = tx.listings.get(former_host) if former_host else None
    return fields_that_change(held, operator_assignment(held, host, now, before))


def fields_that_change(was: OperatorAssignment, now: OperatorAssignment) -> dict[str, Any]:
    """The fields that differ. Class and basis go together: whoever looks at a proposal sees on
    what grounds it is made."""
    if was == now:
        return {}
    fields: dict[str, Any] = {"operator_class": now.operator_class, "operator_basis": now.basis}
    return fields | ({"operator": now.operator} if now.operator != was.operator else {})
