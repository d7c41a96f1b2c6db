"""The links to the same site as a new one; their data helps to describe it."""

import sqlalchemy as sa

from directory.model.tables import links as link_table
from directory.rules.prefill import Neighbour

_ENOUGH = 200


def neighbours_of(connection: sa.Connection, domain: str) -> list[Neighbour]:
    """Return the links whose host is this registrable domain or below it, at most 200."""
    columns = link_table.c
    rows = connection.execute(
        sa.select(
            columns.host,
            columns.category,
            columns.operator,
            columns.operator_class,
            columns.operator_basis,
        )
        .where(sa.or_(columns.host == domain, columns.host.endswith(f".{domain}", autoescape=True)))
        .order_by(columns.id)
        .limit(_ENOUGH)
    )
    return [Neighbour(*row) for row in rows]
